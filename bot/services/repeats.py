"""The same text or the same story twice within a day on one account.

It is said before it is planned and asked about before it goes out; what a member saw and planned all the same goes out
without being asked about again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from bot.domain.ports import Clock
from bot.domain.post import Post
from bot.domain.publication import Account, Failure, PublicationState
from bot.services.checks import Back
from bot.services.offers import Offer
from bot.services.publishing import Report
from bot.store import Connection, Store, posts, repeats
from bot.store.repeats import Near
from bot.text.wording import near

NAME = "repeats"
# A little less than a day: what goes out at the same time every day repeats nothing.
A_DAY = timedelta(hours=24) - timedelta(minutes=5)
_OUT: tuple[PublicationState, ...] = ("publishing", "published", "uncertain")
_COUNTED: tuple[PublicationState, ...] = (*_OUT, "scheduled", "held")
Kind = Literal["text", "story"]


class Repeat(NamedTuple):
    """What says the same: the account, which publication, when it went or goes out, what is the same, where it is.

    `out` tells that it is out, or may be; `own` that it is of the same draft.
    """

    account: Account
    publication_id: str
    at: datetime
    kind: Kind
    url: str = ""
    out: bool = True
    own: bool = False


class Repeats:
    """Finds repeats; as a check it holds back what would be one that nobody has seen."""

    name = NAME

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def warnings(self, offer: Offer, at: datetime | None = None) -> tuple[Repeat, ...]:
        """What these posts would repeat if they went out then (None is the offer's time), a day before and after it.

        What the same draft has scheduled is left out: it would make way.
        """
        due, draft = at or offer.at or self._clock.now(), offer.kept.draft
        found: list[Repeat] = []
        async with self._store.read() as connection:
            for account, post in offer.posts:
                known = repeats.keys(draft, post)
                span = (due - A_DAY, due + A_DAY)
                others = await repeats.sharing(connection, known, account.id, *span, _COUNTED)
                others = [one for one in others if not _makes_way(one, draft.id, draft.revision)]
                found += await _repeats(connection, account, post, draft.id, others)
        return tuple(found)

    async def __call__(self, report: Report) -> Back | None:
        """Held, naming the last post that is out and was not seen when this one was planned."""
        one, now = report.publication, self._clock.now()
        async with self._store.read() as connection:
            known = await repeats.keys_of(connection, one.post_id)
            span = (now - A_DAY, now + A_DAY)
            others = await repeats.sharing(connection, known, report.account.id, *span, _OUT)
            others = [other for other in others if other.id != one.id and not _wanted(other, report)]
            found = await _repeats(connection, report.account, report.post, report.draft_id, others)
        unseen = [each for each in found if waiver([each])[0] not in one.waived]
        return Back("held", _failure(unseen[0], now)) if unseen else None


def waiver(seen: Iterable[Repeat]) -> tuple[str, ...]:
    """What a publication keeps in `waived` of the repeats that a member saw when it was planned."""
    return tuple(f"{NAME}:{one.publication_id}" for one in seen)


def _makes_way(other: Near, draft_id: str, revision: int) -> bool:
    """Whether it is the very same post, or one of the same draft that is replaced."""
    if other.draft_id != draft_id:
        return False
    return other.revision == revision or (other.state == "scheduled" and not other.series_id)


def _wanted(other: Near, report: Report) -> bool:
    """Whether a member asked for the repetition: one series, or a post that recurs after it was out by itself."""
    series_id = report.publication.series_id
    return bool(series_id) and (other.series_id == series_id or other.draft_id == report.draft_id)


async def _repeats(
    connection: Connection, account: Account, post: Post, draft_id: str, others: list[Near]
) -> list[Repeat]:
    found, words = [], repeats.words_of(post)
    for one in others:
        kind = _kind(one.keys)
        if kind is None:
            theirs = await posts.by_id(connection, one.post_id)
            kind = "story" if theirs and near(words, repeats.words_of(theirs)) else None
        if kind:
            out, own = one.state in _OUT, one.draft_id == draft_id
            found.append(Repeat(account, one.id, one.at, kind, one.url, out, own))
    return found


def _kind(shared: Iterable[str]) -> Kind | None:
    """What is the same by the keys in common; None where only the wordings may be near."""
    begun = {key.partition(":")[0] for key in shared}
    return "text" if "t" in begun else "story" if begun & {"s", "a"} else None


def _failure(one: Repeat, now: datetime) -> Failure:
    hours, minutes = divmod(max(0, int((now - one.at).total_seconds() // 60)), 60)
    return Failure(key="repeated", values={"kind": one.kind, "hours": hours, "minutes": minutes, "url": one.url})
