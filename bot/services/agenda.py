"""What is due when: the queue in its order, days of a calendar, and the calendar file."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from bot.domain.ports import Clock
from bot.domain.publication import Publication, PublicationState
from bot.domain.wall import first
from bot.services.publishing import Publishing, Report, undone
from bot.store import Connection, Store, accounts, publications
from bot.times.calendar import Entry, calendar_file

SHOWN: tuple[PublicationState, ...] = ("scheduled", "publishing", "published", "held", "uncertain", "failed")
# The calendar file looks back and ahead so far.
BACK, AHEAD = timedelta(days=31), timedelta(days=366)


class Day(NamedTuple):
    """One day of a calendar with what is due on it, the earliest first."""

    day: date
    reports: tuple[Report, ...]


class Agenda:
    """Reads the queue; changes nothing."""

    def __init__(self, store: Store, publishing: Publishing, clock: Clock) -> None:
        self._store = store
        self._publishing = publishing
        self._clock = clock

    async def queue(self, *, account_id: str = "", brand_id: str = "") -> list[Report]:
        """What is not done or half corrected, the earliest due first: all of it, or that of an account or a brand."""
        async with self._store.read() as connection:
            found = await undone(connection)
            found = await self._of(connection, found, account_id, brand_id)
        return await self._publishing.reports(found)

    async def week(self, start: date, *, zone: str, days: int = 7, brand_id: str = "") -> list[Day]:
        """What was or is due on each of so many days, as a zone counts them."""
        dates = [start + timedelta(days=number) for number in range(days + 1)]
        bounds = [first(datetime.combine(day, time()), zone) for day in dates]
        spans = zip(dates, pairwise(bounds), strict=False)
        return [Day(day, await self._due(begin, end, brand_id)) for day, (begin, end) in spans]

    async def calendar(self, *, brand_id: str = "", name: str = "") -> bytes:
        """The calendar file (ICS) of what went out of late and what is due, of all brands or of one."""
        now = self._clock.now()
        entries = [_entry(report) for report in await self._due(now - BACK, now + AHEAD, brand_id)]
        return calendar_file(entries, stamp=now, name=name)

    async def _due(self, start: datetime, end: datetime, brand_id: str) -> tuple[Report, ...]:
        async with self._store.read() as connection:
            found = await publications.between(connection, start, end, SHOWN)
            found = await self._of(connection, found, "", brand_id)
        return tuple(await self._publishing.reports(found))

    async def _of(
        self, connection: Connection, found: list[Publication], account_id: str, brand_id: str
    ) -> list[Publication]:
        """Those of an account, or of a brand's accounts, those that were disconnected too."""
        wanted = {account_id} if account_id else {one.account_id for one in found}
        if brand_id:
            owners = {one: await accounts.by_id(connection, one) for one in wanted}
            wanted = {one for one, account in owners.items() if account and account.brand_id == brand_id}
        return [one for one in found if one.account_id in wanted]


def _entry(report: Report) -> Entry:
    url = next((row.remote.url for row in report.standing if row.remote), "")
    text = report.post.parts[0].text
    return Entry(
        uid=f"{report.publication.id}@standfirst",
        start=report.publication.at,
        title=f"{report.account.handle}: {text.partition(chr(10))[0][:120]}",
        description=text,
        url=url,
    )
