"""The sandbox on a database of its own, behind a line that fails on order. It has no credentials."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.domain.ports import Resources
from bot.domain.publication import Account, Remote
from bot.domain.timeline import Entry
from bot.platforms.sandbox import platform
from bot.store import Store
from bot.store.timeline import StoredTimeline
from bot.testing import faulty, sessions
from bot.testing.faulty import Faulty
from bot.testing.memory import Album
from bot.testing.sessions import Fault, Seen

NOW = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
# What may befall a network that is in our own database.
FAULTS: dict[Fault, faulty.Fault] = {
    "content_refused": "refused",
    "revoked_token": "logged_out",
    "busy": "busy",
    "timeout_after": "answer_lost",
}


class Noon:
    def now(self) -> datetime:
        return NOW


@dataclass
class SandboxRig:
    timeline: StoredTimeline
    account: Account
    resources: Resources
    platform: Faulty
    album: Album
    secrets: Sequence[str] = field(default=())
    lacks: Sequence[Fault] = tuple(fault for fault in sessions.FAULTS if fault not in FAULTS)

    async def seen(self) -> Sequence[Seen]:
        roots = await self.timeline.descendants("", after=0)
        below = [entry for root in roots for entry in await self.timeline.descendants(root.id, after=0)]
        ours = sorted(
            (entry for entry in (*roots, *below) if entry.key and not entry.deleted), key=lambda entry: entry.sequence
        )
        return [
            Seen(
                entry.id,
                entry.text,
                entry.parent_id,
                tuple(image.alt for image in entry.images),
                tuple(image.media_id for image in entry.images),
            )
            for entry in ours
        ]

    async def answer(self, remote: Remote, text: str) -> str:
        post = await self.timeline.by_id(remote.id)
        assert post is not None
        of = {"parent_id": post.id, "root_id": post.root_id or post.id, "account_id": post.account_id}
        reply = Entry(id=self.resources.new_id(), author="@renn", text=text, created=NOW, **of)
        return (await self.timeline.add(reply)).id

    async def fail(self, fault: Fault) -> bool:
        if fault not in FAULTS:
            return False
        self.platform.left["publish"].insert(0, FAULTS[fault])
        return True

    async def mend(self) -> None:
        self.platform.left["publish"].clear()


@asynccontextmanager
async def rigged(home: Path, database_url: str = "") -> AsyncIterator[SandboxRig]:
    numbers = count(1)
    async with Store(database_url or f"sqlite+aiosqlite:///{home / 'sandbox.db'}") as store:
        timeline, album = StoredTimeline(store), Album()
        account = Account(id="a1", brand_id="main", platform="sandbox", handle="rehearsal")
        resources = Resources(Noon(), lambda: f"e{next(numbers)}", timeline, fitted=album.fitted)
        yield SandboxRig(timeline, account, resources, Faulty(platform), album)
