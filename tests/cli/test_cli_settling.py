"""A publication that nobody can tell about is settled on the command line; what was left on its way is taken up."""

import asyncio

import pytest
from sqlalchemy import update

from bot.app import opened, settings
from bot.domain.clock import SystemClock
from bot.services.accounts import LOCAL
from bot.services.owners import this_owner
from bot.store import Store, deliveries, publications
from bot.store.tables import delivery


def leave(draft, state):
    """Plan a draft and leave its part in this state, as a process that was killed would; the publication's id."""

    async def left():
        async with opened() as house:
            (planned,) = await house.publishing.plan(draft, ["sandbox"], actor=LOCAL)
            row = (await house.publishing.report(planned)).deliveries[0]
        owner = f"{this_owner().split('/')[0]}/{2**22 + 1}/aaaaaaaa"
        async with Store(settings().database) as store, store.begin() as connection:
            await deliveries.claim(connection, row.id, owner, SystemClock().now())
            await connection.execute(update(delivery).where(delivery.c.id == row.id).values(state=state))
            now = "uncertain" if state == "unknown" else "publishing"
            await publications.set_state(connection, planned, now)
        return planned

    return asyncio.run(left())


@pytest.mark.parametrize("how", [["--again"], ["--there", "-"], ["--there", "sandbox://rehearsal/k3f9m2x8bd"]])
def test_what_may_be_out_is_settled_by_the_words_the_queue_says(run, draft, how):
    publication = leave(draft, "unknown")
    assert f"--settle {publication} --again" in run("queue").out
    done = run("queue", "--settle", publication, *how, "--json")
    assert (done.code, done.json["publications"][0]["state"]) == (0, "published")
    assert run("queue", "--settle", publication, *how).code == 3


@pytest.mark.parametrize("how", [["--again"], ["--settle", "x"], ["--settle", "x", "--again", "--there", "-"]])
def test_half_an_answer_is_wrong_usage(run, how):
    assert run("queue", *how).code == 2


def test_publishing_takes_up_what_a_killed_run_left(run, draft, article):
    left = leave(draft, "sending")
    other = run("compose", article, "--json").json["id"]
    assert run("publish", other, "--to", "sandbox").code == 0
    assert left not in [one["id"] for one in run("queue", "--json").json["publications"]]
    assert run("queue", "--json").json == {"publications": []}
