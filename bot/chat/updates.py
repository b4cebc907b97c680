"""How updates come in: noted in the store before anything else, handled in order for each person, forgotten when done.

Telegram holds an update for handed over as soon as the next one is asked for, long before we are done with it. So
each is written down first, and what was not dealt with when the process ended is handled at the next start.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.services.correspondence import Correspondence

AT_ONCE = 256


class JournalQueue(asyncio.Queue[object]):
    """The queue between the one who fetches updates and those who handle them."""

    def __init__(self, correspondence: Correspondence) -> None:
        super().__init__()
        self._correspondence = correspondence

    async def put(self, item: object) -> None:
        """Note an update, then hand it on; one that was noted before is not handed on again."""
        if isinstance(item, Update) and not await self._noted(item):
            return
        await super().put(item)

    async def _noted(self, update: Update) -> bool:
        return await self._correspondence.arrive(update.update_id, json.loads(update.to_json()))

    async def replay(self, bodies: list[dict[str, Any]]) -> None:
        """Hand on what was noted before and not dealt with."""
        for body in bodies:
            await super().put(Update.de_json(body))


class InOrder(BaseUpdateProcessor):
    """Many people's updates at once, one person's in the order they came."""

    def __init__(self, correspondence: Correspondence) -> None:
        super().__init__(AT_ONCE)
        self._correspondence = correspondence
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the person's turn, handle the update, note that it is dealt with."""
        who = _who(update)
        turn = self._turns[who]
        async with turn:
            await coroutine
            if isinstance(update, Update):
                await self._correspondence.depart(update.update_id)
        if not turn.locked():
            self._turns.pop(who, None)

    async def initialize(self) -> None:
        """Forget what was dealt with long ago."""
        await self._correspondence.clear()

    async def shutdown(self) -> None:
        """Nothing to let go of."""


def _who(update: object) -> int:
    if not isinstance(update, Update):
        return 0
    one = update.effective_user or update.effective_chat
    return one.id if one else 0
