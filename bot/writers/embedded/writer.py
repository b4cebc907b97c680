"""The writer with no key: sentences are ranked, made into statements, chosen, and put beside headline and question."""

from collections.abc import Callable

from bot.domain.article import Article
from bot.domain.draft import Bullet, Draft, Passage
from bot.domain.errors import Unreadable
from bot.domain.ports import Brief
from bot.text.templating import product_file
from bot.writers.embedded.category import category
from bot.writers.embedded.choice import Choice, choose
from bot.writers.embedded.context import context, standfirst
from bot.writers.embedded.hashtags import hashtags
from bot.writers.embedded.headline import headline, headlines
from bot.writers.embedded.question import questions
from bot.writers.embedded.sensitive import is_sensitive
from bot.writers.embedded.statements import Statement, shorter_forms
from bot.writers.embedded.story import Story

SPARE = 3


class EmbeddedWriter:
    """Writes a draft from the article's own words; needs no key, no model and no network."""

    name = "embedded"
    extractive = True

    def __init__(self, source: Callable[[str], str] = product_file) -> None:
        """`source` gives the text of a file below `templates` ("" where there is none): the questions' patterns."""
        self._source = source

    async def write(self, article: Article, brief: Brief, *, draft_id: str) -> Draft:
        """Write the first revision of a draft. Raises Unreadable when the article holds too little."""
        return self.draft(article, brief, draft_id=draft_id)

    def draft(self, article: Article, brief: Brief, *, draft_id: str) -> Draft:
        """The same, at once. Pure: the same article always gives the same draft."""
        story = Story.of(article)
        first = headline(story)
        if first is None:
            raise Unreadable("too_short", words=article.words)
        choice = choose(story, first.text, brief.max_bullet)
        titles = headlines(story, first, (*choice.bullets, *choice.candidates[:SPARE]))
        return _assembled(story, titles, choice, draft_id, self._source)


def _assembled(
    story: Story, titles: tuple[Passage, ...], choice: Choice, draft_id: str, source: Callable[[str], str]
) -> Draft:
    article, language = story.article, story.article.language
    sensitive = is_sensitive(story)
    asked = questions(story, headline=titles[0].text, sensitive=sensitive, source=source)
    opening = standfirst(story, titles[0].text, choice)
    return Draft(
        id=draft_id,
        article_id=article.id,
        language=language,
        writer=EmbeddedWriter.name,
        headline=titles[0],
        headlines=titles,
        standfirst=opening,
        bullets=tuple(_bullet(statement, language) for statement in choice.bullets),
        candidates=tuple(
            _bullet(statement, language, brief=place < SPARE) if place <= SPARE else _plain(statement)
            for place, statement in enumerate(choice.candidates)
        ),
        context=context(story, choice, opening),
        question=asked[0] if asked else None,
        questions=asked,
        hashtags=hashtags(story),
        category=category(story),
        sensitive=sensitive,
        link=article.url,
        site=article.site,
    )


def _bullet(statement: Statement, language: str, *, brief: bool = True) -> Bullet:
    shorter = shorter_forms(statement, language, brief=brief)
    return Bullet(text=statement.text, sentences=statement.numbers, shorter=shorter)


def _plain(statement: Statement) -> Bullet:
    """A statement far down, hardly ever shown: as it is."""
    return Bullet(text=statement.text, sentences=statement.numbers)
