"""The services put together for tests: a draft with a post on the sandbox, every part real, faults as ordered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot import platforms
from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.draft import Draft, Passage, Picture
from bot.domain.facts import Fact
from bot.domain.ids import new_id
from bot.domain.ports import Platform, Resources
from bot.domain.post import Card, Part, Post
from bot.services.accounts import Accounts
from bot.services.composing import Composing
from bot.services.correcting import Correcting
from bot.services.delivering import Delivering
from bot.services.drafting import Drafting
from bot.services.inbox import Inbox
from bot.services.offers import Offers
from bot.services.publishing import Publishing
from bot.services.rehearsal import Rehearsal
from bot.store import Store, articles, drafts, events, posts
from bot.store.drafts import Kept
from bot.store.timeline import StoredTimeline
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

IDA = Member(id="ida", name="Ida", role="editor")
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@dataclass
class StoppedClock:
    """A clock that moves when it is told."""

    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, **span: float) -> None:
        self.instant += timedelta(**span)


@dataclass
class Newsroom:
    """The services put together on one database."""

    store: Store
    clock: StoppedClock = field(default_factory=StoppedClock)
    platform: Platform = field(default_factory=lambda: platforms.get("sandbox"))

    others: dict[str, Platform] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.timeline = StoredTimeline(self.store)
        self.resources = Resources(clock=self.clock, new_id=new_id, timeline=self.timeline)
        self.composing = composing = Composing(EmbeddedWriter(), Templates())
        self.accounts = Accounts(self.store, self.clock, new_id)
        self.drafting = Drafting(self.store, composing, self.clock, new_id)
        self.offers = Offers(self.store, self.drafting, composing, self.accounts, self.lookup, self.clock)
        self.publishing = Publishing(self.store, self.offers, self.clock, new_id)
        self.rehearsal = Rehearsal(self.timeline, self.clock, new_id)
        self.inbox = Inbox(self.store, self.publishing, self.lookup, self.resources, self.clock, new_id)

    def lookup(self, name: str) -> Platform:
        return self.platform if name == "sandbox" else self.others.get(name) or platforms.get(name)

    def owner(self, **more) -> Delivering:
        """One more process that delivers, as it were."""
        return Delivering(self.store, self.publishing, self.lookup, self.resources, self.clock, **more)

    async def draft(self, parts: int = 1, *, untraced: Sequence[Fact] = (), problems: Sequence[str] = ()) -> str:
        """A kept draft whose post on the sandbox has so many parts; its id."""
        await self.accounts.prepare()
        article = Article(id=new_id(), sentences=("The quay reopened.",))
        draft = Draft(id=new_id(), article_id=article.id, headline=Passage(text="The quay reopened", sentences=(1,)))
        async with self.store.begin() as connection:
            await articles.add(connection, article, NOON)
            await drafts.add(connection, Kept(draft, "main", tuple(untraced)), NOON)
            await posts.add(connection, new_id(), draft, "sandbox", _post(parts, "The quay reopened", problems))
        return draft.id

    async def revise(self, draft_id: str, parts: int, text: str, *, untraced: Sequence[Fact] = (), **more) -> str:
        """One more revision, whose post on the sandbox has so many parts saying this; its content hash."""
        kept = await self.drafting.latest(draft_id)
        draft = kept.draft.model_copy(update={"revision": kept.draft.revision + 1})
        post = _post(parts, text, **more)
        async with self.store.begin() as connection:
            await drafts.add(connection, Kept(draft, "main", tuple(untraced)), NOON)
            await posts.add(connection, new_id(), draft, "sandbox", post)
        return post.content_hash

    async def planned(self, parts: int = 1) -> str:
        """A publication planned for the sandbox; its id."""
        (publication,) = await self.publishing.plan(await self.draft(parts), ["sandbox"], actor=IDA)
        return publication

    async def published(self, parts: int = 1) -> str:
        """A publication that is out on the sandbox; its id."""
        publication = await self.planned(parts)
        await self.owner().deliver(publication)
        return publication

    def corrector(self, **more) -> Correcting:
        """One more process that corrects, as it were."""
        of = (self.store, self.drafting, self.offers, self.publishing, self.owner())
        return Correcting(*of, self.lookup, self.resources, self.clock, **more)

    async def out(self, publication: str):
        """The publication's posts as they stand on the network, in order."""
        report = await self.publishing.report(publication)
        first = report.deliveries[0].remote
        root = await self.timeline.by_id(first.id) if first else None
        below = await self.timeline.descendants(root.id, after=0) if root else []
        return [one for one in (root, *below) if one and one.key and not one.deleted]

    async def happened(self, publication: str) -> list[str]:
        async with self.store.read() as connection:
            return [event.action for event in await events.about(connection, f"publication/{publication}")]


def _post(
    parts: int, text: str, problems: Sequence[str] = (), images: Sequence[Picture] = (), card: Card | None = None
) -> Post:
    texts = [f"{number + 1}/{parts} {text}" for number in range(parts)]
    made = [Part(text=text, length=len(text), limit=3000) for text in texts]
    made[0] = made[0].model_copy(update={"images": tuple(images)})
    return Post(platform="sandbox", parts=tuple(made), problems=tuple(problems), language="en", card=card)
