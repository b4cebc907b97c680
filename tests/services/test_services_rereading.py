"""The source is read again before a scheduled post goes out; what it says no more is held and shown."""

from datetime import timedelta

import pytest
from services.newsroom import IDA
from services.site import ADDRESS, STORY, TITLE, a_site, page

from bot.articles.roundup import joined
from bot.domain.ids import new_id
from bot.services.rereading import Rereading, differences
from bot.store import events

SHUT = "The harbour board of Sarnholm closed its 12 quays on Monday after a repair of two years."
HELD = "kept_back_held"


@pytest.fixture
async def site():
    async with a_site() as site:
        yield site


class Planned:
    """A post drafted from the site's page and planned for later."""

    def __init__(self, newsroom, site):
        self.newsroom, self.site = newsroom, site

    async def plan(self, *, article=None, hours=24):
        newsroom = self.newsroom
        await newsroom.accounts.prepare()
        brand = await newsroom.accounts.brand()
        article = article or await self.site.read(ADDRESS)
        made = await newsroom.drafting.draft(article, brand, [newsroom.lookup("sandbox")], actor="ida")
        at = newsroom.clock.now() + timedelta(hours=hours)
        (self.id,) = await newsroom.publishing.plan(made.draft.id, ["sandbox"], actor=IDA, at=at)
        self.site.asked.clear()
        newsroom.clock.instant = at
        return self

    def owner(self, **more):
        check = Rereading(self.newsroom.store, self.site.read, self.newsroom.clock, **more)
        return self.newsroom.owner(checks=[check])

    async def due(self, **more):
        return await self.owner(**more).deliver(self.id)

    async def log(self):
        async with self.newsroom.store.read() as connection:
            return await events.about(connection, f"publication/{self.id}")


@pytest.fixture
async def planned(newsroom, site):
    return await Planned(newsroom, site).plan()


def instead(old, new):
    return page(*(new if one == old else one for one in STORY))


async def test_what_the_source_still_says_goes_out(planned, site):
    site.pages["/quays"] = page(*STORY[::-1])
    assert (await planned.due()).publication.state == "published"
    assert site.asked == ["/quays"]
    assert "source_unread" not in [one.action for one in await planned.log()]


async def test_a_changed_sentence_is_held_with_both_wordings(planned, site):
    site.pages["/quays"] = instead(STORY[0], SHUT)
    report = await planned.due()
    assert report.publication.state == "held"
    why = report.error
    assert (why.key, why.values["site"], why.values["count"]) == ("source_changed", "harbour.example", 1)
    assert differences(why) == [(STORY[0], SHUT)]
    assert [one.action for one in await planned.log()][-1] == HELD
    assert await planned.newsroom.out(planned.id) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("640 million", "64.0 million"), ("€640", "$640"), ("was paid", "was not paid"), ("city", "City")],
)
async def test_a_figure_a_sign_a_name_or_a_not_is_a_change(planned, site, old, new):
    site.pages["/quays"] = instead(STORY[1], STORY[1].replace(old, new))
    report = await planned.due()
    assert differences(report.error) == [(STORY[1], STORY[1].replace(old, new))]


async def test_signs_blanks_and_places_are_none(planned, site):
    new = "The  work cost €640\u00a0million — and was paid by the city!"
    site.pages["/quays"] = page(STORY[3], *STORY[:1], "A new sentence.", new, STORY[2], *STORY[4:])
    assert (await planned.due()).publication.state == "published"


async def test_a_vanished_sentence_is_held_and_has_nothing_beside_it(planned, site):
    site.pages["/quays"] = page(*STORY[1:])
    report = await planned.due()
    assert differences(report.error) == [(STORY[0], "")]


async def test_a_sentence_that_the_post_does_not_use_may_change(newsroom, site):
    unused = "Nobody asked the gulls about it, and the gulls had nothing to say of it either."
    site.pages["/quays"] = page(*STORY, unused)
    planned = await Planned(newsroom, site).plan()
    report = await newsroom.publishing.report(planned.id)
    assert "gulls" not in "".join(part.text for part in report.post.parts)
    site.pages["/quays"] = page(*STORY, unused.replace("Nobody", "Everybody"))
    assert (await planned.due()).publication.state == "published"


async def test_another_title_is_a_change_but_for_the_name_of_the_site(planned, site):
    site.pages["/quays"] = page(*STORY, title=f"{TITLE} | Harbour Post")
    assert (await planned.due()).publication.state == "published"


async def test_a_person_overrules_it_for_good(planned, site):
    site.pages["/quays"] = instead(STORY[0], SHUT)
    assert (await planned.due()).publication.state == "held"
    site.asked.clear()
    assert (await planned.owner().again(planned.id, actor=IDA)).publication.state == "published"
    assert site.asked == []


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_is_gone_is_held(planned, site, status):
    site.pages["/quays"] = status
    report = await planned.due()
    assert (report.publication.state, report.error.key) == ("held", "source_gone")
    assert report.error.values == {"site": "harbour.example", "status": status}


WALL = "<html><body><p>We value your privacy. We and our partners use cookies. Accept all cookies?</p></body></html>"
OTHER = page(
    "The museum in Ostrey shows forty paintings by unknown masters from this week on.",
    "Its director hopes for many visitors in the dark months of the year.",
    "Tickets are sold at the door and in every library of the county.",
    title="Forty paintings",
)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (500, "http_status"),
        (403, "http_status"),
        (WALL, "looks_like_consent"),
        (OTHER, "another_article"),
        ("/other", "another_article"),
        (page(*STORY[3:4], title="Subscribe"), "too_short"),
        (None, "timed_out"),
    ],
)
async def test_what_cannot_be_read_now_holds_nothing_back_and_is_logged(planned, site, said, why):
    site.pages |= {"/quays": said, "/other": OTHER}
    assert (await planned.due(patience=0.5 if said is None else 20)).publication.state == "published"
    (line,) = [one for one in await planned.log() if one.action == "source_unread"]
    assert line.detail["error"] == why


async def test_a_teaser_is_no_change(planned, site):
    site.pages["/quays"] = page(*STORY[:3], STORY[3][:20], title=TITLE)
    assert (await planned.due()).publication.state == "published"


async def test_what_was_planned_a_moment_ago_is_not_read_again(newsroom, site):
    planned = await Planned(newsroom, site).plan(hours=0)
    site.pages["/quays"] = 404
    assert (await planned.due()).publication.state == "published"
    assert site.asked == []


async def test_a_text_without_an_address_is_not_read_again(newsroom, site):
    article = (await site.read(ADDRESS)).model_copy(update={"source": "text"})
    planned = await Planned(newsroom, site).plan(article=article)
    assert (await planned.due()).publication.state == "published"
    assert site.asked == []


async def test_a_strange_fault_of_a_page_keeps_no_post_back(planned, site):
    async def broken(url):
        raise RuntimeError("a page that nobody thought of")

    site.read = broken
    assert (await planned.due()).publication.state == "published"
    assert "source_unread" in [one.action for one in await planned.log()]


async def test_each_page_of_a_round_up_that_is_used_is_read(newsroom, site):
    site.pages["/museum"] = OTHER
    some = [await site.read(f"http://harbour.example/{name}") for name in ("quays", "museum")]
    planned = await Planned(newsroom, site).plan(article=joined(some, article_id=new_id()))
    shown = " ".join(part.text for part in (await newsroom.publishing.report(planned.id)).post.parts)
    assert "forty paintings" in shown
    site.pages["/museum"] = OTHER.replace("shows forty", "shows thirty")
    report = await planned.due()
    assert site.asked == ["/quays", "/museum"]
    assert [after for _, after in differences(report.error)] == [
        "The museum in Ostrey shows thirty paintings by unknown masters from this week on."
    ]
