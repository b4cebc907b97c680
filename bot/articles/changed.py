"""Whether an article still says what a draft took from it. Pure.

A page that is read again may be something else: a wall, a teaser, another article behind the same address. Only where
most of the article is recognised is a sentence said to have changed or vanished.
"""

from collections.abc import Collection
from typing import NamedTuple

from bot.domain.article import Article
from bot.text.differing import Place

# So large a share of its sentences, the same or a little changed, makes it the same article.
RECOGNISED = 0.5
# With so large a share word for word it is no teaser, which would end early.
NO_TEASER = 0.7
# So many sentences that are not there any more are looked for; more would take long and tell no more.
LOOKED_FOR = 200
_SUFFIXES = (" | ", " – ", " — ", " - ", " · ")


class Change(NamedTuple):
    """A sentence as it was and as it is now, "" where it is gone."""

    before: str
    after: str


def changes(before: Article, after: Article, used: Collection[int]) -> tuple[Change, ...] | None:
    """What became of the sentences with these numbers (0 is the title), in order; None for another article."""
    place = Place((after.title, *after.sentences) if after.title else after.sentences)
    there = [place.says(sentence) for sentence in before.sentences]
    if not _recognised(before, place, there):
        return None
    found = []
    for number in sorted(used):
        if number == 0:
            change = _of_title(before.title, after.title, place)
        elif 0 < number <= len(there) and not there[number - 1]:
            change = _of_sentence(before.sentences[number - 1], place, there, number)
        else:
            change = None
        if change:
            found.append(change)
    return tuple(found)


def _recognised(before: Article, place: Place, there: list[bool]) -> bool:
    missing = [sentence for sentence, stands in zip(before.sentences, there, strict=True) if not stands]
    needed = RECOGNISED * len(there) - sum(there)
    if needed <= 0:
        return True
    return sum(bool(place.closest(one)) for one in missing[:LOOKED_FOR]) >= needed and any(there)


def _of_sentence(sentence: str, place: Place, there: list[bool], number: int) -> Change | None:
    """How a sentence changed; None where the page may only be showing less than the whole article."""
    if place.ends_with_beginning(sentence):
        return None
    closest = place.closest(sentence)
    shown_on = any(there[number:]) or sum(there) >= NO_TEASER * len(there)
    return Change(sentence, closest) if closest or shown_on else None


def _of_title(before: str, after: str, place: Place) -> Change | None:
    """How a title changed; what only names the site is no part of it."""
    if not before or not after or place.says(before) or place.says(_bare(before)):
        return None
    return Change(before, after)


def _bare(title: str) -> str:
    for mark in _SUFFIXES:
        head, found, tail = title.rpartition(mark)
        if found and len(tail) < len(head):
            return head
    return title
