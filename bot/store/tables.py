"""The tables. Instants are UTC; whole domain objects are kept as JSON beside the columns they are found by."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC; SQLite forgets the zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _id() -> Column[str]:
    return Column("id", String(80), primary_key=True)


def _ref(name: str, to: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(80), ForeignKey(to), nullable=nullable)


brand = Table(
    "brand", metadata, _id(), Column("name", Text, unique=True, nullable=False), Column("body", JSON, nullable=False)
)

member = Table(
    "member",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("role", String(10), nullable=False),
    Column("telegram_id", BigInteger, unique=True),
    Column("language", String(20), nullable=False, server_default=""),
    Column("time_zone", String(80), nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=true()),
)

account = Table(
    "account",
    metadata,
    _id(),
    _ref("brand_id", "brand.id"),
    Column("platform", String(40), nullable=False),
    Column("handle", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("expires", Instant),
    Column("body", JSON, nullable=False, server_default="{}"),
    UniqueConstraint("platform", "handle"),
)

# Encrypted with the house's key; `holder` is who renews them, until when.
secret = Table(
    "secret",
    metadata,
    Column("owner_id", String(80), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("kept", Instant, nullable=False),
    Column("holder", String(80), nullable=False, server_default=""),
    Column("held_until", Instant),
)

article = Table(
    "article",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "url"),
)

draft = Table(
    "draft",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("revision", Integer, primary_key=True),
    _ref("article_id", "article.id"),
    _ref("brand_id", "brand.id"),
    Column("created", Instant, nullable=False),
    Column("untraced", JSON, nullable=False),
    Column("body", JSON, nullable=False),
    Column("actor", String(80), nullable=False, server_default=""),
    Column("change", JSON(none_as_null=True)),
    Column("cause", String(80)),
    Index(None, "cause", unique=True),
)

post = Table(
    "post",
    metadata,
    _id(),
    Column("draft_id", String(80), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("platform", String(40), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("account_id", String(80), nullable=False, server_default=""),
    UniqueConstraint("draft_id", "revision", "platform", "account_id"),
)

publication = Table(
    "publication",
    metadata,
    _id(),
    _ref("post_id", "post.id"),
    _ref("account_id", "account.id"),
    Column("at", Instant, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("error", JSON(none_as_null=True)),
    Column("edition", Integer, nullable=False, server_default="1"),
    Column("deleted", Instant),
    Column("wall", String(19), nullable=False, server_default=""),
    Column("zone", String(80), nullable=False, server_default=""),
    Column("late", Integer, nullable=False, server_default="30"),
    Column("void", Instant),
    Column("member_id", String(80), nullable=False, server_default=""),
    Column("run", Integer, nullable=False, server_default="0"),
    Column("waived", JSON, nullable=False, server_default="[]"),
    Column("series_id", String(80), nullable=False, server_default=""),
    UniqueConstraint("post_id", "account_id", "edition"),
    Index(None, "state", "at"),
    Index(None, "account_id", "at"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(200), primary_key=True),
    _ref("publication_id", "publication.id"),
    Column("part", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("started_at", Instant),
    Column("key", String(80), nullable=False, unique=True),
    Column("remote_id", Text),
    Column("remote_url", Text),
    Column("retry_at", Instant),
    Column("error", JSON(none_as_null=True)),
    Column("post_id", String(80), nullable=False, server_default=""),
    Column("amending", String(80), nullable=False, server_default=""),
    Column("deleted", Instant),
    UniqueConstraint("publication_id", "part"),
)

# Who corrects what is out of a publication, until when at most.
correction = Table(
    "correction",
    metadata,
    Column("publication_id", String(80), ForeignKey("publication.id"), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("held_until", Instant, nullable=False),
)

reply = Table(
    "reply",
    metadata,
    _id(),
    _ref("account_id", "account.id"),
    _ref("publication_id", "publication.id"),
    Column("platform", String(40), nullable=False),
    Column("native_id", Text, nullable=False),
    Column("parent_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("edited", Instant),
    Column("deleted", Boolean, nullable=False),
    Column("url", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    UniqueConstraint("account_id", "native_id"),
    Index(None, "state", "created"),
    Index(None, "publication_id", "created"),
)

cursor = Table(
    "cursor",
    metadata,
    Column("publication_id", String(80), ForeignKey("publication.id"), primary_key=True),
    Column("value", Text, nullable=False),
)

# What networks told by themselves of what is out.
echo = Table(
    "echo",
    metadata,
    Column("platform", String(40), primary_key=True),
    Column("native_id", String(200), primary_key=True),
    Column("remote_id", String(200), primary_key=True),
    Column("told", Instant, nullable=False),
    Column("body", JSON, nullable=False),
)

# Which kept picture was found at the address of a link card's picture.
thumbnail = Table(
    "thumbnail",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("media_id", String(64), nullable=False),
)

# What happened beside a conversation and is still to be told in the chat: written with what it tells of.
notice = Table(
    "notice",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("created", Instant, nullable=False),
    Column("told", Instant),
    Column("holder", String(80), nullable=False, server_default=""),
    Column("held_until", Instant),
    Column("detail", JSON, nullable=False),
    Index(None, "told", "id"),
)

timeline = Table(
    "timeline",
    metadata,
    _id(),
    Column("account_id", String(80), nullable=False),
    Column("key", String(80)),
    Column("root_id", String(80), nullable=False),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("body", JSON, nullable=False),
    UniqueConstraint("account_id", "key"),
    Index(None, "root_id", "sequence"),
)

log = Table(
    "event",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", JSON, nullable=False),
    Index(None, "subject", "id"),
)
