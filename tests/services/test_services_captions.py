"""A picture of the article's own page may stand large above the text, where a caption would cut the post."""

import pytest

from bot import platforms
from bot.domain.article import Article, Illustration
from bot.domain.brand import HouseStyle
from bot.domain.draft import Bullet, Draft, Passage, Picture, Variant
from bot.platforms.telegram import Telegram
from bot.platforms.telegram import platform as telegram
from bot.services.composing import Composing
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

PAGE, PICTURE = "https://www.example.com/harbour", "https://www.example.com/quay.jpg"
SENTENCES = tuple(
    f"The {name} quay of Brenn reopens on Monday after {200 + at} days of work " + "and more " * 12 + "there."
    for at, name in enumerate(("north", "south", "east", "west", "old", "new", "long", "short"))
)
ARTICLE = Article(
    id="a1",
    title="The harbour is open again",
    url=PAGE,
    image=PICTURE,
    images=(Illustration(url=PICTURE), Illustration(url="https://www.example.com/crane.jpg")),
    sentences=SENTENCES,
)
DRAFT = Draft(
    id="d1",
    article_id="a1",
    headline=Passage(text=ARTICLE.title, sentences=(0,)),
    bullets=tuple(Bullet(text=text, sentences=(at,)) for at, text in enumerate(SENTENCES, 1)),
    link=PAGE,
    settled=True,
    picture=Picture(media_id="m1", source=PICTURE),
)
COMPOSING = Composing(EmbeddedWriter(), Templates())


def made(draft=DRAFT, article=ARTICLE, network=telegram):
    post = COMPOSING.post(article, draft, network, HouseStyle())
    assert post == COMPOSING.fit(article, draft, [network], style=HouseStyle()).posts[network.name]
    return post


def keys(post):
    return {note.key for note in post.notes}


def changed(**picture):
    return DRAFT.model_copy(update={"picture": DRAFT.picture.model_copy(update=picture)})


def test_what_a_caption_would_cut_goes_as_text_below_a_large_preview():
    post, plain = made(), made(DRAFT.model_copy(update={"picture": None}))
    assert (post.card.url, post.card.image, post.card.title) == (PAGE, PICTURE, ARTICLE.title)
    assert post.parts == plain.parts
    assert post.parts[0].images == ()
    assert post.parts[0].length > telegram.limits.caption
    assert "large_preview" in keys(post)
    assert "caption_room" not in keys(post)
    assert next(note.values for note in post.notes if note.key == "large_preview") == {"limit": 1024}


@pytest.mark.parametrize("source", ["", "https://www.example.com/crane.jpg"])
def test_a_picture_that_the_link_would_not_show_stays_a_picture_with_a_caption(source):
    post = made(changed(source=source))
    assert post.card is None
    assert [image.media_id for image in post.parts[0].images] == ["m1"]
    assert "caption_room" in keys(post)


def test_what_fits_a_caption_keeps_its_picture():
    post = made(DRAFT.model_copy(update={"bullets": DRAFT.bullets[:2]}))
    assert post.card is None
    assert [image.media_id for image in post.parts[0].images] == ["m1"]


def test_without_a_link_or_with_another_one_the_picture_stays():
    for link in ("", "https://www.example.com/elsewhere"):
        assert made(DRAFT.model_copy(update={"link": link})).card is None


def test_a_room_chosen_by_a_member_is_no_reason_for_a_preview():
    short = Variant(account_id="t1", room=400)
    draft = DRAFT.model_copy(update={"variants": (short,)})
    post = COMPOSING.post(ARTICLE, draft, telegram, HouseStyle(), "t1")
    assert post.card is None
    assert post.parts[0].length <= 400


def test_a_network_that_does_not_say_so_shows_no_large_preview():
    for network in platforms.installed():
        if network.name != "telegram":
            assert "large_preview" not in keys(made(network=network))


def test_a_network_may_say_that_it_shows_none():
    shows_none = Telegram()
    shows_none.large_preview = False
    assert made(network=shows_none).card is None


def test_the_source_of_a_picture_is_no_part_of_a_post():
    (image,) = made(changed(source="https://www.example.com/crane.jpg")).parts[0].images
    assert image == Picture(media_id="m1")
    assert made(changed(source="")).content_hash == made(changed(source=image.media_id)).content_hash
