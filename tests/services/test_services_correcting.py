"""What is out is deleted, changed or published anew: each part once, by a person's word, whatever befalls a call."""

from datetime import timedelta

import pytest
from services.desk import MIRA, OTTO, Desk
from services.newsroom import IDA

from bot import platforms
from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Refused, Rejected, Uncertain
from bot.domain.facts import Fact
from bot.edits.edit import SetHeadline
from bot.services.halting import Halting
from bot.services.owners import this_owner
from bot.store import brands, corrections, deliveries
from bot.testing.faulty import Faulty

ERRORS = {"busy": Later, "refused": Rejected, "logged_out": Reconnect, "cannot_tell": Uncertain}
FAR_AWAY = "a-machine-far-away/1/aaaaaaaa"
READER = IDA.model_copy(update={"role": "writer"})
DEAD = f"{this_owner().split('/')[0]}/{2**22 + 1}/aaaaaaaa"


def faulty(newsroom, **script):
    newsroom.platform = Faulty(platforms.get("sandbox"), **script)
    return newsroom.platform


async def texts(newsroom, publication):
    return [post.text for post in await newsroom.out(publication)]


async def draft_of(newsroom, publication):
    return (await newsroom.publishing.report(publication)).draft_id


async def revised(newsroom, parts=3, text="The quay closed", **more):
    """A publication that is out, and a newer revision of its draft."""
    publication = await newsroom.published(3)
    await newsroom.revise(await draft_of(newsroom, publication), parts, text, **more)
    return publication


class TestDeleting:
    async def test_every_part_goes_the_last_one_first_and_is_on_record(self, newsroom):
        line = faulty(newsroom)
        publication = await newsroom.published(3)
        remotes = [row.remote.id for row in (await newsroom.publishing.report(publication)).deliveries]
        report = await newsroom.corrector().delete(publication, actor=IDA)
        assert [remote for name, remote in line.calls if name == "delete"] == remotes[::-1]
        assert await texts(newsroom, publication) == []
        assert (report.publication.state, report.publication.deleted) == ("published", newsroom.clock.now())
        assert [row.remote.id for row in report.deliveries] == remotes
        happened = await newsroom.happened(publication)
        assert happened[-5:] == ["deleting"] + ["part_deleted"] * 3 + ["deleted"]

    async def test_again_changes_nothing(self, newsroom):
        line = faulty(newsroom)
        publication = await newsroom.published(2)
        first = await newsroom.corrector().delete(publication, actor=IDA)
        happened = await newsroom.happened(publication)
        newsroom.clock.pass_by(hours=1)
        assert await newsroom.corrector().delete(publication, actor=IDA) == first
        assert await newsroom.happened(publication) == happened
        assert len([call for call in line.calls if call[0] == "delete"]) == 2

    @pytest.mark.parametrize("fault", ["answer_lost", "breaks", "breaks_after", "hangs"])
    async def test_a_lost_outcome_is_asked_for_once_more(self, newsroom, fault):
        line = faulty(newsroom, delete=["none", fault])
        publication = await newsroom.published(3)
        report = await newsroom.corrector(patience=1.0).delete(publication, actor=IDA)
        assert report.publication.deleted
        assert len([call for call in line.calls if call[0] == "delete"]) == 4

    @pytest.mark.parametrize("fault", list(ERRORS))
    async def test_what_stops_it_is_told_and_it_goes_on_where_it_stopped(self, newsroom, fault):
        line = faulty(newsroom, delete=["none", fault, fault])
        publication = await newsroom.published(3)
        with pytest.raises(ERRORS[fault]):
            await newsroom.corrector().delete(publication, actor=IDA)
        report = await newsroom.publishing.report(publication)
        assert [bool(row.deleted) for row in report.deliveries] == [False, False, True]
        assert (report.publication.deleted, report.deliveries[1].error.key) == (None, "network_refuses")
        line.left["delete"].clear()
        assert (await newsroom.corrector().delete(publication, actor=IDA)).publication.deleted
        assert len([row for row in (await newsroom.publishing.report(publication)).deliveries if row.error]) == 0
        assert "delete_failed" in await newsroom.happened(publication)

    @pytest.mark.parametrize(("fault", "kept"), [("refused", False), ("busy", False), ("cannot_tell", True)])
    async def test_what_stopped_it_stays_told_only_where_it_is_half_done_or_not_known(self, newsroom, fault, kept):
        line = faulty(newsroom, delete=[fault, fault])
        publication = await newsroom.published(2)
        with pytest.raises(ERRORS[fault]):
            await newsroom.corrector().delete(publication, actor=IDA)
        line.left["delete"].clear()
        assert ((await newsroom.publishing.report(publication)).error is not None) == kept
        await newsroom.corrector().delete(publication, actor=IDA)
        assert (await newsroom.publishing.report(publication)).error is None

    @pytest.mark.parametrize("script", [{"publish": ["none", "refused"]}, {"publish": ["none", "logged_out"]}])
    async def test_a_thread_that_stopped_half_way_is_deleted_and_never_goes_on(self, newsroom, script):
        line = faulty(newsroom, **script)
        publication = await newsroom.published(3)
        report = await newsroom.corrector().delete(publication, actor=IDA)
        assert report.publication.state == "cancelled"
        assert report.publication.deleted
        calls = len(line.calls)
        await newsroom.owner().again(publication, actor=IDA)
        await newsroom.owner().recover()
        assert len(line.calls) == calls
        assert await newsroom.publishing.waiting() == []

    @pytest.mark.parametrize(
        ("script", "why"),
        [
            ({"publish": ["refused"]}, "not_out"),
            ({"publish": ["none", "answer_lost"], "find": ["cannot_tell"]}, "still_on_its_way"),
        ],
    )
    async def test_what_is_not_out_or_still_moving_is_not_deleted(self, newsroom, script, why):
        line = faulty(newsroom, **script)
        publication = await newsroom.published(3)
        with pytest.raises(Refused, match=why):
            await newsroom.corrector().delete(publication, actor=IDA)
        assert "delete" not in [name for name, _ in line.calls]

    async def test_a_network_that_deletes_nothing_takes_a_persons_word(self, newsroom):
        faulty(newsroom, without=["delete"])
        publication = await newsroom.published(2)
        with pytest.raises(Refused, match="cannot_delete"):
            await newsroom.corrector().delete(publication, actor=IDA)
        report = await newsroom.corrector().delete(publication, actor=IDA, by_hand=True)
        assert report.publication.deleted
        assert len(await newsroom.out(publication)) == 2

    async def test_only_who_may_publish_deletes_changes_or_replaces(self, newsroom):
        publication = await revised(newsroom)
        corrector = newsroom.corrector()
        for move in (corrector.delete, corrector.amend, corrector.repost):
            with pytest.raises(Refused, match="not_allowed"):
                await move(publication, actor=READER)
        assert len(await newsroom.out(publication)) == 3

    async def test_its_replies_are_collected_no_more_and_those_there_stay(self, newsroom):
        publication = await newsroom.published()
        (post,) = await newsroom.out(publication)
        await newsroom.rehearsal.say(post.id, "Which quay?")
        assert (await newsroom.inbox.collect()).new == 1
        await newsroom.rehearsal.say(post.id, "When?")
        await newsroom.corrector().delete(publication, actor=IDA)
        assert (await newsroom.inbox.collect()).new == 0
        assert len(await newsroom.inbox.listed()) == 1


class TestPublishingAnew:
    async def test_a_deleted_revision_goes_out_again_only_where_it_is_named(self, newsroom):
        first = await newsroom.published(2)
        draft = await draft_of(newsroom, first)
        await newsroom.corrector().delete(first, actor=IDA)
        for _ in range(2):
            assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA) == [first]
        await newsroom.owner().deliver(first)
        assert await newsroom.out(first) == []
        (second,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, anew=[first])
        assert second != first
        for anew in ([first], [], [first, "another"]):
            assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, anew=anew) == [second]
        report = await newsroom.owner().deliver(second)
        assert (report.publication.state, report.publication.edition) == ("published", 2)
        assert len(await newsroom.out(second)) == 2

    async def test_the_same_word_said_again_does_not_publish_what_was_deleted_since(self, newsroom):
        first = await newsroom.published()
        draft = await draft_of(newsroom, first)
        await newsroom.corrector().delete(first, actor=IDA)
        (second,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, anew=[first])
        await newsroom.owner().deliver(second)
        await newsroom.corrector().delete(second, actor=IDA)
        assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, anew=[first]) == [second]
        (third,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, anew=[second])
        assert len({first, second, third}) == 3
        assert [one.publication.edition for one in await newsroom.publishing.of_draft(draft)] == [1, 2, 3]


class TestAmending:
    async def test_every_part_says_the_newest_revision_where_it_was(self, newsroom):
        line = faulty(newsroom)
        publication = await revised(newsroom)
        before = await newsroom.publishing.report(publication)
        change = await newsroom.corrector().change(publication)
        assert (change.differs, change.bar, change.revision) == (True, None, 2)
        assert [part.text for part in change.before] == [f"{n}/3 The quay reopened" for n in (1, 2, 3)]
        after = await newsroom.corrector().amend(publication, actor=IDA, seen=change.after.content_hash[:10])
        assert await texts(newsroom, publication) == [f"{n}/3 The quay closed" for n in (1, 2, 3)]
        assert [row.remote for row in after.deliveries] == [row.remote for row in before.deliveries]
        assert (after.post, after.revision) == (change.after, 2)
        assert after.publication.content_hash == change.after.content_hash != before.publication.content_hash
        assert [key for name, key in line.calls if name == "amend"] == [row.key for row in before.deliveries]
        happened = await newsroom.happened(publication)
        assert happened[-5:] == ["amending"] + ["part_amended"] * 3 + ["amended"]

    async def test_again_and_publishing_it_change_nothing(self, newsroom):
        line = faulty(newsroom)
        publication = await revised(newsroom)
        await newsroom.corrector().amend(publication, actor=IDA)
        calls = list(line.calls)
        assert not (await newsroom.corrector().change(publication)).differs
        await newsroom.corrector().amend(publication, actor=IDA)
        draft = await draft_of(newsroom, publication)
        assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA) == [publication]
        await newsroom.owner().deliver(publication)
        assert line.calls == calls

    async def test_a_part_that_stays_as_it_is_is_left_alone(self, newsroom):
        line = faulty(newsroom)
        publication = await newsroom.published(2)
        draft = await draft_of(newsroom, publication)
        await newsroom.revise(draft, 2, "The quay reopened")
        assert not (await newsroom.corrector().change(publication)).differs
        await newsroom.corrector().amend(publication, actor=IDA)
        assert "amend" not in [name for name, _ in line.calls]

    @pytest.mark.parametrize("fault", ["answer_lost", "breaks", "breaks_after", "hangs"])
    async def test_a_lost_outcome_is_asked_for_once_more(self, newsroom, fault):
        line = faulty(newsroom, amend=["none", fault])
        publication = await revised(newsroom)
        await newsroom.corrector(patience=1.0).amend(publication, actor=IDA)
        assert await texts(newsroom, publication) == [f"{n}/3 The quay closed" for n in (1, 2, 3)]
        assert len([call for call in line.calls if call[0] == "amend"]) == 4

    @pytest.mark.parametrize("fault", list(ERRORS))
    async def test_what_stops_it_is_told_and_it_goes_on_where_it_stopped(self, newsroom, fault):
        line = faulty(newsroom, amend=["none", fault, fault])
        publication = await revised(newsroom)
        draft = await draft_of(newsroom, publication)
        with pytest.raises(ERRORS[fault]):
            await newsroom.corrector().amend(publication, actor=IDA)
        assert [text[4:] for text in await texts(newsroom, publication)] == ["The quay closed"] + [
            "The quay reopened"
        ] * 2
        assert (await newsroom.publishing.report(publication)).revision == 1
        assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA) == [publication]
        assert (await newsroom.corrector().change(publication)).before[0].text == "1/3 The quay closed"
        line.left["amend"].clear()
        report = await newsroom.corrector().amend(publication, actor=IDA)
        assert (report.revision, [row.error for row in report.deliveries]) == (2, [None] * 3)
        assert [text[4:] for text in await texts(newsroom, publication)] == ["The quay closed"] * 3
        assert len([call for call in line.calls if call[0] == "amend"]) == 4 + (fault == "cannot_tell")

    async def test_going_back_to_what_may_have_been_changed_asks_the_network(self, newsroom):
        faulty(newsroom, amend=["answer_lost", "answer_lost"])
        publication = await revised(newsroom)
        with pytest.raises(Uncertain):
            await newsroom.corrector().amend(publication, actor=IDA)
        await newsroom.revise(await draft_of(newsroom, publication), 3, "The quay reopened")
        assert (await newsroom.corrector().change(publication)).differs
        await newsroom.corrector().amend(publication, actor=IDA)
        assert await texts(newsroom, publication) == [f"{n}/3 The quay reopened" for n in (1, 2, 3)]

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"parts": 2}, "amend_other_parts"),
            ({"images": [Picture(media_id="m" * 64, alt="A quay")]}, "amend_other_pictures"),
        ],
    )
    async def test_what_cannot_be_changed_in_place_says_so(self, newsroom, more, why):
        publication = await revised(newsroom, **more)
        with pytest.raises(Refused, match=why):
            await newsroom.corrector().amend(publication, actor=IDA)

    async def test_a_network_that_amends_nothing_says_so(self, newsroom):
        faulty(newsroom, without=["amend"])
        publication = await revised(newsroom)
        assert (await newsroom.corrector().change(publication)).bar.key == "cannot_amend"
        with pytest.raises(Refused, match="cannot_amend"):
            await newsroom.corrector().amend(publication, actor=IDA)

    async def test_an_untraced_fact_blocks(self, newsroom):
        publication = await revised(newsroom, untraced=[Fact(text="12", kind="number", start=0, end=2)])
        for move in (newsroom.corrector().amend, newsroom.corrector().repost):
            with pytest.raises(Refused, match="untraced_facts"):
                await move(publication, actor=IDA)
        assert (await texts(newsroom, publication))[0] == "1/3 The quay reopened"

    async def test_what_was_edited_since_it_was_seen_is_not_sent(self, newsroom):
        publication = await revised(newsroom)
        seen = (await newsroom.corrector().change(publication)).after.content_hash
        await newsroom.revise(await draft_of(newsroom, publication), 3, "The quay burnt down")
        for move in (newsroom.corrector().amend, newsroom.corrector().repost):
            with pytest.raises(Refused, match="changed_since"):
                await move(publication, actor=IDA, seen=seen)
        assert (await texts(newsroom, publication))[0] == "1/3 The quay reopened"

    async def test_nothing_new_goes_out_while_everything_is_halted_but_deleting_does(self, newsroom):
        publication = await revised(newsroom)
        await Halting(newsroom.store, newsroom.clock).halt(actor=IDA)
        for move in (newsroom.corrector().amend, newsroom.corrector().repost):
            with pytest.raises(Refused, match="halted_now"):
                await move(publication, actor=IDA)
        assert (await newsroom.corrector().delete(publication, actor=IDA)).publication.deleted

    async def test_a_newest_revision_that_is_out_by_itself_does_not_come_twice(self, newsroom):
        first = await revised(newsroom)
        draft = await draft_of(newsroom, first)
        (second,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA)
        await newsroom.owner().deliver(second)
        with pytest.raises(Refused, match="published_already"):
            await newsroom.corrector().amend(first, actor=IDA)
        await newsroom.corrector().delete(second, actor=IDA)
        report = await newsroom.corrector().amend(first, actor=IDA)
        assert (report.revision, report.publication.edition) == (2, 2)
        assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, anew=[second]) == [first]


class TestReposting:
    async def test_it_is_deleted_and_the_newest_revision_goes_out(self, newsroom):
        faulty(newsroom, without=["amend"])
        first = await revised(newsroom, parts=2)
        report = await newsroom.corrector().repost(first, actor=IDA)
        assert await newsroom.out(first) == []
        assert await texts(newsroom, report.publication.id) == ["1/2 The quay closed", "2/2 The quay closed"]
        assert report.publication.id != first
        assert (await newsroom.corrector().repost(first, actor=IDA)).publication == report.publication
        assert len(await newsroom.out(report.publication.id)) == 2

    async def test_the_same_revision_can_be_put_out_once_more(self, newsroom):
        first = await newsroom.published()
        report = await newsroom.corrector().repost(first, actor=IDA)
        assert (report.publication.state, report.publication.edition) == ("published", 2)
        assert (await newsroom.corrector().repost(first, actor=IDA)).publication == report.publication

    async def test_what_keeps_it_from_being_deleted_keeps_it_from_going_out(self, newsroom):
        line = faulty(newsroom, delete=["refused"])
        first = await revised(newsroom)
        calls = len(line.calls)
        with pytest.raises(Rejected):
            await newsroom.corrector().repost(first, actor=IDA)
        assert [name for name, _ in line.calls[calls:]] == ["delete"]
        assert len(await newsroom.publishing.of_draft(await draft_of(newsroom, first))) == 1


class TestApproval:
    """Where the brand demands another editor's yes, a changed wording needs it as well."""

    @pytest.fixture
    async def desk(self, newsroom):
        return await Desk.open(newsroom)

    async def out(self, desk, names):
        """What is out on these accounts, edited since by Mira; the brand demands approval from now on."""
        planned = await desk.plan(MIRA, names)
        for publication in planned:
            await desk.newsroom.owner().deliver(publication)
        brand = (await desk.newsroom.accounts.brand()).model_copy(update={"approval": "other_editor"})
        async with desk.newsroom.store.begin() as connection:
            await brands.change(connection, brand)
        await desk.edit(MIRA, SetHeadline(text="The quays of Sarnholm are open"))
        return planned

    @pytest.mark.parametrize("move", ["amend", "repost"])
    async def test_a_change_waits_for_another_editors_yes(self, desk, move):
        (publication,) = await self.out(desk, ["sandbox:rehearsal"])
        corrector = desk.newsroom.corrector()
        for key in ("approval_needed", "approval_asked"):
            with pytest.raises(Refused, match=key):
                await getattr(corrector, move)(publication, actor=MIRA)
            asked = await desk.ask(MIRA)
        assert len(await desk.newsroom.out(publication)) == 1
        await desk.approving.approve(asked.id, actor=OTTO)
        report = await getattr(corrector, move)(publication, actor=MIRA)
        assert report.post.parts[0].text.startswith("The quays of Sarnholm are open")
        assert (report.publication.id == publication) == (move == "amend")

    @pytest.mark.parametrize("move", ["amend", "repost"])
    async def test_a_yes_to_several_accounts_is_one_to_each_of_them(self, desk, move):
        names = ["sandbox:rehearsal", "sandbox:evening"]
        planned = await self.out(desk, names)
        asked = await desk.approving.ask(desk.draft, names, actor=MIRA)
        await desk.approving.approve(asked.id, actor=OTTO)
        for publication in planned:
            report = await getattr(desk.newsroom.corrector(), move)(publication, actor=MIRA)
            assert report.post.parts[0].text.startswith("The quays of Sarnholm are open")

    async def test_a_yes_to_another_account_or_an_older_wording_is_none(self, desk):
        planned = await self.out(desk, ["sandbox:rehearsal", "sandbox:evening"])
        asked = await desk.ask(MIRA)
        await desk.approving.approve(asked.id, actor=OTTO)
        corrector = desk.newsroom.corrector()
        with pytest.raises(Refused, match="approval_void"):
            await corrector.amend(planned[1], actor=MIRA)
        await desk.edit(MIRA, SetHeadline(text="Sarnholm opens its quays"))
        with pytest.raises(Refused, match="approval_void"):
            await corrector.amend(planned[0], actor=MIRA)

    async def test_deleting_needs_nobodys_yes(self, desk):
        (publication,) = await self.out(desk, ["sandbox:rehearsal"])
        assert (await desk.newsroom.corrector().delete(publication, actor=MIRA)).publication.deleted


class TestHands:
    @pytest.mark.parametrize(
        ("holder", "seconds", "waits"),
        [(this_owner(), 0, True), (DEAD, 0, False), (FAR_AWAY, 0, True), (FAR_AWAY, 61, False)],
        ids=["alive", "dead", "far away", "far away and silent"],
    )
    async def test_one_hand_at_a_time_corrects_a_publication(self, newsroom, holder, seconds, waits):
        publication = await revised(newsroom)
        now = newsroom.clock.now()
        async with newsroom.store.begin() as connection:
            of = {"now": now, "until": now + timedelta(seconds=60), "gone": lambda one: False}
            assert await corrections.hold(connection, publication, holder, **of)
            assert await corrections.hold(connection, publication, holder, **of)
            assert not await corrections.hold(connection, publication, "another", **of)
        newsroom.clock.pass_by(seconds=seconds)
        if waits:
            for move in (newsroom.corrector().amend, newsroom.corrector().delete):
                with pytest.raises(Refused, match="being_corrected"):
                    await move(publication, actor=IDA)
        else:
            await newsroom.corrector().amend(publication, actor=IDA)
            assert (await newsroom.corrector().delete(publication, actor=IDA)).publication.deleted

    async def test_an_outlived_hold_writes_nothing(self, newsroom):
        publication = await newsroom.published()
        errata = newsroom.corrector()._errata
        await errata.deleting(publication, "far/1/a", "ida", by_hand=False)
        newsroom.clock.pass_by(minutes=3, seconds=1)
        await errata.deleting(publication, "far/1/b", "ida", by_hand=False)
        async with newsroom.store.read() as connection:
            (row,) = await deliveries.of_publication(connection, publication)
        with pytest.raises(Refused, match="being_corrected"):
            await errata.part_deleted(row, "far/1/a", "ida")
        await errata.part_deleted(row, "far/1/b", "ida")
