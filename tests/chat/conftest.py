"""The bot at work against the local Telegram, every part real; a member's way through it in a few words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot import app
from bot.chat.application import application
from bot.chat.running import first_link, running
from bot.testing.telegram import Person, Server, person

TOKEN = "700:test"
ARTICLE = (app.product_folder() / "demo" / "article.html").read_text(encoding="utf-8")


class Chat:
    """A bot that may be stopped and started again, and its people."""

    def __init__(self, server: Server, database: str) -> None:
        self.server = server
        self.database = database
        self.patience = 5.0  # what comes of a tap is told in its answer, however slow the machine
        self.read = None  # instead of the network, where a test brings its own pages

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Chat"]:
        async with app.opened(self.database) as self.house:
            office = app.office(self.house)
            office = replace(office, read=self.read) if self.read else office
            made = application(TOKEN, office, api_url=self.server.address, patience=self.patience)
            async with running(made) as self.bot:
                yield self

    async def owner(self, name: str = "Ana", **more) -> Person:
        """The first owner, through the one-time link."""
        one = person(self.server, name, **more)
        link = await first_link(self.bot)
        one.start(link.partition("start=")[2])
        await one.sees(name)
        return one

    async def member(self, owner: Person, name: str, role: str) -> Person:
        """A member with a role, invited by the owner in the chat."""
        owner.write("/members")
        listed = await owner.sees("Members")
        owner.tap(listed.id, "Invite")
        await owner.wait(lambda: "as what" in owner.message(listed.id).text, "no roles")
        owner.tap(listed.id, role.capitalize())
        await owner.wait(lambda: "start=" in owner.message(listed.id).text, "no link")
        code = owner.message(listed.id).text.partition("start=")[2].split()[0]
        one = person(self.server, name)
        one.start(code)
        await one.sees(name)
        return one

    async def card(self, who: Person, text: str = "") -> int:
        """The message id of a draft's card, from the sample article."""
        asked = who.write(text) if text else who.send_document("article.html", ARTICLE.encode())
        seen = await who.wait(
            lambda: next((one for one in who.from_bot if one.id > asked and "Headline" in one.buttons), None),
            "no card",
            within=20,
        )
        return seen.id


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Settings of their own, which are read once in a process: a home, and webhooks on this machine."""
    monkeypatch.setenv("STANDFIRST_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STANDFIRST_ALLOWED_HOSTS", "127.0.0.1")
    app.settings.cache_clear()
    yield
    app.settings.cache_clear()


@pytest.fixture
def telegram():
    with Server() as server:
        yield server
        assert server.world.violations == []


@pytest.fixture
async def chat(telegram, tmp_path):
    async with Chat(telegram, f"sqlite:///{tmp_path / 'chat.db'}").at_work() as chat:
        yield chat


@pytest.fixture
async def hasty(telegram, tmp_path):
    """A bot that answers a tap at once, whatever comes of it."""
    chat = Chat(telegram, f"sqlite:///{tmp_path / 'hasty.db'}")
    chat.patience = 0.0
    async with chat.at_work():
        yield chat
