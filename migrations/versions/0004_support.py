"""Support: what was asked, answered and offered, check-ins, and the last contact before this week's first

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("talked_on", sa.Date(), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("settled", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('ask', 'answer', 'offer', 'reply', 'check_in')", name=op.f("ck_support_note_kind_known")
        ),
        sa.CheckConstraint(
            "settled IN ('', 'answered', 'not needed')", name=op.f("ck_support_note_settled_known")
        ),
        sa.CheckConstraint(
            "(settled = '') = (settled_at IS NULL)", name=op.f("ck_support_note_settled_with_when")
        ),
        sa.CheckConstraint(
            "settled = '' OR kind = 'ask'", name=op.f("ck_support_note_only_asks_are_settled")
        ),
        sa.CheckConstraint(
            "(kind = 'answer') = (answers_id IS NOT NULL)", name=op.f("ck_support_note_answers_are_to_asks")
        ),
        sa.CheckConstraint(
            "(kind = 'check_in') = (talked_on IS NOT NULL)", name=op.f("ck_support_note_check_ins_have_a_day")
        ),
        sa.CheckConstraint(
            "how IN ('', 'in person', 'call', 'message', 'visit')", name=op.f("ck_support_note_how_known")
        ),
        sa.CheckConstraint(
            "how = '' OR kind = 'check_in'", name=op.f("ck_support_note_only_check_ins_say_how")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_support_note_plan_id_plan")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_note_person_id_person")),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["support_note.id"], name=op.f("fk_support_note_answers_id_support_note")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_note")),
    )
    op.create_index(op.f("ix_support_note_plan_id"), "support_note", ["plan_id"])
    op.create_index(
        "ix_support_note_open_asks",
        "support_note",
        ["plan_id"],
        sqlite_where=sa.text("kind = 'ask' AND settled = ''"),
        postgresql_where=sa.text("kind = 'ask' AND settled = ''"),
    )
    op.add_column("plan", sa.Column("touched_before", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("plan", "touched_before")
    op.drop_table("support_note")
