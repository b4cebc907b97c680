"""Publishing: what is planned for which account, in one transaction, once; and how each publication stands."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.brand import Member
from bot.domain.draft import Draft
from bot.domain.errors import Missing, Refused
from bot.domain.ids import derived_id
from bot.domain.ports import Clock, NoQueue, Outgoing, Queue
from bot.domain.post import Post
from bot.domain.publication import Account, Delivery, Publication, PublicationState, Remote, When
from bot.domain.rights import require
from bot.services.offers import Lookup, Offer, Offers, hold
from bot.services.permitting import among, require_yes
from bot.services.reports import Report, reported
from bot.store import Connection, Store, corrections, deliveries, events, posts, publications

__all__ = ["Intent", "Lookup", "Publishing", "Report", "When", "kept_post", "outgoing", "undone", "untouched"]

Guard = Callable[[Connection], Awaitable[None]]
UNDONE: tuple[PublicationState, ...] = ("scheduled", "publishing", "failed", "uncertain", "held")


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
        self, store: Store, offers: Offers, clock: Clock, new_id: Callable[[], str], queue: Queue | None = None
    ) -> None:
        self._store = store
        self._offers = offers
        self._clock = clock
        self._new_id = new_id
        self._queue = queue or NoQueue()

    async def plan(
        self,
        draft_id: str,
        account_names: Sequence[str],
        *,
        actor: Member,
        at: datetime | None = None,
        when: When | Mapping[str, When] | None = None,
        guard: Guard | None = None,
        seen: str = "",
        anew: Collection[str] = (),
        replacing: bool = False,
        waived: tuple[str, ...] = (),
    ) -> list[str]:
        """Plan the newest revision of a draft for each account, all or none; ids of the publications, in that order.

        `seen` is the content hash, or how it begins, of the offer the member saw. A revision planned for an account
        before gives that publication back, a deleted one too: it is published anew only where `anew` names it, so that
        whoever says the same again gets what came of it. With `replacing` an approval of more accounts will do.
        `when` says more of the time than `at`, of which it is the instant; by account id where they differ. `guard` is
        asked first in the same transaction. What is cancelled is planned anew; what another revision of the draft has
        scheduled on an account makes way. `waived` are the checks whose warning the member saw (see `Publication`).
        Raises Missing, Refused("not_allowed", "changed_since"), what `Offers.offer` raises, and where the brand demands
        approval what `require_approved` raises.
        """
        require(actor, "publish")
        offer = await self._offers.offer(draft_id, account_names, at=_earliest(when) or at)
        if not offer.content_hash.startswith(seen):
            raise Refused("changed_since")
        judged = await among(self._store, self._offers, offer) if replacing else offer
        async with self._store.begin() as connection:
            await hold(connection, offer.kept.draft)
            await require_yes(connection, judged)
            if guard is not None:
                await guard(connection)
            each = [(*one, actor, anew, _of(when, one[0]), waived) for one in offer.posts]
            return [await self._planned(connection, offer, *one) for one in each]

    async def _planned(
        self,
        connection: Connection,
        offer: Offer,
        account: Account,
        post: Post,
        actor: Member,
        anew: Collection[str],
        when: When | None,
        waived: tuple[str, ...],
    ) -> str:
        draft = offer.kept.draft
        post_id = await kept_post(connection, draft, account, post, self._new_id)
        becoming = await corrections.becoming(connection, post_id, account.id)
        if becoming:
            return becoming
        known = await publications.of_post(connection, post_id, account.id)
        if known is None or await self._again(connection, known, anew, when):
            await self._make_way(connection, offer, account, actor)
            known = self._publication(offer, post_id, account, post, known)
            chosen = when.model_dump() if when else {"waived": waived}
            known = known.model_copy(update={**chosen, "member_id": actor.id, "run": 1})
            await publications.add(connection, known)
            for delivery in _deliveries(known, post):
                await deliveries.add(connection, delivery)
            subject, detail = f"publication/{known.id}", {"draft": draft.id, "account": account.id}
            more = {"edition": known.edition} if known.edition > 1 else {}
            await events.add(connection, self._clock.now(), actor.id, "planned", subject, **detail, **more)
            await self._queue.put(connection, known)
        return known.id

    async def _again(
        self, connection: Connection, known: Publication, anew: Collection[str], when: When | None
    ) -> bool:
        """Whether the same post is to be published once more: it was deleted or cancelled, or recurs."""
        recurs = when is not None and when.series_id
        if when is not None and recurs and (known.series_id, known.at) != (recurs, when.at):
            return True
        if known.deleted and not recurs:
            return known.id in anew
        return known.state == "cancelled" and await untouched(connection, known)

    async def _make_way(self, connection: Connection, offer: Offer, account: Account, actor: Member) -> None:
        """What another revision of the draft has scheduled on the account is cancelled: this one takes its place."""
        for other in await publications.of_draft(connection, offer.kept.draft.id):
            mine = other.account_id == account.id and other.state == "scheduled" and not other.series_id
            if mine and await untouched(connection, other):
                cancelled = other.model_copy(update={"state": "cancelled", "error": None})
                if await publications.change(connection, cancelled, other):
                    now, subject = self._clock.now(), f"publication/{other.id}"
                    await events.add(connection, now, actor.id, "cancelled", subject, because="newer_wording")

    async def intents(self, draft_id: str, account_names: Sequence[str]) -> list[Intent]:
        """Exactly what `plan` and a delivery send, keys too; nothing is kept or sent. Raises as `Offers.offer` does."""
        offer = await self._offers.offer(draft_id, account_names)
        return [await self._intent(offer, account, post) for account, post in offer.posts]

    async def of_draft(self, draft_id: str, revision: int = 0) -> list[Report]:
        """How a draft's publications stand, those of one revision where it is named; in the order planned."""
        async with self._store.read() as connection:
            return await reported(connection, await publications.of_draft(connection, draft_id, revision))

    async def report(self, publication_id: str) -> Report:
        """How a publication stands. Raises Missing("unknown_publication")."""
        async with self._store.read() as connection:
            publication = await publications.by_id(connection, publication_id)
            if publication is None:
                raise Missing("unknown_publication", id=publication_id)
            reports = await reported(connection, [publication])
        if not reports:
            raise Missing("unknown_publication", id=publication_id)
        return reports[0]

    async def reports(self, found: Sequence[Publication]) -> list[Report]:
        """How these publications stand, in their order."""
        async with self._store.read() as connection:
            return await reported(connection, found)

    async def at(self, place: str) -> str:
        """The id of the publication that a post's address belongs to; what is no such address is given back."""
        async with self._store.read() as connection:
            return await deliveries.publication_at(connection, place) or place

    async def waiting(self) -> list[Report]:
        """Every publication that is not done: due, on its way, or waiting for a person, half corrected ones too."""
        async with self._store.read() as connection:
            return await reported(connection, await undone(connection))

    async def _intent(self, offer: Offer, account: Account, post: Post) -> Intent:
        async with self._store.read() as connection:
            there = (await posts.of_draft(connection, offer.kept.draft)).get(account.id)
            known = await publications.of_post(connection, there[0], account.id) if there else None
            rows = await deliveries.of_publication(connection, known.id) if known else []
        publication = known or self._publication(offer, "", account, post)
        rows = rows or _deliveries(publication, post)
        remotes = [row.remote or Remote(id=f"<part {row.part + 1}>") for row in rows]
        parts = tuple(outgoing(post, row, remotes[: row.part], planned=publication.at) for row in rows)
        return Intent(account, post, parts, publication, tuple(rows), known is not None)

    def _publication(
        self, offer: Offer, post_id: str, account: Account, post: Post, before: Publication | None = None
    ) -> Publication:
        of: tuple[str | int, ...] = (offer.kept.draft.id, offer.kept.draft.revision, account.id)
        edition = before.edition + 1 if before else 1
        return Publication(
            id=derived_id("publication", *of) if before is None else derived_id("publication", *of, edition),
            post_id=post_id,
            account_id=account.id,
            at=offer.at or self._clock.now(),
            content_hash=post.content_hash,
            edition=edition,
        )


async def untouched(connection: Connection, one: Publication) -> bool:
    """Whether no part of a publication is out, or may be."""
    rows = await deliveries.of_publication(connection, one.id)
    return all(row.state in ("planned", "failed") for row in rows)


async def undone(connection: Connection) -> list[Publication]:
    """Every publication that is not done, or whose correction is not, the earliest due first."""
    found = [*await publications.in_states(connection, UNDONE), *await corrections.half_done(connection)]
    return sorted(found, key=lambda one: (one.at, one.id))


def _earliest(when: When | Mapping[str, When] | None) -> datetime | None:
    if when is None or isinstance(when, When):
        return when.at if when else None
    return min((one.at for one in when.values()), default=None)


def _of(when: When | Mapping[str, When] | None, account: Account) -> When | None:
    return when if when is None or isinstance(when, When) else when.get(account.id)


async def kept_post(
    connection: Connection, draft: Draft, account: Account, post: Post, new_id: Callable[[], str]
) -> str:
    """The id of what a draft's revision says on an account, kept from now on."""
    there = (await posts.of_draft(connection, draft)).get(account.id)
    if there:
        return there[0]
    post_id = new_id()
    await posts.add(connection, post_id, draft, account.id, post)
    return post_id


def outgoing(
    post: Post, delivery: Delivery, sent: Sequence[Remote] = (), *, planned: datetime | None = None
) -> Outgoing:
    """What is handed to the platform for one part, after the parts already sent."""
    return Outgoing(
        part=post.parts[delivery.part],
        key=delivery.key,
        reply_to=sent[-1] if sent else None,
        root=sent[0] if sent else None,
        card=post.card if delivery.part == 0 else None,
        language=post.language,
        planned=planned,
    )


def _deliveries(publication: Publication, post: Post) -> list[Delivery]:
    nth = f"/{publication.edition}" if publication.edition > 1 else ""
    return [
        Delivery(
            id=f"{publication.post_id}/{publication.account_id}/{part}{nth}",
            publication_id=publication.id,
            part=part,
            key=f"{publication.id}-{part}",
        )
        for part in range(len(post.parts))
    ]
