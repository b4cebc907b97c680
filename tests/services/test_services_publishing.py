"""What may be planned, and what a dry run says."""

import pytest
from services.newsroom import IDA

from bot.articles.intake import from_text
from bot.domain.brand import Brand, HouseStyle
from bot.domain.errors import Missing, Refused
from bot.domain.facts import Fact
from bot.domain.ids import new_id
from bot.domain.publication import Account
from bot.store import accounts, brands
from bot.testing.faulty import Faulty


async def test_an_untraced_fact_blocks_planning_and_the_dry_run(newsroom):
    draft = await newsroom.draft(untraced=[Fact(text="49", kind="number", start=0, end=2)])
    for ask in (newsroom.publishing.intents(draft, ["sandbox"]), newsroom.publishing.plan(draft, [], actor=IDA)):
        with pytest.raises(Refused) as caught:
            await ask
        assert (caught.value.key, caught.value.values["facts"]) == ("untraced_facts", "“49”")


async def test_a_post_that_does_not_fit_is_never_planned(newsroom):
    draft = await newsroom.draft(problems=["too_long"])
    with pytest.raises(Refused, match="invalid_post"):
        await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA)
    assert await newsroom.publishing.waiting() == []


@pytest.mark.parametrize(("draft", "account"), [("nosuchdraft", "sandbox"), ("", "nosuchaccount")])
async def test_what_is_not_there_is_said_to_be_missing(newsroom, draft, account):
    with pytest.raises(Missing):
        await newsroom.publishing.plan(draft or await newsroom.draft(), [account], actor=IDA)


async def test_the_dry_run_is_what_is_sent(newsroom):
    draft = await newsroom.draft(3)
    (intent,) = await newsroom.publishing.intents(draft, ["sandbox"])
    assert await newsroom.publishing.waiting() == []
    assert not intent.planned
    assert [part.reply_to and part.reply_to.id for part in intent.parts] == [None, "<part 1>", "<part 2>"]
    (publication,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA)
    report = await newsroom.owner().deliver(publication)
    assert (publication, report.publication.content_hash) == (intent.publication.id, intent.post.content_hash)
    out = [(post.text, post.key, post.card) for post in await newsroom.out(publication)]
    assert out == [(part.part.text, part.key, part.card) for part in intent.parts]


async def test_a_dry_run_of_what_is_half_out_says_so_and_names_the_true_parent(newsroom):
    draft = await newsroom.draft(3)
    (before,) = await newsroom.publishing.intents(draft, ["sandbox"])
    newsroom.platform = Faulty(newsroom.platform, publish=["none", "refused"])
    (publication,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA)
    report = await newsroom.owner().deliver(publication)
    (intent,) = await newsroom.publishing.intents(draft, ["sandbox"])
    assert (intent.planned, intent.publication.state) == (True, "failed")
    assert [row.state for row in intent.deliveries] == ["sent", "failed", "planned"]
    assert [part.key for part in intent.parts] == [part.key for part in before.parts]
    assert intent.parts[1].reply_to == report.deliveries[0].remote
    assert intent.parts[2].reply_to.id == "<part 2>"


async def test_the_queue_holds_what_is_not_done(newsroom):
    first, second = await newsroom.planned(), await newsroom.planned()
    await newsroom.owner().deliver(first)
    assert [report.publication.id for report in await newsroom.publishing.waiting()] == [second]


async def test_an_account_added_after_drafting_is_fitted_in_the_style_of_the_drafts_brand(newsroom):
    await newsroom.accounts.prepare()
    signed = Brand(id="evening", name="Evening", style=HouseStyle(signature="The Evening Desk"))
    lines = " ".join(f"The board of Sarnholm reopened quay number {number} on Monday." for number in range(12))
    article = from_text(lines, title="Sarnholm reopens its quays", article_id=new_id())
    async with newsroom.store.begin() as connection:
        await brands.add(connection, signed)
        await accounts.add(connection, Account(id="late", brand_id="evening", platform="sandbox", handle="late"))
    made = [await newsroom.drafting.draft(article, signed, [], actor="ida") for _ in range(2)]
    (intent,) = await newsroom.publishing.intents(made[1].draft.id, ["late"])
    assert intent.post.parts[-1].text.endswith("The Evening Desk")
