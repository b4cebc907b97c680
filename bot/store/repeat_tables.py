"""The table by which posts are found that say what another says."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from bot.store.tables import metadata

# What a post is known by: its wording, what is near to it, its article and that article's address.
post_key = Table(
    "post_key",
    metadata,
    Column("post_id", String(80), ForeignKey("post.id"), primary_key=True),
    Column("key", String(100), primary_key=True),
    Index(None, "key", "post_id"),
)
