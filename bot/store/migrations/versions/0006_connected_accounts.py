"""Accounts that are connected: what is known of them, their secrets, the pictures of link cards."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("account", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("account", sa.Column("expires", sa.DateTime(timezone=True)))
    op.add_column("account", sa.Column("body", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "secret",
        sa.Column("owner_id", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("kept", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_secret")),
    )
    op.create_table(
        "thumbnail",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("media_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_thumbnail")),
    )
