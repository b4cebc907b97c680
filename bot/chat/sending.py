"""Sends and edits messages, and knows what to do when Telegram refuses: nobody is left with silence."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.chat.buttons import pack
from bot.chat.view import Button, View
from bot.domain.conversation import Place
from bot.services.correspondence import Correspondence

_LOG = logging.getLogger(__name__)
_SAME = ("message is not modified",)
_NO_TOPIC = "message thread not found"
# Chats that cannot be written to any more, and those where the bot may not write.
_NO_CHAT = ("chat not found", "peer_id_invalid", "chat_write_forbidden", "not enough rights", "have no rights")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier is not")
TRIES = 3
PAUSE = 0.5  # seconds, longer each time
MOST_ANSWERED = 200
# So long a tap may wait for what comes of it before it is answered without: the member sees it was taken.
PATIENCE = 0.02  # seconds


@dataclass
class Standing:
    """A message as it stood when work on showing it anew began; `overtaken` says that somebody changed it meanwhile."""

    place: Place
    touches: int
    overtaken: bool = False


class Sender:
    """One bot's voice. `memory` is told of messages that are gone and of chats that moved.

    `beside` speaks to those who asked for nothing just now: it never fails, and what they deleted stays deleted; what
    was changed since it was `standing` so is left as it is.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        memory: Correspondence | None = None,
        *,
        beside: bool = False,
        standing: Standing | None = None,
    ) -> None:
        self._bot = bot
        self._memory = memory
        self._beside = beside
        self._standing = standing

    async def send(self, place: Place, view: View, *, reply: bool = False) -> Place | None:
        """Send a message to a chat, as a reply to the place's message if asked; where it is, None when unreachable."""

        async def sent(place: Place, reply_parameters: ReplyParameters | None) -> Message:
            return await self._bot.send_message(
                chat_id=place.chat_id,
                text=view.text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(view),
                reply_parameters=reply_parameters,
                message_thread_id=place.thread_id or None,
                disable_notification=view.quiet,
                link_preview_options=link_preview(view),
            )

        return await self._reaching(place, sent, reply=reply)

    async def send_photo(self, place: Place, data: bytes, caption: str = "", *, quiet: bool = True) -> Place | None:
        """Send a photo with a caption in HTML to a chat, in its topic; where it is, None when unreachable."""

        async def sent(place: Place, reply_parameters: ReplyParameters | None) -> Message:
            return await self._bot.send_photo(
                place.chat_id,
                InputFile(data, filename="picture"),
                caption=caption or None,
                parse_mode=ParseMode.HTML,
                message_thread_id=place.thread_id or None,
                disable_notification=quiet,
            )

        return await self._reaching(place, sent)

    async def send_file(self, place: Place, data: bytes, name: str, caption: str = "") -> Place | None:
        """Send a file with a caption in plain text to a chat, in its topic; where it is, None when unreachable."""

        async def sent(place: Place, reply_parameters: ReplyParameters | None) -> Message:
            return await self._bot.send_document(
                place.chat_id,
                InputFile(data, filename=name),
                caption=caption or None,
                message_thread_id=place.thread_id or None,
            )

        return await self._reaching(place, sent)

    async def _reaching(
        self,
        place: Place,
        send: Callable[[Place, ReplyParameters | None], Awaitable[Message]],
        *,
        reply: bool = False,
    ) -> Place | None:
        """Send where the chat is now; a topic that is gone is the whole chat."""
        answered = ReplyParameters(place.message_id, allow_sending_without_reply=True) if reply else None
        try:
            sent = await send(place, answered)
        except ChatMigrated as moved:
            return await self._reaching(await self._moved(place, moved.new_chat_id), send)
        except Forbidden as refused:
            _unreachable(refused)
            return None
        except BadRequest as refused:
            if place.thread_id and _NO_TOPIC in refused.message.lower():
                return await self._reaching(place.model_copy(update={"thread_id": 0}), send, reply=reply)
            if _is(refused, _NO_CHAT):
                _unreachable(refused)
                return None
            raise
        there = place.model_copy(update={"message_id": sent.message_id})
        if self._memory:
            self._memory.sent(there)
        return there

    async def edit(self, place: Place, view: View) -> Place | None:
        """Change a message to this; where it is now: a message that is gone is sent anew. None when unreachable."""
        if self._overtaken(place):
            return None
        try:
            return await self._edited(place, view)
        except TelegramError as refused:
            if not self._beside:
                raise
            _unreachable(refused)
            return None

    def _overtaken(self, place: Place) -> bool:
        """Whether somebody changed this message since work on showing it anew began: theirs goes before ours."""
        if self._memory and not self._beside:
            self._memory.touch(place)
        if self._memory and self._standing and self._standing.place == place:
            self._standing.overtaken = self._memory.touches(place) != self._standing.touches
            return self._standing.overtaken
        return False

    async def _edited(self, place: Place, view: View) -> Place | None:
        for attempt in range(TRIES):
            try:
                await self._edit(place, view)
            except BadRequest as refused:
                return await self._instead(place, view, refused)
            except ChatMigrated as moved:
                await self._forget(place)
                return await self.send(await self._moved(place, moved.new_chat_id), view)
            except Forbidden as refused:
                _unreachable(refused)
                return None
            except NetworkError:  # an edit may be sent twice
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(attempt * PAUSE)
                continue
            return place
        return place

    async def _instead(self, place: Place, view: View, refused: BadRequest) -> Place | None:
        """What becomes of an edit that Telegram refused. Raises it where nothing does."""
        if _is(refused, _SAME):
            return place
        if _is(refused, _NO_CHAT):
            _unreachable(refused)
            return None
        if not _is(refused, _GONE):
            raise refused
        await self._forget(place)
        return None if self._beside else await self.send(place, view)

    async def _forget(self, place: Place) -> None:
        if self._memory:
            await self._memory.forget(place)

    async def _moved(self, place: Place, chat_id: int) -> Place:
        """The chat where it is now; its messages are numbered anew there, so that none of them is meant any more."""
        if self._memory:
            await self._memory.move(place.chat_id, chat_id)
        return Place(chat_id=chat_id)

    async def _edit(self, place: Place, view: View) -> None:
        await self._bot.edit_message_text(
            chat_id=place.chat_id,
            message_id=place.message_id,
            text=view.text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(view),
            link_preview_options=link_preview(view),
        )

    async def delete(self, place: Place) -> bool:
        """Take a message away; False for one that is gone, too old for that, or not ours to take."""
        try:
            await self._bot.delete_message(place.chat_id, place.message_id)
        except (BadRequest, Forbidden) as refused:
            _LOG.info("a message was not deleted: %s", refused.message)
            return False
        return True

    async def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> bool:
        """Answer a tap; False where it could not be, as it is too old or was answered before."""
        for attempt in range(TRIES):
            try:
                await self._bot.answer_callback_query(query_id, text=text[:MOST_ANSWERED] or None, show_alert=alert)
            except BadRequest as refused:
                _LOG.info("a tap was not answered: %s", refused.message)
                return False
            except NetworkError as silent:  # an answer may be given twice
                _LOG.info("a tap was not answered yet: %s", silent.message)
                await asyncio.sleep(attempt * PAUSE)
            else:
                return True
        return False


class Tap:
    """A tap that waits for its answer: given once, by whoever knows more first, or after a little while anyhow."""

    def __init__(self, sender: Sender, query_id: str, patience: float = PATIENCE, *, waited: bool = False) -> None:
        """`waited` is a tap that was answered while the same person's last one was still worked on."""
        self._sender = sender
        self._patience = patience
        self._query_id = query_id
        self.waited = waited
        self.said = ""
        self._answered = waited
        self._waiting: asyncio.Task[None] | None = None

    async def answer(self, text: str = "", *, alert: bool = False) -> bool:
        """Answer it; False when it was answered already, so that a text must be told in another way."""
        if self._answered:
            return False
        self._answered = True
        if self._waiting and self._waiting is not asyncio.current_task():
            self._waiting.cancel()
        if not await self._sender.answer(self._query_id, text, alert=alert):
            return False
        self.said = text
        return True

    async def __aenter__(self) -> Self:
        self._waiting = asyncio.ensure_future(self._in_a_while())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._waiting:
            if not self._answered:
                self._waiting.cancel()
            await asyncio.wait([self._waiting])
        if error is None:
            await self.answer()

    async def _in_a_while(self) -> None:
        await asyncio.sleep(self._patience)
        await self.answer()


def _is(refused: BadRequest, words: tuple[str, ...]) -> bool:
    return any(one in refused.message.lower() for one in words)


def _unreachable(refused: TelegramError) -> None:
    _LOG.warning("a chat takes no messages: %s", refused.message)


def link_preview(view: View) -> LinkPreviewOptions:
    """Which link's preview is shown, and how."""
    if not view.preview:
        return LinkPreviewOptions(is_disabled=True)
    above = True if view.large else None
    return LinkPreviewOptions(url=view.link or None, prefer_large_media=above, show_above_text=above)


def keyboard(view: View) -> InlineKeyboardMarkup | None:
    """A view's buttons as Telegram's."""
    rows = [[_button(button) for button in row] for row in view.rows if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.payload is None:
        raise ValueError(f"the button {button.label!r} means nothing")
    return InlineKeyboardButton(button.label, callback_data=pack(button.payload))
