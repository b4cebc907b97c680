"""The pictures of a page: those of its story with their captions, and nothing that only decorates it."""

import time

import pytest

from bot.articles.illustrations import MOST, illustrations
from bot.articles.intake import from_html
from bot.domain.article import Illustration

BASE = "https://www.quaycourier.example/2026/ferry"
LEAD = "https://cdn.quaycourier.example/ferry-at-the-quay-1200x675.jpg"
TEXT = "<p>The ferry to Varn Island returns on Monday, the harbour office said after nine years of repairs.</p>" * 6


def found(body, first="", head=""):
    from bot.articles import extract

    tree = extract.parse(f"<html><head>{head}</head><body>{body}</body></html>")
    return illustrations(tree, first, BASE)


def test_an_article_carries_its_pictures_the_leading_one_first():
    head = f'<title>Ferry returns to Varn Island</title><meta property="og:image" content="{LEAD}">'
    figure = '<figure><img src="/pictures/captain-on-the-bridge.jpg" alt="A woman at a wheel">'
    page = f"<article>{TEXT}{figure}<figcaption>Captain  Ida <b>Renn</b>.</figcaption></figure></article>"
    article = from_html(f"<html><head>{head}</head><body>{page}</body></html>", url=BASE, article_id="1")
    assert article.image == LEAD
    assert article.images == (
        Illustration(url=LEAD),
        Illustration(
            url="https://www.quaycourier.example/pictures/captain-on-the-bridge.jpg",
            caption="Captain Ida Renn.",
            alt="A woman at a wheel",
        ),
    )


def test_the_leading_picture_takes_its_words_from_its_copy_in_the_text():
    copy = '<figure><img src="https://cdn.quaycourier.example/m/ferry-at-the-quay-640x360.jpg" alt="A ferry">'
    body = f"<article>{copy}<figcaption>Back at last.</figcaption></figure></article>"
    assert found(body, LEAD) == (Illustration(url=LEAD, caption="Back at last.", alt="A ferry"),)
    said = '<meta property="og:image:alt" content="A white ferry at a quay">'
    assert found(body, LEAD, said)[0].alt == "A white ferry at a quay"


@pytest.mark.parametrize(
    "decoration",
    [
        '<img src="/logo.png">',
        '<img src="/t.jpg" width="1" height="1">',
        '<img src="/t.jpg" width="90px">',
        '<img src="/icons/mail.png">',
        '<img src="/drawing.svg">',
        '<img src="https://b.scorecardresearch.com/p?c1=2">',
        '<img src="/ida-renn-thumbLarge.png">',
        '<img src="data:image/gif;base64,R0lGOD">',
        '<img src="javascript:alert(1)">',
        '<img src="ftp://quay.example/a.jpg">',
        '<img src="http://127.0.0.1/a.jpg">',
        '<img class="avatar" src="/ida.jpg">',
        '<div class="related-stories"><a><img src="/else.jpg"></a></div>',
        '<aside><img src="/else.jpg"></aside>',
        '<nav><img src="/else.jpg"></nav>',
        "<img>",
    ],
)
def test_what_only_decorates_is_no_choice(decoration):
    assert found(f'<article>{decoration}<img src="/quay.jpg"></article>') == (
        Illustration(url="https://www.quaycourier.example/quay.jpg"),
    )


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/a.jpg">', "a.jpg"),
        ('<img src="/s.jpg" srcset="/a.jpg 320w, /b.jpg 1600w,\n /c.jpg 5000w">', "b.jpg"),
        ('<img src="/s.jpg" srcset="/a.jpg 1x,/b.jpg 2x">', "b.jpg"),
        ('<picture><source srcset="/a.webp 900w"><img src="/s.jpg"></picture>', "a.webp"),
        ('<img src="/s.jpg" width="100%">', "s.jpg"),
    ],
)
def test_the_picture_itself_is_taken_not_its_stand_in(image, name):
    assert [one.url.rpartition("/")[2] for one in found(image)] == [name]


def test_a_file_name_is_no_alt_text():
    assert [one.alt for one in found('<img src="/a.jpg" alt="IMG_2041.jpg"><img src="/b.jpg" alt="Boats">')] == [
        "",
        "Boats",
    ]


def test_two_pictures_of_one_name_stay_two():
    assert len(found('<img src="/1/photo.jpg"><img src="/2/photo.jpg"><img src="/1/photo.jpg?w=2">')) == 2


def test_there_are_never_too_many():
    assert len(found("".join(f'<img src="/p{n}.jpg">' for n in range(50)), LEAD)) == MOST


def test_a_page_of_nothing_but_images_is_looked_at_in_no_time():
    page = "<div>" * 200 + '<img src="/p.jpg" srcset="' + "/a.jpg 1w, " * 5000 + '">' * 1 + "<img>" * 60_000
    begun = time.perf_counter()
    assert found(page)
    assert time.perf_counter() - begun < 3
