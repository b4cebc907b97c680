"""Approval: a second pair of eyes on exactly what goes out; any later change voids it, and the log says so."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.domain.approval import Approval, ApprovalState
from bot.domain.brand import Member
from bot.domain.conversation import Errand
from bot.domain.errors import Missing, Refused, StandfirstError
from bot.domain.ports import Clock
from bot.domain.rights import may, require
from bot.services.offers import Offer, Offers, hold
from bot.services.voiding import decider_may, supersede, void, waiting
from bot.store import Connection, Store, approvals, drafts, events, members

__all__ = ["Approval", "Approving"]


class Approving:
    """Asks, decides, and voids what changed since."""

    def __init__(self, store: Store, offers: Offers, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._offers = offers
        self._clock = clock
        self._new_id = new_id

    async def ask(
        self,
        draft_id: str,
        account_names: Sequence[str],
        *,
        actor: Member,
        at: datetime | None = None,
        seen: str = "",
    ) -> Approval:
        """Ask for a yes to the newest revision's posts; asking for the same again gives back what stands.

        `seen` is the content hash, or how it begins, of the offer the member saw.

        Raises Refused("nobody_to_approve", "changed_since", "not_allowed") and what `Offers.offer` raises.
        """
        require(actor, "draft")
        offer = await self._offers.offer(draft_id, account_names, at=at)
        if not offer.content_hash.startswith(seen):
            raise Refused("changed_since")
        async with self._store.begin() as connection:
            await hold(connection, offer.kept.draft)
            before = await approvals.newest(connection, draft_id)
            if before and before.stands and before.content_hash == offer.content_hash:
                return before
            if not await self._eligible(connection, offer, actor.id):
                raise Refused("nobody_to_approve")
            if before and before.stands:
                await supersede(connection, before, actor.id, self._clock.now())
            new = self._asked(offer, actor)
            await approvals.add(connection, new)
            detail = {"approval": new.id, "accounts": list(new.account_ids), "content": new.content_hash}
            await events.add(connection, new.asked, actor.id, "approval_asked", _subject(new), **detail)
        return new

    async def approve(self, approval_id: str, *, actor: Member) -> Approval:
        """Say yes to exactly what was asked about.

        Raises Refused("approval_void", "approval_own", "approval_decided", "changed_since", "not_allowed"), Missing.
        """
        return await self._decide(approval_id, "approved", actor)

    async def decline(self, approval_id: str, *, actor: Member, reason: str = "") -> Approval:
        """Say no, with what should change. Raises as `approve` does."""
        return await self._decide(approval_id, "declined", actor, " ".join(reason.split()))

    async def approval(self, approval_id: str) -> Approval:
        """One approval as it stands now; void where what it is about has changed. Raises Missing."""
        async with self._store.read() as connection:
            found = await approvals.by_id(connection, approval_id)
        if found is None:
            raise Missing("unknown_approval", id=approval_id)
        return await self._now(found)

    async def standing(self, draft_id: str) -> Approval | None:
        """A draft's newest approval as it stands now; None when none was ever asked for."""
        async with self._store.read() as connection:
            found = await approvals.newest(connection, draft_id)
        return await self._now(found) if found else None

    async def review(self, draft_id: str, *, accounts: Collection[str] | None = None) -> list[Errand]:
        """Void a draft's approval where what it is about has just changed; the errands of telling it.

        Where a look at the draft was quicker to void it, those that look left.
        `accounts` are the ids of those that it is to go out on now, where these were chosen anew.
        """
        async with self._store.read() as connection:
            found = await approvals.newest(connection, draft_id)
            untold = await waiting(connection, found) if found and found.state == "void" else []
        if found is None or not found.stands:
            return untold
        others = accounts is not None and set(accounts) != set(found.account_ids)
        return await self._voided([found] if others or not await self._holds(found) else [])

    async def review_all(self, *, brand_id: str = "", decided_by: str = "") -> list[Errand]:
        """The same for all approvals of a brand whose style changed, or given by a member whose role did."""
        async with self._store.read() as connection:
            standing = await approvals.standing(connection, brand_id=brand_id, decided_by=decided_by)
        return await self._voided([found for found in standing if not await self._holds(found)])

    async def approvers(self, approval: Approval) -> list[Member]:
        """Who may decide it."""
        offer = await self._offered(approval)
        async with self._store.read() as connection:
            return await self._eligible(connection, offer, approval.asked_by) if offer else []

    async def may_decide(self, approval: Approval, member: Member) -> bool:
        """Whether this member may decide it and did not ask for it."""
        return member.id != approval.asked_by and member.id in [one.id for one in await self.approvers(approval)]

    async def offer(self, approval: Approval) -> Offer:
        """What it is about, as it is now. Raises as `Offers.offer` does."""
        return await self._offers.offer(approval.draft_id, approval.account_ids, at=approval.at)

    async def _decide(self, approval_id: str, state: ApprovalState, actor: Member, reason: str = "") -> Approval:
        require(actor, "approve")
        found = await self.approval(approval_id)
        if found.state == state and found.decided_by == actor.id:
            return found
        if found.state != "asked":
            raise Refused("approval_void" if found.state == "void" else "approval_decided")
        offer = await self.offer(found)
        changes = {"state": state, "decided_by": actor.id, "decided": self._clock.now(), "reason": reason[:500]}
        decided = found.model_copy(update=changes)
        async with self._store.begin() as connection:
            await hold(connection, offer.kept.draft)
            eligible = await self._eligible(connection, offer, found.asked_by)
            if actor.id not in [member.id for member in eligible]:
                raise Refused("approval_own")
            if offer.content_hash != found.content_hash or not await approvals.change(connection, decided, "asked"):
                raise Refused("approval_void")
            detail = {"approval": found.id, "content": found.content_hash, "reason": decided.reason}
            await events.add(connection, self._clock.now(), actor.id, state, _subject(found), **detail)
        return decided

    async def _eligible(self, connection: Connection, offer: Offer, asked_by: str) -> list[Member]:
        """Whoever has the right; where another editor's yes is demanded, neither an author nor who asked."""
        able = [member for member in await members.every(connection) if may(member, "approve")]
        if offer.brand.approval != "other_editor":
            return able
        own = {*await drafts.authors(connection, offer.kept.draft.id), asked_by}
        return [member for member in able if member.id not in own]

    async def _now(self, found: Approval) -> Approval:
        if not found.stands or await self._holds(found):
            return found
        async with self._store.begin() as connection:
            await void(connection, found, self._clock.now())
            return await approvals.by_id(connection, found.id) or found

    async def _holds(self, found: Approval) -> bool:
        async with self._store.read() as connection:
            if not await decider_may(connection, found):
                return False
        offer = await self._offered(found)
        return offer is not None and offer.content_hash == found.content_hash

    async def _voided(self, changed: Sequence[Approval]) -> list[Errand]:
        if not changed:
            return []
        async with self._store.begin() as connection:
            made = [await void(connection, found, self._clock.now()) for found in changed]
        return [errand for errand in made if errand]

    async def _offered(self, approval: Approval) -> Offer | None:
        """What it is about; None where that can no longer be published at all."""
        try:
            return await self.offer(approval)
        except StandfirstError:
            return None

    def _asked(self, offer: Offer, actor: Member) -> Approval:
        return Approval(
            id=self._new_id(),
            draft_id=offer.kept.draft.id,
            revision=offer.kept.draft.revision,
            account_ids=tuple(account.id for account, _ in offer.posts),
            at=offer.at,
            content_hash=offer.content_hash,
            asked_by=actor.id,
            asked=self._clock.now(),
        )


def _subject(approval: Approval) -> str:
    return f"draft/{approval.draft_id}"
