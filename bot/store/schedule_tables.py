"""The tables of what recurs: slots, series of publications, and the house's own duties."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table

from bot.store.tables import Instant, metadata

slot = Table(
    "slot",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("brand_id", String(80), ForeignKey("brand.id"), nullable=False),
    Column("account_id", String(80), nullable=False, server_default=""),
    Column("body", JSON, nullable=False),
)

series = Table(
    "series",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("draft_id", String(80), nullable=False),
    Column("state", String(10), nullable=False),
    Column("next", Instant),
    Column("body", JSON, nullable=False),
    Index(None, "state", "next"),
)

# When each recurring duty was begun last, whichever process did it.
duty = Table("duty", metadata, Column("name", String(40), primary_key=True), Column("begun", Instant, nullable=False))
