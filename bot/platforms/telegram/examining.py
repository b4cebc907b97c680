"""What a bot finds about itself and its chat, and what a person should know of it.

Rights are those of an administrator (core.telegram.org/bots/api, ChatMemberAdministrator). A bot may always change what
it published itself, and delete it for 48 hours, longer with the right to delete. Comments are in the linked group; in
privacy mode the bot sees only what is addressed to it there, unless it runs the group.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    User,
    WebhookInfo,
)

from bot.domain.connection import Finding, Identity, Right
from bot.domain.errors import Reconnect, Rejected
from bot.domain.publication import Account
from bot.platforms.telegram.door import Door
from bot.platforms.telegram.failures import POST

PUBLISHING: tuple[Right, ...] = ("publish", "media", "edit", "delete")
COMMENTS: tuple[Right, ...] = ("read_replies", "answer")
RUNS = (ChatMemberAdministrator, ChatMemberOwner)


@dataclass(frozen=True, slots=True)
class Place:
    """A bot in a chat; `group` is where a channel's comments are, `in_group` the bot's place there."""

    me: User
    chat: ChatFullInfo
    member: ChatMember | None
    group: ChatFullInfo | None = None
    in_group: ChatMember | None = None

    @property
    def may_post(self) -> bool:
        """Whether it may publish."""
        if isinstance(self.member, ChatMemberAdministrator):
            return self.chat.type != "channel" or bool(self.member.can_post_messages)
        if isinstance(self.member, ChatMemberRestricted):
            return self.member.is_member and self.member.can_send_messages and self.member.can_send_photos
        if isinstance(self.member, ChatMemberOwner):
            return True
        return self.chat.type != "channel" and _inside(self.member)

    @property
    def hears(self) -> bool:
        """Whether it gets what people say below its posts."""
        place = self.in_group if self.chat.type == "channel" else self.member
        return _inside(place) and (bool(self.me.can_read_all_group_messages) or isinstance(place, RUNS))


async def place(door: Door, chat: str) -> Place:
    """Ask for the bot, its chat and its place there. Raises Rejected or Reconnect where it sees no such chat, Later."""
    me = await door.call(lambda bot: bot.get_me())
    found = await door.call(lambda bot: bot.get_chat(chat))
    member = await _member(door, found.id, me.id)
    if not found.linked_chat_id or found.type != "channel":
        return Place(me, found, member)
    linked = found.linked_chat_id
    try:
        group = await door.call(lambda bot: bot.get_chat(linked))
    except (Rejected, Reconnect):
        return Place(me, found, member)
    return Place(me, found, member, group, await _member(door, group.id, me.id))


def identity(place: Place, options: dict[str, str]) -> Identity:
    """Whom the account is: the chat, with what the bot may there."""
    chat = place.chat
    rights = (*(PUBLISHING if place.may_post else ()), *(COMMENTS if place.hears else ()))
    name = chat.title or ""
    handle = f"@{chat.username}" if chat.username else name
    return Identity(native_id=str(chat.id), handle=handle, name=name, rights=rights, options=options)


async def examined(door: Door, account: Account) -> tuple[Identity, tuple[Finding, ...]]:
    """Who the account is and what was found. Raises Reconnect, Later."""
    try:
        seen = await place(door, account.native_id)
    except Rejected as error:
        raise Reconnect("logged_out", network="Telegram", reason=str(error.values["reason"])) from error
    webhook = await door.call(lambda bot: bot.get_webhook_info())
    found = [
        *_rights(seen),
        *_comments(seen),
        *_updates(webhook),
        await _log_chat(door, account.options.get("log_chat", "")),
    ]
    return identity(seen, dict(account.options)), tuple(found)


async def reachable(door: Door, chat: str) -> str:
    """The title of a chat that the bot can write in; "" where it cannot. Raises Later, Reconnect."""
    try:
        found = await door.call(lambda bot: bot.get_chat(chat))
        await door.call(lambda bot: bot.send_chat_action(chat, "typing"))
    except Rejected:
        return ""
    except Reconnect as error:
        if error.key == "logged_out":
            raise
        return ""
    return found.title or found.full_name or str(found.id)


async def _member(door: Door, chat: int, user: int) -> ChatMember | None:
    """A place in a chat; None for none that can be asked for."""
    try:
        return await door.call(lambda bot: bot.get_chat_member(chat, user))
    except Rejected:
        return None
    except Reconnect as error:
        if error.key == "logged_out":
            raise
        return None


def _inside(member: ChatMember | None) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member is not None and member.status in ("creator", "administrator", "member")


def _rights(seen: Place) -> Iterator[Finding]:
    if not seen.may_post:
        yield Finding(level="fault", key="telegram_cannot_post", values={"right": POST})
    elif isinstance(seen.member, ChatMemberAdministrator) and not seen.member.can_delete_messages:
        yield Finding(level="warning", key="telegram_deletes_two_days")
    else:
        yield Finding(level="good", key="telegram_rights", values={"bot": f"@{seen.me.username}"})


def _comments(seen: Place) -> Iterator[Finding]:
    bot = f"@{seen.me.username}"
    if seen.chat.type == "channel" and not seen.chat.linked_chat_id:
        yield Finding(level="good", key="telegram_no_group")
        return
    title = ((seen.group or seen.chat).title or "") if seen.chat.type == "channel" else (seen.chat.title or "")
    if seen.chat.type == "channel" and not _inside(seen.in_group):
        yield Finding(level="warning", key="telegram_not_in_group", values={"bot": bot, "group": title})
    elif not seen.hears:
        yield Finding(level="warning", key="telegram_privacy", values={"bot": bot, "group": title})
    else:
        yield Finding(level="good", key="telegram_hears", values={"group": title})


def _updates(webhook: WebhookInfo) -> Iterator[Finding]:
    if webhook.last_error_message:
        said = webhook.last_error_message[:200]
        yield Finding(level="warning", key="telegram_webhook", values={"reason": said})


async def _log_chat(door: Door, chat: str) -> Finding:
    if not chat:
        return Finding(level="good", key="telegram_no_log_chat")
    title = await reachable(door, chat)
    if not title:
        return Finding(level="warning", key="telegram_log_chat_closed", values={"chat": chat})
    return Finding(level="good", key="telegram_log_chat", values={"chat": title})
