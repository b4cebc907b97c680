"""Readers of the sandbox: what a person writes there to try the inbox."""

from collections.abc import Callable

from bot.domain.errors import Missing, Refused
from bot.domain.ports import Clock
from bot.domain.timeline import Entry, Timeline


class Rehearsal:
    """Writes, edits and deletes readers' replies on the sandbox timeline."""

    def __init__(self, timeline: Timeline, clock: Clock, new_id: Callable[[], str]) -> None:
        self._timeline = timeline
        self._clock = clock
        self._new_id = new_id

    async def say(
        self, target: str, text: str, author: str = "@reader.example", *, edit: bool = False, delete: bool = False
    ) -> Entry:
        """Reply to a post or a reply, or change one's own; `target` is its id or sandbox:// address.

        Raises Missing("unknown_entry") and Refused("nothing_said", "not_a_reply", "reply_deleted").
        """
        entry = await self._timeline.by_id(target.rstrip("/").rpartition("/")[2])
        if entry is None:
            raise Missing("unknown_entry", id=target)
        if not text.strip() and not delete:
            raise Refused("nothing_said")
        if edit or delete:
            return await self._changed(entry, text, delete=delete)
        return await self._timeline.add(
            Entry(
                id=self._new_id(),
                account_id=entry.account_id,
                author=author,
                text=text,
                parent_id=entry.id,
                root_id=entry.root_id or entry.id,
                created=self._clock.now(),
            )
        )

    async def _changed(self, entry: Entry, text: str, *, delete: bool) -> Entry:
        if entry.key:
            raise Refused("not_a_reply", id=entry.id)
        if entry.deleted:
            raise Refused("reply_deleted", id=entry.id)
        new = {"deleted": True} if delete else {"text": text, "edited": self._clock.now()}
        return await self._timeline.change(entry.model_copy(update=new))
