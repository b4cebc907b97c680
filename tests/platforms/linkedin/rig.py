"""LinkedIn accounts connected to the double, behind a line that fails on order: a page, or a member's profile."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

from bot.domain.ports import Resources
from bot.domain.publication import Account, Remote
from bot.platforms.linkedin import LinkedIn as Plugin
from bot.platforms.linkedin import platform
from bot.testing.line import Line, LineFault
from bot.testing.linkedin import LinkedIn, Page, World
from bot.testing.linkedin.world import YEAR, App, Post, Token
from bot.testing.memory import Album, MemoryVault, SetClock, resources
from bot.testing.sessions import Fault, Seen

NOON = datetime(2026, 8, 12, 12, 0, tzinfo=UTC)
MEMBER, PAGE = "urn:li:person:mira", "urn:li:organization:2414"
CLIENT, CLIENT_SECRET = "86standfirst", "WPL_AP1.very-secret"
REFRESH = "AQW-refresh-of-mira-0001"
MEMBER_SCOPES = "openid profile w_member_social"
PAGE_SCOPES = "r_organization_social rw_organization_admin w_organization_social"


@dataclass
class LinkedInRig:
    linkedin: LinkedIn
    line: Line
    vault: MemoryVault
    resources: Resources
    album: Album
    account: Account
    clock: SetClock
    platform: Plugin = platform
    lacks: Sequence[Fault] = ()

    @property
    def world(self) -> World:
        return self.linkedin.world

    @property
    def secrets(self) -> Sequence[str]:
        return [CLIENT_SECRET, REFRESH, *self.world.tokens]

    async def seen(self) -> Sequence[Seen]:
        return [self._seen(post) for post in self.world.posts]

    def _seen(self, post: Post) -> Seen:
        content = post.body.get("content", {})
        images = content.get("multiImage", {}).get("images", [content["media"]] if "media" in content else [])
        pictures = tuple(hashlib.sha256(self.world.pictures[one["id"]].data).hexdigest() for one in images)
        alts = tuple(one.get("altText", "") for one in images)
        return Seen(post.urn, post.text, "", alts, pictures, content.get("article", {}).get("source", ""))

    async def answer(self, remote: Remote, text: str) -> str:
        raise NotImplementedError

    async def fail(self, fault: Fault) -> bool:
        if fault in get_args(LineFault):
            await self.line.fail(fault)
            return True
        faults = {
            "content_refused": lambda: self.world.unwanted.add("a"),
            "changed_limits": lambda: setattr(self.world, "longest", 5),
            "busy": lambda: setattr(self.world, "throttled", True),
            "expired_token": lambda: self._end(expired=True),
            "revoked_token": lambda: self._end(expired=False),
        }
        faults[fault]()
        return True

    def _end(self, *, expired: bool) -> None:
        """All the tokens of now end; what was revoked cannot be renewed either."""
        for token in self.world.tokens.values():
            token.until, token.revoked = (self.world.now() - 1, False) if expired else (token.until, True)
        for refresh in self.world.refreshes.values():
            refresh.revoked = not expired

    async def mend(self) -> None:
        self.world.unwanted.clear()
        self.world.longest, self.world.throttled = 3000, False
        await self.line.mend()


def peopled(world: World) -> World:
    """Mira, who may post on the page of the harbour; an app that is a partner's."""
    world.members["mira"] = "Mira Kess"
    world.pages["2414"] = Page("Port of Brenn", "port-of-brenn", {"mira": "ADMINISTRATOR"})
    world.apps[CLIENT] = App(CLIENT_SECRET, ("http://localhost/standfirst",), partner=True)
    return world


def logged_in(world: World, scopes: str, *, renews: bool = True) -> dict[str, str]:
    """The secrets of a fresh login."""
    token = world.token("mira", scopes, app=CLIENT)
    until = datetime.fromtimestamp(world.now(), UTC) + timedelta(days=60)
    secrets = {"access_token": token, "access_until": until.isoformat()}
    secrets |= {"client_id": CLIENT, "client_secret": CLIENT_SECRET}
    if renews:
        world.refreshes[REFRESH] = Token("mira", frozenset(scopes.split()), world.now() + YEAR, CLIENT)
        secrets |= {"refresh_token": REFRESH, "refresh_until": (until + timedelta(days=305)).isoformat()}
    return secrets


@asynccontextmanager
async def rigged(home: Path, *, author: str = PAGE, renews: bool = True) -> AsyncIterator[LinkedInRig]:
    scopes = PAGE_SCOPES if author == PAGE else MEMBER_SCOPES
    clock = SetClock(NOON)
    async with LinkedIn(peopled(World(lambda: clock.at.timestamp()))) as linkedin:
        strikes = lambda method, path: (method, path) == ("POST", "/rest/posts")  # noqa: E731
        async with Line(linkedin.address, strikes=strikes) as line:
            linkedin.public = line.address
            vault = MemoryVault({"a1": logged_in(linkedin.world, scopes, renews=renews)})
            handle = "port-of-brenn" if author == PAGE else "Mira Kess"
            account = Account(
                id="a1",
                brand_id="main",
                platform="linkedin",
                handle=handle,
                native_id=author,
                options={"scopes": scopes, "vanity": "port-of-brenn"},
            )
            album = Album()
            given = resources(vault, album, clock=clock, addresses={"linkedin": line.address})
            yield LinkedInRig(linkedin, line, vault, given, album, account, clock)
