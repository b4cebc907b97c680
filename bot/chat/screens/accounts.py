"""Accounts: where the brand publishes, what each may, how it is; connecting is in `connect`."""

from dataclasses import dataclass

from telegram import Update

from bot.chat import errands
from bot.chat.buttons import Payload, tagged
from bot.chat.context import Context, Taps, place_of
from bot.chat.texts import Texts
from bot.chat.view import Button, View
from bot.domain.brand import Member
from bot.domain.conversation import Errand, Place
from bot.domain.errors import Missing, Refused
from bot.domain.ports import Platform, Profiles, Publishes, for_account
from bot.domain.publication import Account
from bot.domain.rights import may, require
from bot.services.doctor import Diagnosis, Examined

A_ROW = 2


@tagged("ac")
@dataclass(frozen=True, slots=True)
class Tend(Payload):
    """Do something: "list" accounts, "show" one, "examine" it ("" for all), ask whether to let it "go"."""

    verb: str
    account_id: str = ""


@tagged("ag")
@dataclass(frozen=True, slots=True)
class LetGo(Payload):
    """Let go of an account, if it is as it was `seen` when that was asked (see `Connecting.state`)."""

    account_id: str
    seen: int


@tagged("cn")
@dataclass(frozen=True, slots=True)
class Connect(Payload):
    """Choose a network to connect an account of (""), or begin with one; with an account, connect that one anew."""

    network: str = ""
    account_id: str = ""


def view(texts: Texts, accounts: list[tuple[Account, Platform]], me: Member) -> View:
    """Every account with its network and limit; those who manage may do something about them."""
    lines = [(account, platform, isinstance(platform, Publishes)) for account, platform in accounts]
    rows: list[tuple[Button, ...]] = []
    if may(me, "manage"):
        each = [Button(f"{platform.label} · {one.handle}"[:40], Tend("show", one.id)) for one, platform in accounts]
        rows += [tuple(each[at : at + A_ROW]) for at in range(0, len(each), A_ROW)]
        rows.append((Button(texts.label("connect"), Connect()),))
    return View(texts.html("accounts/list", accounts=lines), tuple(rows))


def one(texts: Texts, account: Account, platform: Platform, examined: Examined | None = None) -> View:
    """An account: what is known of it, what was found, and what may be done about it."""
    found = list(map(texts.finding, examined.findings)) if examined else []
    levels = [finding.level for finding in examined.findings] if examined else []
    failure = texts.error(examined.failure) if examined and examined.failure else ""
    values = {"account": account, "platform": platform, "publishes": isinstance(platform, Publishes)}
    said = texts.html("accounts/one", **values, found=list(zip(levels, found, strict=True)), failure=failure)
    page = platform.profile(account) if isinstance(platform, Profiles) else ""
    first = (Button(texts.label("examine"), Tend("examine", account.id)),)
    anew = Button(texts.label("connect_anew"), Connect(account.platform, account.id))
    last = (Button(texts.label("let_go"), Tend("go", account.id)), Button(texts.label("back"), Tend("list")))
    opened = ((Button(texts.label("open_timeline"), url=page),),) if page.startswith("https://") else ()
    return View(said, (*opened, (*first, anew), last))


def surely(texts: Texts, account: Account, platform: Platform, seen: int) -> View:
    """Whether to let go of an account: asked once, with what it means."""
    yes, no = LetGo(account.id, seen), Tend("show", account.id)
    row = (Button(texts.label("let_go"), yes), Button(texts.label("back"), no))
    return View(texts.html("accounts/let_go", account=account, platform=platform), (row,))


def diagnosis(texts: Texts, found: Diagnosis, labels: dict[str, str]) -> View:
    """The whole house, a line for each finding that matters, the good ones in short."""
    told = [
        (
            labels[examined.account.id],
            [(finding.level, texts.finding(finding)) for finding in examined.findings if finding.level != "good"],
            texts.error(examined.failure) if examined.failure else "",
        )
        for examined in found.accounts
    ]
    house = [(finding.level, texts.finding(finding)) for finding in found.house]
    return View(texts.html("accounts/diagnosis", house=house, accounts=told, well=found.well))


async def listed(context: Context) -> View:
    """The list as it is now."""
    every = await context.office.accounts.every()
    found = [(account, for_account(context.office.platform(account.platform), account)) for account in every]
    return view(context.texts, found, context.who)


async def on_accounts(update: Update, context: Context) -> None:
    """/accounts."""
    await context.sender.send(place_of(update), await listed(context))


async def on_tend(update: Update, context: Context, payload: Tend) -> None:
    """A tap about an account."""
    where = place_of(update)
    if payload.verb == "list":
        await context.sender.edit(where, await listed(context))
        return
    if payload.verb == "examine":
        require(context.who, "manage" if payload.account_id else "publish")
        await begin(context, where, payload.account_id)
        return
    require(context.who, "manage")
    account, platform = await _account(context, payload.account_id)
    if payload.verb == "go":
        seen = await context.office.connecting.state(account.id)
        await context.sender.edit(where, surely(context.texts, account, platform, seen))
    else:
        await context.sender.edit(where, one(context.texts, account, platform))


async def on_let_go(update: Update, context: Context, payload: LetGo) -> None:
    """Let go of it, as it was asked; one that was connected anew since is shown as it is now."""
    where = place_of(update)
    require(context.who, "manage")
    account, platform = await _account(context, payload.account_id)
    try:
        await context.office.connecting.disconnect(account.id, actor=context.who, seen=payload.seen)
    except Refused:
        await context.sender.edit(where, one(context.texts, account, platform))
        raise
    await context.sender.edit(where, await listed(context))


async def begin(context: Context, where: Place, account_id: str = "") -> None:
    """Examine an account, or all: said at once, done beside the conversation, told in this message."""
    key = f"{account_id or 'all'}/{context.office.clock.now():%d%H%M%S}"
    errand = await context.office.correspondence.begin("examine", context.who.id, where, key, account=account_id)
    errand = await context.office.correspondence.progress(errand, told=where)
    await context.sender.edit(where, View(context.texts.html("accounts/examining")))
    errands.start(context, errand)


@errands.errand("examine")
async def examine(context: Context, errand: Errand) -> None:
    """Ask the networks, and tell what they say."""
    where = errand.told or errand.asked
    wanted = str(errand.values.get("account", ""))
    if wanted:
        account, platform = await _account(context, wanted)
        found = await context.office.doctor.account(account)
        said = one(context.texts, found.account, for_account(platform, found.account), found)
    else:
        every = await context.office.doctor.examine()
        said = diagnosis(context.texts, every, context.names_of([one.account for one in every.accounts]))
    await context.sender.edit(where, said)
    await context.office.correspondence.progress(errand, state="done")


async def _account(context: Context, account_id: str) -> tuple[Account, Platform]:
    """A connected account with its network. Raises Missing("unknown_account")."""
    every = await context.office.accounts.every()
    found = next((account for account in every if account.id == account_id), None)
    if found is None:
        names = ", ".join(f"{account.platform}:{account.handle}" for account in every)
        raise Missing("unknown_account", name=account_id, known=names)
    return found, for_account(context.office.platform(found.platform), found)


TAPS: Taps = {Tend: on_tend, LetGo: on_let_go}
