"""Sealed documents, scans of signed paper, packets; signatures are found by who gave them

Revision: 0008, after 0007. What was issued, and the bytes of every stored file, cannot be changed from here on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'what was issued does not change'); END",
        "CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'what was issued does not change'); END",
        "CREATE TRIGGER stored_file_keeps_its_bytes BEFORE UPDATE ON stored_file WHEN OLD.sha256 IS NOT NEW.sha256 OR OLD.content IS NOT NEW.content BEGIN SELECT RAISE(ABORT, 'a stored file does not change'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER document_no_update BEFORE UPDATE ON document FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER document_no_delete BEFORE DELETE ON document FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON document EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER stored_file_keeps_its_bytes BEFORE UPDATE ON stored_file FOR EACH ROW WHEN (OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.content IS DISTINCT FROM NEW.content) EXECUTE FUNCTION refuse_change()",
    ),
}

ORDERED = {
    "sqlite": {
        "payload": "json_object('revision', revision_id)",
        "now": "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    },
    "postgresql": {
        "payload": "('{\"revision\": ' || revision_id || '}')::json",
        "now": "now()",
    },
}


def upgrade() -> None:
    op.create_index(op.f("ix_signature_person_id"), "signature", ["person_id"])
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("certificate", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(code) = 16", name=op.f("ck_document_code_whole")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_document_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_document_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_document_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("code", name=op.f("uq_document_code")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_document_revision_id")),
    )
    op.create_index(op.f("ix_document_plan_id"), "document", ["plan_id"])
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"])
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("found_by", sa.String(length=10), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpeg', 'png')", name=op.f("ck_paper_kind_known")),
        sa.CheckConstraint("found_by IN ('code', 'typed')", name=op.f("ck_paper_found_by_known")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_paper_plan_id_plan")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_paper_revision_id_revision")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_paper_sha256_stored_file")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["person.id"], name=op.f("fk_paper_filed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_plan_id"), "paper", ["plan_id"])
    op.create_index(op.f("ix_paper_sha256"), "paper", ["sha256"])
    op.create_table(
        "packet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_packet_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
    )
    op.create_index(op.f("ix_packet_person_id"), "packet", ["person_id"])
    op.create_index(op.f("ix_packet_expires_at"), "packet", ["expires_at"])
    op.create_table(
        "packet_file",
        sa.Column("packet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packet.id"], name=op.f("fk_packet_file_packet_id_packet")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_packet_file_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("packet_id", "number", name=op.f("pk_packet_file")),
    )
    op.create_index(op.f("ix_packet_file_sha256"), "packet_file", ["sha256"])
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    # What was signed before gets its copy as well.
    op.execute(
        "INSERT INTO job (kind, key, payload, state, attempts, made_at, due_at, steps_done, steps_total, error) "
        "SELECT 'issue', 'issue-' || revision_id, {payload}, 'queued', 0, {now}, {now}, 0, 0, '' "
        "FROM (SELECT DISTINCT revision_id FROM signature WHERE role = 'teacher') AS signed".format(
            **ORDERED[op.get_bind().dialect.name]
        )
    )


def downgrade() -> None:
    # Issued again, a document would carry another seal than the copies that people hold.
    for table, what in (("document", "issued documents"), ("paper", "scans of signed paper")):
        count = op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table}"))
        if count:
            raise RuntimeError(f"{count} {what} would be lost. Restore a backup instead.")
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER stored_file_keeps_its_bytes" + (" ON stored_file" if is_postgresql else ""))
    for table in ("packet_file", "packet", "paper", "document"):
        op.drop_table(table)
    op.execute("DELETE FROM job WHERE kind = 'issue'")
    op.drop_index(op.f("ix_signature_person_id"), table_name="signature")
