"""What X makes clickable in a text: mentions, lists, hashtags, cashtags, addresses (twitter-text 3).

Offsets are code points, end exclusive. Facts on names: up to 20 of A-Z a-z 0-9 _, a list name up to 25; a hashtag
needs a letter; a cashtag is up to six letters, with a suffix of two after "." or "_".
"""

import re
from typing import NamedTuple

import regex

from bot.text.links import DIRECTION, LATIN, Range, urls

_LETTER = r"\p{L}\p{M}"
_MARK = "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
_HASHTAG = regex.compile(
    rf"(?:(?<=[\ufe0e\ufe0f])|(?<![&{_LETTER}\p{{Nd}}{_MARK}]))[#＃](?![\ufe0f\u20e3])"
    rf"([\p{{Nd}}{_MARK}]*+[{_LETTER}][{_LETTER}\p{{Nd}}{_MARK}]*+)(?![#＃]|://)"
)
_CASHTAG = re.compile(
    rf"(?:^|(?<=[\s{DIRECTION}]))\$([a-z]{{1,6}}(?:[._][a-z]{{1,2}})?)(?=$|[\s!'#%&()*+,\\\-./:;<=>?@\[\]^_{{|}}~$])",
    re.IGNORECASE,
)
_NAME = r"[@＠]([A-Za-z0-9_]{1,20})"
_MENTION = re.compile(
    r"(?:(?<![A-Za-z0-9_!#$%&*@＠])|(?<![A-Za-z0-9_+~.\-][Rr][Tt])(?<=[Rr][Tt]))"
    rf"{_NAME}(/[A-Za-z][A-Za-z0-9_\-]{{0,24}})?"
)
_AFTER_MENTION = re.compile(rf"[@＠{LATIN}]|://", re.IGNORECASE)
_REPLY = re.compile(rf"[\s{DIRECTION}]*+{_NAME}")
_CHAR = r"[a-z\u0400-\u04ff0-9\-._~!$&'()*+,;=:|@]|%[0-9a-f]{2}"
_ADDRESS = re.compile(
    r"(?:(https?)://)?(?:(?:[a-z0-9\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?([^/?#:@\[\]]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"
    rf"(?:/(?:{_CHAR})*+)*+(?:\?(?:{_CHAR}|[/?])*+)?(?:\#(?:{_CHAR}|[/?])*+)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:[a-z0-9]|[^\x00-\x7f])(?:[a-z0-9_\-]|[^\x00-\x7f])*+(?<![_\-])", re.IGNORECASE)
_DOTTED = re.compile(r"[0-9.]+")
_ADDRESS_V4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}", re.ASCII)


class Entity(NamedTuple):
    """One clickable thing: `text` without its sign; `extra` is a mention's list as "/name"."""

    start: int
    end: int
    text: str
    extra: str = ""


def mentions(text: str) -> list[Entity]:
    """Mentions and lists, in order."""
    return [
        Entity(found.start(1) - 1, found.end(), found[1], found[2] or "")
        for found in _MENTION.finditer(text)
        if not _AFTER_MENTION.match(text, found.end())
    ]


def hashtags(text: str) -> list[Entity]:
    """Hashtags outside addresses, in order."""
    return _outside(
        urls(text), [Entity(found.start(1) - 1, found.end(1), found[1]) for found in _HASHTAG.finditer(text)]
    )


def cashtags(text: str) -> list[Entity]:
    """Cashtags, in order; X takes one per post from most accounts."""
    return [Entity(found.start(), found.end(), found[1]) for found in _CASHTAG.finditer(text)]


def replied_to(text: str) -> str:
    """The name a text answers to: the mention it begins with, "" without one."""
    found = _REPLY.match(text)
    return found[1] if found and not _AFTER_MENTION.match(text, found.end()) else ""


def is_hashtag(text: str) -> bool:
    """Whether the whole text is one hashtag."""
    return [(tag.start, tag.end) for tag in hashtags(text)] == [(0, len(text))]


def is_username(text: str) -> bool:
    """Whether the whole text is one mention."""
    return [(name.start, name.end, name.extra) for name in mentions(text)] == [(0, len(text), "")]


def is_list(text: str) -> bool:
    """Whether the whole text is one list, as "@name/list"."""
    return [(name.start, name.end) for name in mentions(text) if name.extra] == [(0, len(text))]


def is_url(text: str, *, scheme: bool = True) -> bool:
    """Whether the whole text is a web address (RFC 3986, letters of any script in the host).

    `scheme` requires http or https in front. The top-level domain need not exist; `urls` finds those that do.
    """
    found = _ADDRESS.fullmatch(text)
    return found is not None and (bool(found[1]) or not scheme) and _is_host(found[2])


def _is_host(host: str) -> bool:
    if host[0] == "[":
        return ":" in host
    if _DOTTED.fullmatch(host):
        return _ADDRESS_V4.fullmatch(host) is not None
    labels = host.split(".")
    named = len(labels) > 1 and not labels[-1][:1].isdecimal() and "_" not in labels[-1] + labels[-2]
    return named and all(map(_LABEL.fullmatch, labels))


def _outside(links: list[Range], found: list[Entity]) -> list[Entity]:
    """What does not overlap an address; both in order."""
    kept, place = [], 0
    for entity in found:
        while place < len(links) and links[place][1] <= entity.start:
            place += 1
        if place == len(links) or links[place][0] >= entity.end:
            kept.append(entity)
    return kept
