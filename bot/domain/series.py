"""A publication that recurs: the same post on the same accounts, again and again by a rule."""

from datetime import datetime
from typing import Literal

from bot.domain.frozen import Frozen
from bot.domain.recurrence import Recurrence

SeriesState = Literal["active", "paused", "ended"]


class Series(Frozen):
    """One revision of a draft on accounts, by a rule; `next` is the occurrence planned last, None before the first.

    `made` counts the occurrences planned; `why` is the key of what paused it, "" where a member did.
    """

    id: str
    draft_id: str
    revision: int
    account_ids: tuple[str, ...]
    rule: Recurrence
    member_id: str
    state: SeriesState = "active"
    next: datetime | None = None
    made: int = 0
    why: str = ""
