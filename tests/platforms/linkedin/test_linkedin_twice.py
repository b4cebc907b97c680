"""The same words twice on LinkedIn: whose post it is that is there already, and what a look takes for a part."""

from datetime import timedelta

import pytest
from platforms.linkedin.rig import MEMBER, PAGE, rigged

from bot.domain.draft import Picture
from bot.domain.errors import Rejected, Uncertain
from bot.domain.ports import Outgoing
from bot.domain.post import Card, Part
from bot.platforms.linkedin import wire
from bot.testing.linkedin.world import Refusal
from bot.testing.sessions import outgoing

TEXT = "The quay is open again."
CARD = Card(url="https://harbour.example/a", title="Open")
BEGAN = 1_000


@pytest.fixture(params=[PAGE, MEMBER])
async def rig(tmp_path, request):
    async with rigged(tmp_path, author=request.param) as rig:
        yield rig


async def publish(rig, wanted):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        return await session.publish(wanted)


async def refused(rig, wanted):
    with pytest.raises(Rejected) as caught:
        await publish(rig, wanted)
    return caught.value.values["reason"]


async def test_what_another_publication_is_known_to_be_is_never_taken(rig):
    """Even where the call before may have published: it is younger than that call and has the same words."""
    wanted = outgoing(rig, TEXT, "key-2")
    rig.clock.forward(30)
    first = await publish(rig, outgoing(rig, TEXT, "key-1"))
    rig.clock.forward(90)
    assert await refused(rig, wanted.model_copy(update={"others": (first.id,)})) == "duplicate"
    assert await publish(rig, wanted) == first


async def test_without_a_call_before_it_is_another_publication(rig):
    first = await publish(rig, outgoing(rig, TEXT, "key-1"))
    rig.clock.forward(120)
    uncalled = outgoing(rig, TEXT, "key-2").model_copy(update={"since": None})
    assert await refused(rig, uncalled) == "duplicate"
    assert [post.urn for post in rig.world.posts] == [first.id]


async def test_what_is_younger_than_the_plan_and_older_than_the_call_is_for_a_person(rig):
    wanted = outgoing(rig, TEXT, "key-2")
    await publish(rig, outgoing(rig, TEXT, "key-1"))
    rig.clock.forward(3600)
    with pytest.raises(Uncertain, match="outcome_unknown"):
        await publish(rig, wanted.model_copy(update={"since": rig.clock.now()}))


async def test_a_duplicate_that_is_not_named_may_be_what_the_call_before_published(rig):
    def refuse(*_):
        raise Refusal(422, "Duplicate", errorDetails={"inputErrors": [{"code": "DUPLICATE_POST"}]})

    rig.world.create = refuse
    wanted = outgoing(rig, TEXT, "key-1")
    with pytest.raises(Uncertain, match="outcome_unknown"):
        await publish(rig, wanted)
    assert await refused(rig, wanted.model_copy(update={"since": None})) == "duplicate"


def wanted(images=0, card=None, **more):
    pictures = tuple(Picture(media_id=f"{number}") for number in range(images))
    part = Part(text=TEXT, length=len(TEXT), limit=3000, images=pictures)
    return Outgoing(part=part, key="key-1", card=card, **more)


def listed(number, text=TEXT, content=None, made=BEGAN):
    post = {"id": f"urn:li:share:{number}", "commentary": text, "createdAt": made, "lifecycleState": "PUBLISHED"}
    return {**post, "content": content} if content else post


ONE = {"media": {"id": "urn:li:image:1"}}
TWO = {"multiImage": {"images": [{"id": "urn:li:image:1"}, {"id": "urn:li:image:2"}]}}
LINKED = {"article": {"source": CARD.url}}


@pytest.mark.parametrize(
    ("part", "posts", "taken"),
    [
        (wanted(), [listed(1), listed(2, content=ONE), listed(3, made=BEGAN - 1)], [1]),
        (wanted(1), [listed(1), listed(2, content=ONE), listed(3, content=TWO)], [2]),
        (wanted(2), [listed(1), listed(2, content=ONE), listed(3, content=TWO)], [3]),
        (wanted(card=CARD), [listed(1), listed(2, content=LINKED)], [2]),
        (wanted(card=CARD), [listed(1)], [1]),
        (wanted(), [listed(1, TEXT.replace(" ", "  ")), listed(2)], [2]),
        (wanted(), [listed(1), listed(2)], [1, 2]),
        (wanted(others=("urn:li:share:1",)), [listed(1), listed(2)], [2]),
        (wanted(), [{**listed(1), "content": "?"}, {**listed(2), "commentary": None}], [1]),
    ],
)
def test_a_part_is_one_of_those_that_are_like_it_in_all(part, posts, taken):
    found = wire.candidates(part, posts, BEGAN)
    assert [post["id"] for post in found] == [f"urn:li:share:{number}" for number in taken]


@pytest.fixture
async def page(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


def say(rig, text=TEXT, **content):
    rig.world._said.clear()  # as if it were so long ago that LinkedIn takes the words again
    body = {
        "author": PAGE,
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }
    token = next(iter(rig.world.tokens.values()))
    return rig.world.create(token, {**body, **({"content": content} if content else {})}, "202607").urn


async def find(rig, part):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        return await session.find(part)


async def test_of_two_that_may_be_the_part_none_is_taken(page):
    part = outgoing(page, TEXT, "key-1")
    first = say(page)
    assert (await find(page, part)).id == first
    second = say(page)
    with pytest.raises(Uncertain, match="cannot_tell"):
        await find(page, part)
    assert (await find(page, part.model_copy(update={"others": (first,)}))).id == second


async def test_a_post_with_another_link_card_is_for_a_person(page):
    say(page, article={"source": "https://lnkd.in/short", "title": "Open"})
    part = outgoing(page, TEXT, "key-1").model_copy(update={"card": CARD})
    with pytest.raises(Uncertain, match="cannot_tell"):
        await find(page, part)
    right = say(page, article={"source": CARD.url, "title": "Open"})
    assert (await find(page, part)).id == right
    later = part.model_copy(update={"since": page.clock.now() + timedelta(hours=1)})
    assert await find(page, later) is None


@pytest.mark.parametrize(
    ("given", "most", "sent"),
    [
        ("a" * 400, 400, "a" * 400),
        ("word " * 100, 400, "word " * 79 + "word…"),
        ("a" * 500, 400, "a" * 399 + "…"),
        ("b " + "a" * 500, 400, "b " + "a" * 397 + "…"),
        ("", 400, None),
    ],
)
def test_the_words_of_a_card_end_where_a_word_does(given, most, sent):
    card = CARD.model_copy(update={"title": given, "description": given * 10})
    article = wire.linked(card, "")["article"]
    assert article.get("title") == sent
    assert len(article.get("description", "")) <= 10 * most
