"""The inbox: replies collected once each, with their parent, edits and deletions, and listed for review."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.brand import Member
from bot.domain.errors import StandfirstError
from bot.domain.ports import Clock, Collects, Publishes, Resources
from bot.domain.publication import PublicationState, storable
from bot.domain.reply import Incoming, Reply, ReplyState
from bot.domain.rights import require
from bot.services.publishing import Lookup, Publishing, Report
from bot.store import Store, events, publications, replies

COLUMNS = (
    "id",
    "platform",
    "publication_id",
    "native_id",
    "parent_id",
    "author",
    "text",
    "created",
    "edited",
    "deleted",
)
# What starts a formula in some spreadsheet, full-width signs too; blanks before it do not help.
_FORMULA = tuple("=+-@＝＋－＠")
_BREAKS = ("\t", "\r", "\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # a spreadsheet or a terminal could obey it

# What may have parts out that readers answer; a thread that stopped half-way has too.
OUT: tuple[PublicationState, ...] = ("published", "publishing", "uncertain", "held", "failed")

# Readers seldom answer what is older, and each post asked about costs a call.
RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Collected:
    """What one collection brought: how many replies are new, how many changed, which accounts could not be asked."""

    new: int = 0
    changed: int = 0
    failed: tuple[tuple[str, StandfirstError], ...] = ()


class Inbox:
    """Collects and lists replies."""

    def __init__(
        self,
        store: Store,
        publishing: Publishing,
        platform: Lookup,
        resources: Resources,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._publishing = publishing
        self._platform = platform
        self._resources = resources
        self._clock = clock
        self._new_id = new_id

    async def collect(self, *, within: timedelta = RECENT) -> Collected:
        """Ask every account for the replies below what it published of late; one that fails does not stop the rest."""
        since = self._clock.now() - within
        async with self._store.read() as connection:
            out = await publications.in_states(connection, OUT, since=since)
        total = Collected()
        for publication in out:
            report = await self._publishing.report(publication.id)
            try:
                new, changed = await self._below(report)
                total = Collected(total.new + new, total.changed + changed, total.failed)
            except StandfirstError as error:
                failed = (f"{report.account.platform}:{report.account.handle}", error)
                total = Collected(total.new, total.changed, (*total.failed, failed))
        return total

    async def listed(self, *, states: Sequence[ReplyState] = (), publication_id: str = "") -> list[Reply]:
        """Replies by publication, the oldest first."""
        async with self._store.read() as connection:
            return await replies.listed(connection, states=states, publication_id=publication_id)

    async def dismiss(self, reply_id: str, *, actor: Member) -> None:
        """Put a reply away; it stays among all replies. Doing so again changes nothing. Raises Refused."""
        require(actor, "answer")
        async with self._store.begin() as connection:
            if await replies.set_state(connection, reply_id, "dismissed"):
                await events.add(connection, self._clock.now(), actor.id, "dismissed", f"reply/{reply_id}")

    async def _below(self, report: Report) -> tuple[int, int]:
        remotes = [row.remote for row in report.deliveries if row.remote and not row.deleted]
        platform = self._platform(report.account.platform)
        if not remotes or not isinstance(platform, Publishes):
            return 0, 0
        async with self._store.read() as connection:
            before = await replies.cursor_of(connection, report.publication.id)
        async with platform.connect(report.account, self._resources) as session:
            if not isinstance(session, Collects):
                return 0, 0
            found, cursor = await session.replies(remotes, cursor=before)
        return await self._kept(report, found, before, cursor)

    async def _kept(self, report: Report, found: Sequence[Incoming], before: str, cursor: str) -> tuple[int, int]:
        """Keep what came and how far it was read, in one transaction; nothing when another collected meanwhile."""
        async with self._store.begin() as connection:
            await publications.lock(connection, report.publication.id)
            if await replies.cursor_of(connection, report.publication.id) != before:
                return 0, 0
            new = [await replies.keep(connection, self._reply(report, incoming)) for incoming in found]
            await replies.move_cursor(connection, report.publication.id, cursor)
            if found:
                subject, now = f"publication/{report.publication.id}", self._clock.now()
                await events.add(connection, now, "standfirst", "collected", subject, new=sum(new), seen=len(new))
        return sum(new), len(new) - sum(new)

    def _reply(self, report: Report, incoming: Incoming) -> Reply:
        said = {name: storable(getattr(incoming, name)) for name in ("author", "text", "url")}
        return Reply(
            id=self._new_id(),
            account_id=report.account.id,
            publication_id=report.publication.id,
            platform=report.account.platform,
            **incoming.model_dump(exclude=set(said)),
            **said,
        )


def rows(listed: Sequence[Reply]) -> list[list[str]]:
    """Replies as spreadsheet rows under `COLUMNS`; a cell that a spreadsheet would run as a formula is quoted."""
    return [[_cell(getattr(reply, column)) for column in COLUMNS] for reply in listed]


def _cell(value: object) -> str:
    text = value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
    text = _CONTROL.sub("", text)
    return f"'{text}" if text.startswith(_BREAKS) or text.lstrip().startswith(_FORMULA) else text
