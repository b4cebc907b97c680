"""Typed button payloads: frozen dataclasses, packed into Telegram's 64 bytes and unpacked in this one place.

A payload holds ids, numbers and a revision, never contents. One that does not unpack (another version's, a forged
one) is None, and the chat answers that the message has changed since.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from typing import Any, TypeVar

MOST_BYTES = 64
# The largest number a database keeps.
MOST_NUMBER = 2**63 - 1
_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class Payload:
    """What a button means."""


Kind = TypeVar("Kind", bound=Payload)
_KINDS: dict[str, type[Payload]] = {}
_TAGS: dict[type[Payload], str] = {}


def tagged(tag: str) -> Callable[[type[Kind]], type[Kind]]:
    """Register a payload under its short tag; tags are never used again for something else."""

    def register(kind: type[Kind]) -> type[Kind]:
        if tag in _KINDS:
            raise ValueError(f"two payloads are tagged {tag}")
        _KINDS[tag] = kind
        _TAGS[kind] = tag
        return kind

    return register


def pack(payload: Payload) -> str:
    """A payload as callback data. Raises ValueError for one that does not fit or would not unpack again."""
    data = _SEPARATOR.join((_TAGS[type(payload)], *(str(value) for value in astuple(payload))))
    if len(data.encode()) > MOST_BYTES or unpack(data) != payload:
        raise ValueError(f"{type(payload).__name__} does not fit a button: {data}")
    return data


def unpack(data: str) -> Payload | None:
    """The payload of callback data, None for anything else."""
    tag, *values = data.split(_SEPARATOR)
    kind = _KINDS.get(tag)
    if kind is None or len(values) != len(fields(kind)) or "\0" in data:
        return None
    try:
        return kind(*(_read(field.type, value) for field, value in zip(fields(kind), values, strict=True)))
    except ValueError:
        return None


def _read(kind: Any, value: str) -> str | int:
    if kind is not int:
        return value
    if not value.removeprefix("-").isascii() or not value.removeprefix("-").isdigit():
        raise ValueError(value)
    if abs(int(value)) > MOST_NUMBER:
        raise ValueError(value)
    return int(value)
