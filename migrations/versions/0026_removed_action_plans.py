"""An action plan that was made by mistake can be removed, and its strategic plan with it, and brought back

Revision: 0026. Going back, what was removed is there again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("strategic_plan", "action_plan"):
        op.add_column(table, sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in ("action_plan", "strategic_plan"):
        op.drop_column(table, "removed_at")
