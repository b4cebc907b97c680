"""The bot as a process of its own that is killed and started again, and people who go on as if nothing were."""

import asyncio
import os
import random
import re
import signal
import sqlite3
import sys
import time
from pathlib import Path

TOKEN = "700:killed"
BOT = (sys.executable, "-u", "-m", "bot", "run")
# The same bot with its sandbox behind a line with faults.
FAULTY = """
import sys
from bot import app
from bot.cli import main
from bot.testing.faulty import Faulty
real = app.get
line = Faulty(real("sandbox"), **{faults})
app.house.get = lambda name: line if name == "sandbox" else real(name)
sys.argv = ["standfirst", "run"]
main()
"""
PLACES = ("Sarnholm", "Lindmoor", "Pellworth", "Harrowby")


class Process:
    """`standfirst run` against the local Telegram, its home in a folder."""

    def __init__(self, server, home: Path) -> None:
        self.server = server
        self.home = home
        self.kills = 0
        self.begins = 2.0  # seconds until it is at work

    async def start(self, **faults: list[str]) -> None:
        """`faults` are what befalls the calls of its sandbox, as `Faulty` takes them."""
        variables = {
            "STANDFIRST_HOME": str(self.home),
            "STANDFIRST_TELEGRAM_TOKEN": TOKEN,
            "STANDFIRST_TELEGRAM_API_URL": self.server.address,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        with (self.home / "log").open("ab") as log:
            command = (sys.executable, "-u", "-c", FAULTY.format(faults=faults)) if faults else BOT
            self.bot = await asyncio.create_subprocess_exec(
                *command, env={**os.environ, **variables}, stdout=asyncio.subprocess.PIPE, stderr=log
            )

    async def code(self) -> str:
        """The code that makes the first owner."""
        found, started = None, time.monotonic()
        while not found:
            found = re.search(r"start=(\S+)", (await self.bot.stdout.readline()).decode())
        self.begins = time.monotonic() - started
        return found[1]

    async def end(self, number: int = signal.SIGKILL) -> None:
        self.bot.send_signal(number)
        await self.bot.wait()
        self.kills += number == signal.SIGKILL

    async def killed(self, **faults: list[str]) -> None:
        """Kill it, and start it again."""
        await self.end()
        await self.start(**faults)

    async def dying(self, chance: random.Random, until: asyncio.Event) -> None:
        """Kill it at any moment, the start included, again and again; leave it running.

        On a slow machine it lives longer: one that never comes to work would prove nothing.
        """
        while not until.is_set() or self.kills < 3:
            lives = chance.uniform(0.0, 2.5) + self.begins
            await asyncio.sleep(chance.choice((chance.uniform(0.0, self.begins), lives, lives)))
            await self.end()
            await self.start()

    def rows(self, query: str) -> list[tuple]:
        """What the database says, read beside the bot."""
        database = sqlite3.connect(self.home / "standfirst.db", timeout=20)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


def article(number: int) -> str:
    place = PLACES[number % len(PLACES)]
    return (
        f"{place} will rebuild its harbour wall number {number} after two winters of floods\n\n"
        f"The council of {place} voted on Tuesday to rebuild the harbour wall. The work will cost €{20 + number} "
        f"million and protect {200 + number} homes, according to the council. Engineers found 14 cracks.\n\n"
        "Construction begins in March and should end in 2028. Until then the quay stays closed to lorries. "
        "Residents had collected 2,300 signatures.\n"
    )


class Visitor:
    """One member: pastes articles, taps, writes, publishes; remembers what was asked for."""

    def __init__(self, who, seed: int) -> None:
        self.who = who
        self.chance = random.Random(seed)
        self.seed = seed
        self.pasted: list[int] = []
        self.taps: list[str] = []
        self.words: list[int] = []
        self.published = 0

    def cards(self) -> list:
        return [one for one in self.who.from_bot if "Headline" in one.buttons or "Publish now" in one.buttons]

    async def live(self, until: asyncio.Event) -> None:
        while not until.is_set():
            self.pasted.append(self.who.write(article(100 * self.seed + len(self.pasted))))
            card = (await self.appears(lambda asked=self.pasted[-1]: self._card_after(asked))).id
            for _ in range(self.chance.randint(1, 3)):
                await self._tap(card, self.chance.choice(("Shorter", "Longer", "Undo", "Shorter")))
            letters = "".join(chr(ord("a") + int(one)) for one in str(len(self.words)))  # a number would be in doubt
            wanted = f"The council rebuilds the harbour wall, part {letters}"
            self.words.append(self.who.write(f"headline: {wanted}", reply_to=card))
            await self.appears(lambda wanted=wanted, card=card: wanted in self.who.message(card).text)
            await self._publish(card)

    async def appears(self, found):
        return await self.who.wait(found, "nothing came", within=60)

    def _card_after(self, asked: int):
        return next((one for one in self.who.from_bot if one.id > asked and "Headline" in one.buttons), None)

    async def _tap(self, card: int, label: str) -> None:
        labels = self.who.message(card).buttons
        if any(one.startswith(label) for one in labels):
            self.taps.append(self.who.tap(card, label))
            if self.chance.random() < 0.3:
                self.who.again(self.taps[-1])
            await self.who.answer_to(self.taps[-1], within=60)

    async def _publish(self, card: int) -> None:
        def labelled(words: str) -> bool:
            return any(one.startswith(words) for one in self.who.message(card).buttons)

        while not labelled("Publish now"):
            await self._tap(card, "Publish")
            await asyncio.sleep(0.1)
        await self._tap(card, "Publish now")
        await self.appears(lambda: not labelled("Publish") and "sandbox" in self.who.message(card).text.lower())
        self.published += 1
