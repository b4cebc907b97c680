"""What is told of the same text or story on the same account, before a post is planned."""

import hashlib
from collections.abc import Mapping, Sequence

from bot.chat.context import Context
from bot.chat.screens.preferences import zone_of
from bot.chat.times import choice_said
from bot.domain.brand import Member
from bot.domain.post import Note
from bot.services.repeats import Repeat
from bot.times import moment_of

# Between what was seen of the posts and what was seen of the repeats.
_MARK = "~"
_SEEN = 4
# So many are told.
_MOST = 4


def marked(seen: str, repeats: Sequence[Repeat]) -> str:
    """What a member saw: the posts, and which repeats."""
    if not repeats:
        return seen
    ids = "\0".join(sorted(one.publication_id for one in repeats))
    return f"{seen}{_MARK}{hashlib.sha256(ids.encode()).hexdigest()[:_SEEN]}"


def bare(seen: str) -> str:
    """What a member saw of the posts alone."""
    return seen.partition(_MARK)[0]


async def notes(context: Context, member: Member, repeats: Sequence[Repeat], names: Mapping[str, str]) -> list[Note]:
    """A sentence on each, but on what is of the same draft: that is told anyway."""
    texts, zone = context.office.languages.texts(member.language), await zone_of(context, member)
    now, told = context.office.clock.now(), []
    for one in [each for each in repeats if not each.own and each.account.id in names][:_MOST]:
        when = choice_said(texts, moment_of(one.at, zone), now)
        values = {"account": names[one.account.id], "when": when, "out": int(one.out), "url": one.url}
        told.append(Note(key="repeats_text" if one.kind == "text" else "repeats_story", values=values))
    return told
