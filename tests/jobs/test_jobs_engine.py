"""The engine: what is planned goes out in its time, whoever planned it and before whatever restart, once."""

import asyncio
import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot import app
from bot.domain.article import Article
from bot.domain.clock import SystemClock
from bot.domain.draft import Draft, Passage
from bot.domain.errors import Refused
from bot.domain.post import Part, Post
from bot.domain.publication import When
from bot.services.accounts import LOCAL
from bot.services.delivering import Delivering
from bot.store import Store

ARTICLE = app.product_folder() / "demo" / "article.html"
CLOCK = SystemClock()


async def drafted(house):
    article = await house.desk.read(str(ARTICLE))
    brand = await house.accounts.brand("Main")
    return (await house.drafting.draft(article, brand, [app.get("sandbox")], actor="local")).draft.id


async def planned(house, seconds=0.0):
    when = When(at=CLOCK.now() + timedelta(seconds=seconds))
    (one,) = await house.publishing.plan(await drafted(house), ["sandbox"], actor=LOCAL, when=when)
    return one


async def comes(house, publication, state="published", within=30.0):
    """Wait until a publication has come to a state."""
    async with asyncio.timeout(within):
        while True:
            report = await house.publishing.report(publication)
            if report.publication.state == state:
                return report
            await asyncio.sleep(0.05)


async def timeline(house):
    async with house.store.read() as connection:
        return (await connection.exec_driver_sql("SELECT count(*) FROM timeline")).scalar()


async def statuses(house):
    """How the engine's jobs stand."""
    schema = "dbos." if house.store.file is None else ""
    async with house.store.read() as connection:
        return set((await connection.exec_driver_sql(f"SELECT status FROM {schema}workflow_status")).scalars())


@pytest.fixture
async def house(home, database_url):
    async with app.opened(database_url) as house:
        yield house


async def test_what_is_planned_is_sent_by_the_engine_and_waited_for(house):
    async with app.engine(house):
        report = await house.delivering.deliver(await planned(house))
        assert report.publication.state == "published"
        assert await house.delivering.recover() == []
    assert await timeline(house) == 1


async def test_what_was_planned_before_the_engine_started_goes_out_when_it_does(house):
    one = await planned(house)
    async with app.engine(house):
        await comes(house, one)
    assert await timeline(house) == 1


async def test_a_post_waits_for_its_time(house):
    async with app.engine(house):
        one = await planned(house, seconds=2.5)
        due = (await house.publishing.report(one)).publication.at
        report = await comes(house, one)
        assert report.deliveries[0].started_at >= due


async def test_a_stopped_engine_goes_on_where_it_was(house):
    async with app.engine(house):
        one = await planned(house, seconds=3)
    assert (await house.publishing.report(one)).publication.state == "scheduled"
    async with app.engine(house):
        await comes(house, one)
    assert await timeline(house) == 1


async def test_a_job_that_has_more_to_do_while_the_engine_stops_is_not_taken_for_failed(house, monkeypatch):
    turns = asyncio.Semaphore(0)

    async def turn(self, publication_id, run, *, longest):
        turns.release()
        return 0.002

    one = await planned(house)
    first = (await house.publishing.report(one)).publication.run
    with monkeypatch.context() as patched:
        patched.setattr(Delivering, "turn", turn)
        for _ in range(3):
            async with app.engine(house), asyncio.timeout(10):
                for _ in range(5):
                    await turns.acquire()
            assert await statuses(house) <= {"PENDING", "ENQUEUED"}
    async with app.engine(house):
        assert (await comes(house, one)).publication.run == first
    assert await timeline(house) == 1


async def test_what_is_halted_waits_and_goes_on_when_resumed(house):
    async with app.engine(house):
        await house.halting.halt(actor=LOCAL)
        one = await planned(house)
        await asyncio.sleep(1.0)
        assert (await house.publishing.report(one)).publication.state == "scheduled"
        await house.halting.resume(actor=LOCAL)
        await comes(house, one)
    assert await timeline(house) == 1


async def test_what_was_moved_goes_out_at_its_new_time(house):
    async with app.engine(house):
        one = await planned(house, seconds=3600)
        seen = (await house.publishing.report(one)).publication.run
        await house.scheduling.publish_now(one, actor=LOCAL, seen_run=seen)
        await comes(house, one)
    assert await timeline(house) == 1


async def test_after_downtime_nothing_is_dumped(house):
    late, void = await planned(house, seconds=-3600), await planned(house, seconds=-60)
    async with house.store.begin() as connection:
        gone = {"void": CLOCK.now() - timedelta(seconds=5), "id": void}
        await connection.execute(text("UPDATE publication SET void = :void WHERE id = :id"), gone)
    async with app.engine(house):
        assert (await comes(house, late, "held")).error.key == "late"
        assert (await comes(house, void, "cancelled")).error.key == "void"
        again = await house.delivering.again(late, actor=LOCAL)
        assert again.publication.state == "published"
    assert await timeline(house) == 1
    kinds = {one.subject.rpartition("/")[2]: one.kind for one in await house.news.untold()}
    assert kinds[void] == "cancelled"


async def test_a_publication_whose_job_is_gone_gets_another(house):
    one = await planned(house, seconds=1)
    schema = "dbos." if house.store.file is None else ""
    async with house.store.begin() as connection:
        await connection.exec_driver_sql(f"DELETE FROM {schema}workflow_status")
    async with app.engine(house):
        await comes(house, one)
    assert await timeline(house) == 1


async def test_an_upgrade_with_scheduled_posts_in_the_queue_loses_none(home, database_url):
    old = Store(database_url)
    await old.migrate("0008")
    ids = [f"u{n}" for n in range(3)]
    async with old.begin() as connection:
        for table, row in [*_before(), *(pair for one in ids for pair in (*_story(one), *_scheduled(one)))]:
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            await connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
    await old.close()
    async with app.opened(database_url) as house, app.engine(house):
        for one in ids:
            await comes(house, one)
        assert await timeline(house) == len(ids)


def _before():
    brand = {"id": "b1", "name": "Gazette"}
    return [
        ("brand", {"id": "b1", "name": "Gazette", "body": json.dumps(brand)}),
        ("account", {"id": "c1", "brand_id": "b1", "platform": "sandbox", "handle": "quay", "body": "{}"}),
    ]


def _story(name):
    at = CLOCK.now()
    article = Article(id=f"a{name}", sentences=("The quay reopened.",))
    passage = Passage(text="The quay reopened", sentences=(1,))
    draft = Draft(id=f"d{name}", article_id=f"a{name}", headline=passage)
    return [
        ("article", {"id": article.id, "url": "", "title": "", "created": at, "body": article.model_dump_json()}),
        (
            "draft",
            {
                **{"id": draft.id, "revision": 1, "article_id": article.id, "brand_id": "b1", "created": at},
                **{"untraced": "[]", "body": draft.model_dump_json()},
            },
        ),
    ]


def _scheduled(name):
    post = Post(platform="sandbox", parts=(Part(text=f"The quay reopened {name}", length=17, limit=3000),))
    of = {"id": f"p{name}", "draft_id": f"d{name}", "revision": 1, "platform": "sandbox", "account_id": f"c1{name}"}
    return [
        ("post", {**of, "content_hash": post.content_hash, "body": post.model_dump_json()}),
        (
            "publication",
            {
                **{"id": name, "post_id": f"p{name}", "account_id": "c1", "at": CLOCK.now() + timedelta(seconds=1)},
                **{"content_hash": post.content_hash, "state": "scheduled"},
            },
        ),
        (
            "delivery",
            {
                **{"id": f"p{name}/c1/0", "publication_id": name, "part": 0, "state": "planned", "attempt": 0},
                **{"owner": "", "key": f"{name}-0"},
            },
        ),
    ]


async def test_of_two_on_one_file_the_second_is_told_who_holds_it(home, tmp_path):
    url = f"sqlite:///{tmp_path / 'one.db'}"
    async with app.opened(url) as first, app.engine(first), app.opened(url) as second:
        with pytest.raises(Refused, match="already_running") as refused:
            async with app.engine(second):
                pass
    assert str(os.getpid()) in refused.value.values["holder"]
