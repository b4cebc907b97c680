"""Whether a brand lets posts go out: another editor's yes to exactly them, or to them among others."""

from bot.domain.approval import require_approved
from bot.domain.errors import Refused
from bot.services.offers import Offer, Offers
from bot.services.voiding import decider_may
from bot.store import Connection, Store, approvals, drafts


async def among(store: Store, offers: Offers, offer: Offer) -> Offer:
    """What the draft's newest approval is about, where these very posts are in it; else the offer itself.

    Raises Refused("changed_since") when the draft is changed meanwhile, and what `Offers.offer` raises.
    """
    async with store.read() as connection:
        approval = await approvals.newest(connection, offer.kept.draft.id)
    mine = {account.id for account, _ in offer.posts}
    if offer.brand.approval != "other_editor" or approval is None or not mine <= set(approval.account_ids):
        return offer
    whole = await offers.offer(offer.kept.draft.id, approval.account_ids, at=approval.at)
    said = {account.id: post for account, post in whole.posts}
    if whole.kept.draft != offer.kept.draft or any(said[account.id] != post for account, post in offer.posts):
        raise Refused("changed_since")
    return whole


async def require_yes(connection: Connection, offer: Offer) -> None:
    """Let an offer go on that its brand's rule allows; `require_approved` says what it raises."""
    if offer.brand.approval != "other_editor":
        return
    draft_id = offer.kept.draft.id
    approval = await approvals.newest(connection, draft_id)
    require_approved(approval, offer.content_hash, await drafts.authors(connection, draft_id))
    if approval and not await decider_may(connection, approval):
        raise Refused("approval_void")
