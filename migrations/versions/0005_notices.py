"""Notices, the office's own texts for them, days without school, and who prefers one mail a day

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("mail_digest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "no_school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_no_school_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_school")),
    )
    op.create_index(op.f("ix_no_school_ends_on"), "no_school", ["ends_on"])
    op.create_table(
        "notice_text",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_notice_text")),
    )
    op.create_table(
        "reminded",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reminded")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
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
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_notice_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_person_id_made_at"), "notice", ["person_id", "made_at"])
    op.create_index(op.f("ix_notice_letter"), "notice", ["letter"])
    op.create_index(op.f("ix_notice_plan_id"), "notice", ["plan_id"])
    waits = sa.text("letter IS NULL AND by_mail <> 'none'")
    op.create_index(
        "ix_notice_waits_for_a_letter", "notice", ["person_id"], sqlite_where=waits, postgresql_where=waits
    )


def downgrade() -> None:
    for table in ("notice", "reminded", "notice_text", "no_school"):
        op.drop_table(table)
    op.drop_column("person", "mail_digest")
