"""A round-up: one draft from several articles, each told in one bullet of its own words, with its own link. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from bot.composer.wording import unstopped
from bot.domain.article import Article, Origin
from bot.domain.draft import Bullet, Draft, Passage
from bot.domain.facts import Fact, Trace
from bot.facts import SourceIndex, trace_draft

Some = TypeVar("Some", bound=Passage)
_MOST_HASHTAGS = 4


def rounded_up(article: Article, drafts: Sequence[Draft], *, draft_id: str) -> Draft:
    """The round-up of the drafts of a joined article's origins, in their order; its headline is the first one's.

    A bullet's longest form ends with its article's address, so where
    a network has little room it is what goes first. What is chosen is told: nothing of one article fills in for
    another.
    """
    origins = article.joins
    headlines = tuple(_moved(one.headline, origin) for one, origin in zip(drafts, origins, strict=True))
    best = [_best(one, origin) for one, origin in zip(drafts, origins, strict=True)]
    questions = tuple(
        _moved(asked, origin) for one, origin in zip(drafts, origins, strict=True) for asked in one.questions[:2]
    )
    return Draft(
        id=draft_id,
        article_id=article.id,
        language=article.language,
        writer=drafts[0].writer,
        headline=headlines[0],
        headlines=headlines,
        bullets=tuple(bullets[0] for bullets in best),
        candidates=tuple(bullet for bullets in best for bullet in bullets[1:3]),
        question=questions[0] if questions else None,
        questions=questions,
        hashtags=tuple(dict.fromkeys(tag for one in drafts for tag in one.hashtags[:2]))[:_MOST_HASHTAGS],
        category=drafts[0].category,
        sensitive=any(one.sensitive for one in drafts),
        settled=True,
    )


def untold(origin: Article, *, draft_id: str) -> Draft:
    """A draft of an article that holds too little for a writer: its title is all that is said of it."""
    title = Passage(text=origin.title, sentences=(0,))
    return Draft(id=draft_id, article_id=origin.id, language=origin.language, headline=title)


def trace_origins(article: Article, draft: Draft) -> Trace:
    """Trace a round-up's facts, those of each passage in the one article it comes from."""
    traced: list[Fact] = []
    untraced: list[Fact] = []
    for part, origin, before in _apart(article, draft):
        found = trace_draft(part, SourceIndex.of(origin))
        traced += (_counted(fact, before) for fact in found.traced)
        untraced += found.untraced
    return Trace(traced=tuple(traced), untraced=tuple(untraced))


def _apart(article: Article, draft: Draft) -> Iterator[tuple[Draft, Article, int]]:
    """What the draft takes from each article, and last what is of none of them alone, for the whole.

    With each how much its sentences' numbers are short of those of the whole.
    """
    for origin, told in zip(article.joins, article.origins(), strict=True):
        yield _only(draft, partial(_is_of, origin)), told, origin.first - 1
    rest = _only(draft, lambda one: not any(_is_of(origin, one) for origin in article.joins))
    yield rest.model_copy(update={"hashtags": draft.hashtags, "link": draft.link}), article, 0


def _only(draft: Draft, fits: Callable[[Passage], bool]) -> Draft:
    """The draft's passages that fit, and nothing else."""

    def kept(passages: Iterable[Some]) -> tuple[Some, ...]:
        return tuple(one for one in passages if fits(one))

    return Draft(
        id=draft.id,
        article_id=draft.article_id,
        revision=draft.revision,
        language=draft.language,
        headline=draft.headline if fits(draft.headline) else Passage(text=""),
        headlines=kept(draft.headlines),
        standfirst=draft.standfirst if draft.standfirst and fits(draft.standfirst) else None,
        bullets=kept(draft.bullets),
        candidates=kept(draft.candidates),
        context=kept(draft.context),
        question=draft.question if draft.question and fits(draft.question) else None,
        questions=kept(draft.questions),
    )


def _is_of(origin: Origin, passage: Passage) -> bool:
    return bool(passage.sentences) and all(origin.first - 1 <= number <= origin.last for number in passage.sentences)


def _counted(fact: Fact, before: int) -> Fact:
    return fact if fact.sentence is None else fact.model_copy(update={"sentence": fact.sentence + before})


def _best(draft: Draft, origin: Origin) -> tuple[Bullet, ...]:
    """An article's bullets, the one that says most first; its title where it has none."""
    title = Bullet(text=origin.title, sentences=(0,))
    leads = origin.first == 2  # the round-up's headline says its title already
    offered = draft.bullets if leads else tuple(_titled(bullet, title) for bullet in draft.bullets)
    offered = offered or (title,)
    return tuple(_linked(_moved(bullet, origin), origin.url) for bullet in offered)


def _titled(bullet: Bullet, title: Bullet) -> Bullet:
    """A bullet that may say its article's title instead: in little room, many stories come before one at length."""
    if len(title.text) >= len(bullet.text):
        return bullet
    shorter = (*bullet.shorter[:1], title.text)
    return bullet.model_copy(update={"shorter": shorter, "sentences": (*bullet.sentences, *title.sentences)})


def _moved(passage: Some, origin: Origin) -> Some:
    """A passage with its sentences numbered as the round-up numbers them."""
    return passage.model_copy(update={"sentences": tuple(number + origin.first - 1 for number in passage.sentences)})


def _linked(bullet: Bullet, url: str) -> Bullet:
    if not url:
        return bullet
    told = unstopped(bullet.text)
    return bullet.model_copy(update={"text": f"{told} {url}", "shorter": (bullet.text, *bullet.shorter)})
