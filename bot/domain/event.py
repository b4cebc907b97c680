"""A line of the append-only log."""

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
