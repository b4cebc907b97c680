"""What the command line does with times: keeping one, moving it, taking it back, the calendar file."""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.terminal import echo

if TYPE_CHECKING:
    from bot.app import House
    from bot.domain.moment import Moment, NextSlot
    from bot.domain.publication import Account
    from bot.services.publishing import Report

    Asked = tuple[dict[str, Account], Moment | NextSlot]


async def schedule(
    draft: str, names: Sequence[str], at: str, *, late: int | None, void: int | None, anew: bool, json: bool
) -> "list[Report]":
    """Schedule a draft on each account for a typed time, which is said back first; how they stand."""
    from bot.app import opened
    from bot.cli import publications, repeated, show
    from bot.services.accounts import LOCAL

    async with opened() as house:
        accounts, when = await _asked(house, draft, names, at, json=json)
        before = await house.publishing.of_draft(draft) if anew else []
        times = {one: moment.at for one, moment in (await _free(house, accounts, when)).items()}
        planned = await house.scheduling.schedule(
            draft,
            list(accounts),
            when,
            actor=LOCAL,
            late=late,
            void_minutes=void,
            waived=await repeated.told(house, draft, list(accounts), times),
            anew=[one.publication.id for one in before if one.publication.deleted],
        )
        reports = [await _policed(house, one, late, void) for one in planned]
        await publications.brake_told(house)
    show.tell(reports, json=json)
    return reports


async def _policed(house: "House", publication: str, late: int | None, void: int | None) -> "Report":
    """How one stands, with the policy that was asked for where it was planned with another before."""
    from bot.services.accounts import LOCAL

    report = await house.publishing.report(publication)
    if report.publication.state != "scheduled" or (late is None and void is None):
        return report
    seen = report.publication.run
    return await house.scheduling.set_policy(publication, actor=LOCAL, seen_run=seen, late=late, void_minutes=void)


async def rehearsed(draft: str, names: Sequence[str], at: str, *, json: bool) -> "dict[str, str]":
    """For a dry run: the instant a typed time means, said back, by account; nothing is kept."""
    from bot.app import opened

    async with opened() as house:
        accounts, when = await _asked(house, draft, names, at, json=json)
        free = await _free(house, accounts, when)
    return {_name(accounts[one]): moment.local().isoformat() for one, moment in free.items()}


async def reschedule(publication: str, at: str, *, json: bool) -> "list[Report]":
    """Give a publication another time, said back first."""
    from bot.app import opened
    from bot.services.accounts import LOCAL

    async with opened() as house:
        report = await house.publishing.report(publication)
        zone = (await house.accounts.brand_of(report.account.brand_id)).time_zone
        when = await _read(house, at, zone, {report.account.id: report.account}, json=json)
        seen = report.publication.run
        return [await house.scheduling.reschedule(publication, when, actor=LOCAL, seen_run=seen)]


async def cancel(publication: str) -> "list[Report]":
    """Take back a publication that waits."""
    from bot.app import opened
    from bot.services.accounts import LOCAL

    async with opened() as house:
        seen = (await house.publishing.report(publication)).publication.run
        return [await house.scheduling.cancel(publication, actor=LOCAL, seen_run=seen)]


async def send_now(publication: str) -> "list[Report]":
    """Send a publication that waits at once."""
    from bot.app import opened
    from bot.cli import publications
    from bot.domain.errors import Refused
    from bot.services.accounts import LOCAL

    async with opened() as house:
        if await publications.brake_told(house):
            raise Refused("halted_now")
        seen = (await house.publishing.report(publication)).publication.run
        await house.scheduling.publish_now(publication, actor=LOCAL, seen_run=seen)
        return [await publications.delivered(house, publication)]


async def calendar(file: str) -> None:
    """Write the calendar file, to stdout for "-". Raises Refused("not_writable")."""
    from bot.app import opened

    async with opened() as house:
        content = await house.scheduling.calendar(name="Standfirst")
    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        _write(Path(file), content)


async def _asked(house: "House", draft: str, names: Sequence[str], at: str, *, json: bool) -> "Asked":
    """The accounts by id, and the time, read in the zone of the draft's brand."""
    kept = await house.drafting.latest(draft)
    found = [await house.accounts.named(name) for name in names]
    accounts = {one.id: one for one in found}
    zone = (await house.accounts.brand_of(kept.brand_id)).time_zone
    return accounts, await _read(house, at, zone, accounts, json=json)


async def _read(
    house: "House", at: str, zone: str, accounts: "dict[str, Account]", *, json: bool
) -> "Moment | NextSlot":
    """The time that was typed, said back on stderr; what must be asked is said, and ends the run."""
    from bot.app import texts
    from bot.chat.times import moment_said, question_said
    from bot.cli import batch
    from bot.domain.clock import SystemClock
    from bot.domain.moment import Unclear

    said, now = house.scheduling.read(at, member_zone=zone), SystemClock().now()
    if isinstance(said, Unclear):
        question = question_said(texts(), said, now)
        if json:
            batch.write({"ask": said.reason, "echo": question})
        else:
            echo(question, err=True)
        raise typer.Exit(1)
    for one, moment in (await _free(house, accounts, said)).items():
        line = moment_said(texts(), moment, now, "cli/when")
        echo(f"{_name(accounts[one])}: {line}", err=True)
    return said


async def _free(house: "House", accounts: "dict[str, Account]", when: "Moment | NextSlot") -> "dict[str, Moment]":
    """When it is for each account: its own next slot, or the one moment for all."""
    from bot.domain.moment import Moment

    if isinstance(when, Moment):
        return dict.fromkeys(accounts, when)
    return await house.slots.next_of_each(list(accounts))


def _name(account: "Account") -> str:
    return f"{account.platform}:{account.handle}"


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all: a calendar program may read it at any moment."""
    from bot.domain.errors import Refused

    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError as fault:
        raise Refused("not_writable", path=str(path), reason=fault.strerror or "") from fault
