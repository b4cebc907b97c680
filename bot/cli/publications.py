"""What the command line does to publications: delivering, deleting, putting the newest wording in their place."""

from typing import TYPE_CHECKING

import typer

from bot.cli.terminal import echo

if TYPE_CHECKING:
    from bot.app import House
    from bot.services.publishing import Report

# Why a post cannot be changed where it is, though it can be deleted and published anew.
_BARS = ("cannot_amend", "amend_other_parts", "amend_other_pictures", "amend_words_alone")


async def delete(publication: str, *, by_hand: bool, json: bool) -> None:
    """Delete what is out of a publication, named by its id or a post's address, and tell how it stands."""
    from bot.app import opened
    from bot.cli import show
    from bot.services.accounts import LOCAL

    async with opened() as house:
        found = await house.publishing.at(publication)
        report = await house.correcting.delete(found, actor=LOCAL, by_hand=by_hand)
    show.tell([report], json=json)


async def replace(draft: str, names: list[str], *, repost: bool, json: bool) -> None:
    """Put the newest wording in the place of what is out on each account; what keeps one back is told of it."""
    from bot.app import opened, texts
    from bot.cli import ends, show
    from bot.domain.errors import Refused, StandfirstError

    reports: list[Report] = []
    errors: list[StandfirstError] = []
    async with opened() as house:
        for name in names:
            try:
                reports.append(await _replaced(house, draft, name, repost=repost))
            except StandfirstError as error:
                errors.append(error)
                ends.say(error, about=name)
                if isinstance(error, Refused) and error.key in _BARS:
                    typer.echo(texts().say("cli/repost", draft=draft, account=name), err=True)
    if json or reports:
        show.tell(reports, json=json)
    if errors or any(report.publication.state != "published" for report in reports):
        raise typer.Exit(ends.code(errors) or ends.FAILED)


async def _replaced(house: "House", draft: str, name: str, *, repost: bool) -> "Report":
    from bot.cli import repeated
    from bot.services.accounts import LOCAL

    account = await house.accounts.named(name)
    out = await house.correcting.out(draft, account.id)
    if out is None:  # nothing to replace, or a run before this one was killed after it deleted
        before = await house.publishing.of_draft(draft) if repost else []
        deleted = [one.publication.id for one in before if one.publication.deleted]
        plan = house.publishing.plan
        (planned,) = await plan(
            draft,
            [account.id],
            actor=LOCAL,
            anew=deleted,
            replacing=True,
            waived=await repeated.told(house, draft, [name]),
        )
        return await delivered(house, planned)
    if repost and len(out.standing) < len(out.deliveries):  # deleted half-way
        return await house.correcting.repost(out.publication.id, actor=LOCAL)
    change = await house.correcting.change(out.publication.id)
    if change.differs and change.bar and repost:
        return await house.correcting.repost(out.publication.id, actor=LOCAL)
    return await house.correcting.amend(out.publication.id, actor=LOCAL)


async def brake_told(house: "House") -> bool:
    """Whether everything is halted; that is said then."""
    from bot.app import texts

    halted = await house.halting.is_halted()
    if halted:
        echo(texts().say("cli/halted_waits"), err=True)
    return halted


async def delivered(house: "House", publication: str) -> "Report":
    """Publish one; what keeps it back is told, and the other accounts get their turn."""
    from bot.cli import ends
    from bot.domain.errors import StandfirstError
    from bot.services.accounts import LOCAL

    try:
        report = await house.delivering.deliver(publication)
        if report.publication.state == "held":  # whoever publishes it once more says that it may go on
            report = await house.delivering.again(publication, actor=LOCAL)
        return report
    except StandfirstError as error:
        ends.say(error, about=publication)
        return await house.publishing.report(publication)
