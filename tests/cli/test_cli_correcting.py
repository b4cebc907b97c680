"""What is out is deleted and replaced on the command line; what was deleted goes out again only when told so."""

import asyncio

import pytest
from sqlalchemy import update

from bot import app, platforms
from bot.edits.edit import SetHeadline
from bot.services.accounts import LOCAL
from bot.store import Store
from bot.store.tables import publication
from bot.testing.faulty import Faulty


@pytest.fixture
def out(run, draft):
    """A publication that is out."""
    return run("publish", draft, "--to", "sandbox", "--json").json["publications"][0]


def edit(draft, text="Sarnholm switches its tidal array on"):
    async def edited():
        async with app.opened() as house:
            kept = await house.drafting.latest(draft)
            change = (SetHeadline(text=text),)
            await house.editing.edit(draft, kept.draft.revision, change, actor=LOCAL, cause=f"test/{text}")

    asyncio.run(edited())


def test_what_is_deleted_is_told_and_again_changes_nothing(run, out):
    done = run("queue", "--delete", out["id"], "--json")
    (told,) = done.json["publications"]
    assert (done.code, told["state"], bool(told["deleted"])) == (0, "published", True)
    assert [bool(part["deleted"]) for part in told["parts"]] == [True] * len(told["parts"])
    again = run("queue", "--delete", out["id"])
    assert (again.code, "is deleted" in again.out) == (0, True)
    assert run("queue", "--json").json == {"publications": []}


def test_what_was_deleted_on_the_network_is_noted(run, draft, out, monkeypatch):
    real = platforms.get("sandbox")
    monkeypatch.setattr(app.house, "get", lambda name: Faulty(real, without=["delete"]))
    assert run("queue", "--delete", out["id"]).code == 3
    done = run("queue", "--delete", out["id"], "--by-hand", "--json")
    assert (done.code, bool(done.json["publications"][0]["deleted"])) == (0, True)


def test_a_thread_that_stopped_half_way_is_replaced_as_a_whole_or_not(run, draft, out, monkeypatch):
    real = platforms.get("sandbox")
    monkeypatch.setattr(app.house, "get", lambda name: Faulty(real))

    async def stopped():
        async with Store(app.settings().database) as store, store.begin() as connection:
            await connection.execute(update(publication).values(state="failed"))

    asyncio.run(stopped())
    edit(draft)
    assert run("publish", draft, "--to", "sandbox", "--replace").code == 3


def test_a_post_is_deleted_by_its_address(run, out):
    done = run("queue", "--delete", out["parts"][0]["url"], "--json")
    assert (done.code, done.json["publications"][0]["id"]) == (0, out["id"])
    assert done.json["publications"][0]["deleted"]


def test_what_was_deleted_goes_out_again_only_when_told_so(run, draft, out):
    run("queue", "--delete", out["id"])
    done = run("publish", draft, "--to", "sandbox")
    assert (done.code, "--anew" in done.out) == (1, True)
    (told,) = run("publish", draft, "--to", "sandbox", "--anew", "--json").json["publications"]
    assert (told["state"], "deleted" in told) == ("published", False)
    assert told["id"] != out["id"]
    again = run("publish", draft, "--to", "sandbox", "--anew", "--json").json["publications"][0]
    assert again == told


def test_what_is_out_is_changed_where_it_is(run, draft, out):
    edit(draft)
    (told,) = run("publish", draft, "--to", "sandbox", "--replace", "--json").json["publications"]
    assert (told["id"], told["parts"]) == (out["id"], out["parts"])
    again = run("publish", draft, "--to", "sandbox", "--replace", "--json")
    assert (again.code, again.json["publications"]) == (0, [told])
    assert run("publish", draft, "--to", "sandbox", "--json").json["publications"] == [told]


def test_where_it_cannot_be_changed_it_is_deleted_and_published_anew(run, draft, out, monkeypatch):
    edit(draft)
    real = platforms.get("sandbox")
    monkeypatch.setattr(app.house, "get", lambda name: Faulty(real, without=["amend"]))
    refused = run("publish", draft, "--to", "sandbox", "--replace")
    assert (refused.code, "--replace --repost" in refused.err) == (3, True)
    (told,) = run("publish", draft, "--to", "sandbox", "--replace", "--repost", "--json").json["publications"]
    assert (told["state"], told["id"] != out["id"]) == ("published", True)
    again = run("publish", draft, "--to", "sandbox", "--replace", "--repost", "--json")
    assert again.json["publications"] == [told]


def test_nothing_out_is_published(run, draft):
    (told,) = run("publish", draft, "--to", "sandbox", "--replace", "--json").json["publications"]
    assert told["state"] == "published"


def test_an_account_that_is_unknown_does_not_keep_the_others_back(run, draft, out):
    edit(draft)
    done = run("publish", draft, "--to", "nosuch,sandbox", "--replace", "--json")
    assert done.code == 1
    assert [one["id"] for one in done.json["publications"]] == [out["id"]]


@pytest.mark.parametrize(
    "words",
    [
        ["publish", "x", "--to", "sandbox", "--repost"],
        ["publish", "x", "--to", "sandbox", "--replace", "--dry-run"],
        ["publish", "x", "--to", "sandbox", "--replace", "--anew"],
        ["publish", "x", "--to", "sandbox", "--dry-run", "--anew"],
        ["queue", "--by-hand"],
        ["queue", "--delete", "x", "--settle", "x"],
        ["queue", "--delete", "x", "--again"],
    ],
)
def test_options_that_say_nothing_together_are_wrong_usage(run, words):
    assert run(*words).code == 2


def test_what_is_not_known_is_said(run):
    assert run("queue", "--delete", "nosuch").code == 1


def test_a_deletion_of_which_nobody_knows_the_end_is_in_the_queue(run, out, monkeypatch):
    real = platforms.get("sandbox")
    monkeypatch.setattr(app.house, "get", lambda name: Faulty(real, delete=["cannot_tell"] * 2))
    assert run("queue", "--delete", out["id"]).code != 0
    assert "is not gone altogether" in run("queue").out


def test_nothing_newer_goes_out_while_an_older_wording_may_be_out(run, draft, monkeypatch):
    real = platforms.get("sandbox")
    line = Faulty(real, publish=["answer_lost"], find=["cannot_tell"] * 9)
    monkeypatch.setattr(app.house, "get", lambda name: line)
    run("publish", draft, "--to", "sandbox")
    edit(draft)
    refused = run("publish", draft, "--to", "sandbox", "--replace", "--repost")
    assert (refused.code, "still on its way" in refused.err) == (3, True)
    assert [name for name, _ in line.calls].count("publish") == 1
