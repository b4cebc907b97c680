"""A webhook connected to the receiver double, behind a line that fails on order."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from bot.domain.ports import Resources
from bot.domain.publication import Account, Remote
from bot.platforms.webhook import Webhook, platform
from bot.testing.line import Line, LineFault
from bot.testing.memory import Album, MemoryVault, resources
from bot.testing.sessions import Fault, Seen
from bot.testing.webhook import Receiver

SECRET = "correct-horse-battery-staple"
PATH = "/hooks/7f3c-unguessable"


@dataclass
class WebhookRig:
    receiver: Receiver
    line: Line
    vault: MemoryVault
    resources: Resources
    album: Album
    account: Account
    platform: Webhook = platform
    secrets: Sequence[str] = field(default=(SECRET, PATH))
    lacks: Sequence[Fault] = ("expired_token",)

    async def seen(self) -> Sequence[Seen]:
        return [
            Seen(
                post.id,
                post.text,
                "",
                post.alts,
                tuple(hashlib.sha256(picture).hexdigest() for picture in post.pictures),
                (post.sent["card"] or {}).get("url", ""),
            )
            for post in self.receiver.posts
        ]

    async def answer(self, remote: Remote, text: str) -> str:
        raise NotImplementedError

    async def fail(self, fault: Fault) -> bool:
        if fault in get_args(LineFault):
            await self.line.fail(fault)
        elif fault == "content_refused":
            self.receiver.refused = {" "}
        elif fault == "changed_limits":
            self.receiver.longest = 5
        elif fault == "busy":
            self.receiver.busy = "7"
        elif fault == "revoked_token":
            self.receiver.secret = "another secret by now"
        else:
            return False
        return True

    async def mend(self) -> None:
        self.receiver.refused, self.receiver.longest, self.receiver.busy = set(), 10_000, ""
        await self.line.mend()


@asynccontextmanager
async def rigged(home: Path) -> AsyncIterator[WebhookRig]:
    async with Receiver(SECRET, path=PATH) as receiver:
        origin = receiver.address.removesuffix(PATH)
        async with Line(origin, strikes=lambda method, path: method == "POST") as line:
            vault = MemoryVault({"a1": {"url": line.address + PATH, "secret": SECRET}})
            account = Account(id="a1", brand_id="main", platform="webhook", handle="our site", native_id="77")
            album = Album()
            yield WebhookRig(receiver, line, vault, resources(vault, album), album, account)
