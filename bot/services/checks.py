"""What may hold a publication back when its time has come: each check is asked before the first part goes out."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from bot.domain.ports import Clock
from bot.domain.publication import Failure
from bot.services.drafting import Drafting
from bot.services.publishing import Report


class Back(NamedTuple):
    """What becomes of a publication that is kept back, and why."""

    state: Literal["held", "cancelled"]
    why: Failure


class Check(Protocol):
    """One reason to keep a publication back. A person's word, `Delivering.again`, waives it for good."""

    name: str

    async def __call__(self, report: Report) -> Back | None:
        """What keeps it back, None when nothing does."""
        ...


class Punctual:
    """What is later than its member allowed is held and asked about; what is void is cancelled."""

    name = "late"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, report: Report) -> Back | None:
        """Back by its time; see `Publication`."""
        now, one = self._clock.now(), report.publication
        if one.void is not None and now >= one.void:
            return Back("cancelled", Failure(key="void", values={"minutes": _minutes(one.at, now)}))
        if now - one.at > timedelta(minutes=one.late):
            return Back("held", Failure(key="late", values={"minutes": _minutes(one.at, now)}))
        return None


class PutAway:
    """What was planned of a draft that was discarded since is held and asked about."""

    name = "put_away"

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting

    async def __call__(self, report: Report) -> Back | None:
        """Back while its draft is discarded; undo brings that back."""
        kept = await self._drafting.latest(report.draft_id)
        return Back("held", Failure(key="put_away")) if kept.discarded else None


def _minutes(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 60)
