"""The chat's memory, kept in the store: what arrived, what is shown where, what is awaited, what is being done."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.conversation import Errand, ErrandState, Place, Prompt, Shown
from bot.domain.ports import Clock
from bot.store import Store, conversations

# So many messages that show one draft are kept up to date.
MOST_CARDS = 10
# So many messages are remembered as changed of late; so often, and so long apart, is looked whether one is noted.
MOST_TOUCHED = 2000
LOOKS, LOOK = 50, 0.02
KEPT_FOR = timedelta(days=2)
ERRANDS_KEPT_FOR = timedelta(days=60)


class Correspondence:
    """Notes and finds; every method is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._newest: dict[int, int] = {}
        # How often each message was changed or noted of late, and whether what it shows now is noted.
        self._touched: dict[tuple[int, int], tuple[int, bool]] = {}

    def sent(self, place: Place) -> None:
        """Note that we wrote this message; remembered until the process ends."""
        self._newest[place.chat_id] = place.message_id

    def touch(self, place: Place, *, noted: bool = False) -> None:
        """Note that a message is being changed by whoever looks at it, or (`noted`) that what it shows was noted."""
        key = (place.chat_id, place.message_id)
        times, _ = self._touched.pop(key, (0, True))
        self._touched[key] = (times + 1, noted)
        while len(self._touched) > MOST_TOUCHED:
            self._touched.pop(next(iter(self._touched)))

    def touches(self, place: Place) -> int:
        """How often a message was changed or noted, as far as is remembered."""
        return self._touched.get((place.chat_id, place.message_id), (0, True))[0]

    async def settled(self, place: Place) -> None:
        """Wait until what a message shows is noted; not for long, since not everything is."""
        for _ in range(LOOKS):
            if self._touched.get((place.chat_id, place.message_id), (0, True))[1]:
                return
            await asyncio.sleep(LOOK)

    def newest_in(self, chat_id: int) -> int:
        """The message we wrote last in a chat, 0 where none is remembered."""
        return self._newest.get(chat_id, 0)

    async def arrive(self, update_id: int, body: dict[str, Any]) -> bool:
        """Note an update before anything is done about it; False when it was noted before."""
        async with self._store.begin() as connection:
            return await conversations.arrive(connection, update_id, body, self._clock.now())

    async def arrive_together(self, bodies: Mapping[int, dict[str, Any]]) -> set[int]:
        """Note updates by their ids in one transaction; those that were not noted before."""
        async with self._store.begin() as connection:
            now = self._clock.now()
            return {one for one, body in bodies.items() if await conversations.arrive(connection, one, body, now)}

    async def depart(self, *update_ids: int) -> None:
        """Note that updates were dealt with."""
        async with self._store.begin() as connection:
            await conversations.depart(connection, update_ids)

    async def blank(self, update_id: int) -> None:
        """Keep nothing of what was written in an update that is being dealt with: it was a secret."""
        async with self._store.begin() as connection:
            await conversations.blank(connection, update_id)
        await self._store.shred()

    async def arrived(self, update_id: int) -> dict[str, Any] | None:
        """An update that arrived of late, dealt with or not."""
        async with self._store.read() as connection:
            return await conversations.arrived(connection, update_id)

    async def clear(self) -> None:
        """Forget updates dealt with long ago, which Telegram sends no more, and errands whose buttons nobody taps."""
        now = self._clock.now()
        async with self._store.begin() as connection:
            await conversations.clear(connection, now - KEPT_FOR)
            await conversations.tidy(connection, now - ERRANDS_KEPT_FOR)

    async def undealt(self) -> list[dict[str, Any]]:
        """Updates that arrived and were not dealt with, in order."""
        async with self._store.read() as connection:
            return await conversations.undealt(connection)

    async def show(self, shown: Shown) -> None:
        """Note what a message shows now."""
        async with self._store.begin() as connection:
            await conversations.show(connection, shown, self._clock.now())
        self.touch(shown.place, noted=True)

    async def shown_at(self, place: Place) -> Shown | None:
        """What a message shows; None when it is no card of ours."""
        async with self._store.read() as connection:
            return await conversations.shown(connection, place.chat_id, place.message_id)

    async def cards_of(self, draft_id: str) -> list[Shown]:
        """The newest messages that show a draft."""
        async with self._store.read() as connection:
            return await conversations.cards_of(connection, draft_id, MOST_CARDS)

    async def latest_in(self, chat_id: int) -> Shown | None:
        """The newest card in a chat."""
        async with self._store.read() as connection:
            return await conversations.latest(connection, chat_id)

    async def forget(self, place: Place) -> None:
        """Forget a message that is gone."""
        async with self._store.begin() as connection:
            await conversations.forget(connection, place)

    async def move(self, old: int, new: int) -> None:
        """A group became another one: what is awaited there is awaited in the new one."""
        async with self._store.begin() as connection:
            await conversations.move(connection, old, new)

    async def ask(self, member_id: str, chat_id: int, kind: str, **values: str | int) -> None:
        """Wait for an answer of a member in a chat, instead of whatever was awaited there before."""
        new = Prompt(member_id=member_id, chat_id=chat_id, kind=kind, values=values, created=self._clock.now())
        async with self._store.begin() as connection:
            await conversations.ask(connection, new)

    async def awaited(self, member_id: str, chat_id: int) -> Prompt | None:
        """What is awaited of a member in a chat."""
        async with self._store.read() as connection:
            return await conversations.awaited(connection, member_id, chat_id)

    async def answered(self, member_id: str, chat_id: int) -> None:
        """Wait for nothing any more."""
        async with self._store.begin() as connection:
            await conversations.answered(connection, member_id, chat_id)

    async def begin(self, kind: str, member_id: str, asked: Place, key: str = "", **values: str | int) -> Errand:
        """Keep work a message asked for; the same message, kind and key give the same errand, as it stands."""
        new = Errand(
            id="/".join(filter(None, (kind, str(asked.chat_id), str(asked.message_id), key))),
            kind=kind,
            member_id=member_id,
            asked=asked,
            values=values,
            created=self._clock.now(),
        )
        async with self._store.begin() as connection:
            if await conversations.begin(connection, new):
                return new
            return await conversations.errand_of(connection, new.id) or new

    async def progress(self, errand: Errand, **changes: object) -> Errand:
        """Keep what is new about an errand: where it is told (`told`), what came of it (`values`, `state`)."""
        changed = errand.model_copy(update=changes)
        async with self._store.begin() as connection:
            await conversations.progress(connection, changed)
        return changed

    async def errands(self, state: ErrandState = "waiting", *, begin: str = "") -> list[Errand]:
        """Errands in a state whose ids begin so, oldest first."""
        async with self._store.read() as connection:
            return await conversations.errands(connection, state, begin)

    async def errand(self, errand_id: str) -> Errand | None:
        """The errand of that id."""
        async with self._store.read() as connection:
            return await conversations.errand_of(connection, errand_id)
