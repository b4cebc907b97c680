"""When each item was last seen in its feed, so that old ones can be let go of."""

import sqlalchemy as sa
from alembic import op

revision = "0012b"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("feed_item", sa.Column("there", sa.DateTime(timezone=True)))
