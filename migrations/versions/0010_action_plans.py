"""The strategic table: strategic plans, action plans, their rows, changes, editions

Revision: 0010, after 0009. What was changed, and what was adopted, cannot be changed from here on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = ("action_change", "action_edition")


def triggers() -> list[str]:
    """What keeps changes and editions as they were written."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} does not change'); END"
            for table in KEPT
            for what in ("update", "delete")
        ]
    return [
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
        f"{'' if what == 'truncate' else 'FOR EACH ROW '}EXECUTE FUNCTION refuse_change()"
        for table in KEPT
        for what in ("update", "delete", "truncate")
    ]


def upgrade() -> None:
    op.create_table(
        "strategic_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategic_plan")),
    )
    op.create_table(
        "action_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategic_plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("big_idea", sa.Text(), nullable=False),
        sa.Column("big_idea_source", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("intent_source", sa.String(length=200), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("strengths_source", sa.String(length=200), nullable=False),
        sa.Column("challenges", sa.Text(), nullable=False),
        sa.Column("challenges_source", sa.String(length=200), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategic_plan_id"],
            ["strategic_plan.id"],
            name=op.f("fk_action_plan_strategic_plan_id_strategic_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_action_plan_code")),
    )
    op.create_index(op.f("ix_action_plan_strategic_plan_id"), "action_plan", ["strategic_plan_id"])

    op.create_table(
        "action_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_action_column_action_plan_id_action_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_column")),
    )
    op.create_index(op.f("ix_action_column_action_plan_id"), "action_column", ["action_plan_id"])

    op.create_table(
        "action_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_action_edition_sha256_whole")),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_action_edition_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["person.id"], name=op.f("fk_action_edition_adopted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_edition")),
        sa.UniqueConstraint("action_plan_id", "number", name=op.f("uq_action_edition_action_plan_id_number")),
    )
    op.create_table(
        "action_editor",
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_action_editor_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_editor_person_id_person")),
        sa.PrimaryKeyConstraint("action_plan_id", "person_id", name=op.f("pk_action_editor")),
    )
    op.create_index(op.f("ix_action_editor_person_id"), "action_editor", ["person_id"])

    op.create_table(
        "action_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("resources", sa.Text(), nullable=False),
        sa.Column("interdependencies", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends", sa.String(length=60), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_with_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("owner_id IS NULL OR owner_name = ''", name=op.f("ck_action_row_one_owner")),
        sa.CheckConstraint(
            "status IN ('not_started', 'on_track', 'behind', 'done', 'dropped')",
            name=op.f("ck_action_row_status_known"),
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deleted_with_id IS NULL)", name=op.f("ck_action_row_deleted_with_when")
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_action_row_position_known")),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_action_row_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(
            ["deleted_with_id"], ["action_row.id"], name=op.f("fk_action_row_deleted_with_id_action_row")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_action_row_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["action_row.id"], name=op.f("fk_action_row_parent_id_action_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_row")),
    )
    op.create_index(op.f("ix_action_row_action_plan_id"), "action_row", ["action_plan_id"])
    op.create_index(op.f("ix_action_row_owner_id"), "action_row", ["owner_id"])

    op.create_table(
        "table_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=True),
        sa.Column("strategic_plan_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(action_plan_id IS NULL) <> (strategic_plan_id IS NULL)",
            name=op.f("ck_table_import_into_one_or_new"),
        ),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_table_import_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_table_import_person_id_person")),
        sa.ForeignKeyConstraint(
            ["strategic_plan_id"],
            ["strategic_plan.id"],
            name=op.f("fk_table_import_strategic_plan_id_strategic_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_import")),
    )
    op.create_index(op.f("ix_table_import_action_plan_id"), "table_import", ["action_plan_id"])
    op.create_index(op.f("ix_table_import_read_at"), "table_import", ["read_at"])

    op.create_table(
        "action_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_action_change_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_change_person_id_person")),
        sa.ForeignKeyConstraint(
            ["row_id"], ["action_row.id"], name=op.f("fk_action_change_row_id_action_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_change")),
    )
    op.create_index(op.f("ix_action_change_action_plan_id"), "action_change", ["action_plan_id"])
    op.create_index(op.f("ix_action_change_row_id"), "action_change", ["row_id"])

    op.create_table(
        "action_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("to_row_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "kind IN ('waits_for', 'helps', 'same_as')", name=op.f("ck_action_link_kind_known")
        ),
        sa.CheckConstraint("row_id <> to_row_id", name=op.f("ck_action_link_to_another")),
        sa.ForeignKeyConstraint(["row_id"], ["action_row.id"], name=op.f("fk_action_link_row_id_action_row")),
        sa.ForeignKeyConstraint(
            ["to_row_id"], ["action_row.id"], name=op.f("fk_action_link_to_row_id_action_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_link")),
        sa.UniqueConstraint("row_id", "to_row_id", "kind", name=op.f("uq_action_link_row_id_to_row_id_kind")),
    )
    op.create_index(op.f("ix_action_link_to_row_id"), "action_link", ["to_row_id"])

    op.create_table(
        "action_team_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) = (name <> '')", name=op.f("ck_action_team_member_person_or_name")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_action_team_member_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["action_row.id"], name=op.f("fk_action_team_member_row_id_action_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_team_member")),
        sa.UniqueConstraint(
            "row_id", "person_id", "name", name=op.f("uq_action_team_member_row_id_person_id_name")
        ),
    )
    op.create_index(op.f("ix_action_team_member_person_id"), "action_team_member", ["person_id"])

    op.create_table(
        "room_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('question', 'decision')", name=op.f("ck_room_note_kind_known")),
        sa.CheckConstraint(
            "settled_at IS NULL OR kind = 'question'", name=op.f("ck_room_note_only_questions_are_settled")
        ),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_room_note_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_note_person_id_person")),
        sa.ForeignKeyConstraint(["row_id"], ["action_row.id"], name=op.f("fk_room_note_row_id_action_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_note")),
    )
    op.create_index(op.f("ix_room_note_action_plan_id"), "room_note", ["action_plan_id"])

    op.create_table(
        "row_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_row_comment_settled_with_who")
        ),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_row_comment_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["action_edition.id"], name=op.f("fk_row_comment_edition_id_action_edition")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_row_comment_person_id_person")),
        sa.ForeignKeyConstraint(["row_id"], ["action_row.id"], name=op.f("fk_row_comment_row_id_action_row")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_row_comment_settled_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_comment")),
    )
    op.create_index(op.f("ix_row_comment_action_plan_id"), "row_comment", ["action_plan_id"])
    op.create_index(op.f("ix_row_comment_row_id"), "row_comment", ["row_id"])

    op.create_table(
        "status_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('not_started', 'on_track', 'behind', 'done', 'dropped')",
            name=op.f("ck_status_note_status_known"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_status_note_person_id_person")),
        sa.ForeignKeyConstraint(["row_id"], ["action_row.id"], name=op.f("fk_status_note_row_id_action_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_note")),
    )
    op.create_index(op.f("ix_status_note_row_id"), "status_note", ["row_id"])

    op.create_table(
        "update_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_plan_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_plan_id"], ["action_plan.id"], name=op.f("fk_update_ask_action_plan_id_action_plan")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_update_ask_person_id_person")),
        sa.ForeignKeyConstraint(["row_id"], ["action_row.id"], name=op.f("fk_update_ask_row_id_action_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_ask")),
    )
    op.create_index(op.f("ix_update_ask_action_plan_id"), "update_ask", ["action_plan_id"])
    op.create_index(op.f("ix_update_ask_due_on"), "update_ask", ["due_on"])
    for statement in triggers():
        op.execute(statement)


def downgrade() -> None:
    # An edition that the board adopted is a record of the district.
    count = op.get_bind().scalar(sa.text("SELECT count(*) FROM action_edition"))
    if count:
        raise RuntimeError(f"{count} adopted editions would be lost. Restore a backup instead.")
    for table in (
        "update_ask",
        "status_note",
        "row_comment",
        "room_note",
        "action_team_member",
        "action_link",
        "action_change",
        "table_import",
        "action_row",
        "action_editor",
        "action_edition",
        "action_column",
        "action_plan",
        "strategic_plan",
    ):
        op.drop_table(table)
