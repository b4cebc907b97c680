"""Mastodon connected to the local server, behind a line that fails on order."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

from bot.domain.draft import Picture
from bot.domain.ports import Outgoing, Resources
from bot.domain.publication import Account, Remote
from bot.platforms.mastodon import Mastodon, platform
from bot.testing.line import Line, LineFault
from bot.testing.mastodon import Person, Rules, Server, Token
from bot.testing.memory import Album, MemoryVault, resources
from bot.testing.sessions import Fault, Seen, drawn, outgoing

TEXT = "The quay is open again."


class Page(HTMLParser):
    """What a browser shows of a status, with the address a link leads to instead of the link."""

    def __init__(self, html: str):
        super().__init__()
        self.paragraphs: list[str] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag == "p":
            self.paragraphs.append("")
        elif tag == "br":
            self.paragraphs[-1] += "\n"
        elif tag == "a" and "mention" not in (known.get("class") or ""):
            self.inside = known["href"]
            self.paragraphs[-1] += self.inside

    def handle_endtag(self, tag):
        if tag == "a":
            self.inside = ""

    def handle_data(self, data):
        if not self.inside:
            self.paragraphs[-1] += data


@dataclass
class MastodonRig:
    server: Server
    line: Line
    vault: MemoryVault
    resources: Resources
    album: Album
    account: Account
    person: Person
    token: Token
    platform: Mastodon = platform
    lacks: Sequence[Fault] = ("expired_token",)

    @property
    def secrets(self) -> Sequence[str]:
        return (self.token.value,)

    async def seen(self) -> Sequence[Seen]:
        assert self.server.world.violations == []
        ours = [one for one in self.server.world.statuses if one.author is self.person and not one.deleted]
        return [
            Seen(
                one.id,
                "\n\n".join(Page(self.server.world.content(one)).paragraphs),
                one.parent.id if one.parent else "",
                tuple(media.description for media in one.media),
                tuple(hashlib.sha256(media.data).hexdigest() for media in one.media),
            )
            for one in ours
        ]

    async def answer(self, remote: Remote, text: str) -> str:
        world = self.server.world
        reader = world.person("renn", "harbour.example")
        return world.say(reader, f"<p>{text}</p>", parent=world.status(remote.id)).id

    async def fail(self, fault: Fault) -> bool:
        world = self.server.world
        if fault in get_args(LineFault):
            await self.line.fail(fault)
        elif fault == "content_refused":
            world.rules.reject = (" ",)
        elif fault == "changed_limits":
            world.rules.max_characters = 5
        elif fault == "busy":
            world.throttle.exhaust(self.token.value, world.clock.now())
        elif fault == "revoked_token":
            self.token.revoked = True
        else:
            return False  # tokens do not expire
        return True

    async def mend(self) -> None:
        self.server.world.rules = Rules()
        self.server.world.throttle.forgive()
        await self.line.mend()


def pictured(rig: MastodonRig, *alts: str, text: str = TEXT, key: str = "key-1") -> Outgoing:
    """A part with a picture for each alt text."""
    images = []
    for colour, alt in zip(("teal", "navy", "plum", "gold", "gray"), alts, strict=False):
        made = drawn(colour)
        rig.album.pictures[made.id] = made
        images.append(Picture(media_id=made.id, alt=alt))
    return outgoing(rig, text, key, images=images)


def as_chosen(rig: MastodonRig, **options: str) -> Account:
    """The rig's account with these options."""
    return rig.account.model_copy(update={"options": options})


def publishes(method: str, path: str) -> bool:
    return method == "POST" and path == "/api/v1/statuses"


@asynccontextmanager
async def rigged(home: Path, strikes=publishes) -> AsyncIterator[MastodonRig]:
    async with Server() as server, Line(server.address, strikes=strikes) as line:
        person = server.world.person("standfirst")
        token = server.world.token(person)
        vault, album = MemoryVault({"a1": {"token": token.value}}), Album()
        account = Account(
            id="a1",
            brand_id="main",
            platform="mastodon",
            handle=f"standfirst@{server.world.domain}",
            native_id=f"{person.id}@{server.world.domain}",
            server=line.address,
        )
        yield MastodonRig(server, line, vault, resources(vault, album), album, account, person, token)
