"""Who may talk to the bot: the first owner, invitations by one-time links, roles, and strangers."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.domain.brand import Member, Role
from bot.domain.conversation import Invitation
from bot.domain.errors import Missing, Refused
from bot.domain.ports import Clock
from bot.domain.rights import RIGHTS, require
from bot.store import Connection, Store, events, members

INVITED_FOR = timedelta(days=3)
CODE_BYTES = 18


class Members:
    """Finds members, makes them and changes what they may do."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def with_telegram(self, telegram_id: int) -> Member | None:
        """The member with that Telegram account; None for anyone else, and for one who was removed."""
        async with self._store.read() as connection:
            found = await members.by_telegram(connection, telegram_id)
        return found if found and found.active else None

    async def every(self) -> list[Member]:
        """All members who talk in Telegram."""
        async with self._store.read() as connection:
            return await members.every(connection)

    async def member(self, member_id: str) -> Member:
        """The member of that id. Raises Missing("unknown_member")."""
        async with self._store.read() as connection:
            return await self._known(connection, member_id)

    async def is_owned(self) -> bool:
        """Whether somebody in Telegram owns the bot."""
        return any(member.role == "owner" for member in await self.every())

    async def first_code(self) -> str:
        """A new one-time code that makes whoever uses it the owner; earlier ones end."""
        async with self._store.begin() as connection:
            await members.revoke(connection, "owner", self._clock.now())
            return await self._invite(connection, "owner", "standfirst")

    async def invite(self, role: Role, *, actor: Member) -> str:
        """A one-time code that makes whoever uses it a member with this role, good for three days."""
        require(actor, "manage")
        if role not in RIGHTS:
            raise Missing("unknown_role", name=role)
        async with self._store.begin() as connection:
            return await self._invite(connection, role, actor.id)

    async def claim(self, code: str, telegram_id: int, name: str, *, language: str = "") -> Member:
        """Use a code up. One who is a member already gets the role, if it may do more.

        Raises Refused("unknown_invitation", "invitation_used", "invitation_expired").
        """
        now = self._clock.now()
        async with self._store.begin() as connection:
            known = await members.by_telegram(connection, telegram_id)
            invitation = await members.invited(connection, _hash(code))
            if invitation is None:
                raise Refused("unknown_invitation")
            if known and invitation.used_by == known.id and known.active:
                return known
            if invitation.used:
                raise Refused("invitation_used")
            if invitation.expires <= now:
                raise Refused("invitation_expired")
            role: Role = invitation.role  # type: ignore[assignment] # kept by `_invite`, from a Role
            member = _joined(known, role) or Member(
                id=self._new_id(), name=name, role=role, telegram_id=telegram_id, language=language
            )
            await (members.change if known else members.add)(connection, member)
            await members.accept(connection, invitation.code_hash, member.id, now)
            subject = f"member/{member.id}"
            await events.add(connection, now, member.id, "joined", subject, role=role, by=invitation.invited_by)
        return member

    async def set_role(self, member_id: str, role: Role, *, actor: Member) -> Member:
        """Give a member another role. Raises Refused("last_owner") when nobody would own the bot."""
        return await self._changed(member_id, actor, "role_changed", role=role)

    async def remove(self, member_id: str, *, actor: Member) -> Member:
        """Let a member talk to the bot no more; what they did stays in the log. Raises Refused("last_owner")."""
        return await self._changed(member_id, actor, "removed", active=False)

    async def prefer(self, member: Member, **chosen: str) -> Member:
        """Keep a member's own language or time zone."""
        changed = member.model_copy(update=chosen)
        async with self._store.begin() as connection:
            await members.change(connection, changed)
            await events.add(connection, self._clock.now(), member.id, "preferred", f"member/{member.id}", **chosen)
        return changed

    async def is_new_stranger(self, telegram_id: int) -> bool:
        """Whether this stranger writes for the first time; from then on they are not."""
        async with self._store.begin() as connection:
            return await members.first_seen(connection, telegram_id, self._clock.now())

    async def _invite(self, connection: Connection, role: str, by: str) -> str:
        code, now = secrets.token_urlsafe(CODE_BYTES), self._clock.now()
        new = Invitation(code_hash=_hash(code), role=role, invited_by=by, created=now, expires=now + INVITED_FOR)
        await members.invite(connection, new)
        await events.add(connection, now, by, "invited", f"invitation/{new.code_hash[:10]}", role=role)
        return code

    async def _changed(self, member_id: str, actor: Member, action: str, **changes: object) -> Member:
        require(actor, "manage")
        async with self._store.begin() as connection:
            member = await self._known(connection, member_id)
            changed = member.model_copy(update=changes)
            owners = [one for one in await members.every(connection) if one.role == "owner"]
            if [one.id for one in owners] == [member.id] and (changed.role != "owner" or not changed.active):
                raise Refused("last_owner", name=member.name)
            await members.change(connection, changed)
            subject = f"member/{member.id}"
            await events.add(connection, self._clock.now(), actor.id, action, subject, role=changed.role)
        return changed

    async def _known(self, connection: Connection, member_id: str) -> Member:
        member = await members.by_id(connection, member_id)
        if member is None:
            raise Missing("unknown_member", name=member_id)
        return member


def _joined(known: Member | None, role: Role) -> Member | None:
    """A member who comes back or comes in by a second invitation; an active one never loses rights by it."""
    if known is None:
        return None
    kept = known.role if known.active and len(RIGHTS[known.role]) > len(RIGHTS[role]) else role
    return known.model_copy(update={"role": kept, "active": True})


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
