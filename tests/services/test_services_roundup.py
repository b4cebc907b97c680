"""Round-ups: several articles, one draft, each fact traced to the article it is told of."""

import pytest
from articles.stories import stories

from bot.articles.roundup import joined
from bot.domain.brand import HouseStyle
from bot.platforms import get
from bot.services.composing import Composing
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

STYLE = HouseStyle()


@pytest.fixture
def composing() -> Composing:
    return Composing(EmbeddedWriter(), Templates())


async def test_a_round_up_tells_each_article_in_its_words_with_its_link(composing):
    article = joined(stories(), article_id="r")
    made = await composing.compose(article, [get("telegram"), get("x")], style=STYLE, draft_id="d")
    assert all(origin.url in bullet.text for origin, bullet in zip(article.joins, made.draft.bullets, strict=True))
    assert made.draft.headline.text == "Round-up: Marl bridge reopens in June"
    assert all(origin.url in made.posts["telegram"].parts[0].text for origin in article.joins)
    assert "Ostrey" in made.posts["x"].parts[0].text
    assert "Hulm" in made.posts["x"].parts[0].text
    assert made.untraced == ()
    for fact in (one for one in made.trace.traced if one.kind != "url" and "#" not in one.text):
        assert fact.text.lower().split()[0] in article.sentence(fact.sentence or 0).lower()


async def test_a_fact_of_one_article_is_no_fact_of_another(composing):
    article = joined(stories(), article_id="r")
    draft = (await composing.compose(article, [], style=STYLE, draft_id="d")).draft
    first, second, third = draft.bullets
    swapped = second.model_copy(update={"text": "The night ferry sails again from 3 June, said Ana Kolb"})
    changed = draft.model_copy(update={"bullets": (first, swapped, third), "revision": 2})
    assert {fact.text for fact in composing.trace(article, changed).untraced} == {"3 June", "Ana Kolb"}


def test_the_parts_of_a_joined_article_are_the_articles_again():
    originals = stories()
    article = joined(originals, article_id="r")
    assert [one.sentences for one in article.origins()] == [one.sentences for one in originals]
    assert [one.paragraphs for one in article.origins()] == [one.paragraphs for one in originals]
    assert [one.title for one in article.origins()] == [one.title for one in originals]
    assert article.words == sum(one.words for one in originals)
