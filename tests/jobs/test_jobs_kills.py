"""Processes killed while they publish, at any moment and at every step: nothing twice, nothing lost, nothing stuck.

Longer by hand, with a row of figures for each network and database:
    STANDFIRST_KILLS=100 python -m pytest tests/jobs/test_jobs_kills.py -k "moment and telegram" -p no:xdist -s
"""

import asyncio
import os
import sys

import pytest
from jobs.kills import Campaign, Tally, campaign, whole
from jobs.stands import STANDS

pytestmark = pytest.mark.asyncio(loop_scope="session")
KILLS = int(os.environ.get("STANDFIRST_KILLS", "0"))
# How likely a call loses its answer.
FAULTS = 0.3
LANES = 4
# All steps of the sandbox's delivery, and of the others' one in so many, unless it is run by hand.
SAMPLE = 1 if KILLS else 4


def told(network: str, database: str, tally: Tally) -> None:
    if KILLS:
        sys.stdout.write(f"\n{'':<24}{Tally.head()}\n{network:<14}{database:<10}{tally.row()}\n")


@pytest.mark.parametrize("network", STANDS)
async def test_killed_at_any_moment_each_post_is_out_once(network, database_url, crowd, request):
    on = database_url.partition(":")[0].partition("+")[0]
    more = {"network": request.getfixturevalue("bluesky_network")} if network == "bluesky" else {}

    async def kill(one: Campaign) -> None:
        await (one.at_random(KILLS) if KILLS else one.at_random(2, waiting=4, calm=0.3, longest=1.0))

    async with STANDS[network](FAULTS, **more) as stand:
        tally = await campaign(crowd, stand, database_url, kill, workers=1 if on == "sqlite" else 3)
    told(network, on, tally)
    assert whole(tally), tally
    assert tally.kills >= (KILLS or 2)


@pytest.mark.parametrize("network", list(STANDS) if KILLS else ["sandbox", "webhook"])
async def test_killed_at_each_step_of_a_delivery_each_post_is_out_once(network, tmp_path, crowd, request):
    more = {"network": request.getfixturevalue("bluesky_network")} if network == "bluesky" else {}

    apart = 1 if network == "sandbox" else SAMPLE

    async def lane(first: int) -> Tally:
        async with STANDS[network](0.0, **more) as stand:
            stand.parts = min(2, stand.parts)
            url = f"sqlite+aiosqlite:///{tmp_path / f'{first}.db'}"
            return await campaign(crowd, stand, url, lambda one: one.at_each_step(first, LANES * apart))

    tallies = await asyncio.gather(*(lane(1 + first * apart) for first in range(LANES)))
    for tally in tallies:
        told(network, "sqlite", tally)
        assert whole(tally), tally
    assert sum(tally.kills for tally in tallies) >= 20 // apart
