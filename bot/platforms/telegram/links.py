"""Pure: Telegram's addresses and ids of chats and messages. Knows nothing of python-telegram-bot.

A channel's message is https://t.me/<username>/<id>, or https://t.me/c/<chat id without -100>/<id> where it has no
username. A part is named by its message's id; an album by those of all its messages in order, "101,102", and its
address is that of the first.
"""

import re
from collections.abc import Sequence

from bot.domain.publication import Account, Remote

_HOST = r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)/"
_NAME = r"[A-Za-z][A-Za-z0-9_]{3,31}"
_NUMBERS = re.compile(r"[0-9]{1,15}(?:,[0-9]{1,15}){0,9}")
_MESSAGE = re.compile(
    rf"{_HOST}(?:s/)?(?:c/(?P<chat>[0-9]+)|(?P<name>{_NAME}))/(?:[0-9]+/)?(?P<id>[0-9]{{1,15}})/?(?:[?#]\S*)?"
)
_CHAT = re.compile(
    rf"(?:{_HOST}(?:s/)?(?:c/(?P<number>[0-9]+)|(?P<linked>{_NAME}))(?:/\S*)?|@?(?P<name>{_NAME})|(?P<id>-?[0-9]+))"
)
# How the ids of channels and supergroups begin.
_PREFIX = "-100"


def ids(part: str) -> list[int]:
    """The ids of a part's messages; none for what is no id of Telegram's."""
    return [int(one) for one in part.split(",")] if _NUMBERS.fullmatch(part) else []


def remote(messages: Sequence[int], account: Account) -> Remote:
    """Where a part with these messages is."""
    address = _chat(account)
    return Remote(id=",".join(map(str, messages)), url=f"{address}/{messages[0]}" if address else "")


def located(link: str, account: Account) -> Remote | None:
    """The message of this account's chat that an address, or a bare id, names."""
    wanted = link.strip()
    if ids(wanted):
        return remote(ids(wanted), account)
    found = _MESSAGE.fullmatch(wanted)
    if found is None:
        return None
    if found["chat"]:
        ours = account.native_id == _PREFIX + found["chat"]
    else:
        ours = account.handle.lower() == f"@{found['name'].lower()}"
    return remote([int(found["id"])], account) if ours else None


def chat(answer: str) -> str:
    """The chat that a person's answer names, as the API takes it: "@name" or its id; "" for none."""
    found = _CHAT.fullmatch(answer.strip())
    if found is None:
        return ""
    if found["number"]:
        return _PREFIX + found["number"]
    name = found["linked"] or found["name"]
    return f"@{name}" if name else found["id"]


def profile(account: Account) -> str:
    """The chat's own page; a private one's opens for its members."""
    return f"{_chat(account)}/1" if "/c/" in _chat(account) else _chat(account)


def _chat(account: Account) -> str:
    """The address all its messages begin with; "" for a basic group, which has none."""
    if account.handle.startswith("@"):
        return f"https://t.me/{account.handle[1:]}"
    return f"https://t.me/c/{account.native_id[4:]}" if account.native_id.startswith(_PREFIX) else ""
