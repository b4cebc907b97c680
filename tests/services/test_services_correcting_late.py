"""Corrections when answers come late, hands change, or something else of the draft is on its way meanwhile."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import pytest
from services.newsroom import IDA
from services.timing import Timing
from sqlalchemy import update

from bot import platforms
from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Refused, Rejected, Uncertain
from bot.domain.post import Card
from bot.services.correcting import Correcting
from bot.services.halting import Halting
from bot.services.publishing import Publishing
from bot.store import posts
from bot.store.tables import post
from bot.store.tables import publication as table
from bot.testing.faulty import Faulty

ERRORS = {"busy": Later, "refused": Rejected, "logged_out": Reconnect}


class InTheMiddle(Faulty):
    """A network on which something else happens during the first call of a kind, whose end then is not known."""

    def __init__(self, real, call, happens):
        super().__init__(real)
        self.call, self.happens = call, happens

    @asynccontextmanager
    async def connect(self, account, resources):
        async with super().connect(account, resources) as session:
            if self.happens and self.call == "amend":
                session.amend = partial(self._overtaken, session.amend)
            yield session

    async def _overtaken(self, amend, remote, outgoing):
        if self.happens is None:
            return await amend(remote, outgoing)
        happens, self.happens = self.happens, None
        await happens()
        raise Uncertain("outcome_unknown", network="Sandbox")


async def said(newsroom, publication):
    return [post.text[4:] for post in await newsroom.out(publication)]


async def draft_of(newsroom, publication):
    return (await newsroom.publishing.report(publication)).draft_id


async def revised(newsroom, parts=2):
    publication = await newsroom.published(parts)
    await newsroom.revise(await draft_of(newsroom, publication), parts, "The quay closed")
    return publication


class TestNotKnown:
    @pytest.mark.parametrize("fault", list(ERRORS))
    async def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_changed(self, newsroom, fault):
        newsroom.platform = line = Faulty(platforms.get("sandbox"), amend=["answer_lost", fault])
        publication = await revised(newsroom, 1)
        draft = await draft_of(newsroom, publication)
        with pytest.raises(ERRORS[fault]):
            await newsroom.corrector().amend(publication, actor=IDA)
        assert await said(newsroom, publication) == ["The quay closed"]
        assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA) == [publication]
        await newsroom.revise(draft, 1, "The quay reopened")
        assert (await newsroom.corrector().change(publication)).differs
        await newsroom.corrector().amend(publication, actor=IDA)
        assert await said(newsroom, publication) == ["The quay reopened"]
        assert len([call for call in line.calls if call[0] == "publish"]) == 1


class TestHandsLost:
    async def test_who_lost_the_hold_during_a_call_does_not_call_again(self, newsroom):
        publication = await revised(newsroom, 1)
        draft, sandbox = await draft_of(newsroom, publication), newsroom.platform

        async def overtaken():
            newsroom.clock.pass_by(minutes=10)
            newsroom.platform = sandbox
            await newsroom.revise(draft, 1, "The quay burnt down")
            await newsroom.corrector().amend(publication, actor=IDA)

        newsroom.platform = InTheMiddle(sandbox, "amend", overtaken)
        with pytest.raises(Refused, match="being_corrected"):
            await newsroom.corrector().amend(publication, actor=IDA)
        assert await said(newsroom, publication) == ["The quay burnt down"]

    async def test_what_another_hand_changed_since_it_was_compared_is_compared_anew(self, newsroom):
        publication = await revised(newsroom, 1)
        draft = await draft_of(newsroom, publication)

        class Overtaken(Publishing):
            async def report(self, publication_id):
                found = await super().report(publication_id)
                if newsroom.platform.happens:
                    happens, newsroom.platform.happens = newsroom.platform.happens, None
                    await happens()
                return found

        async def overtaken():
            await newsroom.corrector().amend(publication, actor=IDA)
            await newsroom.revise(draft, 1, "The quay reopened")

        newsroom.platform = InTheMiddle(newsroom.platform, "nothing", overtaken)
        publishing = Overtaken(newsroom.store, newsroom.offers, newsroom.clock, str)
        of = (newsroom.store, newsroom.drafting, newsroom.offers, publishing, newsroom.owner())
        slow = Correcting(*of, newsroom.lookup, newsroom.resources, newsroom.clock)
        with pytest.raises(Refused, match="changed_since"):
            await slow.amend(publication, actor=IDA)
        assert await said(newsroom, publication) == ["The quay closed"]
        await newsroom.corrector().amend(publication, actor=IDA)
        assert await said(newsroom, publication) == ["The quay reopened"]


class TestSomethingElseOfTheDraft:
    async def scheduled(self, newsroom):
        first = await revised(newsroom, 1)
        draft = await draft_of(newsroom, first)
        later = newsroom.clock.now() + timedelta(days=1)
        (second,) = await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA, at=later)
        return first, second

    async def test_nothing_is_deleted_where_the_newest_wording_waits_for_a_later_time(self, newsroom):
        first, second = await self.scheduled(newsroom)
        for move in (newsroom.corrector().repost, newsroom.corrector().amend):
            with pytest.raises(Refused, match="already_scheduled"):
                await move(first, actor=IDA)
        assert await said(newsroom, first) == ["The quay reopened"]
        assert (await newsroom.publishing.report(second)).publication.state == "scheduled"

    @pytest.mark.parametrize("script", [{"publish": ["busy"]}, {"publish": ["answer_lost"], "find": ["cannot_tell"]}])
    async def test_what_may_be_out_or_goes_out_by_itself_is_not_nothing(self, newsroom, script):
        newsroom.platform = Faulty(platforms.get("sandbox"), **script)
        publication = await newsroom.published()
        draft = await draft_of(newsroom, publication)
        assert await newsroom.corrector().out(draft, "sandbox") is None
        await newsroom.revise(draft, 1, "The quay closed")
        with pytest.raises(Refused, match="still_on_its_way"):
            await newsroom.corrector().out(draft, "sandbox")

    @pytest.mark.parametrize("move", ["amend", "repost"])
    async def test_what_was_taken_back_is_not_in_the_way(self, newsroom, move):
        first, second = await self.scheduled(newsroom)
        run = (await newsroom.publishing.report(second)).publication.run
        await Timing(newsroom).scheduling.cancel(second, actor=IDA, seen_run=run)
        report = await getattr(newsroom.corrector(), move)(first, actor=IDA)
        assert await said(newsroom, report.publication.id) == ["The quay closed"]
        draft = await draft_of(newsroom, first)
        assert await newsroom.publishing.plan(draft, ["sandbox"], actor=IDA) == [report.publication.id]


class TestWordsAlone:
    async def test_a_card_that_changed_is_not_said_to_be_changed_where_words_alone_are(self, newsroom):
        class Wordy(Faulty):
            @asynccontextmanager
            async def connect(self, account, resources):
                async with super().connect(account, resources) as session:
                    session.words_alone = True
                    yield session

        newsroom.platform = line = Wordy(platforms.get("sandbox"))
        publication = await newsroom.published()
        draft, card = await draft_of(newsroom, publication), Card(url="https://sarnholm.example/quay", title="The quay")
        await newsroom.revise(draft, 1, "The quay reopened", card=card)
        assert (await newsroom.corrector().change(publication)).bar.key == "amend_words_alone"
        with pytest.raises(Refused, match="amend_words_alone"):
            await newsroom.corrector().amend(publication, actor=IDA)
        assert "amend" not in [name for name, _ in line.calls]
        await newsroom.revise(draft, 1, "The quay closed")
        await newsroom.corrector().amend(publication, actor=IDA)
        assert await said(newsroom, publication) == ["The quay closed"]


class TestPicturesOneByOne:
    async def test_an_album_changed_half_way_is_not_said_to_be_unchanged(self, newsroom):
        images = [Picture(media_id="m" * 64, alt="A quay"), Picture(media_id="n" * 64, alt="A crane")]
        newsroom.platform = Faulty(platforms.get("sandbox"))
        publication = await newsroom.published()
        draft = await draft_of(newsroom, publication)
        async with newsroom.store.begin() as connection:
            kept = await posts.by_id(connection, (await newsroom.publishing.report(publication)).publication.post_id)
            part = kept.parts[0].model_copy(update={"images": tuple(images)})
            said_now = kept.model_copy(update={"parts": (part,)})
            await connection.execute(update(post).values(body=said_now.model_dump(mode="json")))
        await newsroom.revise(draft, 1, "The quay closed", images=images)
        newsroom.platform.left["amend"] = ["busy"]
        with pytest.raises(Later):
            await newsroom.corrector().amend(publication, actor=IDA)
        (row,) = (await newsroom.publishing.report(publication)).deliveries
        assert row.amending


class TestHalfOut:
    async def test_what_waits_to_go_on_is_deleted_and_never_goes_on(self, newsroom):
        newsroom.platform = line = Faulty(platforms.get("sandbox"), publish=["none", "busy"])
        publication = await newsroom.published(3)
        await Halting(newsroom.store, newsroom.clock).halt(actor=IDA)
        report = await newsroom.corrector().delete(publication, actor=IDA)
        assert (report.publication.state, bool(report.publication.deleted)) == ("cancelled", True)
        await Halting(newsroom.store, newsroom.clock).resume(actor=IDA)
        newsroom.clock.pass_by(hours=1)
        await newsroom.owner().recover()
        await newsroom.owner().again(publication, actor=IDA)
        await newsroom.owner().turn(publication, report.publication.run + 1, longest=timedelta(hours=1))
        assert [name for name, _ in line.calls] == ["publish", "publish", "delete"]

    async def test_a_part_that_is_about_to_go_out_either_goes_or_is_stopped(self, newsroom):
        newsroom.platform = line = Faulty(platforms.get("sandbox"), publish=["none", "busy"])
        publication = await newsroom.published(3)
        newsroom.clock.pass_by(hours=1)
        deleting = newsroom.corrector().delete(publication, actor=IDA)
        await asyncio.gather(newsroom.owner().deliver(publication), deleting, return_exceptions=True)
        report = await newsroom.publishing.report(publication)
        await newsroom.owner().deliver(publication)
        if report.publication.deleted is None:
            assert (await newsroom.publishing.report(publication)).publication.state == "published"
        else:
            assert await newsroom.out(publication) == []
        assert [name for name, _ in line.calls].count("publish") <= 4

    async def test_what_is_all_out_and_was_not_noted_so_is_deleted_as_published(self, newsroom):
        publication = await newsroom.published(2)
        async with newsroom.store.begin() as connection:
            await connection.execute(update(table).values(state="publishing"))
        report = await newsroom.corrector().delete(publication, actor=IDA)
        assert (report.publication.state, bool(report.publication.deleted)) == ("published", True)


class TestHalfDone:
    async def test_what_was_never_corrected_or_wholly_is_not_in_the_queue(self, newsroom):
        await newsroom.published(2)
        await newsroom.corrector().amend(await revised(newsroom), actor=IDA)
        await newsroom.corrector().delete(await newsroom.published(2), actor=IDA)
        newsroom.platform = Faulty(platforms.get("sandbox"), amend=["refused"], delete=["refused"])
        refused = await revised(newsroom)
        for move in (newsroom.corrector().amend, newsroom.corrector().delete):
            with pytest.raises(Rejected):
                await move(refused, actor=IDA)
        assert await newsroom.publishing.waiting() == []

    @pytest.mark.parametrize(
        ("move", "script", "half"),
        [
            ("delete", {"delete": ["none", "refused"]}, "deleting"),
            ("delete", {"delete": ["cannot_tell"] * 2}, "deleting"),
            ("delete", {"publish": ["none", "refused"], "delete": ["refused"]}, "deleting"),
            ("amend", {"amend": ["none", "refused"]}, "amending"),
            ("amend", {"amend": ["answer_lost"] * 2}, "amending"),
        ],
    )
    async def test_what_is_half_done_is_in_the_queue_until_it_is_done(self, newsroom, move, script, half):
        newsroom.platform = line = Faulty(platforms.get("sandbox"), **script)
        publication = await revised(newsroom)
        with pytest.raises((Rejected, Uncertain)):
            await getattr(newsroom.corrector(), move)(publication, actor=IDA)
        (waits,) = await newsroom.publishing.waiting()
        assert (waits.publication.id, waits.half) == (publication, half)
        assert [one.publication.id for one in await Timing(newsroom).scheduling.queue()] == [publication]
        for script in line.left.values():
            script.clear()
        await getattr(newsroom.corrector(), move)(publication, actor=IDA)
        assert await newsroom.publishing.waiting() == []

    async def test_what_waits_and_what_is_half_done_come_in_the_order_of_their_times(self, newsroom):
        newsroom.platform = Faulty(platforms.get("sandbox"), delete=["none", "refused"])
        half = await newsroom.published(2)
        with pytest.raises(Rejected):
            await newsroom.corrector().delete(half, actor=IDA)
        newsroom.clock.pass_by(hours=1)
        waits = await newsroom.planned()
        assert [one.publication.id for one in await newsroom.publishing.waiting()] == [half, waits]
