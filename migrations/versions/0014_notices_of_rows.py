"""A notice is about a plan or about an action plan, one of its rows, and updates that are asked for

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ABOUT = {"action_plan_id": "action_plan", "row_id": "action_row", "ask_id": "update_ask"}


def notice(plan_id_nullable: bool) -> sa.Table:
    """The table as it stands on SQLite before it is made anew: a reflected one would lose its checks."""
    waits = sa.text("letter IS NULL AND by_mail <> 'none'")
    about = [sa.Column(name, sa.Integer(), nullable=True) for name in ABOUT] if plan_id_nullable else []
    checks = [
        sa.CheckConstraint("by_mail IN ('soon', 'digest', 'none')", name=op.f("ck_notice_by_mail_known")),
        sa.CheckConstraint("settled_at IS NULL OR is_to_do", name=op.f("ck_notice_only_a_to_do_is_settled")),
    ]
    if plan_id_nullable:
        checks += [
            sa.CheckConstraint(
                "(plan_id IS NULL) <> (action_plan_id IS NULL)", name=op.f("ck_notice_about_one_of_both")
            ),
            sa.CheckConstraint(
                "action_plan_id IS NOT NULL OR (row_id IS NULL AND ask_id IS NULL)",
                name=op.f("ck_notice_rows_have_their_action_plan"),
            ),
        ]
    table = sa.Table(
        "notice",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=plan_id_nullable),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_to_do", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_mail", sa.String(length=10), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=True),
        *about,
        *checks,
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_notice_{column}_{table}"))
            for column, table in {"by_id": "person", "person_id": "person", "plan_id": "plan"}.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_notice_{column}_{table}"))
            for column, table in (ABOUT.items() if plan_id_nullable else ())
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    sa.Index(op.f("ix_notice_person_id_made_at"), table.c.person_id, table.c.made_at)
    sa.Index(op.f("ix_notice_letter"), table.c.letter)
    sa.Index(op.f("ix_notice_plan_id"), table.c.plan_id)
    sa.Index("ix_notice_waits_for_a_letter", table.c.person_id, sqlite_where=waits, postgresql_where=waits)
    if plan_id_nullable:
        sa.Index(op.f("ix_notice_ask_id"), table.c.ask_id)
    return table


def upgrade() -> None:
    with op.batch_alter_table("notice", copy_from=notice(False)) as batch:
        batch.alter_column("plan_id", existing_type=sa.Integer(), nullable=True)
        for column, table in ABOUT.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_notice_{column}_{table}"), table, [column], ["id"])
        batch.create_check_constraint(
            op.f("ck_notice_about_one_of_both"), "(plan_id IS NULL) <> (action_plan_id IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_notice_rows_have_their_action_plan"),
            "action_plan_id IS NOT NULL OR (row_id IS NULL AND ask_id IS NULL)",
        )
        batch.create_index(op.f("ix_notice_ask_id"), ["ask_id"])


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE plan_id IS NULL")
    with op.batch_alter_table("notice", copy_from=notice(True)) as batch:
        batch.drop_index(op.f("ix_notice_ask_id"))
        batch.drop_constraint(op.f("ck_notice_rows_have_their_action_plan"), type_="check")
        batch.drop_constraint(op.f("ck_notice_about_one_of_both"), type_="check")
        for column, table in ABOUT.items():
            batch.drop_constraint(op.f(f"fk_notice_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
        batch.alter_column("plan_id", existing_type=sa.Integer(), nullable=False)
