"""Three anonymous questions at the end: the answers, and, apart from them, who has answered

Revision: 0006, after 0005. On SQLite the rows have no row numbers: those would tell the order.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROLE_KNOWN = "role IN ('teacher', 'evaluator')"


def upgrade() -> None:
    op.create_table(
        "feedback_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("grew", sa.Integer(), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=False),
        sa.Column("supported", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint(ROLE_KNOWN, name=op.f("ck_feedback_answer_role_known")),
        sa.CheckConstraint("grew BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_grew_within")),
        sa.CheckConstraint("worth BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_worth_within")),
        sa.CheckConstraint("supported BETWEEN 1 AND 5", name=op.f("ck_feedback_answer_supported_within")),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_feedback_answer_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_feedback_answer_year_id_role_is_shown"), "feedback_answer", ["year_id", "role", "is_shown"]
    )
    op.create_table(
        "feedback_given",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint(ROLE_KNOWN, name=op.f("ck_feedback_given_role_known")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feedback_given_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_feedback_given_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("person_id", "year_id", "role", name=op.f("pk_feedback_given")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("feedback_given")
    op.drop_table("feedback_answer")
