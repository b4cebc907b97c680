"""The tables of the chat: who may talk, what is shown where, what is awaited, what arrived and is not done yet."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from bot.store.tables import Instant, metadata

invitation = Table(
    "invitation",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("invited_by", String(80), nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used_by", String(80), nullable=False),
    Column("used", Instant),
)

stranger = Table(
    "stranger",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("told", Instant, nullable=False),
)

card = Table(
    "card",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("draft_id", String(80), nullable=False),
    Column("created", Instant, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "draft_id", "created"),
)

prompt = Table(
    "prompt",
    metadata,
    Column("member_id", String(80), ForeignKey("member.id"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
)

errand = Table(
    "errand",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("created", Instant, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "state", "created"),
)

arrival = Table(
    "arrival",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("arrived", Instant, nullable=False),
    Column("dealt", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
)

release = Table(
    "release",
    metadata,
    Column("draft_id", String(80), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("member_id", String(80), ForeignKey("member.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)

approval = Table(
    "approval",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("draft_id", String(80), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created", Instant, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "draft_id", "created"),
)

media = Table(
    "media",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

rendition = Table(
    "rendition",
    metadata,
    Column("media_id", String(64), ForeignKey("media.id"), primary_key=True),
    Column("rules", String(64), primary_key=True),
    Column("rendition_id", String(64), ForeignKey("media.id"), nullable=False),
)
