"""Headlines: the page's own, cleaned, else a whole statement shortened from the lede."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Article
from bot.writers.embedded.headline import MOST, cleaned, headline, headlines
from bot.writers.embedded.shortening import shortenings
from bot.writers.embedded.story import Story
from bot.writers.embedded.whole import is_whole

TIDAL = (
    "Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday, making the port city of 210,000 people "
    "home to Europe's largest tidal power array.",
    "The €640 million plant will cover about 38 percent of the city's electricity use, according to Strandkraft.",
    "Divers found cracks in nine turbine mounts during tests, and the supplier, Mollvik Marine, replaced all 48.",
    "Fishing crews remain opposed.",
    "The council has offered the union €3.2 million a year until 2031.",
)


def story(*sentences: str, title: str = "", language: str = "en", site: str = "") -> Story:
    return Story.of(Article(id="a", title=title, site=site, language=language, sentences=sentences))


@pytest.mark.parametrize(
    ("title", "site", "wanted"),
    [
        ("Sarnholm turns on tidal array | Harbour Gazette", "Harbour Gazette", "Sarnholm turns on tidal array"),
        ("Sarnholm turns on tidal array - The Harbour Gazette", "", "Sarnholm turns on tidal array"),
        ("BREAKING: Sarnholm turns on tidal array.", "", "Sarnholm turns on tidal array"),
        ("UPDATED - Sarnholm turns on tidal array (VIDEO)", "", "Sarnholm turns on tidal array"),
        ("WATCH: Divers inspect the mounts | Varn", "", "Divers inspect the mounts"),
        ("Council and union agree - for now", "Harbour Gazette", "Council and union agree - for now"),
        ("Strandkraft opens office in the U.S.", "", "Strandkraft opens office in the U.S."),
    ],
)
def test_a_title_loses_its_site_label_and_stop(title: str, site: str, wanted: str) -> None:
    assert cleaned(title, site) == wanted


def test_the_pages_own_title_is_chosen_and_two_others_offered() -> None:
    titled = story(*TIDAL, title="Sarnholm turns on Europe's largest tidal array")
    chosen, *others = headlines(titled, headline(titled), ())
    assert (chosen.text, chosen.sentences) == ("Sarnholm turns on Europe's largest tidal array", (0,))
    assert len(others) == 2
    assert all(other.text != chosen.text and other.sentences != (0,) for other in others)


def test_without_a_title_the_lede_is_shortened_by_whole_units() -> None:
    chosen = headline(story(*TIDAL))
    assert chosen.text == "Sarnholm switched on 48 tidal turbines in the Varn Strait"
    assert chosen.sentences == (1,)


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        (
            "Ida Krogh, a council member who led the inquiry, has left the council, officials said Friday.",
            "Ida Krogh has left the council",
        ),
        (
            "HARBY (AP) -- Strandkraft plans to add turbines, it said in a statement.",
            "Strandkraft plans to add turbines",
        ),
        (
            "Harby closed the quay on Tuesday after divers found cracks.",
            "Harby closed the quay after divers found cracks",
        ),
    ],
)
def test_a_shortening_keeps_the_statement(sentence: str, form: str) -> None:
    assert form in list(shortenings(sentence))


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("Jonas Reyle killed the plan by taking bribes, prosecutors allege.", "allege"),
        ("Bills will rise by a tenth unless the council signs the contract by May.", "unless"),
        ("Strandkraft does not expect to open the array before the council votes.", "not"),
        ("Petra Halden is accused of selling the union's boats.", "accused"),
    ],
)
def test_hedges_conditions_and_negations_stay(sentence: str, kept: str) -> None:
    assert all(kept in form for form in shortenings(sentence))


@pytest.mark.parametrize(
    "fragment",
    [
        "A council member accused of taking bribes from Strandkraft",
        "The turbines that the city bought from",
        "He said the array was late",
        "Nine mounts were cracked when a diver",
        "Beaten in the vote, she left the council",
        'The union called it "a fence in the sea',
        "After the divers found cracks in the mounts",
    ],
)
def test_a_fragment_is_not_whole(fragment: str) -> None:
    assert not is_whole(fragment)


def test_a_foreign_article_gets_whole_sentences_only() -> None:
    long = (
        "Die Stadt Sarnholm hat am Montag Turbinen eingeschaltet, die ein Drittel des Stroms für alle liefern sollen."
    )
    found = headline(story(long, "Die Fischer bleiben bei ihrer Kritik am Kraftwerk.", language="de"))
    assert found.text == "Die Fischer bleiben bei ihrer Kritik am Kraftwerk"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=4), st.text(max_size=200))
def test_any_article_has_a_headline_of_at_most_a_hundred_characters(sentences: list[str], title: str) -> None:
    told = story(*sentences, title=title)
    found = headline(told)
    assert found is None or all(len(passage.text) <= MOST for passage in headlines(told, found, ()))


@pytest.mark.parametrize("unit", ["a, ", "(", "who ", ", after the ", '"', "On Monday, ", "A-", "in the "])
def test_nasty_repetition_stays_quick(unit: str) -> None:
    told = story("Sarnholm " + unit * 20_000)
    assert headlines(told, headline(told), ())


@pytest.mark.parametrize(
    "leaning",
    [
        "The incident troubled Sarnholm's port officials for months",
        "The two men were arrested near the Varn quay in Harby",
        "The pair met Jonas Reyle of Strandkraft in Sarnholm",
        "At the time Strandkraft had no second cable in Sarnholm",
    ],
)
def test_a_later_sentence_that_leans_on_one_before_is_no_headline(leaning: str) -> None:
    lede = "Why did nobody in the harbour say anything at all?"
    told = story(lede, leaning + ".", "Strandkraft laid a second cable to the northern islands in March.")
    chosen = headlines(told, headline(told), ())
    assert chosen[0].text == "Strandkraft laid a second cable to the northern islands in March"
    assert all(passage.sentences != (2,) for passage in chosen)
