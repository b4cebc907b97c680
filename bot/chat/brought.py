"""What a message brings: its words, its addresses, a file, who wrote it first; and whether it is meant for the bot."""

import re
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import urlsplit

from telegram import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    User,
)

from bot.domain.article import SourceKind
from bot.text.addresses import same_page

# So much prose beside a link is the article itself; less only tells of the page behind the link.
LEAST_ARTICLE = 600
# What is shorter and brings nothing else is a word to the bot, not an article.
SHORTEST_TEXT = 280
# A short text of several sentences is an article too; a shorter one may be, or a word to the bot.
LEAST_SENTENCES = 2
LEAST_SHORT = 150
LEAST_PERHAPS = 60
READABLE = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown", ".mdown", ".pdf", ".docx"})
_READABLE_TYPES = re.compile(r"text/.*|application/(?:pdf|xhtml\+xml|.*wordprocessingml\.document)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_TELEGRAM = re.compile(r"https?://(?:t|telegram)\.me/", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s|$)|[。！？।]")
# What says in one character what others say in three.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_UNSOUND = re.compile("[\0\ud800-\udfff]")
_OTHER_KINDS = (
    *("voice", "video_note", "video", "animation", "sticker", "audio", "photo", "poll", "location", "contact", "dice"),
    *("story", "game", "paid_media", "checklist"),
)


class File(NamedTuple):
    """A file as Telegram describes it; `size` is in bytes, 0 where it does not say."""

    id: str
    name: str
    size: int
    type: str

    @property
    def readable(self) -> bool:
        """Whether it may be an article by its name or type; what says neither may be one."""
        suffix = PurePath(self.name).suffix.lower()
        return suffix in READABLE or _READABLE_TYPES.fullmatch(self.type) is not None or not (suffix or self.type)

    @property
    def format(self) -> str:
        """What kind of file it is, in a word."""
        return PurePath(self.name).suffix.lower().lstrip(".")[:20] or self.type[:40]


class Brought(NamedTuple):
    """What a message brings. `site` and `address` are the forwarded post's; `kind` is what else it is."""

    text: str
    urls: tuple[str, ...] = ()
    source: SourceKind = "text"
    site: str = ""
    address: str = ""
    file: File | None = None
    kind: str = ""

    @property
    def prose(self) -> int:
        """How many characters it has beside its addresses."""
        return len(_ADDRESS.sub("", self.text).strip())

    @property
    def is_article(self) -> bool:
        """Whether the text itself is the article: long, or forwarded with no address to read instead."""
        if self.urls:
            return self.prose >= LEAST_ARTICLE
        return self.weight >= SHORTEST_TEXT or (self.source == "forward" and bool(self.text))

    @property
    def weight(self) -> int:
        """How long the text is, in letters of an alphabet."""
        return len(self.text) + 2 * len(_DENSE.findall(self.text))

    @property
    def is_short_article(self) -> bool:
        """Whether a short text reads like an article: prose of some sentences."""
        return self.weight >= LEAST_SHORT and len(_SENTENCE_END.findall(self.text)) >= LEAST_SENTENCES


def of(message: Message, name: str = "") -> Brought:
    """What a message brings; a mention of the bot, by its `name`, is no part of it."""
    text = written(message, name)
    document = message.document if not message.animation else None
    file = None
    if document and not (text and (document.mime_type or "").startswith("image/")):
        size, kind = document.file_size or 0, (document.mime_type or "").lower()
        file = File(document.file_id, _UNSOUND.sub(" ", document.file_name or ""), size, kind)
    site, address = _origin(message)
    return Brought(
        text=text,
        urls=_to_read(text, found_links(message)),
        source="forward" if message.forward_origin else "text",
        site=site,
        address=address,
        file=file,
        kind="" if file else next((kind for kind in _OTHER_KINDS if getattr(message, kind, None)), ""),
    )


def written(message: Message, name: str = "") -> str:
    """The text or caption of a message; a mention of the bot, by its `name`, is no part of it."""
    text = _UNSOUND.sub(" ", message.text or message.caption or "")
    if name:
        text = re.sub(rf"[ \t]*@{re.escape(name)}\b", "", text, flags=re.IGNORECASE)
    return text.strip()


def _to_read(text: str, urls: list[str]) -> tuple[str, ...]:
    """The addresses an article may be behind; those of a channel itself, below a text, are no more than a signature."""
    elsewhere = tuple(url for url in urls if not _TELEGRAM.match(url))
    return elsewhere if elsewhere or len(text) >= LEAST_PERHAPS else tuple(urls)


def found_links(message: Message) -> list[str]:
    """Addresses in a message, written out or behind words, in order and each page once."""
    found: dict[str, str] = {}
    for entity, written in sorted(_entities(message).items(), key=lambda pair: pair[0].offset):
        url = _UNSOUND.sub(" ", (entity.url or "") if entity.type == MessageEntity.TEXT_LINK else written)
        whole = url if "://" in url else f"https://{url}"
        if entity.type in (MessageEntity.URL, MessageEntity.TEXT_LINK) and _WEB.match(whole):
            found.setdefault(same_page(whole), whole)
    return list(found.values())


def _entities(message: Message) -> dict[MessageEntity, str]:
    try:
        return {**message.parse_entities(), **message.parse_caption_entities()}
    except UnicodeError:  # half a character: nothing in it can be located
        return {}


def _origin(message: Message) -> tuple[str, str]:
    """The name of who wrote a forwarded message first, and the public address of it where it has one."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        address = f"https://t.me/{origin.chat.username}/{origin.message_id}" if origin.chat.username else ""
        return origin.chat.title or "", address
    if isinstance(origin, MessageOriginChat):
        return origin.sender_chat.title or "", ""
    if isinstance(origin, MessageOriginUser):
        return origin.sender_user.full_name, ""
    return (origin.sender_user_name, "") if isinstance(origin, MessageOriginHiddenUser) else ("", "")


def is_meant(message: Message, bot: User) -> bool:
    """Whether a message is meant for the bot: in a group only one that replies to it or mentions it."""
    if message.chat.type == "private":
        return True
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.id == bot.id:
        return True
    if re.search(rf"@{re.escape(bot.username or '')}\b", message.text or message.caption or "", re.IGNORECASE):
        return True
    mentioned = (entity.user for entity in _entities(message) if entity.type == MessageEntity.TEXT_MENTION)
    return any(user is not None and user.id == bot.id for user in mentioned)


def host(url: str) -> str:
    """The site of an address, for showing."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
