"""Exemplars, where they came from, who agreed to exactly which text, and what happened to them

Revision: 0012, after 0010. A yes that was given, and what happened, cannot be changed from here on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "exemplar_event",
    "exemplar_consent",
    "exemplar_replacement",
    "exemplar_source",
    "exemplar",
)
AGREED = ("exemplar_id", "person_id", "sha256", "given_at")


def triggers() -> list[str]:
    """What keeps events as they were written, and a yes as it was given: once taken back, it stays taken back."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in AGREED)
    changed += " OR OLD.withdrawn_at IS NOT NULL"
    wanted = [
        ("exemplar_event_no_update", "UPDATE", "exemplar_event", ""),
        ("exemplar_event_no_delete", "DELETE", "exemplar_event", ""),
        ("exemplar_consent_keeps_what_was_agreed", "UPDATE", "exemplar_consent", changed),
        ("exemplar_consent_no_delete", "DELETE", "exemplar_consent", ""),
    ]
    if sqlite:
        return [
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} {f'WHEN {when} ' if when else ''}"
            f"BEGIN SELECT RAISE(ABORT, '{table} does not change'); END"
            for name, what, table, when in wanted
        ]
    return [
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW {f'WHEN ({when}) ' if when else ''}"
        "EXECUTE FUNCTION refuse_change()"
        for name, what, table, when in wanted
    ]


def upgrade() -> None:
    op.create_table(
        "exemplar",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("staff_kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("grade_band", sa.String(length=30), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("learning_kinds", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("checkpoint", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("by_office", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'asked', 'published', 'withdrawn')", name=op.f("ck_exemplar_state_known")
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_exemplar_sha256_whole")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_exemplar_withdrawn_with_when")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_exemplar_published_with_when")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar")),
    )
    op.create_index(op.f("ix_exemplar_state_title"), "exemplar", ["state", "title"])
    op.create_table(
        "exemplar_source",
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_exemplar_source_exemplar_id_exemplar")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_exemplar_source_plan_id_plan")),
        sa.PrimaryKeyConstraint("exemplar_id", name=op.f("pk_exemplar_source")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_exemplar_source_plan_id")),
    )
    op.create_table(
        "exemplar_replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("proposed", sa.String(length=200), nullable=False),
        sa.Column("chosen", sa.String(length=200), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_exemplar_replacement_exemplar_id_exemplar")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_exemplar_replacement_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar_replacement")),
        sa.UniqueConstraint("exemplar_id", "found", name=op.f("uq_exemplar_replacement_exemplar_id_found")),
    )
    op.create_table(
        "exemplar_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_exemplar_consent_sha256_whole")),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_exemplar_consent_exemplar_id_exemplar")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_exemplar_consent_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar_consent")),
    )
    op.create_index(
        "uq_exemplar_consent_one_standing",
        "exemplar_consent",
        ["exemplar_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "exemplar_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_exemplar_event_exemplar_id_exemplar")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_exemplar_event_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar_event")),
    )
    op.create_index(op.f("ix_exemplar_event_exemplar_id"), "exemplar_event", ["exemplar_id"])
    for statement in triggers():
        op.execute(statement)


def downgrade() -> None:
    # What a teacher agreed to, and took back, is a record that the district keeps.
    count = op.get_bind().scalar(sa.text("SELECT count(*) FROM exemplar_consent"))
    if count:
        raise RuntimeError(f"{count} yeses to exemplars would be lost. Restore a backup instead.")
    for table in TABLES:
        op.drop_table(table)
