"""Lines of the event log may be let go of when they are a month old; what is younger stays, whoever asks."""

from alembic import op

revision = "0010c"
down_revision = "0010b"
branch_labels = None
depends_on = None

SQLITE = """
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-30 days')
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '30 days' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the event log is append-only';
END $$
"""


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER event_no_delete")
        op.execute(SQLITE)
    else:
        op.execute(POSTGRES)
