"""Accounts that people sign in with elsewhere, and answers of a provider that were used

Revision: 0018. Going back forgets which accounts belong to whom; people sign in with their passwords, and are matched
by their e-mail addresses again afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
        sa.UniqueConstraint("person_id", "issuer", name=op.f("uq_identity_person_id_issuer")),
    )
    op.create_table(
        "used_answer",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_used_answer")),
    )
    with op.batch_alter_table("used_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_answer_used_at"), ["used_at"], unique=False)


def downgrade() -> None:
    op.drop_table("used_answer")
    op.drop_table("identity")
    op.execute("UPDATE sign_in SET proof = 'password', proved_at = NULL WHERE proof <> 'password'")
