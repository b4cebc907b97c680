"""The sandbox keeps a network's manners: it refuses what is wrong and gives one post for a key."""

from datetime import UTC, datetime
from itertools import count

import pytest

from bot.domain.errors import Rejected
from bot.domain.ports import Amends, Collects, Deletes, Outgoing, Publishes, Resources
from bot.domain.post import Card, Part, Span
from bot.domain.publication import Account, Remote
from bot.domain.timeline import Entry
from bot.platforms.sandbox import platform, wire
from bot.store import Store
from bot.store.timeline import StoredTimeline
from bot.text.templating import Templates

NOW = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
US = Account(id="a1", brand_id="main", platform="sandbox", handle="rehearsal")


class Noon:
    def now(self):
        return NOW


def outgoing(text="The quay reopened", key="k1", **more):
    return Outgoing(part=Part(text=text, length=len(text), limit=3000), key=key, **more)


@pytest.fixture
async def timeline(database_url):
    async with Store(database_url) as store:
        yield StoredTimeline(store)


@pytest.fixture
async def session(timeline):
    numbers = count(1)
    resources = Resources(clock=Noon(), new_id=lambda: f"e{next(numbers)}", timeline=timeline)
    async with platform.connect(US, resources) as session:
        yield session


def test_it_can_publish():
    assert isinstance(platform, Publishes)


async def test_one_key_is_one_post_and_can_be_found(session):
    assert isinstance(session, Collects)
    assert await session.find(outgoing()) is None
    first = await session.publish(outgoing())
    assert await session.publish(outgoing()) == first == await session.find(outgoing())
    assert first.url == f"sandbox://rehearsal/{first.id}"


async def test_the_same_key_on_another_account_is_another_post(session, timeline):
    resources = Resources(clock=Noon(), new_id=lambda: "other", timeline=timeline)
    async with platform.connect(US.model_copy(update={"id": "a2"}), resources) as other:
        assert await other.publish(outgoing()) != await session.publish(outgoing())


@pytest.mark.parametrize("text", ["", "a" * 3001, "a\ud83db"])
async def test_what_it_cannot_take_is_refused_and_not_kept(session, text):
    with pytest.raises(Rejected, match="network_refuses") as caught:
        await session.publish(outgoing(text))
    said = Templates().render("chat/en/errors/network_refuses.txt.j2", **caught.value.values)
    assert "_" not in said
    assert await session.find(outgoing()) is None


async def test_an_answer_to_nothing_is_refused(session):
    with pytest.raises(Rejected, match="post_gone") as caught:
        await session.publish(outgoing(reply_to=Remote(id="nosuch")))
    assert "answers is gone" in Templates().render("chat/en/errors/network_refuses.txt.j2", **caught.value.values)


async def test_what_is_deleted_is_gone_and_takes_no_answers(session, timeline):
    assert isinstance(session, Deletes)
    post = await session.publish(outgoing())
    for _ in range(2):
        await session.delete(post)
    await session.delete(Remote(id="nosuch"))
    assert await session.find(outgoing()) is None
    assert (await timeline.by_id(post.id)).text == "The quay reopened"
    with pytest.raises(Rejected, match="post_gone"):
        await session.publish(outgoing(key="k2", reply_to=post))
    with pytest.raises(Rejected, match="'gone'"):
        await session.amend(post, outgoing("Too late"))


async def test_what_is_amended_says_so_where_it_was(session, timeline):
    assert isinstance(session, Amends)
    post = await session.publish(outgoing())
    for _ in range(2):
        assert await session.amend(post, outgoing("The quay closed")) == post
    entry = await timeline.by_id(post.id)
    assert (entry.text, entry.edited, entry.created) == ("The quay closed", NOW, NOW)
    sequence = entry.sequence
    await session.amend(post, outgoing("The quay closed"))
    assert (await timeline.by_id(post.id)).sequence == sequence
    with pytest.raises(Rejected, match="too_long"):
        await session.amend(post, outgoing("a" * 3001))


async def test_nobody_deletes_or_amends_what_others_said(session, timeline):
    post = await session.publish(outgoing())
    theirs = Entry(id="r", account_id="a1", author="@m", text="t", root_id=post.id, created=NOW)
    await timeline.add(theirs)
    for said in ("delete", "amend"):
        more = [outgoing("Mine now")] if said == "amend" else []
        with pytest.raises(Rejected, match="not_ours"):
            await getattr(session, said)(Remote(id="r"), *more)
    assert (await timeline.by_id("r")).text == "t"


async def test_replies_come_after_the_cursor_alone(session, timeline):
    post = await session.publish(outgoing())
    said = [Entry(id=f"r{n}", account_id="a1", author="@m", text="t", root_id=post.id, created=NOW) for n in range(3)]
    for entry in said[:2]:
        await timeline.add(entry)
    first, cursor = await session.replies([post], cursor="")
    await timeline.add(said[2])
    second, later = await session.replies([post], cursor=cursor)
    assert [[one.native_id for one in found] for found in (first, second)] == [["r0", "r1"], ["r2"]]
    assert await session.replies([post], cursor=later) == ([], later)
    assert await session.replies([], cursor="") == ([], "0")


def test_what_is_handed_over_is_what_is_kept():
    part = Part(text="The quay", spans=(Span(start=0, end=3, kind="bold"),), length=8, limit=3000)
    card = Card(url="https://harbour.example/quay", title="The quay")
    sent = Outgoing(part=part, key="k", reply_to=Remote(id="p"), root=Remote(id="r"), card=card)
    kept = wire.entry(sent, US, "e1", NOW)
    assert (kept.text, kept.spans, kept.card, kept.key) == (part.text, part.spans, card, "k")
    assert (kept.parent_id, kept.root_id, kept.author, kept.created) == ("p", "r", "rehearsal", NOW)


def test_a_deleted_reply_has_lost_its_text():
    entry = Entry(id="e", account_id="a1", author="@m", text="gone", parent_id="p", created=NOW, deleted=True)
    incoming = wire.incoming(entry, US)
    assert (incoming.text, incoming.deleted, incoming.parent_id) == ("", True, "p")
