"""A channel of the Telegram double, behind a line that fails on order."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from bot.domain.ports import Resources
from bot.domain.publication import Account, Remote
from bot.platforms.telegram import Telegram, platform
from bot.testing.line import Line, LineFault
from bot.testing.memory import Album, MemoryVault, resources
from bot.testing.sessions import Fault, Seen
from bot.testing.telegram import Channel, Refusal, Server, World, channel
from bot.testing.telegram.world import Message

TOKEN = "700:AAE-the-secret-of-this-bot-for-tests"
PUBLISHING = ("/sendMessage", "/sendPhoto", "/sendMediaGroup")


@dataclass
class TelegramRig:
    server: Server
    line: Line
    channel: Channel
    account: Account
    resources: Resources
    album: Album
    vault: MemoryVault
    platform: Telegram = platform
    secrets: Sequence[str] = field(default=(TOKEN, TOKEN.partition(":")[2]))
    lacks: Sequence[Fault] = ("expired_token",)

    @property
    def world(self) -> World:
        return self.server.world

    async def seen(self) -> Sequence[Seen]:
        posts: dict[str, list[Message]] = {}
        for message in (one.message for one in self.channel.messages):
            posts.setdefault(message.get("media_group_id", str(message["message_id"])), []).append(message)
        return [self._seen(messages) for messages in posts.values()]

    def _seen(self, messages: Sequence[Message]) -> Seen:
        first = messages[0]
        files = [self.world.files[one["photo"][-1]["file_id"]][1] for one in messages if "photo" in one]
        return Seen(
            ",".join(str(one["message_id"]) for one in messages),
            first.get("text") or first.get("caption") or "",
            self._parent(first),
            ("",) * len(files),
            tuple(hashlib.sha256(one).hexdigest() for one in files),
            _card(first),
        )

    def _parent(self, message: Message) -> str:
        return str(message["reply_to_message"]["message_id"]) if "reply_to_message" in message else ""

    async def answer(self, remote: Remote, text: str) -> str:
        raise NotImplementedError

    async def fail(self, fault: Fault) -> bool:
        if fault in get_args(LineFault):
            await self.line.fail(fault)
        elif fault == "content_refused":
            self.world.failures["sendMessage"] = [Refusal(400, "Bad Request: text must be encoded in UTF-8")]
        elif fault == "changed_limits":
            self.world.most_text = 5
        elif fault == "busy":
            self.world.failures["sendMessage"] = [Refusal(429, "Too Many Requests: retry after 7", retry_after=7)]
        elif fault == "revoked_token":
            self.world.token = "700:AAE-another-one-that-BotFather-made"
        else:
            return False
        return True

    async def mend(self) -> None:
        self.world.failures.clear()
        self.world.most_text = 4096
        await self.line.mend()


def _card(message: Message) -> str:
    """The link whose picture stands large above the words: as a card does elsewhere."""
    shown = message.get("link_preview_options", {})
    return shown.get("url", "") if shown.get("show_above_text") and shown.get("prefer_large_media") else ""


@asynccontextmanager
async def rigged(
    home: Path, *, username: str = "harbour_news", log_chat: str = "", expected: Sequence[str] = ()
) -> AsyncIterator[TelegramRig]:
    """A connected channel; after it, every request has kept to the Bot API's description."""
    with Server(World(token=TOKEN)) as server:
        place = channel(server, "The Harbour News", username=username)
        async with Line(server.address, strikes=lambda method, path: path.endswith(PUBLISHING)) as line:
            account = Account(
                id="a1",
                brand_id="main",
                platform="telegram",
                handle=f"@{username}" if username else "The Harbour News",
                native_id=str(place.id),
                rights=("publish", "media", "edit", "delete"),
                options={"log_chat": log_chat} if log_chat else {},
            )
            vault, album = MemoryVault({"a1": {"token": TOKEN}}), Album()
            made = resources(vault, album, addresses={"telegram": line.address})
            yield TelegramRig(server, line, place, account, made, album, vault)
        assert server.world.violations == list(expected)
