"""A newsroom of 200 at once: members paste articles and tap their cards for a minute, against the local Telegram.

    python benchmarks/chat_load.py [--members 200] [--seconds 60] [--cores 0,1]

The bot is a process of its own (`standfirst run`, SQLite) on the cores named, the local Telegram and its people are
this one. Printed: how long a tap waits for its answer, from the update handed out to the answer that arrives; updates
lost or done twice; whether each member's were done in order; the bot's memory as it went.
"""

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.testing.telegram import Person, Server, person

TOKEN = "700:load"
THINKS = (2.0, 6.0)  # seconds between two actions of a member
TAPS = ("Shorter", "Longer", "Undo", "Redo")
PLACES = ("Sarnholm", "Ostrava Quay", "Lindmoor", "Pellworth", "Great Dunning", "Harrowby")


def article(number: int) -> str:
    """An article of our own, different for each number."""
    place, chance = PLACES[number % len(PLACES)], random.Random(number)
    homes, cost, year = chance.randint(200, 900), chance.randint(20, 90), chance.randint(2027, 2031)
    return (
        f"{place} will rebuild its harbour wall number {number} after two winters of floods\n\n"
        f"The council of {place} voted on Tuesday to rebuild the harbour wall. The work will cost €{cost} million and "
        f"protect {homes} homes, according to the council. Engineers found 14 cracks in the old wall last spring.\n\n"
        f"Construction begins in March and should end in {year}. Until then the quay stays closed to lorries. "
        f'"We cannot wait for a third flood," said Mayor Ilse Brandt. Residents had collected 2,300 signatures.\n\n'
        f"The government pays half of the sum. The rest comes from a loan that {place} will repay over 20 years. "
        "Fishermen may move to the northern basin for the time of the works, the harbour office said.\n"
    )


class Visitor:
    """One member: pastes an article, then taps its card and waits to see what came of it."""

    def __init__(self, who: Person, number: int) -> None:
        self.who = who
        self.chance = random.Random(number)
        self.number = number
        self.pasted = 0
        self.taps: list[str] = []

    async def live(self, until: float) -> None:
        """Act until the time is over."""
        await asyncio.sleep(self.chance.uniform(0, THINKS[1]))
        card = 0
        while time.monotonic() < until:
            if not card or self.chance.random() < 0.15:
                card = await self._paste()
            else:
                await self._tap(card)
            await asyncio.sleep(self.chance.uniform(*THINKS))

    async def _paste(self) -> int:
        asked = self.who.write(article(1000 * self.number + self.pasted))
        self.pasted += 1
        messages = self.who.chat.messages
        while True:
            for number in range(asked + 1, self.who.chat.last_id + 1):
                rows = messages.get(number, {}).get("reply_markup", {}).get("inline_keyboard", [])
                if any(button["text"].startswith("Headline") for row in rows for button in row):
                    return number
            await asyncio.sleep(0.25)

    async def _tap(self, card: int) -> None:
        rows = self.who.chat.messages[card].get("reply_markup", {}).get("inline_keyboard", [])
        labels = [button["text"] for row in rows for button in row if button["text"].startswith(TAPS)]
        query = self.who.tap(card, self.chance.choice(labels))
        self.taps.append(query)
        edited = len(self.who.chat.history)
        queries = self.who.server.world.queries
        while True:
            seen = len(self.who.chat.history) > edited or queries[query].get("answer", {}).get("text")
            if seen and "answer" in queries[query]:
                return
            await asyncio.sleep(0.25)


def started(server: Server, home: str, cores: set[int]) -> tuple["subprocess.Popen[str]", str]:
    """The bot's process, and the code that makes its first owner."""
    environment = {
        **os.environ,
        "STANDFIRST_HOME": home,
        "STANDFIRST_TELEGRAM_TOKEN": TOKEN,
        "STANDFIRST_TELEGRAM_API_URL": server.address,
    }
    command = [sys.executable, "-u", "-m", "bot", "run"]
    with Path(home, "log").open("w") as log:
        bot = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    os.sched_setaffinity(bot.pid, cores)
    for line in bot.stdout:
        found = re.search(r"start=(\S+)", line)
        if found:
            return bot, found[1]
    raise SystemExit(f"the bot did not start: {Path(home, 'log').read_text()[-2000:]}")


async def joined(server: Server, home: str, count: int, code: str) -> list[Visitor]:
    """So many people of whom one owns the bot; the others are put into the database as writers."""
    everybody = [Visitor(person(server, f"Member {number}"), number) for number in range(count)]
    owner = everybody[0].who
    owner.start(code)
    await owner.sees("own this bot")
    with sqlite3.connect(Path(home, "standfirst.db"), timeout=30) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(member)")]
        mine = dict(zip(names, database.execute("SELECT * FROM member WHERE telegram_id > 0").fetchone(), strict=True))
        for visitor in everybody[1:]:
            row = {**mine, "id": f"m{visitor.number}", "telegram_id": visitor.who.id, "role": "writer"}
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO member ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    return everybody


async def crowd(server: Server, everybody: list[Visitor], seconds: float) -> int:
    """Let everybody act; how many still waited for something a while after the end."""
    until = time.monotonic() + seconds
    lives = [asyncio.ensure_future(visitor.live(until)) for visitor in everybody]
    _, late = await asyncio.wait(lives, timeout=seconds + 30)
    for one in late:
        one.cancel()
    return len(late)


def memory(pid: int) -> float:
    """Resident megabytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor(pid: int) -> float:
    """Seconds of processor time used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(server: Server, home: str, everybody: list[Visitor], late: int) -> dict[str, object]:
    """The figures."""
    world = server.world
    taps = [world.queries[query] for visitor in everybody for query in visitor.taps]
    waits = sorted(
        (tap["answered"] - world.taken[tap["update"]["update_id"]]) * 1000 for tap in taps if "answered" in tap
    )
    own = statistics.median((end - began) * 1000 for name, began, end in world.calls if name == "answerCallbackQuery")
    database = sqlite3.connect(Path(home, "standfirst.db"))
    causes = [cause for (cause,) in database.execute("SELECT cause FROM draft WHERE revision > 1 ORDER BY created")]
    made = {cause.removeprefix("tap/") for cause in causes}
    silent = [
        query
        for visitor in everybody
        for query in visitor.taps
        if query not in made and not world.queries[query].get("answer", {}).get("text")
    ]
    told = sum(
        "reply_markup" not in message
        and message["text"].startswith(("This is all", "This post cannot", "There is nothing"))
        for visitor in everybody
        for message in visitor.who.chat.messages.values()
        if message["from"]["is_bot"]
    )
    written = database.execute("SELECT count(*) FROM draft WHERE revision = 1").fetchone()[0]
    of_member = [[int(one) for one in causes_of(database, draft)] for draft in drafts(database)]
    return {
        "members": len(everybody),
        "taps": len(taps),
        "articles": sum(visitor.pasted for visitor in everybody),
        "drafts": written,
        "edits made": len(causes),
        "edits made twice": len(causes) - len(made),
        "taps refused by a message": told,
        "taps neither done nor refused": max(0, len(silent) - told),
        "taps unanswered": len(taps) - len(waits),
        "updates not dealt with": database.execute("SELECT count(*) FROM arrival WHERE NOT dealt").fetchone()[0],
        "drafts edited out of order": sum(one != sorted(one) for one in of_member),
        "members still waiting": late,
        "answer ms p50": round(statistics.median(waits), 1),
        "answer ms p95": round(waits[int(len(waits) * 0.95)], 1),
        "answer ms max": round(waits[-1], 1),
        "the double's own ms": round(own, 2),
        "calls": len(world.calls),
        "violations": len(world.violations),
    }


def drafts(database: sqlite3.Connection) -> list[str]:
    """Every draft's id."""
    return [one for (one,) in database.execute("SELECT DISTINCT id FROM draft")]


def causes_of(database: sqlite3.Connection, draft: str) -> list[str]:
    """The taps that changed a draft, in the order of its revisions."""
    wanted = "SELECT cause FROM draft WHERE id = ? AND revision > 1 ORDER BY revision"
    return [cause.removeprefix("tap/") for (cause,) in database.execute(wanted, (draft,))]


def main() -> None:
    """Run the crowd and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cores", default="0,1")
    asked = parser.parse_args()
    cores = {int(core) for core in asked.cores.split(",")}
    os.sched_setaffinity(0, (os.sched_getaffinity(0) - cores) or cores)
    with tempfile.TemporaryDirectory() as home, Server() as server:
        bot, code = started(server, home, cores)
        everybody = asyncio.run(joined(server, home, asked.members, code))
        before, used, began = memory(bot.pid), processor(bot.pid), time.monotonic()
        done = server.begin(crowd(server, everybody, asked.seconds))
        sizes = [before]
        while not done.done():
            time.sleep(min(10, asked.seconds / 6))
            sizes.append(memory(bot.pid))
        share = (processor(bot.pid) - used) / (time.monotonic() - began)
        time.sleep(1)
        bot.send_signal(signal.SIGTERM)
        bot.wait(30)
        figures = report(server, home, everybody, done.result())
        errors = Path(home, "log").read_text().count('"level": "error"')
        figures |= {"memory MB": [round(size) for size in sizes], "cores used": round(share, 2), "log errors": errors}
        if errors:
            print(Path(home, "log").read_text()[-3000:], file=sys.stderr)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
