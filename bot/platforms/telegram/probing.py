"""Looking for a post that may be out: the messages after the last one surely before it are forwarded and read.

Bots can read no history. What a channel holds under an id can be told by forwarding it, silently, to a private chat:
its words, or "message to forward not found". The ids of a chat's messages rise by one (tdlib, MessageId), so the
part is among those after a message that is known to be older, or nowhere. What was forwarded is deleted again.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress

from bot.domain.errors import Reconnect, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Outgoing
from bot.platforms.telegram import links, reading
from bot.platforms.telegram.door import Door
from bot.platforms.telegram.failures import LABEL, Fixed, Gone

# So many ids in a row without a message, more than the longest album, and there is nothing after them.
GAP = 20
# So many ids are looked at in all; and so many known messages, to find one that is surely older.
MOST, MOST_KNOWN = 60, 8
# So many copies a look may make: a group takes 20 messages a minute from a bot (core.telegram.org/bots/faq).
COPIES = 18
# Seconds by which Telegram's clock may be apart from ours.
SLACK = 5


class Probe:
    """One look, from a chat to the log chat."""

    def __init__(self, door: Door, chat: str, log_chat: str) -> None:
        self._door = door
        self._chat = chat
        self._log_chat = log_chat
        self._copies: list[int] = []

    async def look(self, outgoing: Outgoing) -> list[int]:
        """The ids of the part's messages; none when it is proved absent. Raises Uncertain, Reconnect, Later."""
        try:
            return await self._looked(outgoing)
        except Rejected as error:
            raise Uncertain("cannot_tell", network=LABEL) from error
        except Reconnect as error:
            if error.key == "logged_out":
                raise
            # The log chat is closed to the bot: that says nothing of the account.
            raise Uncertain("cannot_tell", network=LABEL) from error
        finally:
            await self._cleared()

    async def _looked(self, outgoing: Outgoing) -> list[int]:
        known = ids_known(outgoing)
        at, missing = await self._older(outgoing, known), 0
        for number in range(at + 1, at + 1 + MOST):
            message = None if number in known else await self._message(number)
            if message and _new(message, outgoing) and reading.says(message, outgoing):
                return await self._whole(number, message, outgoing)
            missing = missing + 1 if message is None and number not in known else 0
            if missing == GAP:
                return []
        raise Uncertain("cannot_tell", network=LABEL)

    async def _older(self, outgoing: Outgoing, known: Collection[int]) -> int:
        """The newest known message that can be read and is surely older than the part."""
        above = links.ids(outgoing.reply_to.id) if outgoing.reply_to else []
        for number in sorted(known, reverse=True)[:MOST_KNOWN]:
            message = await self._message(number)
            if message and (number in above or (reading.when(message) and not _new(message, outgoing))):
                return number
        raise Uncertain("cannot_tell", network=LABEL)

    async def _whole(self, first: int, message: reading.Message, outgoing: Outgoing) -> list[int]:
        """The part's messages from the first on: of an album the others have pictures and no words."""
        rest = range(first + 1, first + max(1, len(outgoing.part.images)))
        others = [await self._message(number) for number in rest]
        whole = all(one and one.get("photo") and not one.get("caption") for one in others)
        if not whole or not reading.looks(message, outgoing):
            raise Uncertain("cannot_tell", network=LABEL)
        return [first, *rest]

    async def _message(self, number: int) -> reading.Message | None:
        """What a chat has under an id; None for nothing, no words or date for what can be read by nobody."""
        if len(self._copies) == COPIES:
            raise Uncertain("cannot_tell", network=LABEL)
        try:
            copy = await self._door.call(
                lambda bot: bot.forward_message(self._log_chat, self._chat, number, disable_notification=True)
            )
        except Gone:
            return None
        except Fixed:
            return {"message_id": number}
        self._copies.append(copy.message_id)
        return copy.to_dict()

    async def _cleared(self) -> None:
        """Take the copies away; that some stay harms nobody."""
        if self._copies:
            with suppress(StandfirstError):
                await self._door.call(lambda bot: bot.delete_messages(self._log_chat, self._copies))


def ids_known(outgoing: Outgoing) -> frozenset[int]:
    """The messages that are known to be other parts: of this post or of earlier ones."""
    chain: Sequence[str] = [one.id for one in (outgoing.reply_to, outgoing.root) if one]
    return frozenset(number for one in (*outgoing.others, *chain) for number in links.ids(one))


def _new(message: reading.Message, outgoing: Outgoing) -> bool:
    """Whether a message may be as new as the call whose end is not known."""
    return outgoing.since is None or reading.when(message) >= outgoing.since.timestamp() - SLACK
