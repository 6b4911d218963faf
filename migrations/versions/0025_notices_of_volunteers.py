"""A notice may be about somebody who would like to take part, and has no plan yet

Revision: 0025. Going back forgets the notices of volunteers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0018"
branch_labels = None
depends_on = None

KEYS = {
    "person_id": "person",
    "by_id": "person",
    "plan_id": "plan",
    "action_plan_id": "action_plan",
    "row_id": "action_row",
    "ask_id": "update_ask",
}
OF_BOTH = "(plan_id IS NULL) <> (action_plan_id IS NULL)"
OF_ONE = " + ".join(
    f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)"
    for column in ("plan_id", "action_plan_id", "volunteer_id")
)


def notice(*, with_volunteers: bool) -> sa.Table:
    """The table as it stands on SQLite before it is made anew: a reflected one would lose its checks."""
    waits = sa.text("letter IS NULL AND by_mail <> 'none'")
    keys = KEYS | ({"volunteer_id": "volunteer"} if with_volunteers else {})
    about = (
        sa.CheckConstraint(f"{OF_ONE} = 1", name=op.f("ck_notice_about_one"))
        if with_volunteers
        else sa.CheckConstraint(OF_BOTH, name=op.f("ck_notice_about_one_of_both"))
    )
    table = sa.Table(
        "notice",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=column != "person_id") for column in keys),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_to_do", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_mail", sa.String(length=10), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=True),
        sa.CheckConstraint("by_mail IN ('soon', 'digest', 'none')", name=op.f("ck_notice_by_mail_known")),
        sa.CheckConstraint("settled_at IS NULL OR is_to_do", name=op.f("ck_notice_only_a_to_do_is_settled")),
        about,
        sa.CheckConstraint(
            "action_plan_id IS NOT NULL OR (row_id IS NULL AND ask_id IS NULL)",
            name=op.f("ck_notice_rows_have_their_action_plan"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_notice_{column}_{table}"))
            for column, table in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    sa.Index(op.f("ix_notice_person_id_made_at"), table.c.person_id, table.c.made_at)
    sa.Index(op.f("ix_notice_letter"), table.c.letter)
    sa.Index(op.f("ix_notice_plan_id"), table.c.plan_id)
    sa.Index(op.f("ix_notice_ask_id"), table.c.ask_id)
    if with_volunteers:
        sa.Index(op.f("ix_notice_volunteer_id"), table.c.volunteer_id)
    sa.Index("ix_notice_waits_for_a_letter", table.c.person_id, sqlite_where=waits, postgresql_where=waits)
    return table


def upgrade() -> None:
    with op.batch_alter_table("notice", copy_from=notice(with_volunteers=False)) as batch:
        batch.add_column(sa.Column("volunteer_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_notice_volunteer_id_volunteer"), "volunteer", ["volunteer_id"], ["id"]
        )
        batch.drop_constraint(op.f("ck_notice_about_one_of_both"), type_="check")
        batch.create_check_constraint(op.f("ck_notice_about_one"), f"{OF_ONE} = 1")
        batch.create_index(op.f("ix_notice_volunteer_id"), ["volunteer_id"])


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE volunteer_id IS NOT NULL")
    with op.batch_alter_table("notice", copy_from=notice(with_volunteers=True)) as batch:
        batch.drop_index(op.f("ix_notice_volunteer_id"))
        batch.drop_constraint(op.f("ck_notice_about_one"), type_="check")
        batch.drop_constraint(op.f("fk_notice_volunteer_id_volunteer"), type_="foreignkey")
        batch.drop_column("volunteer_id")
        batch.create_check_constraint(op.f("ck_notice_about_one_of_both"), OF_BOTH)
