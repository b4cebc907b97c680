"""A line of the append-only log, and what is still to be told."""

from datetime import datetime
from typing import Any

from pydantic import Field

from bot.domain.frozen import Frozen


class Event(Frozen):
    """Who did what to which thing, when. `subject` is "<kind>/<id>"."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict)


class Notice(Frozen):
    """Something that happened beside a conversation and is to be told in the chat, once.

    `subject` is "<kind>/<id>" as in the log; who tells it holds it for a while.
    """

    id: int
    kind: str
    subject: str
    created: datetime
    told: datetime | None = None
    holder: str = ""
    held_until: datetime | None = None
    detail: dict[str, Any] = Field(default_factory=dict)
