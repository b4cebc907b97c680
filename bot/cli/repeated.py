"""What the command line tells of the same text or story on the same account, before a post is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cli.terminal import echo

if TYPE_CHECKING:
    from bot.app import House
    from bot.services.repeats import Repeat


async def told(
    house: "House", draft: str, names: Sequence[str], times: Mapping[str, datetime] | None = None
) -> tuple[str, ...]:
    """Say on stderr what is repeated, at these times by account id or now; what is waived by whoever goes on."""
    from bot.services.repeats import waiver

    offer = await house.offers.offer(draft, names)
    found: list[Repeat] = []
    for pair in offer.posts:
        found += await house.repeats.warnings(replace(offer, posts=(pair,)), (times or {}).get(pair[0].id))
    for one in found:
        echo(_said(one), err=True)
    return waiver(found)


def _said(one: "Repeat") -> str:
    from bot.app import texts
    from bot.chat.times import moment_said
    from bot.domain.clock import SystemClock
    from bot.domain.post import Note
    from bot.times import moment_of

    when = moment_said(texts(), moment_of(one.at, "UTC"), SystemClock().now(), "cli/when")
    account = f"{one.account.platform}:{one.account.handle}"
    values: dict[str, str | int] = {"account": account, "when": when, "out": int(one.out), "url": one.url}
    return texts().note(Note(key="repeats_text" if one.kind == "text" else "repeats_story", values=values))
