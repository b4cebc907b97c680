"""Commands about time: when."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import Json, Jsonl, alone, app, usage
from bot.cli.terminal import echo

if TYPE_CHECKING:
    from bot.chat.texts import Texts

Line = dict[str, Any]


@app.command()
def when(
    text: Annotated[str | None, typer.Argument(help="A time as people type it.")] = None,
    tz: Annotated[
        str | None, typer.Option("--tz", metavar="ZONE", help="IANA time zone; yours when not given.")
    ] = None,
    now: Annotated[str | None, typer.Option(metavar="ISO", help="The instant it is read at, with its offset.")] = None,
    json: Json = False,
    jsonl: Jsonl = None,
) -> None:
    """Say which instant a typed time means, or why that has to be asked; the exit code is 1 for a question.

    Example: standfirst when "tomorrow 9am" --tz Europe/Athens
    """
    from bot.app import texts
    from bot.cli import batch

    if jsonl is not None:
        alone("--jsonl", TEXT=text, tz=tz, now=now, json=json)
        return batch.run(jsonl, lambda line: _of_line(line, texts()), texts())
    if text is None:
        raise usage("no_time")
    answer = _read(text, now, tz, texts())
    if json:
        batch.write(answer)
    else:
        echo(answer["echo"], err="ask" in answer)
    if "ask" in answer:
        raise typer.Exit(1)
    return None


def _of_line(line: Line, texts: "Texts") -> Line:
    from bot.cli.batch import field

    now, tz = (field(line, name) if line.get(name) is not None else None for name in ("now", "tz"))
    return _read(field(line, "text"), now, tz, texts)


def _read(text: str, now: str | None, tz: str | None, texts: "Texts") -> Line:
    """The answer in the shape that others script against. Raises Refused for a zone or an instant that is none."""
    from bot.chat.times import moment_said, question_said
    from bot.domain.moment import Moment, Unclear
    from bot.times import read_time

    zone = _zone(tz)
    at = _instant(now)
    answer = read_time(text, at, zone)
    if isinstance(answer, Moment):
        local = answer.local().isoformat()
        return {"at": local, "echo": moment_said(texts, answer, at, "cli/when")}
    question = answer if isinstance(answer, Unclear) else Unclear(reason="unclear")
    return {"ask": question.reason, "echo": question_said(texts, question, at)}


def _zone(name: str | None) -> str:
    from zoneinfo import ZoneInfo

    from bot.app import settings
    from bot.domain.errors import Refused

    if name is None:
        return settings().time_zone
    try:
        return ZoneInfo(name).key
    except (LookupError, ValueError, OSError) as fault:
        raise Refused("no_such_zone", zone=name) from fault


def _instant(written: str | None) -> datetime:
    from bot.domain.clock import SystemClock
    from bot.domain.errors import Refused

    if written is None:
        return SystemClock().now()
    try:
        at = datetime.fromisoformat(written)
    except ValueError as fault:
        raise Refused("bad_now", now=written) from fault
    if at.tzinfo is None:
        raise Refused("bad_now", now=written)
    return at
