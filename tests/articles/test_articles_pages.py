"""Pages become articles as the samples beside them say, or the reason why not."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.articles.intake import Intake, from_file, from_html
from bot.articles.metadata import canonical_url, clean_authors, clean_title, image_url
from bot.domain.errors import Unreadable
from bot.net.client import Page

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "articles"
URL = "https://www.dalmerepost.example/ferry-returns?ref=home"
PARAGRAPH = "<p>Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday, the city council said.</p>"


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.html")), ids=lambda path: path.stem)
def test_a_sample_is_read_as_its_expectation_says(sample: Path) -> None:
    expected = json.loads(sample.with_suffix(".json").read_text())
    if "error" in expected:
        with pytest.raises(Unreadable) as caught:
            from_html(sample.read_bytes(), url="https://dalmerepost.example/", article_id="1")
        assert caught.value.key == expected["error"]
        assert "words" in caught.value.values
        return
    article = from_file(sample, url=URL, article_id="1")
    got = article.model_dump(mode="json") | {"sentences": len(article.sentences), "first": article.sentences[0]}
    assert {name: got[name] for name in expected} == expected


def test_boilerplate_lines_and_the_repeated_title_are_left_out() -> None:
    text = " ".join(from_file(SAMPLES / "ferry.html", article_id="1").sentences)
    for unwanted in ("Share this", "Read more", "Photo:", "All rights", "Most read", "returns after nine years"):
        assert unwanted not in text
    assert "€38" in text


def fetching(body: bytes, kind: str = "text/html") -> Intake:
    async def fetch(url: str) -> Page:
        return Page(url, 200, kind, body)

    return Intake(fetch)


async def test_an_address_is_fetched_and_read() -> None:
    article = await fetching((SAMPLES / "ferry.html").read_bytes()).from_url(URL, article_id="7")
    assert (article.id, article.source, article.published) == ("7", "url", date(2026, 3, 4))


async def test_the_character_set_of_the_answer_and_of_the_page_are_heard() -> None:
    german = PARAGRAPH.replace("Monday", "Düsseldorf") * 3
    article = await fetching(german.encode("latin-1"), "text/html; charset=ISO-8859-1").from_url(URL, article_id="1")
    assert "Düsseldorf" in article.sentences[0]
    cyrillic = '<html><head><meta charset="windows-1251"></head><body>' + PARAGRAPH.replace("Monday", "Москве") * 3
    assert "Москве" in from_html(cyrillic.encode("windows-1251"), article_id="1").sentences[0]


async def test_plain_text_behind_an_address_is_read_as_text() -> None:
    body = b"The ferry sails on 1 June. It carries 420 people and 90 cars across the strait every night."
    article = await fetching(body, "text/plain").from_url(URL, article_id="1")
    assert article.url == URL


@pytest.mark.parametrize(
    ("body", "kind", "key"),
    [
        *((b"%PDF-1.7 ...", "application/pdf", "broken_file"), (b"\x89PNG\r\n\x1a\n", "text/html", "not_text")),
        *((b"\0\1\2\3\4\5\6\7" * 99, "", "not_text"), (b'{"a": 1}', "application/json", "not_text")),
        *((b"ID", "video/mp4", "not_text"), (b"", "text/html", "empty"), (b"x" * 10_000_001, "text/html", "too_large")),
        (b"<html><body>" + b"<b>x</b> <i>y</i>" * 11_000, "text/html", "too_complex"),
        (b"<html><body><p>" + b"The ferry sails. " * 30_000, "text/html", "too_long"),
    ],
)
async def test_what_is_no_page_is_refused(body: bytes, kind: str, key: str) -> None:
    with pytest.raises(Unreadable) as caught:
        await fetching(body, kind).from_url(URL, article_id="1")
    assert caught.value.key == key


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 50_000 + PARAGRAPH * 4,
        "<html><body><!--" + "-" * 500_000,
        "<html><body><p " + "a=1 " * 100_000 + ">" + PARAGRAPH * 4,
        "<html><body><p>a" + "\u0336" * 300_000 + "</p>" + PARAGRAPH * 4,
        "<html><head><title>" + "a - " * 50_000 + "</title></head><body>" + PARAGRAPH * 4,
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p>' + PARAGRAPH * 4,
        "<html><body>" + PARAGRAPH.replace("city", "ci\ud83dty\x00") * 4,
    ],
)
def test_a_hostile_page_gets_an_answer(page: str) -> None:
    try:
        text = " ".join(from_html(page, article_id="1").sentences)
    except Unreadable:
        return
    assert "48 tidal turbines" in text
    assert "root:" not in text


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


TEASER = "<h3>{head}</h3><p>The council of town {n} voted on Monday to close the old bridge for two years, it said.</p>"
COOKIES = (
    "<p>A court in Varn ruled on Monday that cookie banners must offer a refusal as plain as consent. Judge Petra "
    "Halden said cookies set before consent were unlawful, and fined Mollvik €40,000 over its consent page.</p>"
)


@pytest.mark.parametrize(
    ("html", "key"),
    [
        (
            page(
                "Gazette",
                "".join(f"<div>{TEASER.format(head=f'<a>Bridge {n} closes</a>', n=n)}</div>" for n in range(12)),
            ),
            "list",
        ),
        (
            page("Gazette", "".join(f"<a>{TEASER.format(head=f'Bridge {n} closes', n=n)}</a>" for n in range(12))),
            "list",
        ),
        (
            page("Results", "".join(f"<p>A snippet about bridge number {n} that breaks off ...</p>" for n in range(9))),
            "list",
        ),
        (page("All", "".join(f"<li><a>Headline number {n} about the town hall</a></li>" for n in range(30))), "list"),
        ("<?xml version='1.0'?>\n<rss version='2.0'><channel><title>Sea</title></channel></rss>", "feed"),
        ("{'a': 1}", "code"),
    ],
)
def test_lists_feeds_and_data_are_told_from_articles(html: str, key: str) -> None:
    with pytest.raises(Unreadable, match=f"looks_like_{key}"):
        from_html(html, url="https://harbour.example/a/b", article_id="1")


@pytest.mark.parametrize("html", [page("Court limits cookie banners", COOKIES), COOKIES])
def test_an_article_about_cookies_is_an_article_even_as_a_fragment(html: str) -> None:
    assert "€40,000" in from_html(html, article_id="1").sentences[1]


@pytest.mark.parametrize(
    ("title", "known", "clean"),
    [
        ("Cod is back | Harbour Gazette", {}, "Cod is back"),
        ("Cod is back - Sea - Harbour Gazette", {"site": "Harbour Gazette"}, "Cod is back - Sea"),
        ("Harbour Gazette: Cod is back", {"site": "Harbour Gazette"}, "Cod is back"),
        ("Cod is back – harbour.example", {"host": "www.harbour.example"}, "Cod is back"),
        ("Cod is back - and so are seals", {"site": "Harbour Gazette"}, "Cod is back - and so are seals"),
        ("Cod is back · Sea desk", {"heading": "Cod is back"}, "Cod is back"),
        ("Harbour: cod is back", {"site": "Harbour Gazette"}, "Harbour: cod is back"),
    ],
)
def test_a_title_loses_the_name_of_its_site_and_nothing_else(title: str, known: dict[str, str], clean: str) -> None:
    assert clean_title(title, **known) == clean


def test_authors_are_names() -> None:
    listed = "By Ida Krogh; ida@harbour.example; Admin; Harbour Gazette; https://x.example/a; Ida Krogh; Jonas Reyle"
    assert clean_authors(listed, site="Harbour Gazette") == ("Ida Krogh", "Jonas Reyle")


def test_a_page_may_not_claim_another_sites_address() -> None:
    fetched = "https://www.harbour.example/tidal?ref=x"
    assert canonical_url("https://harbour.example/tidal", fetched) == "https://harbour.example/tidal"
    for claimed in (
        "https://evil.example.net/x",
        "http://127.0.0.1/x",
        "javascript:alert(1)",
        "https://harbour.example/",
        "",
    ):
        assert canonical_url(claimed, fetched) == fetched
    assert image_url("http://169.254.169.254/a.png", fetched) == ""
    assert image_url("/a.png", fetched) == "https://www.harbour.example/a.png"
