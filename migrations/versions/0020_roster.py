"""Rosters that are brought in, line by line, and who was named a site leader by one

Revision: 0020. On the way back what was brought in stays; how it came is forgotten, and a file that waits goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0022"
branch_labels = None
depends_on = None

STATES = "'reading', 'asking', 'read', 'writing', 'written', 'left', 'failed'"
KINDS = "'site', 'new', 'back', 'moved', 'changed', 'gone', 'note'"


def upgrade() -> None:
    op.add_column(
        "site_leadership", sa.Column("from_roster", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "roster_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_roster_terms_one_way")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_terms")),
    )
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_roster_import_state_known")),
        sa.CheckConstraint("mode IN ('', 'bulk', 'delta')", name=op.f("ck_roster_import_mode_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_import_person_id_person")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_roster_import_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index(op.f("ix_roster_import_sha256"), "roster_import", ["sha256"])
    op.create_index(op.f("ix_roster_import_made_at"), "roster_import", ["made_at"])
    op.create_table(
        "roster_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("what", sa.String(1000), nullable=False),
        sa.Column("done", sa.String(500), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_roster_line_kind_known")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.id"], name=op.f("fk_roster_line_import_id_roster_import")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_line_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_line")),
    )
    op.create_index(
        op.f("ix_roster_line_import_id_kind_number"),
        "roster_line",
        ["import_id", "kind", "number"],
        unique=True,
    )


def downgrade() -> None:
    # A file that waits holds pupils, too: it does not stay behind.
    op.execute("CREATE TEMPORARY TABLE waiting AS SELECT sha256 FROM roster_import WHERE sha256 IS NOT NULL")
    for table in ("roster_line", "roster_import", "roster_terms"):
        op.drop_table(table)
    op.execute("DELETE FROM stored_file WHERE sha256 IN (SELECT sha256 FROM waiting)")
    op.execute("DROP TABLE waiting")
    op.drop_column("site_leadership", "from_roster")
