"""The same text or story twice within a day on one account: told beforehand, held where nobody saw it."""

from datetime import timedelta

import pytest
from services.newsroom import IDA

from bot.domain.article import Article
from bot.domain.draft import Draft, Passage
from bot.domain.ids import new_id
from bot.domain.post import Part, Post
from bot.domain.publication import Account, When
from bot.services.repeats import Repeats, waiver
from bot.store import accounts, articles, drafts, posts
from bot.store.drafts import Kept

QUAY = (
    "The harbour board of Sarnholm reopened its 12 quays on Monday after two years of repairs that the city paid. "
    "Captain Ida Brandt said 48 boats had returned by noon, and fees should fall from October."
)
EVENING = Account(id="evening", brand_id="main", platform="sandbox", handle="evening")


class Desk:
    """Drafts of a story with a wording of their own, and what is told of them."""

    def __init__(self, newsroom):
        self.newsroom, self.repeats = newsroom, Repeats(newsroom.store, newsroom.clock)

    async def draft(self, text=QUAY, *, article="", url="", account="sandbox", parts=1):
        newsroom = self.newsroom
        await newsroom.accounts.prepare()
        article = Article(id=article or new_id(), url=url, sentences=(text,))
        draft = Draft(id=new_id(), article_id=article.id, headline=Passage(text=text, sentences=(1,)), link=url)
        said = text.split(". ", parts - 1)
        made = tuple(Part(text=one, length=len(one), limit=3000) for one in said)
        async with newsroom.store.begin() as connection:
            await articles.add(connection, article, newsroom.clock.now())
            await drafts.add(connection, Kept(draft, "main", ()), newsroom.clock.now())
            await posts.add(connection, new_id(), draft, account, Post(platform="sandbox", parts=made, language="en"))
        return draft.id

    async def warned(self, draft, at=None, names=("sandbox",)):
        return await self.repeats.warnings(await self.newsroom.offers.offer(draft, names), at)

    async def plan(self, draft, *, account="sandbox", hours=0, **more):
        when = When(at=self.newsroom.clock.now() + timedelta(hours=hours), **more)
        (one,) = await self.newsroom.publishing.plan(draft, [account], actor=IDA, when=when)
        return one

    async def send(self, publication):
        return await self.newsroom.owner(checks=[self.repeats]).deliver(publication)

    async def publish(self, draft, **more):
        report = await self.send(await self.plan(draft, **more))
        assert report.publication.state == "published"
        return report.publication.id

    async def kinds(self, draft, at=None):
        return [one.kind for one in await self.warned(draft, at)]


@pytest.fixture
def desk(newsroom):
    return Desk(newsroom)


async def test_the_same_text_is_told_with_where_it_is_and_held_when_nobody_saw_it(desk):
    first = await desk.publish(await desk.draft())
    desk.newsroom.clock.pass_by(hours=3, minutes=10)
    second = await desk.draft()
    (told,) = await desk.warned(second)
    assert (told.publication_id, told.kind, told.account.id, told.own) == (first, "text", "sandbox", False)
    assert told.url.startswith("sandbox://rehearsal/")
    report = await desk.send(await desk.plan(second))
    assert (report.publication.state, report.error.key) == ("held", "repeated")
    assert report.error.values == {"kind": "text", "hours": 3, "minutes": 10, "url": told.url}


async def test_what_was_seen_is_not_asked_about_again_but_what_came_since_is(desk):
    await desk.publish(await desk.draft())
    second, third = await desk.draft(), await desk.draft()
    seen = waiver(await desk.warned(second))
    planned = [await desk.plan(one, hours=1, waived=seen) for one in (second, third)]
    desk.newsroom.clock.pass_by(hours=1)
    states = [(await desk.send(one)).publication.state for one in planned]
    assert states == ["published", "held"]


async def test_a_person_overrules_it(desk):
    await desk.publish(await desk.draft())
    held = (await desk.send(await desk.plan(await desk.draft()))).publication
    report = await desk.newsroom.owner(checks=[desk.repeats]).again(held.id, actor=IDA)
    assert report.publication.state == "published"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{QUAY} https://harbour.example/a?b=c #quays #Sarnholm", "text"),
        (QUAY.upper(), "text"),
        (QUAY.replace("on Monday", "this Monday").replace("Captain ", ""), "story"),
        (QUAY.replace("48", "49"), None),
        ("The library of Hulm opens on Sundays, for the first time in forty years, the town said on Friday.", None),
        ("The quay reopened", None),
    ],
)
async def test_links_tags_and_capitals_make_no_other_text_and_few_words_no_other_story(desk, text, kind):
    await desk.publish(await desk.draft())
    assert await desk.kinds(await desk.draft(text)) == [kind] * (kind is not None)


async def test_a_text_in_parts_is_compared_as_a_whole(desk):
    await desk.publish(await desk.draft(parts=2))
    assert await desk.kinds(await desk.draft()) == ["text"]


async def test_one_article_or_one_address_is_one_story(desk):
    await desk.publish(await desk.draft(article="tidal", url="https://www.harbour.example/quays?utm_source=x"))
    assert await desk.kinds(await desk.draft("Quays: the bill", article="tidal")) == ["story"]
    assert await desk.kinds(await desk.draft("Quays: the fish", url="https://harbour.example/quays/")) == ["story"]
    assert await desk.kinds(await desk.draft("Quays: the rest", url="https://harbour.example/other")) == []


async def test_a_site_alone_is_no_story(desk):
    await desk.publish(await desk.draft("One thing", url="https://harbour.example/"))
    assert await desk.kinds(await desk.draft("Another thing", url="https://harbour.example")) == []


async def test_another_account_or_another_day_is_no_repeat(desk):
    await desk.newsroom.accounts.prepare()
    async with desk.newsroom.store.begin() as connection:
        await accounts.add(connection, EVENING)
    await desk.publish(await desk.draft(account="evening"), account="sandbox:evening")
    second = await desk.draft()
    assert await desk.kinds(second) == []
    await desk.publish(second)
    third, now = await desk.draft(), desk.newsroom.clock.now()
    assert await desk.kinds(third, now + timedelta(hours=23)) == ["text"]
    assert await desk.kinds(third, now + timedelta(hours=24)) == []


async def test_what_is_planned_counts_before_and_after_but_holds_nothing_back(desk):
    later = await desk.plan(await desk.draft(), hours=5)
    second = await desk.draft()
    (told,) = await desk.warned(second)
    assert (told.publication_id, told.out) == (later, False)
    await desk.publish(second)
    desk.newsroom.clock.pass_by(hours=5)
    assert (await desk.send(later)).publication.state == "held"


async def test_what_was_deleted_or_cancelled_is_no_repeat(desk):
    gone = await desk.publish(await desk.draft())
    await desk.newsroom.corrector().delete(gone, actor=IDA)
    assert await desk.kinds(await desk.draft()) == []


async def test_what_goes_out_later_than_planned_counts_from_then(desk):
    late = await desk.plan(await desk.draft())
    desk.newsroom.clock.pass_by(hours=20)
    await desk.send(late)
    desk.newsroom.clock.pass_by(hours=20)
    assert await desk.kinds(await desk.draft()) == ["text"]


async def test_a_series_repeats_itself_as_it_is_wanted_to(desk):
    draft = await desk.draft()
    await desk.publish(draft)
    for _ in range(3):
        desk.newsroom.clock.pass_by(hours=6)
        await desk.publish(draft, series_id="daily")
    assert await desk.kinds(await desk.draft()) == ["text"] * 4


async def test_a_newer_wording_takes_the_place_of_the_planned_one_and_repeats_what_is_out(desk):
    draft = await desk.draft()
    await desk.plan(draft, hours=2)
    await desk.newsroom.revise(draft, 1, QUAY)
    assert await desk.warned(draft) == ()
    first = await desk.publish(draft)
    await desk.newsroom.revise(draft, 1, f"{QUAY} More follows.")
    assert [(one.publication_id, one.own) for one in await desk.warned(draft)] == [(first, True)]
