"""The demo: the whole road on an article of ours, in a database that is thrown away after."""

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.root import app
from bot.cli.running import finish

if TYPE_CHECKING:
    from rich.console import Console

    from bot.app import House
    from bot.services.publishing import Report


@app.command()
def demo() -> None:
    """Walk the whole road on an article of ours: read, draft, fit, publish, replies. Nothing is kept or sent.

    Example: standfirst demo
    """
    from bot.cli import show

    finish(walk(show.console()))


async def walk(out: "Console", platforms: str = "") -> None:
    """Show each step on a console, as it happens; posts for the named platforms, all of them by default."""
    from bot.app import opened, texts

    with tempfile.TemporaryDirectory(prefix="standfirst-demo-") as folder:
        async with opened(f"sqlite+aiosqlite:///{Path(folder) / 'demo.db'}") as house:
            draft = await _draft(house, out, platforms)
            _title(out, "publish")
            report = await _publish(house, out, draft)
            _title(out, "replies")
            await _replies(house, out, report)
    out.print()
    out.print(texts().say("cli/demo/next"))


async def _draft(house: "House", out: "Console", platforms: str) -> str:
    from bot.app import get, platforms_named, product_folder, texts
    from bot.cli import show

    article = await house.desk.read(str(product_folder() / "demo" / "article.html"))
    _title(out, "read")
    out.print(show.article(article, texts()))
    brand = await house.accounts.brand()
    composed = await house.drafting.draft(article, brand, platforms_named(platforms), actor="local")
    _title(out, "posts")
    for name, post in composed.posts.items():
        out.print(show.post(post, get(name).label, texts()))
    out.print(show.checked(composed.trace, texts()))
    return composed.draft.id


async def _publish(house: "House", out: "Console", draft: str) -> "Report":
    from bot.app import texts
    from bot.cli import show
    from bot.services.accounts import LOCAL
    from bot.services.repeats import NAME as REPEATS

    (publication,) = await house.publishing.plan(draft, ["sandbox"], actor=LOCAL, waived=(REPEATS,))
    report = await house.delivering.deliver(publication)
    out.print(show.reports([report], texts()))
    return report


async def _replies(house: "House", out: "Console", report: "Report") -> None:
    """Three readers reply, one of them edits, and the inbox shows it."""
    from bot.app import product_folder, texts
    from bot.cli import show

    post = report.deliveries[0].remote
    readers: list[dict[str, Any]] = json.loads((product_folder() / "demo" / "replies.json").read_text("utf-8"))
    said: list[str] = []
    for reader in readers:
        target = said[reader["answers"]] if "answers" in reader else post.id if post else ""
        said.append((await house.rehearsal.say(target, reader["text"], reader["author"])).id)
    first = await house.inbox.collect()
    for reply, reader in zip(said, readers, strict=True):
        if "edited" in reader:
            await house.rehearsal.say(reply, reader["edited"], edit=True)
    second = await house.inbox.collect()
    out.print(texts().say("cli/collected", new=first.new, changed=second.changed))
    out.print(show.thread(await house.inbox.listed(states=("open",)), texts()))


def _title(out: "Console", step: str) -> None:
    from bot.app import texts
    from bot.cli import show

    out.print()
    out.print(show.heading(texts().say(f"cli/demo/{step}")))
