"""The journal, its evidence, the store of files, and how many points the district owes

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_file_sha256_whole")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_not_empty")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hundredths BETWEEN 1 AND 99999", name=op.f("ck_journal_entry_hours_within")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_journal_entry_plan_id_plan")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_journal_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    op.create_index(op.f("ix_journal_entry_plan_id_day"), "journal_entry", ["plan_id", "day"])
    op.create_index(op.f("ix_journal_entry_person_id_day"), "journal_entry", ["person_id", "day"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("(link = '') = (sha256 IS NOT NULL)", name=op.f("ck_evidence_link_or_file")),
        sa.CheckConstraint("(sha256 IS NULL) = (label = '')", name=op.f("ck_evidence_files_have_labels")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_evidence_entry_id_journal_entry")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_evidence_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_entry_id"), "evidence", ["entry_id"])
    op.create_index(op.f("ix_evidence_sha256"), "evidence", ["sha256"])
    with op.batch_alter_table("district") as batch:
        batch.add_column(sa.Column("points_owed", sa.Integer(), nullable=False, server_default="75"))
        batch.add_column(sa.Column("points_years", sa.Integer(), nullable=False, server_default="5"))
        batch.create_check_constraint("points_owed_within", "points_owed BETWEEN 0 AND 9999")
        batch.create_check_constraint("points_years_within", "points_years BETWEEN 1 AND 20")


def downgrade() -> None:
    with op.batch_alter_table("district") as batch:
        batch.drop_constraint(op.f("ck_district_points_years_within"), type_="check")
        batch.drop_constraint(op.f("ck_district_points_owed_within"), type_="check")
        batch.drop_column("points_years")
        batch.drop_column("points_owed")
    op.drop_table("evidence")
    op.drop_table("journal_entry")
    op.drop_table("stored_file")
