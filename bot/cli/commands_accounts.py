"""Commands about accounts: connect and doctor."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import Json, alone, app, usage
from bot.cli.running import finish
from bot.cli.terminal import echo

if TYPE_CHECKING:
    from bot.app import House
    from bot.domain.connection import Question
    from bot.services.connecting import Connected
    from bot.services.doctor import Diagnosis, Examined

MOST_TRIES = 5


@app.command()
def connect(
    network: Annotated[str | None, typer.Argument(metavar="PLATFORM", help="x, bluesky, mastodon ...")] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="An answer beforehand; NAME=@FILE takes it from a file, @@ begins with a plain @.",
        ),
    ] = None,
    account: Annotated[str | None, typer.Option(help="Connect this very account anew.")] = None,
    brand: Annotated[str | None, typer.Option(help="Whose account it is; Main by default.")] = None,
    remove: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="Let go of an account and its login.")] = None,
    new_key: Annotated[bool, typer.Option("--new-key", help="Make a key for STANDFIRST_SECRET_KEY.")] = False,
    json: Json = False,
) -> None:
    """Connect an account: answers are asked for one by one, and checked on the network at once.

    Example: standfirst connect bluesky
    """
    if new_key:
        alone("--new-key", PLATFORM=network, account=account, remove=remove, json=json)
        from bot.services.vault import new_key as made

        return typer.echo(made())
    if remove is not None:
        alone("--remove", PLATFORM=network, account=account, brand=brand)
        return finish(_remove(remove))
    if network is None:
        raise usage("no_network", names=_networks())
    answers = dict(_pair(one) for one in given or [])
    finish(_connect(network, answers, account or "", brand or "Main", json=json))
    return None


@app.command()
def doctor(json: Json = False) -> None:
    """Examine the house and every account: identity, rights, limits, logins that end, what is late, with remedies.

    Example: standfirst doctor
    """
    if not finish(_doctor(json=json)).well:
        raise typer.Exit(1)


def _networks() -> str:
    from bot.platforms import installed

    return ", ".join(platform.name for platform in installed())


def _pair(one: str) -> tuple[str, str]:
    """NAME=VALUE; a secret is better in a file, since others see a command's words."""
    name, equals, value = one.partition("=")
    if not equals or not name.strip():
        raise usage("no_pair", given=one.partition("=")[0][:40])
    if value.startswith("@@"):  # a name that begins with it
        value = value[1:]
    elif value.startswith("@"):
        try:
            value = (sys.stdin.read() if value == "@-" else Path(value[1:]).read_text(encoding="utf-8")).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise usage("no_answer_file", name=name, path=value[1:]) from error
    return name.strip(), value


async def _connect(network: str, given: dict[str, str], account: str, brand: str, *, json: bool) -> None:
    from bot.app import opened, texts
    from bot.cli import batch, shapes

    async with opened() as house:
        house.connecting.known_network(network)
        done = await _interviewed(house, network, dict(given), account, brand)
        reports = [await house.delivering.deliver(one) for one in done.freed]
    if json:
        freed = [shapes.report(report) for report in reports]
        return batch.write({"account": shapes.account(done.account), "new": done.new, "publications": freed})
    echo(texts().say("cli/connect/done", account=done.account, new=done.new, freed=len(reports)))
    return None


async def _interviewed(house: "House", network: str, given: dict[str, str], account: str, brand: str) -> "Connected":
    """Ask until enough is known; an answer that will not do is asked for again where somebody sits there."""
    from bot.domain.errors import Reconnect, Refused, StandfirstError
    from bot.services.accounts import LOCAL

    brand_id = (await house.accounts.brand(brand)).id
    account_id = (await house.accounts.named(account)).id if account else ""
    typed: list[str] = []
    for _ in range(MOST_TRIES * 10):
        failure: StandfirstError
        try:
            question = await house.connecting.question(network, given)
            if question is None:
                return await house.connecting.connect(
                    network, given, actor=LOCAL, brand_id=brand_id, account_id=account_id
                )
            given |= question.keep
            typed.append(question.name)
            given[question.name] = _asked(network, question)
            continue
        except (Refused, Reconnect) as error:
            failure = error
        wrong = str(failure.values.get("name", "")) if failure.key == "bad_answer" else (typed[-1:] or [""])[0]
        if wrong not in typed or not sys.stdin.isatty():
            raise _told(network, failure)
        _say_refusal(network, failure)
        given.pop(wrong, None)
    raise usage("no_end")


def _asked(network: str, question: "Question") -> str:
    """What the person at the terminal answers."""
    from bot.app import texts

    if not sys.stdin.isatty():
        says, sitting = texts().question(network, question), bool(question.link and question.keep)
        raise usage("answer_missing", name=question.name, says=says, sitting=sitting)
    echo(texts().question(network, question), err=True)
    if question.link:
        echo(question.link, err=True)
    if question.choices:
        echo(", ".join(question.choices), err=True)
    default = "" if question.default is not None else None
    answer: str = typer.prompt(question.name, default=default, hide_input=question.secret, show_default=False, err=True)
    return answer.strip()


def _told(network: str, failure: Any) -> Any:
    """The same error, with a bad answer in words."""
    from bot.app import texts
    from bot.domain.errors import Refused

    if failure.key != "bad_answer":
        return failure
    return Refused("bad_answer", reason=texts().reason(network, failure))


def _say_refusal(network: str, failure: Any) -> None:
    from bot.app import texts

    echo(texts().refusal(network, failure), err=True)


async def _remove(name: str) -> None:
    from bot.app import opened, texts
    from bot.services.accounts import LOCAL

    async with opened() as house:
        account = await house.accounts.named(name)
        gone = await house.connecting.disconnect(account.id, actor=LOCAL)
    echo(texts().say("cli/connect/removed", account=gone))


async def _doctor(*, json: bool) -> "Diagnosis":
    from bot.app import opened, texts
    from bot.cli import batch, shapes, show

    async with opened() as house:
        found = await house.doctor.examine()
    if json:
        batch.write(shapes.diagnosis(found, texts()))
    else:
        show.console().print(show.diagnosis(found, texts(), _label))
    return found


def _label(examined: "Examined") -> str:
    from bot.app import get

    return f"{get(examined.account.platform).label} · {examined.account.handle}"
