"""Pure: messages as the Bot API tells them, held against the part that is looked for. Knows nothing of the library.

The server cleans texts: it drops carriage returns, direction and line marks from U+2028 to U+202E and three combining
lines, and makes spaces of control characters (tdlib, clean_input_string). It adds entities for what it finds itself
(addresses, hashtags), so only the kinds that a part has are compared.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.domain.ports import Echo, Outgoing
from bot.platforms.telegram import wire

Message = Mapping[str, Any]
_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_KINDS = ("bold", "italic", "text_link")


def cleaned(text: str) -> str:
    """A text as the server keeps it."""
    return _SPACED.sub(" ", _DROPPED.sub("", text)).strip()


def says(message: Message, outgoing: Outgoing) -> bool:
    """Whether a message has the part's words, and a picture if and only if the part has."""
    said = str(message.get("text") or message.get("caption") or "")
    alike = cleaned(said) == cleaned(outgoing.part.text)
    return alike and bool(message.get("photo")) == bool(outgoing.part.images)


def looks(message: Message, outgoing: Outgoing) -> bool:
    """Whether a message that has the part's words has its formatting too."""
    told = message.get("entities") or message.get("caption_entities") or []
    there = {_form(one["type"], one["offset"], one["length"], one.get("url", "")) for one in told}
    wanted = {_form(*one) for one in wire.entities(outgoing.part.text, outgoing.part.spans)}
    return {one for one in there if one[0] in _KINDS} == wanted


def when(message: Message) -> int:
    """When a forwarded message was first sent, in Unix seconds."""
    return int((message.get("forward_origin") or {}).get("date", 0))


def echoed(echoes: Sequence[Echo], outgoing: Outgoing, known: Collection[int]) -> list[int]:
    """The ids of the part among what was brought into the discussion group; none where it is not there.

    An album is brought message by message, its words on the first.
    """
    told = [(int(one.remote_id), one.body) for one in echoes if one.remote_id.isdecimal()]
    new = sorted((one for one in told if one[0] not in known), key=lambda one: one[0])
    first = next((one for one in new if says(one[1], outgoing) and looks(one[1], outgoing)), None)
    if first is None:
        return []
    album = first[1].get("media_group_id")
    ids = [one[0] for one in new if one[0] == first[0] or (album and one[1].get("media_group_id") == album)]
    return ids if len(ids) == max(1, len(outgoing.part.images)) else []


def _form(kind: str, offset: int, length: int, url: str) -> tuple[str, int, int, str]:
    """An entity for comparing; the server writes a bare host's address with a slash after it."""
    return kind, offset, length, url.rstrip("/")
