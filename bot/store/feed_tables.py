"""The tables of feeds: those a brand follows, the items found in them, and by what an item is known again."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table

from bot.store.tables import Instant, metadata

# `holder` is who reads it just now, until when.
feed = Table(
    "feed",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("brand_id", String(80), ForeignKey("brand.id"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("next", Instant, nullable=False),
    Column("holder", String(80), nullable=False, server_default=""),
    Column("held_until", Instant),
    Column("body", JSON, nullable=False),
    Index(None, "state", "next"),
)

feed_item = Table(
    "feed_item",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("feed_id", String(80), nullable=False),
    Column("brand_id", String(80), nullable=False),
    Column("state", String(10), nullable=False),
    Column("found", Instant, nullable=False),
    Column("due", Instant),
    Column("at", Instant),
    Column("there", Instant),
    Column("wording", String(160), nullable=False, server_default=""),
    Column("body", JSON, nullable=False),
    Index(None, "feed_id", "found"),
    Index(None, "state", "due"),
)

feed_key = Table(
    "feed_key",
    metadata,
    Column("brand_id", String(80), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("item_id", String(80), primary_key=True),
    Index(None, "item_id"),
    sqlite_with_rowid=False,
)
