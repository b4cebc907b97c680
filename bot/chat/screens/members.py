"""Members: who may talk to the bot, invitations by one-time links, roles, farewells."""

from dataclasses import dataclass

from telegram import Update

from bot.chat import menu, voided
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, cause_of, place_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member, Role
from bot.domain.conversation import Place
from bot.domain.errors import Missing, Refused
from bot.domain.rights import RIGHTS, may, require

A_ROW = 2


@tagged("m")
@dataclass(frozen=True, slots=True)
class Manage(Payload):
    """Do something about members: "list", "invite", "new" (by `role`), "show", "role" or "remove" (`member_id`)."""

    verb: str
    member_id: str = ""
    role: str = ""


def view(texts: Texts, members: list[Member], me: Member) -> View:
    """Everybody, and a way to invite more."""
    rows: list[tuple[Button, ...]] = []
    if may(me, "manage"):
        everyone = [Button(member.name, Manage("show", member.id)) for member in members]
        rows += [tuple(everyone[at : at + A_ROW]) for at in range(0, len(everyone), A_ROW)]
        rows.append((Button(texts.label("invite"), Manage("invite")),))
    return View(texts.html("members/list", members=members, me=me), tuple(rows))


def invitation(texts: Texts) -> View:
    """Which role to invite for."""
    roles = tuple(Button(texts.label(f"role_{role}"), Manage("new", role=role)) for role in RIGHTS)
    return View(texts.html("members/invite"), (roles[:2], roles[2:], (Button(texts.label("back"), Manage("list")),)))


def one(texts: Texts, member: Member) -> View:
    """A member: another role, or a farewell."""
    roles = tuple(
        Button(texts.label(f"role_{role}"), Manage("role", member.id, role)) for role in RIGHTS if role != member.role
    )
    last = (Button(texts.label("remove"), Manage("remove", member.id)), Button(texts.label("back"), Manage("list")))
    return View(texts.html("members/one", member=member), (roles, last))


async def on_members(update: Update, context: Context) -> None:
    """/members."""
    found = await context.office.members.every()
    await context.sender.send(place_of(update), view(context.texts, found, context.who))


async def on_manage(update: Update, context: Context, payload: Manage) -> None:
    """A tap among the members."""
    members, texts, where = context.office.members, context.texts, place_of(update)
    require(context.who, "manage")
    if payload.verb == "invite":
        await context.sender.edit(where, invitation(texts))
    elif payload.verb == "new":
        await _invite(context, where, _role(payload.role))
    elif payload.verb == "show":
        await context.sender.edit(where, one(texts, await members.member(payload.member_id)))
    else:
        await _change(context, payload)
        await _back(context, where)
        await voided.review_all(context, where, cause_of(update), decided_by=payload.member_id)


async def _invite(context: Context, where: Place, role: Role) -> None:
    """A link, to nobody but who asked for it: in a group it goes to their own chat."""
    texts, me = context.texts, context.who
    address = link(context.bot.username, await context.office.members.invite(role, actor=me))
    back = ((Button(texts.label("back"), Manage("list")),),)
    invited = View(texts.html("members/invited", link=address, role=role), back)
    if where.chat_id == me.telegram_id:
        await context.sender.edit(where, invited)
        return
    sent = await context.sender.send(Place(chat_id=me.telegram_id), invited) if me.telegram_id else None
    key = "members/invited_apart" if sent else "members/start_first"
    told = texts.html(key, name=me.name, role=role, bot=context.bot.username)
    await context.sender.edit(where, View(told, back))


async def _change(context: Context, payload: Manage) -> None:
    """Another role, or a farewell; the member's command menu changes with it."""
    members = context.office.members
    if payload.verb == "role":
        changed = await members.set_role(payload.member_id, _role(payload.role), actor=context.who)
    elif payload.verb == "remove":
        changed = await members.remove(payload.member_id, actor=context.who)
    else:
        raise Refused("changed_since")
    await menu.offer(context.bot, context.office.languages.texts(changed.language), changed)


async def _back(context: Context, where: Place) -> None:
    me = await context.office.members.member(context.who.id)
    await context.sender.edit(where, view(context.texts, await context.office.members.every(), me))


def link(username: str, code: str) -> str:
    """The address that opens the bot with a code."""
    return f"https://t.me/{username}?start={code}"


def _role(name: str) -> Role:
    found = next((role for role in RIGHTS if role == name), None)
    if found is None:
        raise Missing("unknown_role", name=name)
    return found


TAPS: Taps = {Manage: on_manage}
