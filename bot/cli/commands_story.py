"""What happened to a publication: `why`."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.root import Json, app
from bot.cli.running import finish


@app.command()
def why(
    post: Annotated[str, typer.Argument(help="A publication's id, as queue says it, or a post's address.")],
    json: Json = False,
) -> None:
    """Tell the story of a publication: what happened to it, when, by whom, and why.

    Example: standfirst why k3f9m2x8bdqz
    """
    finish(_why(post, json=json))


async def _why(post: str, *, json: bool) -> None:
    from bot.app import opened, settings, texts
    from bot.chat.screens.why import said
    from bot.cli import batch, show

    async with opened() as house:
        report, steps = await house.stories.of(post)
    if json:
        lines: list[dict[str, Any]] = [
            {"at": step.at.isoformat(), "action": step.action, "who": step.who, "part": step.part, **step.detail}
            for step in steps
        ]
        batch.write({"id": report.publication.id, "state": report.publication.state, "story": lines})
        return
    out, zone = show.console(), ZoneInfo(settings().time_zone)
    for step in steps:
        at = f"{step.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
        out.print(show.plain(f"{at}  {said(texts(), report, step)}"))
    out.print(show.reports([report], texts()))
