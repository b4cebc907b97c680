"""What was published can be deleted, changed and published anew; one hand at a time corrects a publication."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("deleted", sa.DateTime(timezone=True)))
        batch_op.drop_constraint(batch_op.f("uq_publication_post_id_account_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_publication_post_id_account_id_edition"), ["post_id", "account_id", "edition"]
        )
    op.add_column("delivery", sa.Column("post_id", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("amending", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("deleted", sa.DateTime(timezone=True)))
    op.create_table(
        "correction",
        sa.Column("publication_id", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_correction_publication_id")),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_correction")),
    )
