"""How updates come in: noted in the store before anything else, handled in order for each person, forgotten when done.

Telegram holds an update for handed over as soon as the next one is asked for, long before we are done with it. So
each is written down first, and what was not dealt with when the process ended is handled at the next start.
"""

import asyncio
import json
import logging
import os
from collections import Counter, defaultdict
from collections.abc import Awaitable, Sequence
from typing import Any, cast

from telegram import CallbackQuery, Update
from telegram.ext import BaseUpdateProcessor, ExtBot

from bot.chat.pace import Pace
from bot.chat.sending import PATIENCE, Sender
from bot.domain.errors import UnusableDatabase
from bot.services.correspondence import Correspondence

_LOG = logging.getLogger(__name__)
AT_ONCE = 256
TRIED_AGAIN = 1.0  # seconds


class NotingBot(ExtBot[None]):
    """A bot that notes the updates it is given, all that came together at once, before it asks for more."""

    def __init__(self, queue: "JournalQueue", *args: Any, **kwargs: Any) -> None:
        # Without it the library warns of its own next version each time Telegram asks us to wait.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        super().__init__(*args, **kwargs)
        with self._unfrozen():
            self._queue = queue

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Telegram's updates, noted."""
        updates = await super().get_updates(*args, **kwargs)
        await self._queue.note(updates)
        return updates


class JournalQueue(asyncio.Queue[object]):
    """The queue between the one who fetches updates and those who handle them."""

    def __init__(self, correspondence: Correspondence) -> None:
        super().__init__()
        self._correspondence = correspondence
        self._noted: dict[int, bool] = {}

    async def put(self, item: object) -> None:
        """Hand on an update that is noted, or note it first; one that was noted before is not handed on again."""
        if isinstance(item, Update):
            if item.update_id not in self._noted:
                await self.note([item])
            if not self._noted.pop(item.update_id):
                return
        await super().put(item)

    async def note(self, updates: Sequence[Update]) -> None:
        """Note updates in one go. A database that cannot be written to is tried again: nothing goes on without it."""
        bodies = {update.update_id: json.loads(update.to_json()) for update in updates}
        while bodies:
            try:
                new = await self._correspondence.arrive_together(bodies)
            except UnusableDatabase as error:
                _LOG.error("updates wait for the database: %s", error.values.get("reason", error.key))
                await asyncio.sleep(TRIED_AGAIN)
            else:
                self._noted.update({one: one in new for one in bodies})
                return

    async def replay(self, bodies: list[dict[str, Any]], bot: ExtBot[Any]) -> None:
        """Hand on what was noted before and not dealt with."""
        for body in bodies:
            await super().put(Update.de_json(body, bot))


class InOrder(BaseUpdateProcessor):
    """Many people's updates at once, one person's in the order they came.

    A tap whose turn is long in coming is answered without; `waited` holds such taps' ids until they are worked on.
    """

    def __init__(self, correspondence: Correspondence, pace: Pace, patience: float = PATIENCE) -> None:
        super().__init__(AT_ONCE)
        self._pace = pace
        self._patience = patience
        self.waited: set[str] = set()
        self._correspondence = correspondence
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._queued: Counter[int] = Counter()
        self._dealt: list[int] = []
        self._departing = asyncio.Lock()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the person's turn and a place, handle the update, note that it is dealt with."""
        who = _who(update)
        self._queued[who] += 1
        taken = asyncio.ensure_future(self._taken(who))
        try:
            if isinstance(update, Update) and update.callback_query:
                await self._answered(update.callback_query, taken)
        finally:
            await taken
            try:
                async with self._pace.inside():
                    await coroutine
            finally:
                self._leave(who)
        if isinstance(update, Update):
            self._dealt.append(update.update_id)
            await self._depart()

    async def _taken(self, who: int) -> None:
        """Wait for the person's turn and for a place to work."""
        await self._turns[who].acquire()
        await self._pace.wait()

    def _leave(self, who: int) -> None:
        """Let the person's next update in; a turn nobody waits for is forgotten."""
        self._turns[who].release()
        self._queued[who] -= 1
        if not self._queued[who]:
            del self._turns[who], self._queued[who]

    async def _answered(self, query: CallbackQuery, taken: "asyncio.Future[Any]") -> None:
        """Answer a tap that has to wait for its turn."""
        done, _ = await asyncio.wait([taken], timeout=self._patience)
        if not done:
            self.waited.add(query.id)
            await Sender(cast("ExtBot[Any]", query.get_bot())).answer(query.id)

    async def _depart(self) -> None:
        """Whoever comes first notes it for all who are done by then; what cannot be noted now is with the next."""
        async with self._departing:
            dealt = list(self._dealt)
            if not dealt:
                return
            try:
                await self._correspondence.depart(*dealt)
            except UnusableDatabase as error:
                _LOG.error("what was dealt with waits to be noted: %s", error.values.get("reason", error.key))
            else:
                del self._dealt[: len(dealt)]

    async def initialize(self) -> None:
        """Forget what was dealt with long ago."""
        await self._correspondence.clear()

    async def shutdown(self) -> None:
        """Note what could not be noted before."""
        await self._depart()


def _who(update: object) -> int:
    if not isinstance(update, Update):
        return 0
    one = update.effective_user or update.effective_chat
    return one.id if one else 0
