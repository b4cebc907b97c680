"""When a publication is due in its member's own time, how late it may go, and what is still to be told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant = sa.DateTime(timezone=True)
    with op.batch_alter_table("publication") as table:
        table.add_column(sa.Column("wall", sa.String(length=19), nullable=False, server_default=""))
        table.add_column(sa.Column("zone", sa.String(length=80), nullable=False, server_default=""))
        table.add_column(sa.Column("late", sa.Integer(), nullable=False, server_default="30"))
        table.add_column(sa.Column("void", instant))
        table.add_column(sa.Column("member_id", sa.String(length=80), nullable=False, server_default=""))
        table.add_column(sa.Column("run", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("waived", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("series_id", sa.String(length=80), nullable=False, server_default=""))
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("created", instant, nullable=False),
        sa.Column("told", instant),
        sa.Column("holder", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("held_until", instant),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_told_id"), "notice", ["told", "id"])
