"""The story of a publication, told from the event log: what happened to it, when, by whom, and why."""

from datetime import datetime
from typing import Any, NamedTuple

from bot.domain.event import Event
from bot.services.publishing import Publishing, Report
from bot.store import Store, events, members


class Step(NamedTuple):
    """One thing that happened. `who` is the member who did it, "" for Standfirst itself; `part` counts from 1."""

    at: datetime
    action: str
    who: str
    part: int
    detail: dict[str, Any]


class Stories:
    """Reads the log; the log is only ever added to, so a story never changes but by growing."""

    def __init__(self, store: Store, publishing: Publishing) -> None:
        self._store = store
        self._publishing = publishing

    async def of(self, place: str) -> tuple[Report, list[Step]]:
        """How a publication stands and how that came, the oldest step first.

        `place` is its id or the address of one of its parts. Raises Missing("unknown_publication").
        """
        report = await self._publishing.report(await self._publishing.at(place.strip()))
        async with self._store.read() as connection:
            lines = await events.about(connection, f"publication/{report.publication.id}")
            names = {one.id: one.name for one in await members.every(connection)}
        return report, [_step(line, names) for line in lines]


def _step(line: Event, names: dict[str, str]) -> Step:
    part = line.detail.get("part")
    return Step(line.at, line.action, names.get(line.actor, ""), part + 1 if isinstance(part, int) else 0, line.detail)
