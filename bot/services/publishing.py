"""Publishing: what is planned for which account, in one transaction, once; and how each publication stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.errors import Missing, Refused
from bot.domain.ids import derived_id
from bot.domain.ports import Clock, Outgoing, Platform, Publishes
from bot.domain.post import Post
from bot.domain.publication import Account, Delivery, Publication, PublicationState, Remote
from bot.services.accounts import Accounts
from bot.services.composing import Composing
from bot.services.drafting import Drafting
from bot.store import Store, accounts, deliveries, drafts, events, posts, publications
from bot.store.drafts import Kept

Lookup = Callable[[str], Platform]
UNDONE: tuple[PublicationState, ...] = ("scheduled", "publishing", "failed", "uncertain", "held")


@dataclass(frozen=True, slots=True)
class Report:
    """How a publication stands: where it goes, what it says, and each part's journal."""

    publication: Publication
    account: Account
    post: Post
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """What is sent to an account, part by part, sent parts too; `deliveries` tell which are out already.

    The parent of a part whose own parent is not out yet is a placeholder: its id is "<part 1>" and so on.
    """

    account: Account
    post: Post
    parts: tuple[Outgoing, ...]
    publication: Publication
    deliveries: tuple[Delivery, ...]
    planned: bool = False


class Publishing:
    """Plans publications; `services.delivering` sends them."""

    def __init__(
        self,
        store: Store,
        drafting: Drafting,
        composing: Composing,
        accounts: Accounts,
        platform: Lookup,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._drafting = drafting
        self._composing = composing
        self._accounts = accounts
        self._platform = platform
        self._clock = clock
        self._new_id = new_id

    async def plan(self, draft_id: str, account_names: Sequence[str], *, actor: str) -> list[str]:
        """Plan the newest revision of a draft for each account, all or none; ids of the publications, in that order.

        A revision planned for an account before gives that publication back. Raises Refused("untraced_facts",
        "invalid_post", "cannot_publish") and Missing.
        """
        kept = await self._drafting.latest(draft_id)
        _require_traced(kept)
        pairs = [(account, await self._fitted(kept, account)) for account in await self._named(account_names)]
        async with self._store.begin() as connection:
            await drafts.lock(connection, kept.draft)
            there = await posts.of_draft(connection, kept.draft)
            planned = []
            for account, post in pairs:
                post_id = there[post.platform][0] if post.platform in there else self._new_id()
                if post.platform not in there:
                    await posts.add(connection, post_id, kept.draft, post)
                    there[post.platform] = (post_id, post)
                known = await publications.of_post(connection, post_id, account.id)
                if known is None:
                    known = self._publication(kept, post_id, account, post)
                    await publications.add(connection, known)
                    for delivery in _deliveries(known, post):
                        await deliveries.add(connection, delivery)
                    subject, detail = f"publication/{known.id}", {"draft": draft_id, "account": account.id}
                    await events.add(connection, self._clock.now(), actor, "planned", subject, **detail)
                planned.append(known.id)
        return planned

    async def intents(self, draft_id: str, account_names: Sequence[str]) -> list[Intent]:
        """Exactly what `plan` and a delivery send, keys too; nothing is kept or sent. Raises as `plan` does."""
        kept = await self._drafting.latest(draft_id)
        _require_traced(kept)
        return [await self._intent(kept, account) for account in await self._named(account_names)]

    async def report(self, publication_id: str) -> Report:
        """How a publication stands. Raises Missing("unknown_publication")."""
        async with self._store.read() as connection:
            publication = await publications.by_id(connection, publication_id)
            if publication is None:
                raise Missing("unknown_publication", id=publication_id)
            account = await accounts.by_id(connection, publication.account_id)
            post = await posts.by_id(connection, publication.post_id)
            rows = await deliveries.of_publication(connection, publication_id)
        if account is None or post is None:
            raise Missing("unknown_publication", id=publication_id)
        return Report(publication, account, post, tuple(rows))

    async def waiting(self) -> list[Report]:
        """Every publication that is not done: due, on its way, or waiting for a person."""
        async with self._store.read() as connection:
            found = await publications.in_states(connection, UNDONE)
        return [await self.report(publication.id) for publication in found]

    async def _named(self, names: Sequence[str]) -> list[Account]:
        found = [await self._accounts.named(name) for name in names]
        return list({account.id: account for account in found}.values())

    async def _fitted(self, kept: Kept, account: Account) -> Post:
        draft = kept.draft
        platform = self._platform(account.platform)
        if not isinstance(platform, Publishes):
            raise Refused("cannot_publish", network=platform.label)
        async with self._store.read() as connection:
            there = await posts.of_draft(connection, draft)
        if account.platform in there:
            post = there[account.platform][1]
        else:
            article, brand = (
                await self._drafting.article(draft.article_id),
                await self._accounts.brand_of(kept.brand_id),
            )
            post = self._composing.fit(article, draft, [platform], style=brand.style).posts[account.platform]
        if not post.valid:
            raise Refused("invalid_post", network=platform.label, problem=", ".join(post.problems) or "empty")
        return post

    async def _intent(self, kept: Kept, account: Account) -> Intent:
        post = await self._fitted(kept, account)
        async with self._store.read() as connection:
            there = (await posts.of_draft(connection, kept.draft)).get(account.platform)
            known = await publications.of_post(connection, there[0], account.id) if there else None
            rows = await deliveries.of_publication(connection, known.id) if known else []
        publication = known or self._publication(kept, "", account, post)
        rows = rows or _deliveries(publication, post)
        remotes = [row.remote or Remote(id=f"<part {row.part + 1}>") for row in rows]
        parts = tuple(outgoing(post, row, remotes[: row.part]) for row in rows)
        return Intent(account, post, parts, publication, tuple(rows), known is not None)

    def _publication(self, kept: Kept, post_id: str, account: Account, post: Post) -> Publication:
        return Publication(
            id=derived_id("publication", kept.draft.id, kept.draft.revision, account.id),
            post_id=post_id,
            account_id=account.id,
            at=self._clock.now(),
            content_hash=post.content_hash,
        )


def outgoing(post: Post, delivery: Delivery, sent: Sequence[Remote] = ()) -> Outgoing:
    """What is handed to the platform for one part, after the parts already sent."""
    return Outgoing(
        part=post.parts[delivery.part],
        key=delivery.key,
        reply_to=sent[-1] if sent else None,
        root=sent[0] if sent else None,
        card=post.card if delivery.part == 0 else None,
        language=post.language,
    )


def _deliveries(publication: Publication, post: Post) -> list[Delivery]:
    return [
        Delivery(
            id=f"{publication.post_id}/{publication.account_id}/{part}",
            publication_id=publication.id,
            part=part,
            key=f"{publication.id}-{part}",
        )
        for part in range(len(post.parts))
    ]


def _require_traced(kept: Kept) -> None:
    if kept.untraced:
        said = ", ".join(f"“{fact.text}”" for fact in kept.untraced[:5])
        raise Refused("untraced_facts", count=len(kept.untraced), facts=said)
