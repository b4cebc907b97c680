"""Approval: another editor's yes to exactly what goes out, void after any change; a race never slips through."""

import asyncio

import pytest
from services.desk import ANA, ASKED, MIRA, OTTO, WREN, Desk

from bot.domain.brand import HouseStyle
from bot.domain.draft import Picture
from bot.domain.errors import Refused
from bot.edits.edit import AddHashtag, SetHeadline, SetPicture, SetRoom
from bot.store import conversations, events


@pytest.fixture
async def desk(newsroom):
    return await Desk.open(newsroom, approval="other_editor")


async def refused(work):
    with pytest.raises(Refused) as caught:
        await work
    return caught.value.key


async def test_nothing_goes_out_before_another_editors_yes(desk):
    assert await refused(desk.plan(MIRA)) == "approval_needed"
    asked = await desk.ask(MIRA)
    assert await refused(desk.plan(MIRA)) == "approval_asked"
    await desk.approving.approve(asked.id, actor=OTTO)
    assert len(await desk.plan(MIRA)) == 1
    assert await desk.log() == ["drafted", "approval_asked", "approved"]


@pytest.mark.parametrize(("who", "key"), [(MIRA, "approval_own"), (WREN, "not_allowed")])
async def test_who_wrote_or_asked_and_who_has_no_right_cannot_approve(desk, who, key):
    asked = await desk.ask(WREN)
    assert await refused(desk.approving.approve(asked.id, actor=who)) == key
    assert await refused(desk.plan(OTTO)) == "approval_asked"


async def test_an_editor_who_changed_a_comma_is_an_author(desk):
    await desk.edit(OTTO, SetHeadline(text="Another headline"))
    assert await refused(desk.ask(WREN)) == "nobody_to_approve"


async def test_a_writer_may_ask_and_not_publish(desk):
    asked = await desk.ask(WREN)
    assert [member.id for member in await desk.approving.approvers(asked)] == ["otto"]
    await desk.approving.approve(asked.id, actor=OTTO)
    assert await refused(desk.plan(WREN)) == "not_allowed"
    assert len(await desk.plan(OTTO)) == 1


async def rewrite(desk):
    await desk.edit(MIRA, AddHashtag(hashtag="#harbour"))


async def sign(desk):
    await desk.style(HouseStyle(signature="The Evening Desk"))


async def doubt(desk):
    await desk.edit(MIRA, SetHeadline(text="Sarnholm reopens 77 quays"))


@pytest.mark.parametrize("change", [rewrite, sign, doubt])
@pytest.mark.parametrize("decided", [False, True])
async def test_any_change_voids_it_and_the_log_says_so(desk, change, decided):
    asked = await desk.ask(MIRA)
    if decided:
        await desk.approving.approve(asked.id, actor=OTTO)
    await change(desk)
    assert (await desk.approving.standing(desk.draft)).state == "void"
    assert "approval_void" in await desk.log()
    assert await refused(desk.approving.approve(asked.id, actor=OTTO)) == "approval_void"
    assert await refused(desk.plan(OTTO)) in ("approval_void", "untraced_facts")


async def test_a_void_one_stays_void_after_undo_and_a_new_one_is_asked_for(desk):
    first = await desk.ask(MIRA)
    await rewrite(desk)
    assert (await desk.approving.approval(first.id)).state == "void"
    await desk.undo(MIRA)
    assert (await desk.approving.standing(desk.draft)).state == "void"
    assert (await desk.ask(MIRA)).id != first.id


async def test_other_accounts_or_another_time_than_approved_do_not_go_out(desk):
    asked = await desk.ask(MIRA)
    await desk.approving.approve(asked.id, actor=OTTO)
    assert await refused(desk.plan(MIRA, ["sandbox:rehearsal", "sandbox:evening"])) == "approval_void"
    later = desk.newsroom.clock.now().replace(hour=20)
    assert await refused(desk.plan(MIRA, at=later)) == "approval_void"


async def test_asking_twice_is_asking_once_and_deciding_twice_deciding_once(desk):
    assert (await desk.ask(MIRA)).id == (await desk.ask(MIRA)).id == (await desk.ask(WREN)).id
    asked = await desk.approving.standing(desk.draft)
    declined = await desk.approving.decline(asked.id, actor=OTTO, reason="the  headline")
    assert (declined.state, declined.reason) == ("declined", "the headline")
    assert await desk.approving.decline(asked.id, actor=OTTO) == declined
    assert await refused(desk.approving.approve(asked.id, actor=OTTO)) == "approval_decided"
    assert await refused(desk.plan(MIRA)) == "approval_declined"


async def later(delay, work):
    await asyncio.sleep(delay / 1000)
    return await work()


@pytest.mark.parametrize("delays", [(0, 0, 0), (0, 6, 3), (3, 6, 0), (0, 3, 9), (2, 12, 6)])
async def test_approving_publishing_and_changing_at_one_moment_publishes_what_was_approved_or_nothing(desk, delays):
    asked = await desk.ask(MIRA)
    works = (
        lambda: desk.approving.approve(asked.id, actor=OTTO),
        lambda: desk.plan(OTTO),
        lambda: desk.edit(MIRA, AddHashtag(hashtag="#harbour")),
    )
    approved, planned, _ = await asyncio.gather(*map(later, delays, works), return_exceptions=True)
    assert isinstance(approved, Refused) or approved.state == "approved"
    if isinstance(planned, Refused):
        assert await desk.newsroom.publishing.waiting() == []
    else:
        report = await desk.newsroom.publishing.report(planned[0])
        assert "#harbour" not in report.post.parts[0].text
    assert await refused(desk.plan(MIRA)) == "approval_void"


async def test_where_none_is_demanded_anybody_with_the_right_may_say_yes(newsroom):
    desk = await Desk.open(newsroom)
    asked = await desk.ask(WREN)
    assert {member.id for member in await desk.approving.approvers(asked)} == {"mira", "otto"}
    assert (await desk.approving.approve(asked.id, actor=MIRA)).state == "approved"
    assert len(await desk.plan(MIRA)) == 1


async def test_what_is_in_doubt_is_not_asked_about_until_it_is_let_pass(desk):
    await doubt(desk)
    assert await refused(desk.ask(MIRA)) == "untraced_facts"
    (doubtful,) = (await desk.cards.card(desk.draft)).doubts
    await desk.editing.release(desk.draft, doubtful.key, ASKED, actor=MIRA)
    assert (await desk.ask(MIRA)).state == "asked"


async def given(desk):
    return await desk.approving.approve((await desk.ask(MIRA)).id, actor=OTTO)


async def undo(desk):
    await desk.undo(WREN)


async def discard(desk):
    await desk.editing.discard(desk.draft, 2, actor=WREN, cause="away")


async def describe(desk):
    await desk.edit(WREN, SetPicture(picture=Picture(media_id="quay", alt="Boats at the quay")))


async def narrow(desk):
    await desk.edit(WREN, SetRoom(account_id="sandbox", room=150))


async def restyle(desk):
    style = HouseStyle(signature="The Evening Desk")
    await desk.newsroom.accounts.restyle("main", actor=ANA, style=style, approval="other_editor")


async def tick_off(desk):
    await desk.newsroom.offers.choose(desk.draft, "evening", chosen=False, actor=WREN)


async def demote(desk):
    await desk.members.set_role("otto", "writer", actor=ANA)


async def remove(desk):
    await desk.members.remove("otto", actor=ANA)


REVIEWS = {restyle: {"brand_id": "main"}, demote: {"decided_by": "otto"}, remove: {"decided_by": "otto"}}


@pytest.mark.parametrize(
    ("change", "who", "because"),
    [
        (undo, "wren", "edited"),
        (describe, "wren", "edited"),
        (narrow, "wren", "edited"),
        (discard, "wren", "discarded"),
        (tick_off, "wren", "accounts"),
        (restyle, "ana", "style"),
        (demote, "ana", "approver"),
        (remove, "ana", "approver"),
    ],
)
async def test_a_change_voids_what_was_given_there_and_then_by_whoever_made_it_and_is_to_be_told_once(
    desk, change, who, because
):
    await rewrite(desk)
    yes = await given(desk)
    await change(desk)
    approving, chosen = desk.approving, ["sandbox"] if change is not tick_off else ["evening"]
    (telling,) = await (
        approving.review_all(**REVIEWS[change]) if change in REVIEWS else approving.review(desk.draft, accounts=chosen)
    )
    assert (telling.kind, telling.values["id"], telling.state) == ("void", yes.id, "waiting")
    async with desk.newsroom.store.read() as connection:
        last = await events.last(connection, f"draft/{desk.draft}")
    assert (last.actor, last.action, last.detail["because"]) == (who, "approval_void", because)
    void = await approving.approval(yes.id)
    assert (void.state, void.voided_by, void.because) == ("void", who, because)
    assert await approving.review(desk.draft, accounts=chosen) == [telling]  # until it is told
    async with desk.newsroom.store.begin() as connection:
        await conversations.progress(connection, telling.model_copy(update={"state": "done"}))
    assert await approving.review(desk.draft, accounts=chosen) == []
    assert await refused(desk.plan(MIRA)) in ("approval_void", "draft_discarded")


@pytest.mark.parametrize("leave", [demote, remove])
async def test_a_yes_counts_no_more_once_its_giver_may_not_give_it(desk, leave):
    await given(desk)
    await leave(desk)
    assert await refused(desk.plan(MIRA)) == "approval_void"


async def test_what_is_another_accounts_wording_or_a_style_without_effect_leaves_it_standing(desk):
    await given(desk)
    await desk.edit(WREN, SetRoom(account_id="evening", room=150))
    assert await desk.approving.review(desk.draft) == []
    style = HouseStyle(banned=("zebra",))
    await desk.newsroom.accounts.restyle("main", actor=ANA, style=style, approval="other_editor")
    assert await desk.approving.review_all(brand_id="main") == []
    assert len(await desk.plan(MIRA)) == 1


async def test_an_approval_that_has_done_its_work_is_void_for_more_and_nobody_is_told(desk):
    yes = await given(desk)
    await desk.plan(MIRA)
    await restyle(desk)
    assert await desk.approving.review_all(brand_id="main") == []
    assert (await desk.approving.approval(yes.id)).state == "approved"
    await desk.edit(WREN, AddHashtag(hashtag="#quays"))
    assert await desk.approving.review(desk.draft) == []
    assert (await desk.approving.approval(yes.id)).state == "void"


async def test_an_editor_who_wrote_it_publishes_on_anothers_yes_but_never_gives_it(desk):
    asked = await desk.ask(WREN)
    assert await refused(desk.approving.approve(asked.id, actor=MIRA)) == "approval_own"
    await desk.approving.approve(asked.id, actor=OTTO)
    assert len(await desk.plan(MIRA)) == 1


async def test_what_a_look_voided_before_the_change_was_reviewed_is_told_all_the_same(desk):
    yes = await given(desk)
    await rewrite(desk)
    assert (await desk.approving.standing(desk.draft)).state == "void"
    (telling,) = await desk.approving.review(desk.draft)
    assert telling.values["id"] == yes.id
