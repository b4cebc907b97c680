"""The journal: each part goes out once, whatever befalls the call, the process or a second owner."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from services.newsroom import IDA
from sqlalchemy import update

from bot import platforms
from bot.domain.draft import Picture
from bot.domain.errors import Later, Refused, Uncertain
from bot.domain.ids import new_id
from bot.domain.publication import Account, Remote
from bot.services.owners import surely_gone, this_owner
from bot.services.publishing import outgoing
from bot.store import accounts, deliveries, events
from bot.store.tables import delivery as delivery_rows
from bot.store.tables import publication as publications
from bot.testing.faulty import RETRY_AFTER, Faulty

FAR_AWAY = "a-machine-far-away/1/aaaaaaaa"
DEAD = f"{this_owner().split('/')[0]}/{2**22 + 1}/aaaaaaaa"  # beyond the highest process id there can be


def faulty(newsroom, **script):
    newsroom.platform = Faulty(platforms.get("sandbox"), **script)
    return newsroom.platform


def chained(posts):
    """Whether each part hangs below the one before it, all below the first."""
    pairs = zip(posts[1:], posts, strict=False)
    return all(later.parent_id == before.id and later.root_id == posts[0].id for later, before in pairs)


async def stand(newsroom, publication):
    report = await newsroom.publishing.report(publication)
    return report.publication.state, [row.state for row in report.deliveries]


class Noting(Faulty):
    """Notes what its sessions are told to publish."""

    @asynccontextmanager
    async def connect(self, account, resources):
        async with super().connect(account, resources) as session:
            publish = session.publish

            async def noted(outgoing):
                self.__dict__.setdefault("noted", []).append(outgoing)
                return await publish(outgoing)

            session.publish = noted
            yield session


async def test_a_thread_goes_out_in_order_and_every_move_is_on_record(newsroom):
    publication = await newsroom.planned(3)
    assert await stand(newsroom, publication) == ("scheduled", ["planned"] * 3)
    report = await newsroom.owner().deliver(publication)
    posts = await newsroom.out(publication)
    assert [post.text[:3] for post in posts] == ["1/3", "2/3", "3/3"]
    assert chained(posts)
    assert [row.remote.id for row in report.deliveries] == [post.id for post in posts]
    assert report.publication.state == "published"
    assert await newsroom.happened(publication) == ["planned"] + ["sending", "sent"] * 3 + ["published"]


async def test_a_published_publication_is_never_touched_again(newsroom):
    line, publication = faulty(newsroom), await newsroom.planned()
    await newsroom.owner().deliver(publication)
    await newsroom.owner().deliver(publication)
    assert len(line.calls) == 1


async def test_a_draft_planned_twice_is_one_publication(newsroom):
    draft = await newsroom.draft(2)
    plans = [newsroom.publishing.plan(draft, ["sandbox"], actor=IDA) for _ in range(5)]
    assert len({tuple(ids) for ids in await asyncio.gather(*plans)}) == 1


async def test_one_account_named_twice_is_one_publication(newsroom):
    names = ["sandbox", "sandbox:rehearsal"]
    assert len(await newsroom.publishing.plan(await newsroom.draft(), names, actor=IDA)) == 1


async def test_a_rate_limit_is_waited_out_to_the_second(newsroom):
    line, publication = faulty(newsroom, publish=["none", "busy"]), await newsroom.planned(3)
    owner = newsroom.owner()
    await owner.deliver(publication)
    assert await stand(newsroom, publication) == ("publishing", ["sent", "planned", "planned"])
    newsroom.clock.pass_by(seconds=RETRY_AFTER - 1)
    await owner.deliver(publication)
    assert len(line.calls) == 2
    newsroom.clock.pass_by(seconds=1)
    await owner.deliver(publication)
    assert await stand(newsroom, publication) == ("published", ["sent"] * 3)
    assert chained(await newsroom.out(publication))


@pytest.mark.parametrize(
    ("fault", "state", "part"), [("refused", "failed", "failed"), ("logged_out", "held", "planned")]
)
async def test_what_a_person_must_see_stops_the_thread(newsroom, fault, state, part):
    line, publication = faulty(newsroom, publish=["none", fault]), await newsroom.planned(3)
    report = await newsroom.owner().deliver(publication)
    assert await stand(newsroom, publication) == (state, ["sent", part, "planned"])
    assert report.publication.error.key == "network_refuses"
    await newsroom.owner().recover()
    assert len(line.calls) == 2


async def test_a_login_that_came_back_goes_on_where_it_stopped(newsroom):
    faulty(newsroom, publish=["none", "logged_out"])
    publication = await newsroom.planned(3)
    await newsroom.owner().deliver(publication)
    await newsroom.owner().deliver(publication)
    assert await stand(newsroom, publication) == ("held", ["sent", "planned", "planned"])
    await newsroom.owner().again(publication, actor=IDA)
    assert await stand(newsroom, publication) == ("published", ["sent"] * 3)
    assert len(await newsroom.out(publication)) == 3


async def test_a_dead_login_holds_the_publication_before_anything_is_sent(newsroom):
    faulty(newsroom, connect="logged_out")
    publication = await newsroom.planned()
    await newsroom.owner().deliver(publication)
    assert await stand(newsroom, publication) == ("held", ["planned"])


@pytest.mark.parametrize("fault", ["answer_lost", "breaks", "breaks_after", "cannot_tell", "hangs"])
async def test_a_lost_outcome_is_looked_up_and_then_sent_once(newsroom, fault):
    line, publication = faulty(newsroom, publish=["none", fault]), await newsroom.planned(3)
    await newsroom.owner(patience=0.2).deliver(publication)
    assert await stand(newsroom, publication) == ("published", ["sent"] * 3)
    posts = await newsroom.out(publication)
    assert len(posts) == 3
    assert chained(posts)
    sent_again = fault not in ("answer_lost", "breaks_after")
    assert [name for name, _ in line.calls] == ["publish", "publish", "find"] + ["publish"] * (1 + sent_again)


async def test_who_is_sent_a_part_again_is_told_when_the_call_before_began_and_what_else_is_out(newsroom):
    line = newsroom.platform = Noting(platforms.get("sandbox"), publish=["none", "cannot_tell"])
    publication = await newsroom.planned(2)
    report = await newsroom.owner().deliver(publication)
    first, second, again = line.noted
    out = (report.deliveries[0].remote.id,)
    assert [(one.key[-1], one.since, one.others) for one in (first, second)] == [("0", None, ()), ("1", None, out)]
    assert (again.key, again.since, again.others) == (second.key, newsroom.clock.now(), out)


@pytest.mark.parametrize("fault", ["cannot_tell", "breaks"])
@pytest.mark.parametrize("there", [True, False])
async def test_what_nobody_can_tell_is_asked_of_a_person(newsroom, fault, there):
    lost = "answer_lost" if there else "cannot_tell"
    line = faulty(newsroom, publish=["none", lost], find=[fault])
    publication = await newsroom.planned(3)
    owner = newsroom.owner(patience=0.2)
    await owner.deliver(publication)
    assert await stand(newsroom, publication) == ("uncertain", ["sent", "unknown", "planned"])
    await owner.recover()
    assert len(line.calls) == 3
    found = await newsroom.timeline.by_key("sandbox", f"{publication}-1")

    async def settle():
        if there:
            return await owner.settle_as_published(publication, f"sandbox://rehearsal/{found.id}?from=app", actor=IDA)
        return await owner.settle_as_not_sent(publication, actor=IDA)

    with pytest.raises(Refused, match="link_needed"):
        await owner.settle_as_published(publication, actor=IDA)
    for link in ("https://harbour.example/quay", "sandbox://rehearsal/", "not a link"):
        with pytest.raises(Refused, match="link_not_understood"):
            await owner.settle_as_published(publication, link, actor=IDA)
    await settle()
    posts = await newsroom.out(publication)
    assert (len(posts), chained(posts)) == (3, True)
    async with newsroom.store.read() as connection:
        log = await events.about(connection, f"publication/{publication}")
    assert [one.actor for one in log if one.action == ("settled_there" if there else "settled_send_again")] == ["ida"]
    with pytest.raises(Refused, match="nothing_to_settle"):
        await settle()


async def test_the_last_part_is_settled_without_a_link(newsroom):
    faulty(newsroom, publish=["answer_lost"], find=["cannot_tell"])
    publication = await newsroom.planned()
    await newsroom.owner().deliver(publication)
    report = await newsroom.owner().settle_as_published(publication, actor=IDA)
    assert report.publication.state == "published"


async def test_a_network_that_cannot_be_asked_now_is_asked_later(newsroom):
    line, publication = faulty(newsroom, publish=["answer_lost"], find=["busy"]), await newsroom.planned()
    await newsroom.owner().deliver(publication)
    assert await stand(newsroom, publication) == ("publishing", ["unknown"])
    newsroom.clock.pass_by(seconds=RETRY_AFTER - 1)
    await newsroom.owner().recover()
    assert len(line.calls) == 2
    newsroom.clock.pass_by(seconds=1)
    await newsroom.owner().recover()
    assert await stand(newsroom, publication) == ("published", ["sent"])


@pytest.mark.parametrize("find", [["unseen"], ["busy", "unseen"]])
async def test_a_network_that_shows_late_is_not_sent_the_same_again(newsroom, find):
    line = faulty(newsroom, publish=["answer_lost"], find=find, lag=60)
    publication, owner = await newsroom.planned(2), newsroom.owner(patience=10)
    await owner.deliver(publication)
    for seconds in (30, 39):  # 69 in all: the call may take 10, being shown 60
        newsroom.clock.pass_by(seconds=seconds)
        await newsroom.owner(patience=10).recover()
        assert await stand(newsroom, publication) == ("publishing", ["unknown", "planned"])
    newsroom.clock.pass_by(seconds=1)
    await owner.recover()
    assert await stand(newsroom, publication) == ("published", ["sent"] * 2)
    assert [key[-2:] for name, key in line.calls if name == "publish"] == ["-0", "-1"]


@pytest.mark.parametrize(("lag", "publishes"), [(None, 2), (0.0, 1), (30.0, 1)])
async def test_what_is_not_there_is_sent_again_once_it_would_surely_be_shown(newsroom, lag, publishes):
    line = faulty(newsroom, publish=["cannot_tell"], lag=lag)
    publication, owner = await newsroom.planned(), newsroom.owner(patience=10)
    await owner.deliver(publication)
    assert [name for name, _ in line.calls].count("publish") == publishes
    newsroom.clock.pass_by(seconds=10 + (lag or 0))
    await owner.deliver(publication)
    assert [name for name, _ in line.calls].count("publish") == 2
    assert await stand(newsroom, publication) == ("published", ["sent"])
    assert "part_absent" in await newsroom.happened(publication)


async def test_owners_at_once_give_one_post_a_part(newsroom):
    line, publication = faulty(newsroom), await newsroom.planned(4)
    owners = [newsroom.owner() for _ in range(4)]
    await asyncio.gather(*(owner.deliver(publication) for owner in owners), owners[0].deliver(publication))
    await newsroom.owner().deliver(publication)
    assert await stand(newsroom, publication) == ("published", ["sent"] * 4)
    assert sorted(key for _, key in line.calls) == [f"{publication}-{part}" for part in range(4)]


async def test_owners_at_once_after_a_lost_answer_give_one_post_a_part(newsroom):
    line, publication = faulty(newsroom, publish=["cannot_tell"] * 2), await newsroom.planned(2)
    owner = newsroom.owner()
    await asyncio.gather(*(owner.deliver(publication) for _ in range(4)))
    while (await stand(newsroom, publication))[0] != "published":
        await owner.deliver(publication)
    published = [key for name, key in line.calls if name == "publish"]
    assert len(published) == 2 + 2
    assert len(await newsroom.out(publication)) == 2


async def test_an_outlived_hold_changes_nothing(newsroom):
    publication = await newsroom.planned()
    now = newsroom.clock.now()
    async with newsroom.store.begin() as connection:
        (row,) = await deliveries.of_publication(connection, publication)
        assert await deliveries.claim(connection, row.id, "first", now)
        assert not await deliveries.claim(connection, row.id, "second", now)
        (row,) = await deliveries.of_publication(connection, publication)
        assert await deliveries.take_over(connection, row, "second")
        assert not await deliveries.take_over(connection, row, "third")
        assert not await deliveries.give_back(connection, row.id, "first", "planned")
        assert await deliveries.give_back(connection, row.id, "second", "planned")


@pytest.mark.parametrize(
    ("owner", "waits"),
    [(this_owner(), True), (FAR_AWAY, True), (DEAD, False)],
    ids=["alive", "far away", "dead"],
)
async def test_a_silent_owner_is_waited_for_unless_surely_gone(newsroom, owner, waits):
    publication = await newsroom.planned()
    async with newsroom.store.begin() as connection:
        (row,) = await deliveries.of_publication(connection, publication)
        await deliveries.claim(connection, row.id, owner, newsroom.clock.now())
    await newsroom.owner().deliver(publication)
    assert await stand(newsroom, publication) == (("scheduled", ["sending"]) if waits else ("published", ["sent"]))
    newsroom.clock.pass_by(minutes=2, seconds=1)
    await newsroom.owner().deliver(publication)
    assert len(await newsroom.out(publication)) == 1


def test_no_owner_is_called_gone_without_proof():
    assert not surely_gone(this_owner())
    assert not surely_gone(FAR_AWAY)
    assert not surely_gone("nonsense")
    assert len(this_owner()) <= 80
    assert this_owner() != this_owner()


async def test_a_post_that_was_changed_behind_the_approval_is_not_sent(newsroom):
    line, first = faulty(newsroom), await newsroom.planned()
    second = await newsroom.planned()
    async with newsroom.store.begin() as connection:
        changed = update(publications).where(publications.c.id == first).values(content_hash="0" * 64)
        await connection.execute(changed)
    with pytest.raises(Refused, match="content_changed"):
        await newsroom.owner().deliver(first)
    assert line.calls == []
    await newsroom.owner().recover()
    assert (await stand(newsroom, second))[0] == "published"


async def test_what_is_not_due_yet_is_left_alone(newsroom):
    publication = await newsroom.planned()
    newsroom.clock.instant -= timedelta(hours=1)
    assert await newsroom.owner().recover() == []
    newsroom.clock.pass_by(hours=1)
    assert [report.publication.id for report in await newsroom.owner().recover()] == [publication]


async def test_an_account_on_a_network_without_a_client_is_refused(newsroom):
    draft = await newsroom.draft()
    async with newsroom.store.begin() as connection:
        account = Account(id=new_id(), brand_id="main", platform="threads", handle="@gazette")
        await accounts.add(connection, account)
    with pytest.raises(Refused, match="cannot_publish"):
        await newsroom.publishing.plan(draft, ["sandbox", account.id], actor=IDA)
    assert await newsroom.publishing.waiting() == []


STATES = ("scheduled", "held", "failed", "uncertain", "cancelled")
ACTORS = [IDA.model_copy(update={"role": role}) for role in ("viewer", "writer", "editor", "owner")]
ACTORS.append(IDA.model_copy(update={"active": False}))


async def put(newsroom, publication, state, **values):
    """A publication in a state, its part in the one that goes with it."""
    part = {"failed": "failed", "uncertain": "unknown"}.get(state, "planned")
    async with newsroom.store.begin() as connection:
        row = update(publications).where(publications.c.id == publication)
        await connection.execute(row.values(state=state, **values))
        await connection.execute(update(delivery_rows).values(state=part))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", ["again", "settle_as_published", "settle_as_not_sent"])
async def test_a_word_on_a_publication_has_its_effect_by_right_and_state_alone(newsroom, verb, state):
    for actor in ACTORS:
        publication = await newsroom.planned()
        await put(newsroom, publication, state)
        said = getattr(newsroom.owner(), verb)
        rightful = actor.active and actor.role in ("editor", "owner")
        fitting = (verb == "again") == (state != "uncertain") if state != "cancelled" else False
        if rightful and fitting:
            assert (await said(publication, actor=actor)).publication.state == "published"
        elif rightful and verb == "again":
            assert (await said(publication, actor=actor)).publication.state in ("cancelled", "published")
        else:
            with pytest.raises(Refused, match="nothing_to_settle" if rightful else "not_allowed"):
                await said(publication, actor=actor)
            assert (await stand(newsroom, publication))[0] == state


@pytest.mark.parametrize("state", ["scheduled", "held", "publishing"])
async def test_nothing_goes_out_before_its_time_whatever_is_said(newsroom, state):
    publication = await newsroom.planned()
    await put(newsroom, publication, state, at=newsroom.clock.now() + timedelta(days=2))
    await newsroom.owner().deliver(publication)
    await newsroom.owner().recover()
    await newsroom.owner().again(publication, actor=IDA)
    assert await newsroom.out(publication) == []
    newsroom.clock.pass_by(days=2)
    await newsroom.owner().recover()
    assert await stand(newsroom, publication) == ("published", ["sent"])


@pytest.mark.parametrize("state", ["held", "failed", "cancelled"])
async def test_what_is_kept_back_goes_on_by_a_persons_word_alone(newsroom, state):
    publication = await newsroom.planned()
    await put(newsroom, publication, state)
    assert (await newsroom.owner().deliver(publication)).publication.state == state
    await newsroom.owner().recover()
    assert await newsroom.out(publication) == []


class Bent(Faulty):
    """Its sessions publish or find by a function of the test's."""

    def __init__(self, *, publish=None, find=None):
        super().__init__(platforms.get("sandbox"))
        self.bent = {"publish": publish, "find": find}

    @asynccontextmanager
    async def connect(self, account, resources):
        async with super().connect(account, resources) as session:
            for name, instead in self.bent.items():
                if instead:
                    setattr(session, name, instead)
            yield session


async def lost(outgoing):
    raise Uncertain("outcome_unknown", network="Bent")


async def forever(outgoing):
    await asyncio.Event().wait()


async def test_a_look_up_that_takes_too_long_is_made_again_later(newsroom):
    newsroom.platform = Bent(publish=lost, find=forever)
    publication = await newsroom.planned()
    report = await newsroom.owner(patience=0.05).deliver(publication)
    assert await stand(newsroom, publication) == ("publishing", ["unknown"])
    assert report.publication.error.key == "look_too_slow"
    assert report.deliveries[0].retry_at > newsroom.clock.now()


async def test_a_network_that_cannot_be_asked_for_an_hour_is_looked_at_by_a_person(newsroom):
    newsroom.platform = Bent(publish=lost, find=forever)
    publication = await newsroom.planned()
    await newsroom.owner(patience=0.05).deliver(publication)
    newsroom.clock.pass_by(hours=2)
    asked = await newsroom.owner(patience=0.05).deliver(publication)
    assert (asked.publication.state, asked.publication.error.key) == ("uncertain", "look_too_slow")
    settled = await newsroom.owner().settle_as_published(publication, actor=IDA)
    assert settled.publication.state == "published"


async def test_what_is_another_part_is_never_taken_for_this_one(newsroom):
    first = await newsroom.owner().deliver(await newsroom.planned())
    there = first.deliveries[0].remote

    async def mistaken(outgoing):
        return there

    newsroom.platform = Bent(publish=lost, find=mistaken)
    second = await newsroom.planned()
    report = await newsroom.owner().deliver(second)
    assert (report.publication.state, report.publication.error.key) == ("uncertain", "same_as_another")
    with pytest.raises(Refused) as caught:
        await newsroom.owner().settle_as_published(second, there.id, actor=IDA)
    assert caught.value.key == "same_as_another"


@pytest.mark.parametrize("seconds", [1e13, float("inf"), float("nan"), -5.0])
async def test_an_absurd_wait_is_a_day_at_most(newsroom, seconds):
    async def busy(outgoing):
        raise Later("network_busy", retry_after=seconds, network="Bent")

    newsroom.platform = Bent(publish=busy)
    publication = await newsroom.planned()
    row = (await newsroom.owner().deliver(publication)).deliveries[0]
    assert row.state == "planned"
    assert timedelta(0) <= row.retry_at - newsroom.clock.now() <= timedelta(days=1)


async def test_an_answer_that_no_database_takes_is_kept_without_what_is_wrong(newsroom):
    async def odd(outgoing):
        return Remote(id="a\ud800b\0", url="https://x.example/\udfff")

    newsroom.platform = Bent(publish=odd)
    report = await newsroom.owner().deliver(await newsroom.planned())
    assert (report.publication.state, report.deliveries[0].remote.id) == ("published", "a?b")


async def test_pictures_get_time_to_be_uploaded(newsroom):
    owner, publication = newsroom.owner(patience=0.1), await newsroom.planned()
    report = await newsroom.publishing.report(publication)
    part = report.post.parts[0].model_copy(update={"images": tuple(Picture(media_id=str(n)) for n in range(4))})
    assert owner._parts._patience_for(outgoing(report.post, report.deliveries[0])) == 0.1
    pictured = report.post.model_copy(update={"parts": (part,)})
    assert owner._parts._patience_for(outgoing(pictured, report.deliveries[0])) == 0.5


async def test_a_fault_nobody_foresaw_in_one_publication_does_not_stop_the_sweep(newsroom):
    class Broken(Faulty):
        @asynccontextmanager
        async def connect(self, account, resources):
            raise OverflowError("date value out of range")
            yield

    good, bad = newsroom.platform, Broken(platforms.get("sandbox"))
    publications = [await newsroom.planned() for _ in range(2)]
    newsroom.platform = bad
    assert [report.publication.state for report in await newsroom.owner().recover()] == ["scheduled", "scheduled"]
    newsroom.platform = good
    assert [report.publication.state for report in await newsroom.owner().recover()] == ["published", "published"]
    assert len(publications) == 2
