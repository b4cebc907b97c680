"""Slots, at which posts go out, and series of publications that recur."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "slot",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("brand_id", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_slot_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("draft_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("next", sa.DateTime(timezone=True)),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_state_next"), "series", ["state", "next"])
    op.create_index(op.f("ix_publication_account_id_at"), "publication", ["account_id", "at"])
