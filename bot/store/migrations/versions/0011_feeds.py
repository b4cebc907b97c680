"""Feeds that a brand follows, the items found in them, and by what an item is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "feed",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("brand_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("next", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_feed_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
    )
    op.create_index(op.f("ix_feed_state_next"), "feed", ["state", "next"])
    op.create_table(
        "feed_item",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("feed_id", sa.String(length=80), nullable=False),
        sa.Column("brand_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("found", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("wording", sa.String(length=160), nullable=False, server_default=""),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_item")),
    )
    op.create_index(op.f("ix_feed_item_feed_id_found"), "feed_item", ["feed_id", "found"])
    op.create_index(op.f("ix_feed_item_state_due"), "feed_item", ["state", "due"])
    op.create_table(
        "feed_key",
        sa.Column("brand_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", "key", "item_id", name=op.f("pk_feed_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_feed_key_item_id"), "feed_key", ["item_id"])
