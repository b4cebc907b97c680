"""A draft without what its article does not say: for writers that promise to use the article's own words alone."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.domain.draft import Bullet, Draft, Passage
from bot.facts import SourceIndex, trace

Some = TypeVar("Some", bound=Passage)


def sieved(draft: Draft, index: SourceIndex) -> Draft:
    """Leave out every part with an untraced fact; a further statement takes the place of a bullet left out.

    The headline stays as it is when no alternative traces wholly: a draft needs one, and publishing is blocked anyway.
    """
    own = frozenset(filter(None, (draft.link, draft.site)))

    def holds(text: str, *, headline: bool = False) -> bool:
        return not trace(text, index, own=own, headline=headline).untraced

    headlines = tuple(title for title in draft.headlines if holds(title.text, headline=True)) or draft.headlines[:1]
    questions = _holding(draft.questions, holds)
    statements = tuple(_sound(bullet, holds) for bullet in _holding((*draft.bullets, *draft.candidates), holds))
    return draft.model_copy(
        update={
            "headline": headlines[0] if headlines else draft.headline,
            "headlines": headlines,
            "standfirst": draft.standfirst if draft.standfirst and holds(draft.standfirst.text) else None,
            "bullets": _in_order(statements[: len(draft.bullets)]),
            "candidates": statements[len(draft.bullets) :],
            "context": _holding(draft.context, holds),
            "question": questions[0] if questions else None,
            "questions": questions,
            "hashtags": tuple(hashtag for hashtag in draft.hashtags if holds(hashtag)),
        }
    )


def _holding(passages: Iterable[Some], holds: Callable[[str], bool]) -> tuple[Some, ...]:
    return tuple(passage for passage in passages if holds(passage.text))


def _sound(bullet: Bullet, holds: Callable[[str], bool]) -> Bullet:
    return bullet.model_copy(update={"shorter": tuple(text for text in bullet.shorter if holds(text))})


def _in_order(bullets: tuple[Bullet, ...]) -> tuple[Bullet, ...]:
    """Bullets tell the story in the article's order."""
    return tuple(sorted(bullets, key=lambda bullet: bullet.sentences[:1]))
