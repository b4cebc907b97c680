"""Metrics and health over HTTP: numbers alone, and 503 when nothing would be sent."""

from datetime import timedelta

import httpx
import pytest
from jobs.test_jobs_engine import comes, planned
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import DatabaseError

from bot import app
from bot.domain.errors import Refused, UnusableDatabase
from bot.jobs.metrics import served
from bot.services.accounts import LOCAL
from bot.store import events


def samples(text):
    found = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            found[(one.name, *sorted(one.labels.values()))] = one.value
    return found


async def ask(port, path):
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


async def test_numbers_of_what_is_out_and_what_is_due(home, database_url):
    async with app.opened(database_url) as house, served(house.vitals, "127.0.0.1", 0) as port:
        late = await planned(house, seconds=-90)
        sick = await ask(port, "/health")
        assert (sick.status_code, sick.json()["engine"]) == (503, False)
        before = samples((await ask(port, "/metrics")).text)
        assert before["standfirst_overdue",] == 1
        assert before["standfirst_lag_seconds",] >= 90
        async with app.engine(house):
            await comes(house, late)
            well = await ask(port, "/health")
            assert well.status_code == 200
            assert well.json() == {
                **{"database": True, "engine": True, "watch": True},
                **{"halted": False, "lag_seconds": 0.0},
            }
        answer = await ask(port, "/metrics")
        after = samples(answer.text)
        assert after["standfirst_publications", "published"] == 1
        assert after["standfirst_deliveries", "sandbox", "sent"] == 1
        assert (after["standfirst_overdue",], after["standfirst_halted",]) == (0, 0)
        assert "Sarnholm" not in answer.text
        await house.watching.worker_gone([late])
        assert samples((await ask(port, "/metrics")).text)["standfirst_taken_up_total", "worker_gone"] == 1
        await house.halting.halt(actor=LOCAL)
        assert samples((await ask(port, "/metrics")).text)["standfirst_halted",] == 1


async def test_a_port_that_is_taken_is_said(home, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'one.db'}"
    async with app.opened(url) as house, served(house.vitals, "127.0.0.1", 0) as port:
        monkeypatch.setenv("STANDFIRST_METRICS_PORT", str(port))
        app.settings.cache_clear()
        with pytest.raises(Refused, match="port_taken"):
            async with app.engine(house):
                pass


async def test_old_lines_go_and_those_of_what_is_not_done_stay(home, database_url):
    async with app.opened(database_url) as house:
        done, waits = await planned(house), await planned(house, seconds=3600)
        await house.delivering.deliver(done)
        await house.halting.halt(actor=LOCAL)
        old = house.halting._clock.now() - timedelta(days=500)
        async with house.store.begin() as connection:
            for subject in (f"publication/{done}", f"publication/{waits}", "switch/halt", "draft/d"):
                await events.add(connection, old, "ida", "old", subject)
        assert await house.retention.sweep() == 2
        told = {one: [step.action for step in (await house.stories.of(one))[1]] for one in (done, waits)}
        assert "old" not in told[done]
        assert told[done][0] == "planned"
        assert "old" in told[waits]
        assert await house.retention.sweep() == 0


async def test_a_young_line_cannot_be_let_go_of(home, database_url):
    async with app.opened(database_url) as house:
        await house.halting.halt(actor=LOCAL)
        house.retention._log_kept_for = timedelta(days=-1)
        await house.delivering.deliver(await planned(house))
        with pytest.raises((UnusableDatabase, DatabaseError), match="append-only"):
            await house.retention.sweep()
