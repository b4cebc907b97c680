"""Neutral wording of a story: a draft and its parts, each naming the sentences it comes from."""

from bot.domain.frozen import Frozen


class Passage(Frozen):
    """One piece of wording and the numbers of the article's sentences it comes from (0 is the title)."""

    text: str
    sentences: tuple[int, ...] = ()


class Bullet(Passage):
    """One whole statement. `shorter` holds safe shortenings of the same claim, longest first."""

    emoji: str = ""
    shorter: tuple[str, ...] = ()


class Draft(Frozen):
    """A revision of the wording for one article, written for no network in particular.

    `headlines` and `questions` are all the candidates, the chosen one first. `candidates` are further
    statements in rank order which the draft does not use yet. `context` are the paragraphs of the long
    form, in reading order, without what the standfirst and the bullets already say.
    `hashtags` carry their "#". `link` is the article's address, `site` the name shown for it.
    """

    id: str
    article_id: str
    revision: int = 1
    language: str = "und"
    writer: str = "embedded"
    headline: Passage
    headlines: tuple[Passage, ...] = ()
    standfirst: Passage | None = None
    bullets: tuple[Bullet, ...] = ()
    candidates: tuple[Bullet, ...] = ()
    context: tuple[Passage, ...] = ()
    question: Passage | None = None
    questions: tuple[Passage, ...] = ()
    hashtags: tuple[str, ...] = ()
    category: str = ""
    sensitive: bool = False
    link: str = ""
    site: str = ""
