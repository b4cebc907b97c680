"""What traces and what does not, on the Sarnholm article: equal forms, every kind of error, whole sentences."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Article
from bot.domain.draft import Bullet, Draft, Passage
from bot.facts import SourceIndex, closest, trace, trace_draft
from bot.facts import untraced as untraced_of

TITLE = "Sarnholm turns on Europe's largest tidal array after two-year delay"
SENTENCES = (
    "Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday, making the port city of 210,000 people "
    "home to Europe's largest tidal power array.",
    "The €640 million plant will cover about 38 percent of the city's electricity use, according to the operator, "
    "Strandkraft.",
    "The array was due to open in spring 2024.",
    "Divers found cracks in nine turbine mounts during tests on Sept. 25, 2023, and the supplier, Mollvik Marine, "
    "replaced all 48 at its own cost.",
    '"We would rather be late than sorry," Strandkraft\'s chief executive, Jonas Reyle, told reporters at the quay.',
    "The strait's cod catch fell by a fifth during construction, and the Varn Fishers' Union says the exclusion zone, "
    "at 14 square kilometres, is twice what was promised.",
    '"They got their turbines, we got a fence in the sea," said the union\'s chair, Petra Halden.',
    "The council has offered the union €3.2 million a year until 2031, and the United Nations sent José Ondaré with "
    "US$1.2 million.",
    "Marine biologists wrote to @sarnholm_uni and published at https://survey.sarnholm.example/cod in September.",
)
INDEX = SourceIndex.of_sentences(SENTENCES, TITLE, ("https://harbour.example/tidal",))


def untraced(text: str, index: SourceIndex = INDEX) -> list[tuple[str, str]]:
    return [(fact.kind, fact.text) for fact in trace(text, index).untraced]


@pytest.mark.parametrize(
    "text",
    [
        "A port city of 210000 people, of 210 thousand people, of 0.21 million people.",
        "The plant cost 640m euros, EUR 640m, €640,000,000, 640 million euros.",
        "The envoy brought $1.2m, 1,200,000 dollars, US$1.2 million.",
        "It will cover 38% of the city's use, or 38 per cent.",
        "Cracks were found in 9 turbine mounts on 25 September, on September 25th, on 2023-09-25, in September 2023.",
        "The cod catch fell by a fifth, by 20%, by 1/5.",
        "It sends nearly 50 turbines to over 200,000 people.",
        "Reyle told reporters. Mr Reyle was late, J. Reyle said. Halden's crews wait for Mollvik Marine.",
        "The UN and the U.N. sent Jose Ondare; the US was asked.",
        "“We would rather be late than sorry”, said Jonas Reyle. 'They got their turbines ... a fence in the sea'",
        "SARNHOLM SWITCHED ON 48 TIDAL TURBINES",
        "Divers Found Cracks In Nine Turbine Mounts During Tests",
        "In short:\n1. Sarnholm waits.\n2. Divers return.\n3️⃣ Strandkraft plans.\n✅ Europe's largest.",
        "What would make Sarnholm's tidal array fair to its fishing crews?\n#Sarnholm #TidalPower #VarnStrait",
        "Thread 🧵 (1/3)\nForty-eight turbines: https://harbour.example/tidal?utm_source=post",
        "Read it at harbour.example/tidal or https://survey.sarnholm.example/cod, says @sarnholm_uni",
    ],
)
def test_another_form_of_what_the_article_says_traces(text: str) -> None:
    assert untraced(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Sarnholm switched on 84 turbines.", "number", "84"),
        ("Divers found cracks in seven turbine mounts.", "number", "seven"),
        ("A city of 210 million people.", "number", "210 million"),
        ("It will cover 48 percent of the use.", "percent", "48 percent"),
        ("Strandkraft added 14% of it.", "percent", "14%"),
        ("The $640 million plant opens.", "money", "$640 million"),
        ("The €640 billion plant opens.", "money", "€640 billion"),
        ("The £3.2m offer stands.", "money", "£3.2m"),
        ("It was due to open in spring 2019.", "date", "2019"),
        ("Tests began on 26 September.", "date", "26 September"),
        ("Sarnholm switched on the array on Friday.", "date", "Friday"),
        ("Biologists publish in October.", "date", "October"),
        ("Turbines stand in the Korv Strait.", "name", "Korv Strait"),
        ("They asked Jonas Rayle.", "name", "Jonas Rayle"),
        ("They asked Petra Lindmark about it.", "name", "Petra Lindmark"),
        ("Then Petra Reyle spoke at the quay.", "name", "Petra Reyle"),
        ("Ostholm turns on the array.", "name", "Ostholm"),
        ('"We would rather be late than very sorry," he said.', "quote", "We would rather be late than very sorry,"),
        ("“It will ruin all of us”, said the chair.", "quote", "It will ruin all of us"),
        ("More: https://bit.example.com/3kQ", "url", "https://bit.example.com/3kQ"),
        ("More: https://survey.sarnholm.example/fake.", "url", "https://survey.sarnholm.example/fake"),
        ("The crews wait, via @harbourfeed", "handle", "@harbourfeed"),
        ("The crews wait. #Ostholm", "name", "#Ostholm"),
        ("Use rose by 38 percentage points.", "percent", "38 percentage points"),
        ("The catch fell, by 1/4.", "number", "1/4"),
        ("They asked Halden Reyle.", "name", "Halden Reyle"),
        ("Crews watch it on an iPad now.", "name", "iPad"),
        ("The union was given half-a-million euros.", "money", "half-a-million euros"),
    ],
)
def test_a_planted_error_is_flagged_with_its_kind(text: str, kind: str, said: str) -> None:
    assert untraced(text) == [(kind, said)]


@pytest.mark.parametrize(
    "text", ["Sarnholm has 50 turbines.", "About 60 turbines turn.", "More than 50 turbines turn."]
)
def test_a_rounding_counts_only_when_it_is_marked_and_near(text: str) -> None:
    assert [kind for kind, _ in untraced(text)] == ["number"]


def test_short_single_quotes_are_checked_outside_a_headline() -> None:
    texts = ("Its chair called it 'a total disgrace' today", "The crews' boats wait 'in the sea' since the '90s")
    said = [
        [fact.text for fact in trace(text, INDEX, headline=False).untraced if fact.kind == "quote"] for text in texts
    ]
    assert said == [["a total disgrace"], []]
    assert untraced("Array is 'a total disgrace'") == []


def test_authors_and_site_are_known_as_names_only() -> None:
    article = Article(id="a", title=TITLE, authors=("Mira Tolland",), site="Harbour Gazette 24", sentences=SENTENCES)
    index = SourceIndex.of(article)
    assert untraced("By Mira Tolland for the Harbour Gazette", index) == []
    assert untraced("By Mira Tolland, aged 24", index) == [("number", "24")]


def test_german_nouns_are_no_names_but_an_unknown_place_is() -> None:
    index = SourceIndex.of_sentences(("Der Hafen von Sarnholm wurde am Montag eröffnet.",), language="de")
    assert untraced("Die Stadt wartet. In Sarnholm lobt der Bürgermeister die Eröffnung.", index) == []
    assert untraced("Die Stadt eröffnet den Hafen in Ostholm.", index) == [("name", "Ostholm")]


def test_a_fact_cut_through_at_the_end_of_a_shorter_form_is_flagged() -> None:
    index = SourceIndex.of_sentences(("The port city is home to 210 million people today.",))
    assert not index.holds("The port city is home to 210")
    assert index.holds("Port city is home to 210 million people today")


def test_a_traced_fact_names_its_sentence_and_its_place() -> None:
    text = "🔹 Jonas Reyle paid €3.2m"
    name, money = trace(text, INDEX).traced
    assert (name.kind, name.sentence, text[name.start : name.end]) == ("name", 5, "Jonas Reyle")
    assert (money.kind, money.sentence, text[money.start : money.end]) == ("money", 8, "€3.2m")
    assert trace("Europe's largest", INDEX).traced[0].sentence == 0


def test_what_the_brand_may_say_is_passed_over() -> None:
    text = "Sarnholm waits. Follow @northpost or Northpost Daily #northpost"
    assert trace(text, INDEX, own=frozenset(("@northpost", "Northpost Daily", "#northpost"))).untraced == ()


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5), st.sampled_from([" ", "\n", "\n\n• "]))
@settings(max_examples=60, deadline=None)
def test_whole_sentences_of_the_article_trace_wholly(chosen: list[str], between: str) -> None:
    assert untraced(between.join(chosen)) == []


def test_every_part_of_a_draft_is_traced() -> None:
    article = Article(id="a", title=TITLE, sentences=SENTENCES, url="https://harbour.example/tidal", language="en")
    wrong = Passage(text="Ostholm waits.")
    draft = Draft(
        id="d", article_id="a", headline=wrong, standfirst=Passage(text="It cost €99."),
        context=(Passage(text="77 left."),),
        bullets=(Bullet(text="48 turbines", shorter=("49 turbines",)),), hashtags=("#Korv",),
        link="https://harbour.example/x",
        questions=(Passage(text="Who paid Mats Orvik?"),), candidates=(Bullet(text="In 2018 it began."),),
    )  # fmt: skip
    flagged = {fact.text for fact in trace_draft(draft, SourceIndex.of(article)).untraced}
    assert flagged == {"Ostholm", "€99", "77", "49", "#Korv", "Mats Orvik", "2018"}


def test_a_members_headline_in_single_quotes_is_a_quotation_and_the_pages_own_may_be_a_claim() -> None:
    article = Article(id="a", title="Turbines are 'a gamble' for Sarnholm", sentences=SENTENCES, language="en")
    own = Passage(text="'We lied', operator admits")
    drafts = [Draft(id="d", article_id="a", headline=one) for one in (own, Passage(text=article.title, sentences=(0,)))]
    found = [[fact.text for fact in untraced_of(one, SourceIndex.of(article))] for one in drafts]
    assert found == [["We lied"], []]


def test_a_name_in_capitals_is_marked_whole() -> None:
    (name,) = trace("VLADIMIR PUTIN OPENS THE TURBINES", INDEX).untraced
    assert (name.text, name.kind) == ("VLADIMIR PUTIN", "name")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Sarnholm has 84 turbines.", 1), ("They asked Jonas Rayle.", 5), ('"They got a fence in the harbour"', 7)],
)
def test_the_nearest_sentence_of_an_untraced_fact_is_found(text: str, sentence: int) -> None:
    assert closest(trace(text, INDEX).untraced[0], INDEX) in ((1, 4) if sentence == 1 else (sentence,))


@pytest.mark.parametrize(
    ("language", "said", "form"),
    [
        ("de", "Der Bau kostet 3,2 Millionen Euro.", "€3,2 Mio."),
        ("fr", "Il y a 12\u00a0500 habitants.", "12500 habitants"),
        ("ja", "人口は12万人です。", "12万人"),
        ("ar", "بلغ العدد ٣٠ شخصا", "30"),
        ("en", "Two-thirds of it is done.", "⅔ done"),
    ],
)
def test_numbers_of_other_languages_and_scripts(language: str, said: str, form: str) -> None:
    assert untraced(form, SourceIndex.of_sentences((said,), language=language)) == []


@pytest.mark.parametrize(
    "nasty",
    ["9" * 200_000, "1,234." * 50_000, "²³⅔٣" * 50_000, "A." * 100_000, '"' * 100_000, "@a." * 50_000, "#" * 100_000,
     "Aa " * 60_000, "“a " * 60_000, "'a" * 60_000, "one hundred and " * 20_000, "a-" * 100_000, "[" * 50_000,
     "May 1 " * 30_000, "$" * 100_000, "\ud800 1", "http://" * 20_000 + "." * 99],
)  # fmt: skip
def test_nasty_texts_neither_crash_nor_hang(nasty: str) -> None:
    begun = time.process_time()
    trace(nasty, INDEX)
    trace(nasty[:2_000], SourceIndex.of_sentences((nasty,)))
    assert time.process_time() - begun < 4
