"""What posts are known by, to find those that say what another says.

Posts of before are known by their article alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "post_key",
        sa.Column("post_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_key_post_id")),
        sa.PrimaryKeyConstraint("post_id", "key", name=op.f("pk_post_key")),
    )
    op.create_index(op.f("ix_post_key_key_post_id"), "post_key", ["key", "post_id"])
    op.execute(
        "INSERT INTO post_key (post_id, key) SELECT post.id, 's:' || draft.article_id FROM post"
        " JOIN draft ON draft.id = post.draft_id AND draft.revision = post.revision"
    )
