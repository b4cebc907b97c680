"""The networks that victims publish on: each on its own, with four accounts, behind a line that drops answers.

They run in the process of whoever kills, so they outlive the victims; what was published is counted where it is.
"""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
from jobs.house import Order
from platforms.bluesky.people import Person
from platforms.linkedin import rig as linkedin_rig
from platforms.telegram.rig import PUBLISHING, TOKEN
from platforms.webhook.rig import PATH, SECRET
from platforms.x import rig as x_rig

from bot.domain.publication import Account
from bot.testing.line import Line, LineFault
from bot.testing.linkedin import LinkedIn
from bot.testing.linkedin.world import World as LinkedInWorld
from bot.testing.mastodon import Server as Mastodon
from bot.testing.telegram import Server as Telegram
from bot.testing.telegram import World as TelegramWorld
from bot.testing.telegram import channel, person
from bot.testing.webhook import Receiver
from bot.testing.x import Server as XServer

MANY = 4
# Seconds: how long a network may take to show what it took; its real lag, scaled as the patience is.
LAG = 0.6
# Seconds that a call takes on its way there and back at most, so that a death finds it under way.
WAY = 0.12
FAULTS: tuple[LineFault, ...] = (
    "reset_after",
    "reset_after",
    "error_after",
    "truncated",
    "wrong_type",
    "timeout_after",
    "timeout_before",
)


class Treacherous(Line):
    """A line that loses an answer now and then, once what was asked has taken effect; what is on its way arrives.

    No answer comes back while the `gate` is closed.
    """

    likely = 0.0
    gate: asyncio.Event | None = None

    async def _answer(self, request):
        if self.strikes(request.method, request.path) and random.random() < self.likely:
            self.fault = random.choice(FAULTS)
        return await super()._answer(request)

    async def _passed_on(self, request):
        if not self.strikes(request.method, request.path):
            return await super()._passed_on(request)
        await request.read()
        return await asyncio.shield(asyncio.ensure_future(self._slowly(request)))

    async def _slowly(self, request):
        await asyncio.sleep(random.random() * WAY)
        answer = await super()._passed_on(request)
        if self.gate:
            await self.gate.wait()
        await asyncio.sleep(random.random() * WAY)
        return answer


def line_to(target: str, faults: float, *paths: str, tls=None) -> Treacherous:
    """A line on which what is posted (to paths that end so) is in danger."""
    line = Treacherous(target, tls=tls, strikes=lambda method, path: method == "POST" and path.endswith(paths or ("",)))
    line.likely = faults
    return line


@dataclass
class Stand:
    """One network: what a victim is told of it, the accounts with their secrets, every text that is out there.

    `link` says where a text is, as a person would copy it; `parts` is how long a thread may be.
    """

    order: Order
    accounts: Sequence[tuple[Account, dict[str, str]]]
    texts: Callable[[], Awaitable[Sequence[str]]] | None
    parts: int = 3
    link: Callable[[str], str] = lambda text: ""
    violations: Callable[[], Sequence[str]] = lambda: ()
    line: Treacherous | None = None


def account(platform: str, number: int, **more) -> Account:
    known = {"handle": f"quay{number}", "native_id": f"{number}"}
    return Account(**{"id": f"a{number}", "brand_id": "main", "platform": platform, **known, **more})


class Careless(Receiver):
    """A receiver that takes whatever it is given as often as it is given."""

    def __init__(self, *known, **more) -> None:
        super().__init__(*known, **more)
        self.every = []

    @property
    def posts(self):
        return self.every

    def _kept(self, key, sent, body):
        self.every.append(super()._kept(key, sent, body))
        return self.every[-1]

    def _taken(self, request, body):
        self._by_key.pop(request.headers.get("Idempotency-Key", ""), None)
        return super()._taken(request, body)


@asynccontextmanager
async def sandbox(faults: float, **_) -> AsyncIterator[Stand]:
    """It lives in the database itself; its faults are in the victims."""
    made = [(account("sandbox", number), {}) for number in range(MANY)]
    yield Stand(Order("", "sandbox", faults=faults), made, None)


@asynccontextmanager
async def webhook(faults: float, *, kind=Receiver, **_) -> AsyncIterator[Stand]:
    async with kind(SECRET, path=PATH) as receiver, line_to(receiver.address.removesuffix(PATH), faults) as line:
        secrets = {"url": line.address + PATH, "secret": SECRET}
        made = [(account("webhook", number), secrets) for number in range(MANY)]

        async def texts():
            return [post.text for post in receiver.posts]

        yield Stand(Order("", "webhook", lag=1.0), made, texts, parts=1, line=line)


@asynccontextmanager
async def x(faults: float, **_) -> AsyncIterator[Stand]:
    async with XServer() as server, line_to(server.address, faults, "/2/tweets", tls=x_rig.served()) as line:
        server.logins.client_id, server.logins.client_secret = "an-app-of-ours", "the-secret-of-the-app"
        users = [server.world.join(f"quay{number}") for number in range(MANY)]
        made = [
            (account("x", number, handle=user.username, native_id=user.id), x_rig.by_login(server, user))
            for number, user in enumerate(users)
        ]
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            x_rig.authority().cert_pem.write_to_path(file.name)

            async def texts():
                return [post.text for post in server.world.newest()]

            order = Order("", "x", lag=LAG, x=(line.port, file.name))
            yield Stand(order, made, texts, violations=lambda: server.world.violations)


@asynccontextmanager
async def telegram(faults: float, *, logged: bool = False, **_) -> AsyncIterator[Stand]:
    """Channels; with a log chat, or without one."""
    with Telegram(TelegramWorld(token=TOKEN)) as server:
        places = [channel(server, f"Quay {number}", username=f"quay{number}") for number in range(MANY)]
        options = {}
        if logged:
            log = person(server, "Log")
            log.start()
            options = {"log_chat": str(log.id)}
        async with line_to(server.address, faults, *PUBLISHING) as line:
            made = [
                (account("telegram", number, handle=f"@quay{number}", native_id=str(place.id), options=options), token)
                for number, place in enumerate(places)
                for token in ({"token": TOKEN},)
            ]

            def messages():
                return [(place, one) for place in places for one in place.messages]

            async def texts():
                return [one.text for _, one in await asyncio.to_thread(messages)]

            def link(text):
                place, one = next((place, one) for place, one in messages() if one.text == text)
                return f"https://t.me/{place.chat.description['username']}/{one.id}"

            order = Order("", "telegram", lag=LAG, addresses={"telegram": line.address})
            yield Stand(order, made, texts, link=link, violations=lambda: server.world.violations)


@asynccontextmanager
async def mastodon(faults: float, **_) -> AsyncIterator[Stand]:
    async with Mastodon() as server, line_to(server.address, faults, "/api/v1/statuses") as line:
        world = server.world
        world.throttle.most.update(api=100_000, post=100_000)
        made = []
        for number in range(MANY):
            one = world.person(f"quay{number}")
            of = {"handle": f"{one.username}@{world.domain}", "native_id": f"{one.id}@{world.domain}"}
            secrets = {"token": world.token(one).value}
            made.append((account("mastodon", number, server=line.address, **of), secrets))

        async def texts():
            return [one.text for one in world.statuses if not one.deleted]

        yield Stand(Order("", "mastodon", lag=LAG), made, texts, violations=lambda: world.violations)


@asynccontextmanager
async def linkedin(faults: float, **_) -> AsyncIterator[Stand]:
    """Two pages, and two members' profiles of which LinkedIn tells nothing."""
    world = linkedin_rig.peopled(LinkedInWorld())
    async with LinkedIn(world) as server, line_to(server.address, faults, "/rest/posts") as line:
        server.public, made = line.address, []
        for number in range(MANY):
            author = _linkedin_author(world, number)
            scopes = linkedin_rig.PAGE_SCOPES if "organization" in author else linkedin_rig.MEMBER_SCOPES
            member = author.rpartition(":")[2] if "person" in author else "mira"
            token = world.token(member, scopes, app=linkedin_rig.CLIENT)
            secrets = {"access_token": token, "access_until": "2099-01-01T00:00:00+00:00"}
            made.append((account("linkedin", number, native_id=author, options={"scopes": scopes}), secrets))

        async def texts():
            return [post.text for post in world.posts]

        order = Order("", "linkedin", lag=LAG, addresses={"linkedin": line.address})
        yield Stand(order, made, texts, parts=1)


def _linkedin_author(world: LinkedInWorld, number: int) -> str:
    if number < 2:
        world.pages[f"{number}"] = linkedin_rig.Page(f"Quay {number}", f"quay{number}", {"mira": "ADMINISTRATOR"})
        return f"urn:li:organization:{number}"
    world.members[f"member{number}"] = f"Member {number}"
    return f"urn:li:person:member{number}"


@asynccontextmanager
async def bluesky(faults: float, *, network=None, **_) -> AsyncIterator[Stand]:
    """The real network, with accounts of its own."""
    async with AsyncExitStack() as opened:
        http = await opened.enter_async_context(httpx.AsyncClient(timeout=60))
        line = await opened.enter_async_context(line_to(network.pds, faults, "com.atproto.repo.createRecord"))
        people = [await Person(network, http).joins() for _ in range(MANY)]
        made = [
            (
                account("bluesky", number, handle=one.handle, native_id=one.did),
                {"access": one.access, "refresh": one.refresh},
            )
            for number, one in enumerate(people)
        ]

        async def texts():
            return [record["value"]["text"] for one in people for record in await every_record(one)]

        yield Stand(Order("", "bluesky", addresses={"bluesky": line.address}), made, texts)


async def every_record(person: Person) -> list[dict]:
    """All posts of an account, page by page."""
    found, cursor = [], ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        answer = await person.asks(
            "com.atproto.repo.listRecords", repo=person.did, collection="app.bsky.feed.post", limit=100, **more
        )
        body = answer.raise_for_status().json()
        found += body["records"]
        cursor = body.get("cursor", "")
        if not cursor:
            return found


@asynccontextmanager
async def with_log(faults: float, **more) -> AsyncIterator[Stand]:
    async with telegram(faults, logged=True, **more) as stand:
        yield stand


STANDS = {
    "sandbox": sandbox,
    "webhook": webhook,
    "x": x,
    "telegram": telegram,
    "telegram_log": with_log,
    "mastodon": mastodon,
    "linkedin": linkedin,
    "bluesky": bluesky,
}
