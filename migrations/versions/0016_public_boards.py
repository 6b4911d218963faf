"""What the public address of an action plan shows beside the table as it was adopted

Revision: 0016, after 0015. Nothing but the table is shown until the office chooses more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action_plan", sa.Column("public_shows", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("action_plan", "public_shows")
