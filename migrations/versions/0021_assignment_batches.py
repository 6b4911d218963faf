"""Plans that were assigned many at once, so that they can be taken back together

Revision: 0021. Going back forgets which plans were assigned together; the plans stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "taken_back_at IS NULL OR begun_at IS NOT NULL",
            name=op.f("ck_assignment_batch_taken_back_after_it_began"),
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)",
            name=op.f("ck_assignment_batch_taken_back_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_assignment_batch_by_id_person")),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["person.id"], name=op.f("fk_assignment_batch_taken_back_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_assignment_batch_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_batch")),
    )
    op.create_index(op.f("ix_assignment_batch_by_id_made_at"), "assignment_batch", ["by_id", "made_at"])
    op.create_table(
        "assignment_line",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("why", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'assigned', 'skipped', 'taken back', 'kept')",
            name=op.f("ck_assignment_line_outcome_known"),
        ),
        sa.CheckConstraint(
            "(plan_id IS NULL) = (outcome IN ('waiting', 'skipped'))",
            name=op.f("ck_assignment_line_plan_of_who_was_assigned"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["assignment_batch.id"], name=op.f("fk_assignment_line_batch_id_assignment_batch")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assignment_line_person_id_person")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_assignment_line_plan_id_plan")),
        sa.PrimaryKeyConstraint("batch_id", "person_id", name=op.f("pk_assignment_line")),
    )
    op.create_index(op.f("ix_assignment_line_batch_id_outcome"), "assignment_line", ["batch_id", "outcome"])
    op.create_index(op.f("ix_assignment_line_plan_id"), "assignment_line", ["plan_id"])


def downgrade() -> None:
    op.drop_table("assignment_line")
    op.drop_table("assignment_batch")
