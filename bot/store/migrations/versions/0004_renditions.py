"""What was made of a picture for a network's rules."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "rendition",
        sa.Column("media_id", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.Column("rendition_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_rendition_media_id")),
        sa.ForeignKeyConstraint(["rendition_id"], ["media.id"], name=op.f("fk_rendition_rendition_id")),
        sa.PrimaryKeyConstraint("media_id", "rules", name=op.f("pk_rendition")),
    )
