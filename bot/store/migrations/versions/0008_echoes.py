"""What networks told by themselves of what is out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "echo",
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("native_id", sa.String(length=200), nullable=False),
        sa.Column("remote_id", sa.String(length=200), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "native_id", "remote_id", name=op.f("pk_echo")),
    )
