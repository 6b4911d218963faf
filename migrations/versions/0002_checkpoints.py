"""Checkpoints: drafts and revisions of two kinds, the final conference, reasons, and plans that go on

Revision: 0002, after 0001. Tables that are built anew on SQLite get their triggers again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KNOWN_KINDS = "kind IN ('plan', 'checkpoint')"

KEEPS_ITS_TEXT = {
    "sqlite": (
        "CREATE TRIGGER revision_keeps_its_text BEFORE UPDATE ON revision WHEN OLD.frozen <> NEW.frozen OR OLD.sha256 <> NEW.sha256 OR OLD.number <> NEW.number{more} BEGIN SELECT RAISE(ABORT, 'a frozen text does not change'); END",
        " OR OLD.kind <> NEW.kind OR OLD.plan_id <> NEW.plan_id",
    ),
    "postgresql": (
        "CREATE TRIGGER revision_keeps_its_text BEFORE UPDATE ON revision FOR EACH ROW WHEN (OLD.frozen IS DISTINCT FROM NEW.frozen OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.number IS DISTINCT FROM NEW.number{more}) EXECUTE FUNCTION refuse_change()",
        " OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.plan_id IS DISTINCT FROM NEW.plan_id",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _drop_trigger(dialect)
    with op.batch_alter_table("revision") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=12), nullable=False, server_default="plan"))
        batch.drop_constraint("uq_revision_plan_id_number", type_="unique")
        batch.create_unique_constraint("uq_revision_plan_id_kind_number", ["plan_id", "kind", "number"])
        batch.create_check_constraint("kind_known", KNOWN_KINDS)
    with op.batch_alter_table("revision") as batch:
        batch.alter_column("kind", server_default=None)
    template, more = KEEPS_ITS_TEXT[dialect]
    op.execute(template.format(more=more))

    with op.batch_alter_table("draft") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=12), nullable=False, server_default="plan"))
        batch.drop_constraint("pk_draft", type_="primary")
        batch.create_primary_key("pk_draft", ["plan_id", "kind"])
        batch.create_check_constraint("kind_known", KNOWN_KINDS)
    with op.batch_alter_table("draft") as batch:
        batch.alter_column("kind", server_default=None)

    with op.batch_alter_table("plan") as batch:
        batch.add_column(sa.Column("checkpoint_revision_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("agreed_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("end_reason", sa.String(length=20), nullable=False, server_default=""))
        batch.create_foreign_key(
            "fk_plan_checkpoint_revision_id_revision", "revision", ["checkpoint_revision_id"], ["id"]
        )
        batch.create_foreign_key("fk_plan_continues_id_plan", "plan", ["continues_id"], ["id"])
        batch.create_unique_constraint("uq_plan_continues_id", ["continues_id"])
    op.execute("UPDATE plan SET end_reason = 'not completed' WHERE state = 'unfinished'")
    with op.batch_alter_table("plan") as batch:
        batch.create_check_constraint("unfinished_says_why", "(state = 'unfinished') = (end_reason <> '')")

    op.create_table(
        "conference",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("progress", sa.String(length=10), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.CheckConstraint("decision IN ('close', 'continue')", name=op.f("ck_conference_decision_known")),
        sa.CheckConstraint(
            "progress IN ('Met', 'Mostly', 'Partly', 'Not yet')", name=op.f("ck_conference_progress_known")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_conference_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_conference")),
    )
    op.create_table(
        "reason",
        sa.Column("history_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["history_id"], ["history.id"], name=op.f("fk_reason_history_id_history")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_reason_plan_id_plan")),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_reason")),
    )
    op.create_index(op.f("ix_reason_plan_id"), "reason", ["plan_id"])


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.drop_table("reason")
    op.drop_table("conference")
    with op.batch_alter_table("plan") as batch:
        batch.drop_constraint(op.f("ck_plan_unfinished_says_why"), type_="check")
        batch.drop_constraint("uq_plan_continues_id", type_="unique")
        batch.drop_constraint("fk_plan_continues_id_plan", type_="foreignkey")
        batch.drop_constraint("fk_plan_checkpoint_revision_id_revision", type_="foreignkey")
        for column in ("end_reason", "continues_id", "agreed_by", "checkpoint_revision_id"):
            batch.drop_column(column)
    op.execute("DELETE FROM draft WHERE kind = 'checkpoint'")
    with op.batch_alter_table("draft") as batch:
        batch.drop_constraint(op.f("ck_draft_kind_known"), type_="check")
        batch.drop_constraint("pk_draft", type_="primary")
        batch.drop_column("kind")
        batch.create_primary_key("pk_draft", ["plan_id"])
    # What was signed stays signed: a checkpoint's revisions have nowhere to go in the older tables.
    count = op.get_bind().scalar(sa.text("SELECT count(*) FROM revision WHERE kind = 'checkpoint'"))
    if count:
        raise RuntimeError(f"{count} revisions of checkpoints would be lost. Restore a backup instead.")
    _drop_trigger(dialect)
    with op.batch_alter_table("revision") as batch:
        batch.drop_constraint(op.f("ck_revision_kind_known"), type_="check")
        batch.drop_constraint("uq_revision_plan_id_kind_number", type_="unique")
        batch.drop_column("kind")
        batch.create_unique_constraint("uq_revision_plan_id_number", ["plan_id", "number"])
    op.execute(KEEPS_ITS_TEXT[dialect][0].format(more=""))


def _drop_trigger(dialect: str) -> None:
    table = " ON revision" if dialect == "postgresql" else ""
    op.execute(f"DROP TRIGGER revision_keeps_its_text{table}")
