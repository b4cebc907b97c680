"""The command about feeds: followed, let go, read now, what is done with their items, lists of other readers."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import Json, alone, app, usage
from bot.cli.running import finish

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import House
    from bot.domain.feed import Rule
    from bot.services.feeds import Feeds, Health

    Told = list[Health]
    Work = Callable[[House, Feeds], Coroutine[Any, Any, "Told"]]

Words = list[str] | None
Minutes = int | None


@app.command()
def feeds(
    add: Annotated[str | None, typer.Option(metavar="URL", help="Follow the feed there, or the one it names.")] = None,
    remove: Annotated[str | None, typer.Option(metavar="ID", help="Follow it no more.")] = None,
    pause: Annotated[str | None, typer.Option(metavar="ID", help="Do not read it until it is resumed.")] = None,
    resume: Annotated[str | None, typer.Option(metavar="ID", help="Read it again.")] = None,
    poll: Annotated[str | None, typer.Option(metavar="ID", help="Read it now; - reads all that are due.")] = None,
    bring: Annotated[str | None, typer.Option("--import", metavar="FILE", help="Follow a list (OPML).")] = None,
    export: Annotated[str | None, typer.Option(metavar="FILE", help="Write a list (OPML; - is stdout).")] = None,
    rules: Annotated[str | None, typer.Option(metavar="ID", help="Change what is done with its new items.")] = None,
    include: Annotated[Words, typer.Option(metavar="WORDS", help="Only items that say this; again for more.")] = None,
    exclude: Annotated[Words, typer.Option(metavar="WORDS", help="No items that say this; again for more.")] = None,
    language: Annotated[Words, typer.Option(metavar="CODE", help="Only in this language; again for more.")] = None,
    least: Annotated[Minutes, typer.Option(min=0, max=100_000, help="Only items of so many words.")] = None,
    action: Annotated[str | None, typer.Option(help="draft, hold (then publish) or slot (the next free one).")] = None,
    hold: Annotated[Minutes, typer.Option(min=1, max=10_080, help="With hold: so many minutes.")] = None,
    cap: Annotated[Minutes, typer.Option(min=0, max=1000, help="So many a day at most; 0 is no limit.")] = None,
    spacing: Annotated[Minutes, typer.Option(min=0, max=1440, help="So many minutes apart; 0 is no limit.")] = None,
    quiet: Annotated[str | None, typer.Option(metavar="22:00-07:00", help="Nothing goes out then; - is never.")] = None,
    burst: Annotated[Minutes, typer.Option(min=1, max=500, help="More at once than this are asked about.")] = None,
    to: Annotated[str | None, typer.Option(metavar="ACCOUNTS", help="Accounts, separated by commas.")] = None,
    every: Annotated[Minutes, typer.Option(metavar="MINUTES", help="Read it every so many minutes.")] = None,
    json: Json = False,
) -> None:
    """List the feeds and how they are; follow one, let it go, change what is done with its items.

    Example: standfirst feeds --add https://example.com --include "tidal power" --action hold --hold 30
    """
    deeds = {"add": add, "remove": remove, "pause": pause, "resume": resume, "poll": poll}
    deeds |= {"import": bring, "export": export, "rules": rules}
    options: dict[str, Any] = {
        **{"include": include, "exclude": exclude, "languages": language, "least": least, "action": action},
        **{"hold": hold, "cap": cap, "spacing": spacing, "quiet": quiet, "burst": burst, "to": to, "every": every},
    }
    deed = next((name for name, value in deeds.items() if value is not None), "")
    if deed:
        alone(f"--{deed}", **{name: value for name, value in deeds.items() if name != deed})
    given = {name: value for name, value in options.items() if value is not None}
    if given and deed not in ("add", "rules"):
        raise usage("feed_rules_of_what")
    if deed == "rules" and not given:
        raise usage("feed_rules_what")
    if deed == "export":
        alone("--export", json=json)
    finish(_feeds(deed, deeds.get(deed) or "", given, json=json))


async def _feeds(deed: str, what: str, given: dict[str, Any], *, json: bool) -> None:
    from bot.app import following, opened, texts
    from bot.cli import batch
    from bot.cli.terminal import echo

    async with opened() as house:
        service = following(house)
        told = await _DEEDS[deed](house, service, what, given)
    if deed == "export":
        return
    if json:
        batch.write({"feeds": [_shape(one) for one in told]})
    elif told:
        for one in told:
            feed = one.feed
            error = texts().say(f"errors/{feed.error.key}", **feed.error.values) if feed.error else ""
            echo(texts().say("cli/feed", feed=feed, counts=one.counts, asked=one.asked, error=error))
    else:
        echo(texts().say("cli/no_feeds"))


async def _listed(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    return await service.every()


async def _add(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    from bot.services.accounts import LOCAL

    brand = await house.accounts.brand()
    made = await service.subscribe(what, actor=LOCAL, brand_id=brand.id)
    return await _ruled(house, service, made.feed.id, given)


async def _ruled(house: "House", service: "Feeds", feed_id: str, given: dict[str, Any]) -> "Told":
    """The feed with what was said of its rule and its interval; what was not said stays."""
    from bot.services.accounts import LOCAL

    feed = (await service.one(feed_id)).feed
    every = given.pop("every", None)
    if given:
        await service.set_rules(feed_id, await _rule(house, feed.rule, given), actor=LOCAL)
    if every is not None:
        await service.set_interval(feed_id, every, actor=LOCAL)
    return [await service.one(feed_id)]


async def _rule(house: "House", before: "Rule", given: dict[str, Any]) -> "Rule":
    from pydantic import ValidationError

    from bot.domain.feed import Rule

    changes = dict(given)
    if "to" in changes:
        names = filter(None, (name.strip() for name in changes.pop("to").split(",")))
        changes["accounts"] = [(await house.accounts.named(name)).id for name in names]
    if "quiet" in changes:
        start, _, end = changes["quiet"].partition("-")
        never = changes["quiet"].strip() in ("", "-")
        changes["quiet"] = None if never else {"start": start.strip(), "end": end.strip()}
    try:
        return Rule.model_validate({**before.model_dump(), **changes})
    except ValidationError as error:
        raise usage("feed_rule", name=str(error.errors()[0]["loc"][0])) from error


async def _remove(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    from bot.services.accounts import LOCAL

    await service.unsubscribe(what, actor=LOCAL)
    return await service.every()


async def _pause(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    from bot.services.accounts import LOCAL

    await service.pause(what, actor=LOCAL)
    return [await service.one(what)]


async def _resume(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    from bot.services.accounts import LOCAL

    await service.resume(what, actor=LOCAL)
    return [await service.one(what)]


async def _poll(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    if what == "-":
        polled = await service.poll_due()
        return [await service.one(one.feed.id) for one in polled]
    await service.poll(what)
    return [await service.one(what)]


async def _bring(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    from bot.app import content
    from bot.services.accounts import LOCAL

    brand = await house.accounts.brand()
    made = await service.bring(content(what), actor=LOCAL, brand_id=brand.id)
    return [await service.one(feed.id) for feed in made.feeds]


async def _export(house: "House", service: "Feeds", what: str, given: dict[str, Any]) -> "Told":
    from pathlib import Path

    data = await service.list_of() + b"\n"
    if what == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        await asyncio.to_thread(_write, Path(what), data)
    return []


def _write(file: "Path", data: bytes) -> None:
    from bot.domain.errors import Refused

    try:
        file.write_bytes(data)
    except OSError as error:
        raise Refused("not_writable", path=str(file), reason=error.strerror or "") from error


_DEEDS = {
    **{"": _listed, "add": _add, "rules": _ruled, "remove": _remove, "pause": _pause, "resume": _resume},
    **{"poll": _poll, "import": _bring, "export": _export},
}


def _shape(one: "Health") -> dict[str, Any]:
    """A feed and how it is, as others script against it."""
    feed = one.feed
    fields = {"id", "url", "title", "home", "state", "interval", "failures", "checked", "succeeded", "newest", "next"}
    known = feed.model_dump(mode="json", include=fields)
    error = feed.error.key if feed.error else ""
    rule = feed.rule.model_dump(mode="json", exclude={"member_id"})
    return {**known, "well": feed.well, "error": error, "asked": one.asked, "items": dict(one.counts), "rule": rule}
