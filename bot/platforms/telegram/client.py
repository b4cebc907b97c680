"""I/O with one channel or group: posts, albums and threads; looking, deleting, changing, examining."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from telegram import InputMediaPhoto, LinkPreviewOptions, Message, MessageEntity, ReplyParameters

from bot.domain.connection import Finding, Identity
from bot.domain.errors import Rejected, Uncertain
from bot.domain.ports import Outgoing, Resources
from bot.domain.post import ImageRules
from bot.domain.publication import Account, Remote
from bot.platforms.telegram import door, examining, links, reading, wire
from bot.platforms.telegram.door import Door
from bot.platforms.telegram.failures import LABEL, Gone, Unmoved
from bot.platforms.telegram.probing import Probe, ids_known

# Seconds after the end of a call within which its message may still come up: a server may be at its upload.
LAG = 30.0
_NAME = "picture.jpg"


@asynccontextmanager
async def opened(account: Account, resources: Resources, rules: ImageRules) -> AsyncIterator["TelegramSession"]:
    """A session for an account. Raises Reconnect("not_connected")."""
    secrets = await resources.vault.secrets(account.id)
    async with door.opened(secrets["token"], resources) as way:
        yield TelegramSession(account, resources, way, rules)


class TelegramSession:
    """One chat that a bot publishes in."""

    lag = LAG

    def __init__(self, account: Account, resources: Resources, way: Door, rules: ImageRules) -> None:
        self._account = account
        self._resources = resources
        self._door = way
        self._rules = rules

    async def publish(self, outgoing: Outgoing) -> Remote:
        """Publish one part, once. Raises Rejected, Reconnect, Later, Uncertain."""
        reply = _reply(outgoing)
        pictures = await self._pictures(outgoing)
        if pictures:
            sent = await self._pictured(outgoing, pictures, reply)
        else:
            sent = [
                await self._door.call(
                    lambda bot: bot.send_message(
                        self._account.native_id,
                        outgoing.part.text,
                        entities=_entities(outgoing),
                        link_preview_options=_preview(outgoing),
                        reply_parameters=reply,
                    ),
                    publishes=True,
                )
            ]
        return links.remote([message.message_id for message in sent], self._account)

    async def find(self, outgoing: Outgoing) -> Remote | None:
        """What was brought into the discussion group, or else what a probe by the log chat shows.

        Raises Uncertain where there is neither, Reconnect, Later.
        """
        chat, log_chat = self._account.native_id, self._account.options.get("log_chat", "")
        found: list[int] = []
        if outgoing.since is not None:
            echoes = await self._resources.echoes("telegram", chat, outgoing.since)
            found = reading.echoed(echoes, outgoing, ids_known(outgoing))
        if not found and not log_chat:
            raise Uncertain("cannot_tell", network=LABEL)
        found = found or await Probe(self._door, chat, log_chat).look(outgoing)
        return links.remote(found, self._account) if found else None

    async def delete(self, remote: Remote) -> None:
        """Delete a part; one that is gone already is no error. Raises Rejected, Reconnect, Later, Uncertain."""
        for number in _ids(remote):
            await self._taken_back(number)

    async def amend(self, remote: Remote, outgoing: Outgoing) -> Remote:
        """Make a part say this instead, where it is. Raises Rejected, Reconnect, Later, Uncertain.

        Words may get a picture; pictures change places one by one, and their number stays.
        """
        numbers, pictures = _ids(remote), await self._pictures(outgoing)
        if len(numbers) != max(1, len(pictures)):
            raise Rejected("network_refuses", network=LABEL, reason="not_editable")
        if not pictures:
            await self._reworded(numbers[0], outgoing)
        for number, picture in zip(numbers, pictures, strict=False):
            await self._replaced(number, picture)
        return links.remote(numbers, self._account)

    async def examine(self) -> tuple[Identity, Sequence[Finding]]:
        """Who the bot is, where and what it may, and what else a person should know. Raises Reconnect, Later."""
        return await examining.examined(self._door, self._account)

    async def _pictures(self, outgoing: Outgoing) -> list[InputMediaPhoto]:
        """The part's pictures as an album has them, its words on the first."""
        images = [await self._resources.fitted(image.media_id, self._rules) for image in outgoing.part.images]
        words, entities = outgoing.part.text or None, _entities(outgoing)
        return [
            InputMediaPhoto(
                image.data,
                caption=None if number else words,
                caption_entities=None if number else entities,
                filename=_NAME,
            )
            for number, image in enumerate(images)
        ]

    async def _pictured(
        self, outgoing: Outgoing, pictures: Sequence[InputMediaPhoto], reply: ReplyParameters | None
    ) -> Sequence[Message]:
        chat = self._account.native_id
        if len(pictures) > 1:
            return await self._door.call(
                lambda bot: bot.send_media_group(chat, pictures, reply_parameters=reply), publishes=True
            )
        only = pictures[0]
        return [
            await self._door.call(
                lambda bot: bot.send_photo(
                    chat,
                    only.media,
                    caption=only.caption,
                    caption_entities=only.caption_entities,
                    reply_parameters=reply,
                ),
                publishes=True,
            )
        ]

    async def _taken_back(self, number: int) -> None:
        try:
            await self._door.call(lambda bot: bot.delete_message(self._account.native_id, number), publishes=True)
        except Gone:
            return

    async def _reworded(self, number: int, outgoing: Outgoing) -> None:
        try:
            await self._door.call(
                lambda bot: bot.edit_message_text(
                    outgoing.part.text,
                    self._account.native_id,
                    number,
                    entities=_entities(outgoing),
                    link_preview_options=_preview(outgoing),
                ),
                publishes=True,
            )
        except Unmoved:
            return

    async def _replaced(self, number: int, picture: InputMediaPhoto) -> None:
        try:
            await self._door.call(
                lambda bot: bot.edit_message_media(picture, self._account.native_id, number), publishes=True
            )
        except Unmoved:
            return


def _ids(remote: Remote) -> list[int]:
    """The messages of a part. Raises Rejected where it is named by no id."""
    found = links.ids(remote.id)
    if not found:
        raise Rejected("network_refuses", network=LABEL, reason="gone")
    return found


def _reply(outgoing: Outgoing) -> ReplyParameters | None:
    """What a part answers: the first message of the part before it, which must be there."""
    if outgoing.reply_to is None:
        return None
    found = links.ids(outgoing.reply_to.id)
    if not found:
        raise Rejected("network_refuses", network=LABEL, reason="post_gone")
    return ReplyParameters(found[0], allow_sending_without_reply=False)


def _entities(outgoing: Outgoing) -> list[MessageEntity]:
    found = wire.entities(outgoing.part.text, outgoing.part.spans)
    return [MessageEntity(one.kind, one.offset, one.length, url=one.value or None) for one in found]


def _preview(outgoing: Outgoing) -> LinkPreviewOptions | None:
    """A card is a large preview above the words; else the link is shown, small, whatever other address comes first."""
    if outgoing.card:
        return LinkPreviewOptions(url=outgoing.card.url, prefer_large_media=True, show_above_text=True)
    shown = [span.url for span in outgoing.part.spans if span.kind == "link"]
    return LinkPreviewOptions(url=shown[-1]) if shown else None
