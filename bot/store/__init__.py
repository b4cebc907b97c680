"""What is kept: SQLAlchemy tables on SQLite or Postgres, one module of functions per noun, migrations.

May import domain and text. Functions take a connection of the caller's transaction and never commit; services open and
commit (`Store.begin`). A new column or table: change `tables.py` and add a migration under `migrations/versions`.
"""

from sqlalchemy.ext.asyncio import AsyncConnection as Connection

from bot.store import chat_tables as _chat_tables  # the schema is whole only with them
from bot.store import feed_tables as _feed_tables
from bot.store import repeat_tables as _repeat_tables
from bot.store import schedule_tables as _schedule_tables
from bot.store.database import Store

__all__ = ["Connection", "Store"]

_ = _chat_tables, _feed_tables, _repeat_tables, _schedule_tables
