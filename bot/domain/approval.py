"""Approval: what was asked for, what became of it, and whether it lets a draft go out."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from bot.domain.errors import Refused
from bot.domain.frozen import Frozen

ApprovalState = Literal["asked", "approved", "declined", "void"]


class Approval(Frozen):
    """Somebody's yes or no to a draft's posts on these accounts at this time (None is now).

    `content_hash` is `domain.post.approval_hash` of what was asked about; once that is another, the approval is void:
    `voided_by` is who changed it, `because` what: "edited", "discarded", "accounts", "style" or "asked_anew".
    """

    id: str
    draft_id: str
    revision: int
    account_ids: tuple[str, ...]
    at: datetime | None = None
    content_hash: str
    asked_by: str
    asked: datetime
    state: ApprovalState = "asked"
    decided_by: str = ""
    decided: datetime | None = None
    reason: str = ""
    voided_by: str = ""
    because: str = ""

    @property
    def stands(self) -> bool:
        """Whether a change would void it."""
        return self.state in ("asked", "approved")


def require_approved(approval: Approval | None, content_hash: str, authors: Collection[str]) -> None:
    """Let only what another editor approved go on.

    Raises Refused("approval_needed", "approval_asked", "approval_declined", "approval_void").
    """
    if approval is None:
        raise Refused("approval_needed")
    if approval.state == "void" or (approval.stands and approval.content_hash != content_hash):
        raise Refused("approval_void")
    if approval.state != "approved":
        raise Refused("approval_asked" if approval.state == "asked" else "approval_declined")
    if approval.decided_by in (*authors, approval.asked_by):
        raise Refused("approval_needed")
