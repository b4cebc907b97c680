"""The delivery journal over X: what is lost, shown late or refused as posted twice, with the services' own patience."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from platforms.x.rig import rigged
from services.newsroom import IDA, NOON, Newsroom, StoppedClock

from bot.domain.article import Article
from bot.domain.draft import Draft, Passage, Picture
from bot.domain.ids import new_id
from bot.domain.post import Part, Post
from bot.store import Store, accounts, articles, drafts, posts
from bot.store.drafts import Kept
from bot.testing.sessions import drawn

PARTS = (
    "The quay of Brenn is open again. 1/3",
    "Ferries & barges < 40 m may enter. 2/3",
    "https://harbour.example/ 3/3",
)


@asynccontextmanager
async def newsroom_on_x(home, **given):
    """A newsroom with one account on X; its posts' clock is the newsroom's."""
    async with (
        Store(f"sqlite+aiosqlite:///{home / 'newsroom.db'}") as store,
        rigged(home, clock=StoppedClock(), lag=30.0, patience=5.0, **given) as rig,
    ):
        newsroom = Newsroom(store, clock=rig.resources.clock, others={"x": rig.platform})
        newsroom.resources = replace(
            newsroom.resources, vault=rig.vault, fitted=rig.album.fitted, patience=rig.resources.patience
        )
        await newsroom.accounts.prepare()
        async with store.begin() as connection:
            await accounts.add(connection, rig.account)
        yield newsroom, rig


async def planned(newsroom, texts=PARTS, images=()):
    draft = Draft(id=new_id(), article_id=new_id(), headline=Passage(text="The quay reopened", sentences=(1,)))
    parts = [Part(text=text, length=len(text), limit=280) for text in texts]
    parts[0] = parts[0].model_copy(update={"images": tuple(images)})
    async with newsroom.store.begin() as connection:
        await articles.add(connection, Article(id=draft.article_id, sentences=("The quay reopened.",)), NOON)
        await drafts.add(connection, Kept(draft, "main", ()), NOON)
        await posts.add(connection, new_id(), draft, "a1", Post(platform="x", parts=tuple(parts), language="en"))
    (publication,) = await newsroom.publishing.plan(draft.id, ["x"], actor=IDA)
    return publication


async def stand(newsroom, publication):
    report = await newsroom.publishing.report(publication)
    return report.publication.state, [row.state for row in report.deliveries]


async def test_a_thread_with_a_picture_is_out_as_it_was_planned(tmp_path):
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        picture = drawn()
        rig.album.pictures[picture.id] = picture
        publication = await planned(newsroom, images=[Picture(media_id=picture.id, alt="The quay at noon.")])
        report = await newsroom.owner().deliver(publication)
        assert report.publication.state == "published"
        seen = await rig.seen()
        assert [post.text for post in seen] == list(PARTS)
        assert [post.parent_id for post in seen] == ["", seen[0].id, seen[1].id]
        assert (seen[0].alts, seen[0].pictures) == (("The quay at noon.",), (picture.id,))


async def test_a_part_whose_answer_is_lost_is_found_once_x_shows_it_and_the_thread_goes_on(tmp_path):
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        rig.world.lag = timedelta(seconds=20)
        publication = await planned(newsroom)
        await rig.fail("reset_after")
        owner = newsroom.owner(patience=10)
        await owner.deliver(publication)
        assert await stand(newsroom, publication) == ("publishing", ["unknown", "planned", "planned"])
        newsroom.clock.pass_by(seconds=41)
        await owner.recover()
        assert await stand(newsroom, publication) == ("published", ["sent"] * 3)
        assert [post.text for post in await rig.seen()] == list(PARTS)
        assert rig.server.requests.count("POST /2/tweets") == 3


async def test_a_part_that_never_arrived_is_sent_again(tmp_path):
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        publication = await planned(newsroom)
        await rig.fail("html_page")
        owner = newsroom.owner(patience=10)
        await owner.deliver(publication)
        newsroom.clock.pass_by(seconds=41)
        await owner.recover()
        assert await stand(newsroom, publication) == ("published", ["sent"] * 3)
        assert [post.text for post in await rig.seen()] == list(PARTS)


@pytest.mark.parametrize("there", [True, False])
async def test_a_person_s_wrong_word_that_a_part_is_not_out_leaves_one_post(tmp_path, there):
    """X itself refuses the same text again, and so proves that it is out."""
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        publication = await planned(newsroom, texts=PARTS[:1])
        await rig.fail("reset_after" if there else "html_page")
        people, rig.world.users = rig.world.users, {}
        owner = newsroom.owner(patience=10)
        await owner.deliver(publication)
        assert await stand(newsroom, publication) == ("uncertain", ["unknown"])
        rig.world.users = people
        await owner.settle_as_not_sent(publication, actor=IDA)
        assert await stand(newsroom, publication) == ("published", ["sent"])
        assert [post.text for post in await rig.seen()] == list(PARTS[:1])


async def test_what_is_out_already_under_another_publication_is_refused(tmp_path):
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        first, second = await planned(newsroom, texts=PARTS[:1]), await planned(newsroom, texts=PARTS[:1])
        owner = newsroom.owner(patience=10)
        await owner.deliver(first)
        report = await owner.deliver(second)
        assert (report.publication.state, report.publication.error.values["reason"]) == ("failed", "duplicate")
        assert len(await rig.seen()) == 1


async def test_a_thread_that_x_refuses_to_go_on_with_fails_and_its_first_part_stays_told(tmp_path):
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        rig.world.threads = False
        publication = await planned(newsroom)
        report = await newsroom.owner().deliver(publication)
        assert await stand(newsroom, publication) == ("failed", ["sent", "failed", "planned"])
        assert report.publication.error.values["reason"] == "thread_refused"
        rig.world.threads = True
        await newsroom.owner().again(publication, actor=IDA)
        assert await stand(newsroom, publication) == ("published", ["sent"] * 3)
        assert [post.text for post in await rig.seen()] == list(PARTS)


async def test_a_login_that_is_gone_holds_what_is_due(tmp_path):
    async with newsroom_on_x(tmp_path) as (newsroom, rig):
        publication = await planned(newsroom)
        await rig.fail("revoked_token")
        await newsroom.owner().deliver(publication)
        assert await stand(newsroom, publication) == ("held", ["planned"] * 3)
