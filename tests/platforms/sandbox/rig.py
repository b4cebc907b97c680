"""The sandbox on a database of its own, behind a line that fails on order. It has no credentials."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from bot.domain.ports import Resources
from bot.domain.publication import Account, Remote
from bot.domain.timeline import Entry
from bot.platforms.sandbox import platform
from bot.store import Store
from bot.store.timeline import StoredTimeline
from bot.testing.faulty import Faulty
from bot.testing.sessions import Fault, Seen

NOW = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


class Noon:
    def now(self) -> datetime:
        return NOW


@dataclass
class SandboxRig:
    timeline: StoredTimeline
    account: Account
    resources: Resources
    platform: Faulty
    secrets: Sequence[str] = ()

    async def seen(self) -> Sequence[Seen]:
        roots = await self.timeline.descendants("", after=0)
        below = [entry for root in roots for entry in await self.timeline.descendants(root.id, after=0)]
        ours = sorted((entry for entry in (*roots, *below) if entry.key), key=lambda entry: entry.sequence)
        return [Seen(entry.id, entry.text, entry.parent_id) for entry in ours]

    async def answer(self, remote: Remote, text: str) -> str:
        post = await self.timeline.by_id(remote.id)
        assert post is not None
        of = {"parent_id": post.id, "root_id": post.root_id or post.id, "account_id": post.account_id}
        reply = Entry(id=self.resources.new_id(), author="@renn", text=text, created=NOW, **of)
        return (await self.timeline.add(reply)).id

    async def fail(self, fault: Fault) -> bool:
        self.platform.left["publish"].insert(0, fault)
        return True


@asynccontextmanager
async def rigged(database_url: str) -> AsyncIterator[SandboxRig]:
    numbers = count(1)
    async with Store(database_url) as store:
        timeline = StoredTimeline(store)
        account = Account(id="a1", brand_id="main", platform="sandbox", handle="rehearsal")
        resources = Resources(Noon(), lambda: f"e{next(numbers)}", timeline)
        yield SandboxRig(timeline, account, resources, Faulty(platform))
