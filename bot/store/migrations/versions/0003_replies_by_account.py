"""A reply is one by account and native id: some networks number messages within one chat alone."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_reply_platform_native_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_reply_account_id_native_id"), ["account_id", "native_id"])
