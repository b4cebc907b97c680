"""Who may do what: the roles and their rights, in one table."""

from typing import Literal

from bot.domain.brand import Member, Role
from bot.domain.errors import Refused

Right = Literal["read", "draft", "approve", "publish", "answer", "release", "manage", "own"]

_READS: tuple[Right, ...] = ("read",)
_WRITES: tuple[Right, ...] = (*_READS, "draft")
_EDITS: tuple[Right, ...] = (*_WRITES, "approve", "publish", "answer", "release")
RIGHTS: dict[Role, tuple[Right, ...]] = {
    "viewer": _READS,
    "writer": _WRITES,
    "editor": _EDITS,
    "owner": (*_EDITS, "manage", "own"),
}


def may(member: Member, right: Right) -> bool:
    """Whether a member has a right. One who was removed has none."""
    return member.active and right in RIGHTS[member.role]


def require(member: Member, right: Right) -> None:
    """Let only a member with this right go on. Raises Refused("not_allowed")."""
    if not may(member, right):
        raise Refused("not_allowed", role=member.role, right=right)
