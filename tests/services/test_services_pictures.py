"""Pictures of posts: chosen, kept once, attached by an edit, and sent as the very bytes that were shown."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from PIL import Image
from services.newsroom import IDA, NOON, Newsroom

from bot import platforms
from bot.domain.article import Article, Illustration
from bot.domain.brand import HouseStyle, Member
from bot.domain.draft import Bullet, Draft, Passage, Picture
from bot.domain.errors import StandfirstError
from bot.domain.ids import new_id
from bot.media.opening import opened
from bot.net.client import Page
from bot.services.cards import Cards
from bot.services.composing import Composing
from bot.services.delivering import Delivering
from bot.services.editing import Editing
from bot.services.pictures import Pictures, alt_draft
from bot.store import articles, drafts, media
from bot.store.drafts import Kept
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

PHOTO = Illustration(url="https://quay.example/quay.jpg", caption="The quay at noon.", alt="A quay with two boats")
BARE = Illustration(url="https://quay.example/page", caption="Captain Ida Renn.")
SENTENCES = tuple(
    f"The harbour office counted {number} boats at the northern quay on that day." for number in range(40)
)
ARTICLE = Article(id="quay", sentences=SENTENCES, images=(PHOTO, BARE), image=PHOTO.url, language="en")
VIEWER = Member(id="vera", name="Vera", role="viewer")


@cache
def photo():
    out = io.BytesIO()
    Image.linear_gradient("L").resize((3000, 1500)).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


async def fetch(url):
    """The web of these tests: one photo, and a page where the other should be."""
    return Page(url, 200, "image/jpeg", photo()) if url == PHOTO.url else Page(url, 200, "text/html", b"<p>Gone")


class Studio(Newsroom):
    """A newsroom with pictures, and a draft of an article that has two."""

    def __post_init__(self):
        super().__post_init__()
        composing = Composing(EmbeddedWriter(), Templates())
        self.cards = Cards(self.store, composing, self.lookup)
        self.editing = Editing(self.store, self.drafting, composing, self.cards, self.clock)
        self.pictures = Pictures(self.store, self.drafting, self.editing, fetch, self.clock)
        self.resources = replace(self.resources, fitted=self.pictures.fitted)

    async def pictured(self, picture=None):
        """A kept draft with this picture; its id."""
        await self.accounts.prepare()
        headline = Passage(text="The quay reopened", sentences=())
        draft = Draft(id=new_id(), article_id="quay", headline=headline, language="en", site="The Quay Courier")
        async with self.store.begin() as connection:
            await articles.add(connection, ARTICLE, NOON)
            await drafts.add(connection, Kept(draft, "main", ()), NOON)
        if picture:
            await self.pictures.attach(draft.id, 1, picture, actor=IDA, cause="tap/1")
        return draft.id


@pytest.fixture
async def studio(newsroom):
    return Studio(newsroom.store)


async def test_the_pictures_of_an_article_are_offered_with_their_words(studio):
    found = await studio.pictures.choices(await studio.pictured())
    assert (found.revision, found.now) == (1, None)
    assert [(one.number, one.caption, one.alt) for one in found.pictures] == [
        (1, "The quay at noon.", "A quay with two boats"),
        (2, "Captain Ida Renn.", "Captain Ida Renn."),
    ]
    silent = ARTICLE.model_copy(update={"images": (Illustration(url=PHOTO.url),)})
    assert alt_draft(silent, 1) == ""


async def test_a_picture_of_the_article_is_fetched_and_kept_once(studio):
    draft_id = await studio.pictured()
    ways = (studio.pictures.fetched(draft_id, 1, actor=IDA) for _ in range(3))
    first, second, third = await asyncio.gather(*ways)
    assert first == second == third
    assert first.alt == "A quay with two boats"
    assert (await studio.pictures.uploaded(photo(), actor=IDA)).media_id == first.media_id
    assert (await studio.pictures.medium(first.media_id)).width == 3000


async def test_a_drawn_card_says_the_headline_to_those_who_cannot_see_it(studio):
    draft_id = await studio.pictured()
    paper = await studio.pictures.drawn(draft_id, actor=IDA)
    night = await studio.pictures.drawn(draft_id, actor=IDA, night=True)
    assert paper.alt == night.alt == "The quay reopened"
    assert paper.media_id != night.media_id
    assert (await studio.pictures.medium(paper.media_id)).kind == "image/png"


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (lambda studio, draft: studio.pictures.fetched(draft, 3, actor=IDA), "no_such_picture"),
        (lambda studio, draft: studio.pictures.fetched(draft, 2, actor=IDA), "not_a_picture"),
        (lambda studio, draft: studio.pictures.fetched(draft, 1, actor=VIEWER), "not_allowed"),
        (lambda studio, draft: studio.pictures.uploaded(b"GIF89a", actor=IDA), "not_a_picture"),
        (lambda studio, draft: studio.pictures.uploaded(photo(), actor=VIEWER), "not_allowed"),
        (lambda studio, draft: studio.pictures.drawn(draft, actor=VIEWER), "not_allowed"),
        (lambda studio, draft: studio.pictures.preview("0" * 64), "unknown_picture"),
        (
            lambda studio, draft: studio.pictures.attach(draft, 1, Picture(media_id="0"), actor=IDA, cause="tap/9"),
            "unknown_picture",
        ),
    ],
)
async def test_what_cannot_be_is_refused(studio, asked, key):
    draft_id = await studio.pictured()
    with pytest.raises(StandfirstError) as caught:
        await asked(studio, draft_id)
    assert caught.value.key == key


async def test_a_picture_is_a_revision_that_undo_takes_back(studio):
    picture = await studio.pictures.uploaded(photo(), actor=IDA)
    draft_id = await studio.pictured(picture.model_copy(update={"alt": " Two\n boats "}))
    card = await studio.cards.card(draft_id)
    assert card.draft.picture == picture.model_copy(update={"alt": "Two boats"})
    assert card.post.parts[0].images == (card.draft.picture,)
    await studio.editing.undo(draft_id, 2, actor=IDA, cause="tap/2")
    plain = await studio.cards.card(draft_id)
    assert plain.draft.picture is None
    assert plain.post.content_hash != card.post.content_hash


async def test_what_is_published_is_what_was_previewed_to_the_last_byte(studio):
    picture = await studio.pictures.uploaded(photo(), actor=IDA)
    draft_id = await studio.pictured(picture.model_copy(update={"alt": "Two boats"}))
    card = await studio.cards.card(draft_id)
    ((shown, alt),) = await studio.pictures.of_post(card.post, studio.platform)
    (publication,) = await studio.publishing.plan(draft_id, ["sandbox"], actor=IDA)
    delivering = Delivering(studio.store, studio.publishing, studio.lookup, studio.resources, studio.clock)
    report = await delivering.deliver(publication)
    assert report.publication.state == "published"
    (entry,) = await studio.out(publication)
    assert entry.images == (Picture(media_id=shown.id, alt=alt),)
    assert (await studio.pictures.medium(shown.id)).width == shown.width == 2048
    assert report.post.content_hash == card.post.content_hash


async def test_a_picture_is_made_once_for_each_set_of_rules(studio):
    media_id = (await studio.pictures.uploaded(photo(), actor=IDA)).media_id
    rules = platforms.get("bluesky").limits.picture
    made = await asyncio.gather(*(studio.pictures.fitted(media_id, rules) for _ in range(4)))
    assert len({one.id for one in made}) == 1
    assert await studio.pictures.fitted(media_id, rules.model_copy(update={"alt": 7})) == made[0]
    smaller = await studio.pictures.fitted(media_id, rules.model_copy(update={"max_side": 500}))
    assert opened(smaller.data).size == (500, 250)


LONG = Draft(
    id="d",
    article_id="quay",
    headline=Passage(text="The quay reopened"),
    bullets=tuple(Bullet(text=sentence, sentences=(at,), emoji="▪️") for at, sentence in enumerate(SENTENCES[:5], 1)),
    context=tuple(Passage(text=" ".join(SENTENCES[at : at + 5])) for at in range(5, 40, 5)),
    language="en",
    link="https://quay.example/reopened",
)
SEEN = Picture(media_id="a" * 64, alt="boats " * 300)


@pytest.mark.parametrize("name", platforms.names())
def test_a_post_with_a_picture_keeps_every_limit_of_its_network(name):
    network, composing = platforms.get(name), Composing(EmbeddedWriter(), Templates())
    draft = LONG.model_copy(update={"picture": SEEN})
    post = composing.post(ARTICLE, draft, network, HouseStyle())
    assert post == composing.fit(ARTICLE, draft, [network], style=HouseStyle()).posts[name]
    first, *rest = post.parts
    (image,) = first.images
    measured = network.measure(first.text, media=True)
    assert (first.length, first.limit, measured.problem) == (measured.length, measured.limit, "")
    assert all(part.images == () and network.measure(part.text).limit == part.limit for part in rest)
    assert len(image.alt) <= network.limits.picture.alt
    assert any(LONG.link in part.text for part in post.parts)
    assert post.card is None


def notes(name, **changes):
    draft = LONG.model_copy(update=changes)
    post = Composing(EmbeddedWriter(), Templates()).post(ARTICLE, draft, platforms.get(name), HouseStyle())
    return {note.key for note in post.notes}


def test_what_a_picture_changes_is_said():
    short = SEEN.model_copy(update={"alt": "Boats"})
    assert {"no_alt", "caption_room"} <= notes("telegram", picture=short)
    assert "caption_room" not in notes("telegram", picture=short, context=(), bullets=LONG.bullets[:1])
    assert "picture_for_card" in notes("bluesky", picture=short)
    assert "shortened_alt" in notes("mastodon", picture=SEEN)
    assert "alt_missing" in notes("x", picture=SEEN.model_copy(update={"alt": ""}))
    assert not {"alt_missing", "no_alt", "shortened_alt"} & notes("x", picture=short)
    assert not {"caption_room", "alt_missing", "picture_for_card"} & notes("telegram")


def plain(colour):
    out = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(out, "PNG")
    return out.getvalue()


async def kept(studio):
    async with studio.store.read() as connection:
        return await media.older(connection, NOON.replace(year=3000))


async def test_pictures_nobody_chose_are_let_go_after_a_day_and_all_others_stay(studio):
    chosen = await studio.pictures.uploaded(photo(), actor=IDA)
    draft_id = await studio.pictured(chosen)
    (shown, _), *_ = await studio.pictures.of_post((await studio.cards.card(draft_id)).post, studio.platform)
    await studio.editing.undo(draft_id, 2, actor=IDA, cause="tap/2")  # a redo may want it back
    left = await studio.pictures.uploaded(plain("teal"), actor=IDA)
    preview = await studio.pictures.preview(left.media_id)
    again = await studio.pictures.uploaded(plain("red"), actor=IDA)
    assert {chosen.media_id, shown.id, left.media_id, preview.id, again.media_id} <= await kept(studio)
    assert await studio.pictures.sweep() == 0
    studio.clock.pass_by(days=1, seconds=1)
    await studio.pictures.uploaded(plain("red"), actor=IDA)  # brought once more, and not chosen yet
    gone = {left.media_id, preview.id} - {chosen.media_id, shown.id, again.media_id}
    assert await studio.pictures.sweep() == len(gone)
    assert await kept(studio) >= {chosen.media_id, shown.id, again.media_id}
    assert await kept(studio) & gone == set()
    with pytest.raises(StandfirstError, match="unknown_picture"):
        await studio.pictures.attach(draft_id, 3, left, actor=IDA, cause="tap/3")


async def test_a_picture_of_what_the_sandbox_shows_stays(studio):
    draft_id = await studio.pictured(await studio.pictures.uploaded(photo(), actor=IDA))
    (publication,) = await studio.publishing.plan(draft_id, ["sandbox"], actor=IDA)
    await studio.owner().deliver(publication)
    before = await kept(studio)
    studio.clock.pass_by(days=2)
    assert await studio.pictures.sweep() == 0
    assert await kept(studio) == before


async def test_one_brought_again_while_they_are_let_go_stays(studio):
    left = await studio.pictures.uploaded(plain("teal"), actor=IDA)
    studio.clock.pass_by(days=2)
    before = studio.clock.now() - timedelta(days=1)
    again = await studio.pictures.uploaded(plain("teal"), actor=IDA)
    async with studio.store.begin() as connection:
        assert await media.drop(connection, [left.media_id], before) == 0
    assert (await studio.pictures.medium(again.media_id)).id == left.media_id


async def test_the_picture_of_a_link_card_is_fetched_once_and_the_same_ever_after(studio):
    asked = []

    async def noted(url):
        asked.append(url)
        return await fetch(url)

    studio.pictures._fetch = noted
    rules = platforms.get("bluesky").limits.picture
    first = await studio.pictures.thumbnail(PHOTO.url, rules)
    again = await studio.pictures.thumbnail(PHOTO.url, rules)
    assert first == again
    assert len(first.data) <= rules.max_bytes
    assert asked == [PHOTO.url]


@pytest.mark.parametrize("url", [BARE.url, "", "https://quay.example/gone"])
async def test_a_link_card_whose_picture_cannot_be_had_has_none(studio, url):
    assert await studio.pictures.thumbnail(url, platforms.get("bluesky").limits.picture) is None


async def test_a_link_cards_picture_that_was_let_go_is_fetched_again(studio):
    rules = platforms.get("linkedin").limits.picture
    first = await studio.pictures.thumbnail(PHOTO.url, rules)
    studio.clock.pass_by(days=29)
    assert await studio.pictures.sweep() == 0
    studio.clock.pass_by(days=2)
    assert await studio.pictures.sweep() > 0
    assert await studio.pictures.thumbnail(PHOTO.url, rules) == first
