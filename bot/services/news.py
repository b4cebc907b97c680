"""What happened beside the conversations and is still to be told in the chat: each once, whoever tells it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.brand import Member
from bot.domain.event import Notice
from bot.domain.ports import Clock
from bot.domain.rights import may
from bot.services.owners import this_owner
from bot.store import Store, members, notices, publications

# Who tells something has so many seconds for it; then it is told by the next one.
HELD = 60.0
SUBJECT = "publication/"


class News:
    """The outbox of jobs: it is filled in the transactions of `services.journal` and others, emptied by the chat."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def untold(self) -> list[Notice]:
        """What is still to be told, the oldest first; what another is telling just now is left out."""
        now = self._clock.now()
        async with self._store.read() as connection:
            found = await notices.untold(connection)
        return [one for one in found if one.held_until is None or one.held_until <= now]

    async def taken(self, news: Sequence[Notice]) -> list[Notice]:
        """Take these in hand; those that no other took meanwhile."""
        now, me = self._clock.now(), this_owner()
        async with self._store.begin() as connection:
            return [one for one in news if await notices.claim(connection, one.id, me, now, HELD)]

    async def told(self, news: Sequence[Notice]) -> None:
        """These were told, or there is nobody to tell."""
        async with self._store.begin() as connection:
            for one in news:
                await notices.told(connection, one.id, self._clock.now())

    async def seen(self, publication_ids: Sequence[str]) -> None:
        """Whoever planned these publications looks at how they stand: nothing more is to be told of them."""
        async with self._store.begin() as connection:
            await notices.told_of(connection, [f"{SUBJECT}{one}" for one in publication_ids], self._clock.now())

    async def concerned(self, news: Notice) -> list[Member]:
        """Whom something concerns: who planned the publication; the owners where that is nobody in the chat.

        That it went out as planned is told to nobody else. What a feed brought concerns whoever set its rule.
        """
        async with self._store.read() as connection:
            everybody = [one for one in await members.every(connection) if one.active and one.telegram_id]
            planned = None
            if news.subject.startswith(SUBJECT):
                planned = await publications.by_id(connection, news.subject.removeprefix(SUBJECT))
        setter = planned.member_id if planned else str(news.detail.get("member", ""))
        mine = [one for one in everybody if one.id == setter]
        return mine or [one for one in everybody if may(one, "own") and news.kind != "published"]

    def now(self) -> datetime:
        """The time by which news are old or new."""
        return self._clock.now()
