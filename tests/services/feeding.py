"""The services of feeds over a newsroom, with a site of one's own on loopback: feeds, articles, whatever it answers."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from html import escape

from net.test_net_client import PUBLIC, Turned, resolving
from services.newsroom import IDA
from services.timing import Timing

from bot.articles.intake import Intake
from bot.domain.ids import new_id
from bot.net.client import GuardedClient
from bot.services.feeds import Feeds
from bot.services.taking import Parts, Taking
from bot.store import events, feeds, members, notices

TOWNS = "Aberdeen Bergen Cadiz Dover Esbjerg Faro Galway Hull Izmir Jena Kiel Lagos Malmo Narvik Oban Porto".split()
THINGS = "ferry bridge harbour library theatre tramway market orchard school museum station garden".split()
DEEDS = "reopens closes moves grows shrinks leaks celebrates borrows".split()


def story(number):
    """A headline and a text that no other number has."""
    town, thing, deed = TOWNS[number % 16], THINGS[number % 12], DEEDS[number % 8]
    other = TOWNS[(number * 7 + 3) % 16]
    title = f"The {thing} of {town} {deed} for season {number}"
    body = (
        f"<p>The {thing} of {town} {deed} on Monday, said the council of {other} in a letter of {number + 3} pages. "
        f"Some {number + 20} workers had prepared the {thing} since the spring, and {other} paid for their tools.</p>"
        f"<p>Residents of {town} had asked for the {thing} since {1950 + number}. A second one in {other} follows "
        f"in May, which the council expects to cost {number + 4} million euros over {number % 5 + 2} years.</p>"
        f"<p>The mayor of {town} thanked everybody who had waited. Visitors may see the {thing} from Friday on, "
        f"between nine and five, and school classes need not pay for the first {number + 2} weeks.</p>"
    )
    return title, body


class Site:
    """Answers by path; `heads` keeps what it was asked."""

    def __init__(self):
        self.pages, self.heads, self.articles = {}, [], True

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        path = head.split(" ")[1]
        status, headers, body = self.pages.get(path) or self._article(path)
        if "ETag" in headers and f"If-None-Match: {headers['ETag']}" in head:
            status, body = "304 Not Modified", b""
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": len(body)}.items())
        writer.write(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)
        await writer.drain()
        writer.close()

    def _article(self, path):
        if not (self.articles and path.startswith("/story/")):
            return "404 Not Found", {}, b""
        title, body = story(int(path.removeprefix("/story/")))
        page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        return "200 OK", {"Content-Type": "text/html"}, page.encode()

    def put(self, path, body, status="200 OK", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body.encode() if isinstance(body, str) else body)

    def asked(self, path):
        return [head for head in self.heads if head.split(" ")[1] == path]


def rss(items, *, title="Gazette", home="http://news.example/"):
    told = "".join(f"<item>{one}</item>" for one in items)
    return f"<rss version='2.0'><channel><title>{title}</title><link>{home}</link>{told}</channel></rss>"


def entry(number, now, *, guid=None, link=None, full=False):
    """An item of a feed, so many minutes old as its number is low."""
    title, body = story(number)
    guid = f"item-{number}" if guid is None else guid
    link = f"http://news.example/story/{number}" if link is None else link
    text = escape(body if full else body[:200])
    at = format_datetime(now - timedelta(minutes=1000 - number))
    return (
        f"<title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>{link}</link>"
        f"<description>{text}</description><pubDate>{at}</pubDate>"
    )


class Feeding:
    """The services, the site, and what tests ask of both."""

    def __init__(self, newsroom, site, port):
        self.newsroom, self.site, self.clock, self.store = newsroom, site, newsroom.clock, newsroom.store
        self.timing = Timing(newsroom)
        self.client = GuardedClient(resolve=resolving([PUBLIC]), backend=Turned({80: port}))
        self.reads = []
        self.brand = "main"
        self.feeds = self.services()

    def services(self, **other):
        """One more process, as it were; parts of it may be others."""
        intake = Intake(self.client.fetch)

        async def read(url):
            self.reads.append(url)
            return await intake.from_url(url, article_id=new_id())

        known = {
            "accounts": self.newsroom.accounts,
            "drafting": self.newsroom.drafting,
            "publishing": self.newsroom.publishing,
            "scheduling": self.timing.scheduling,
            "slots": self.timing.slots,
            "platform": self.newsroom.lookup,
            "read": read,
        }
        self.taking = Taking(self.store, Parts(**{**known, **other}), self.clock)
        return Feeds(self.store, self.client.fetch, self.taking, self.clock, new_id)

    def publish(self, numbers, path="/feed", **more):
        self.site.put(path, rss([entry(one, self.clock.now(), **more) for one in numbers]), ETag=f'"{new_id()}"')

    async def follow(self, numbers=(1, 2), path="/feed", **rule):
        """A feed with these items, followed by the rule."""
        self.publish(numbers, path)
        found = await self.feeds.subscribe(f"http://news.example{path}", actor=IDA, brand_id=self.brand)
        if not rule:
            return found.feed
        changed = found.feed.rule.model_copy(update=rule)
        return await self.feeds.set_rules(found.feed.id, changed, actor=IDA)

    async def poll(self, feed):
        polled = await self.feeds.poll(feed.id)
        return polled.outcome

    async def items(self, feed, *states):
        return await self.feeds.items(feed.id, states=states, most=600)

    async def drafts(self):
        return [kept for kept, _ in await self.newsroom.drafting.open(200)]

    async def news(self, kind):
        async with self.store.read() as connection:
            return [one for one in await notices.untold(connection, limit=1000) if one.kind == kind]

    async def happened(self, subject):
        async with self.store.read() as connection:
            return [one.action for one in await events.about(connection, subject)]


@asynccontextmanager
async def feeding(newsroom):
    """Everything put together, Ida among the members."""
    await newsroom.accounts.prepare()
    async with newsroom.store.begin() as connection:
        await members.add(connection, IDA)
    site = Site()
    async with await asyncio.start_server(site.answer, "127.0.0.1", 0) as server:
        yield Feeding(newsroom, site, server.sockets[0].getsockname()[1])


__all__ = ["IDA", "Feeding", "Site", "entry", "feeding", "feeds", "rss", "story"]
