"""What goes out is what the card shows, on the accounts chosen, by whom it may be sent, with no doubt left."""

import pytest
from services.desk import EVENING, MIRA, OTTO, STORY, WREN, Desk

from bot.domain.brand import Brand, HouseStyle
from bot.domain.errors import Refused
from bot.domain.publication import Account
from bot.edits.edit import AddHashtag, Reword, SetHeadline, SetMark, SetQuestion, SetRoom
from bot.store import accounts, brands
from bot.testing.faulty import Faulty

VARIANT = (
    SetHeadline(account_id="evening", text="Quays of Sarnholm reopen"),
    SetMark(account_id="evening", mark="⚓"),
    SetRoom(account_id="evening", room=260),
)
BOTH = ("sandbox", "evening")


@pytest.fixture
async def desk(newsroom):
    return await Desk.open(newsroom)


async def refused(work):
    with pytest.raises(Refused) as caught:
        await work
    return caught.value.key


async def test_the_preview_is_what_reaches_the_network_for_an_account_with_wording_of_its_own(desk):
    await desk.edit(MIRA, *VARIANT)
    shown = {name: (await desk.cards.card(desk.draft, name)).post for name in BOTH}
    intents = await desk.newsroom.publishing.intents(desk.draft, BOTH)
    for publication, name, intent in zip(await desk.plan(MIRA, BOTH), BOTH, intents, strict=True):
        report = await desk.newsroom.owner().deliver(publication)
        out = await desk.newsroom.out(publication)
        assert report.publication.content_hash == shown[name].content_hash == intent.post.content_hash
        assert [(post.text, post.spans, post.card) for post in out] == [
            (part.text, part.spans, shown[name].card) for part in shown[name].parts
        ]
    assert "⚓" in out[0].text
    assert out[0].text.startswith("Quays of Sarnholm reopen")
    assert shown["sandbox"].parts[0].text != shown["evening"].parts[0].text


async def test_every_account_is_chosen_until_one_is_left_out_and_that_is_no_new_wording(desk):
    before = (await desk.cards.card(desk.draft)).draft
    assert [one.id for one in (await desk.cards.card(desk.draft)).chosen] == ["evening", "sandbox"]
    for _ in range(2):
        await desk.newsroom.offers.choose(desk.draft, "evening", chosen=False, actor=WREN)
    card = await desk.cards.card(desk.draft)
    assert ([one.id for one in card.chosen], card.draft.revision) == (["sandbox"], before.revision)
    assert await desk.log() == ["drafted", "account_left_out"]
    await desk.edit(MIRA, AddHashtag(hashtag="#harbour"))
    await desk.newsroom.offers.choose(desk.draft, "sandbox", chosen=False, actor=MIRA)
    await desk.undo(MIRA)
    assert (await desk.cards.card(desk.draft)).chosen == ()
    await desk.newsroom.offers.choose(desk.draft, "evening", chosen=True, actor=MIRA)
    assert (await desk.cards.card(desk.draft)).chosen == (EVENING,)


async def test_publishing_one_account_more_sends_nothing_twice(desk):
    (first,) = await desk.plan(MIRA, ["sandbox"])
    await desk.newsroom.owner().deliver(first)
    both = await desk.plan(OTTO, BOTH)
    assert both[0] == first
    assert {report.publication.id for report in await desk.newsroom.publishing.of_draft(desk.draft, 1)} == {*both}


async def test_what_a_member_did_not_see_is_not_published_for_them(desk):
    seen = (await desk.newsroom.offers.offer(desk.draft, BOTH)).content_hash[:10]
    assert await refused(desk.plan(MIRA, ["sandbox"], seen=seen)) == "changed_since"
    await desk.edit(OTTO, AddHashtag(hashtag="#harbour"))
    assert await refused(desk.plan(MIRA, BOTH, seen=seen)) == "changed_since"
    again = (await desk.newsroom.offers.offer(desk.draft, BOTH)).content_hash[:10]
    assert len(await desk.plan(MIRA, BOTH, seen=again)) == 2


async def test_roles_are_asked_for_here_and_not_in_screens(desk):
    assert await refused(desk.plan(WREN)) == "not_allowed"
    viewer = WREN.model_copy(update={"role": "viewer"})
    assert (
        await refused(desk.newsroom.offers.choose(desk.draft, "evening", chosen=False, actor=viewer)) == "not_allowed"
    )
    (publication,) = await desk.plan(MIRA)
    owner = desk.newsroom.owner()
    for settle in (owner.again, owner.settle_as_published, owner.settle_as_not_sent):
        assert await refused(settle(publication, actor=WREN)) == "not_allowed"


async def test_nothing_chosen_and_a_network_without_a_client_are_said(desk):
    assert await refused(desk.plan(MIRA, [])) == "no_account_chosen"
    async with desk.newsroom.store.begin() as connection:
        await accounts.add(connection, EVENING.model_copy(update={"id": "copied", "platform": "threads"}))
    assert await refused(desk.plan(MIRA, ["sandbox", "copied"])) == "cannot_publish"
    assert "copied" not in [one.id for one in (await desk.cards.card(desk.draft)).chosen]


async def test_a_doubt_blocks_until_it_is_let_pass_or_mended_by_the_articles_value(desk):
    await desk.edit(MIRA, SetHeadline(text="The €460 million repair of 77 quays is done"))
    assert await refused(desk.plan(MIRA)) == "untraced_facts"
    money, quays = (await desk.cards.card(desk.draft)).doubts
    assert (money.part, money.value, quays.part) == ("headline", "€640 million", "headline")
    assert money.sentence in STORY
    await desk.edit(MIRA, Reword(old=money.passage, new=money.mended))
    (quays,) = (await desk.cards.card(desk.draft)).doubts
    await desk.editing.release(desk.draft, quays.key, "the harbour master counted them", actor=OTTO)
    assert len(await desk.plan(MIRA)) == 1
    await desk.undo(MIRA)
    assert await refused(desk.plan(MIRA)) == "untraced_facts"


async def test_what_is_let_pass_in_one_passage_stays_in_doubt_in_another_and_when_it_is_reworded(desk):
    await desk.edit(MIRA, SetHeadline(text="999 people died at the quays"))
    await desk.edit(MIRA, SetQuestion(text="999 turbines stood still: why?"))
    died, stood = (await desk.cards.card(desk.draft)).doubts
    assert (died.part, stood.part) == ("headline", "question")
    assert await refused(desk.editing.release(desk.draft, "no doubt of this draft", "because", actor=OTTO)) == (
        "changed_since"
    )
    for _ in range(2):  # the same again is one
        await desk.editing.release(desk.draft, died.key, "the coroner said so", actor=OTTO)
    assert (await desk.cards.card(desk.draft)).doubts == (stood,)
    assert await refused(desk.plan(MIRA)) == "untraced_facts"
    await desk.editing.release(desk.draft, stood.key, "counted", actor=OTTO)
    assert len(await desk.plan(MIRA)) == 1
    await desk.edit(MIRA, SetHeadline(text="999 people cheered at the quays"))
    (cheered,) = (await desk.cards.card(desk.draft)).doubts
    assert cheered.passage.startswith("999 people cheered")


async def test_a_post_that_was_refused_may_be_tried_again_by_a_person(desk):
    desk.newsroom.platform = Faulty(desk.newsroom.platform, publish=["refused"])
    (publication,) = await desk.plan(MIRA)
    owner = desk.newsroom.owner()
    assert (await owner.deliver(publication)).publication.state == "failed"
    assert (await owner.deliver(publication)).publication.state == "failed"
    assert (await owner.again(publication, actor=OTTO)).publication.state == "published"
    assert len(await desk.newsroom.out(publication)) == 1
    assert "tried_again" in await desk.newsroom.happened(publication)


async def test_what_was_put_away_is_neither_planned_nor_asked_about_until_it_is_brought_back(desk):
    await desk.editing.discard(desk.draft, 1, actor=MIRA, cause="away")
    assert await refused(desk.plan(MIRA)) == "draft_discarded"
    assert await refused(desk.ask(WREN)) == "draft_discarded"
    await desk.undo(MIRA)
    assert len(await desk.plan(MIRA)) == 1


async def test_a_draft_goes_out_on_its_own_brands_accounts_alone(desk):
    foreign = Account(id="other", brand_id="other", platform="sandbox", handle="other")
    async with desk.newsroom.store.begin() as connection:
        await brands.add(connection, Brand(id="other", name="Other", style=HouseStyle()))
        await accounts.add(connection, foreign)
    for names in (["other"], ["evening", "other"]):
        assert await refused(desk.plan(MIRA, names)) == "other_brands_account"
        assert await refused(desk.approving.ask(desk.draft, names, actor=MIRA)) == "other_brands_account"
    assert await desk.newsroom.publishing.waiting() == []
