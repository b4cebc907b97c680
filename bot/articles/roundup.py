"""Several articles joined into one for a round-up: their sentences one after the other, numbered anew. Pure."""

from collections.abc import Sequence

from bot.domain.article import Article, Origin

MOST = 8


def joined(articles: Sequence[Article], *, article_id: str) -> Article:
    """One article that says what all of them say, each title a sentence of its own before its text; at most MOST.

    Its title is the first one's; it has no address, as each of the articles has its own.
    """
    sentences: list[str] = []
    paragraphs: list[int] = []
    joins: list[Origin] = []
    for one in articles[:MOST]:
        title = one.title or one.sentences[0]
        before = len(sentences) + 1
        paragraphs += [before, *(number + before for number in one.paragraphs or (1,))]
        sentences += [title, *one.sentences]
        joins.append(
            Origin(
                title=title,
                site=one.site,
                url=one.url,
                published=one.published,
                language=one.language,
                first=before + 1,
                last=len(sentences),
            )
        )
    languages = {one.language for one in articles}
    return Article(
        id=article_id,
        source="url",
        title=joins[0].title,
        site=" · ".join(dict.fromkeys(one.site for one in articles if one.site)),
        language=languages.pop() if len(languages) == 1 else articles[0].language,
        image=next((one.image for one in articles if one.image), ""),
        images=tuple(picture for one in articles for picture in one.images),
        words=sum(one.words for one in articles),
        sentences=tuple(sentences),
        paragraphs=tuple(paragraphs),
        joins=tuple(joins),
    )
