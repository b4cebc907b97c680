"""The inbox: each reply once, with its parent, its edits and deletions, whatever is replayed; safe to export."""

import asyncio
import csv
import io
import time
from datetime import timedelta

import pytest
from services.newsroom import IDA, NOON

from bot.domain.errors import Missing, Refused, Uncertain
from bot.domain.publication import Account
from bot.domain.reply import Incoming
from bot.services.inbox import COLUMNS, rows
from bot.store import accounts, replies
from bot.testing.faulty import Faulty


@pytest.fixture
async def post(newsroom):
    report = await newsroom.owner().deliver(await newsroom.planned(2))
    return report.deliveries[0].remote


class Replaying:
    """A network that answers with what it is told, every time; it has nothing but replies."""

    def __init__(self, *answers):
        self.answers, self.label = list(answers), "Replaying"

    def connect(self, account, resources):
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None

    async def replies(self, remotes, *, cursor):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer, f"{cursor}+"


def said(number=1, **more):
    usual = {"native_id": f"n{number}", "parent_id": "p", "author": "@mira", "text": "t", "created": NOON}
    return Incoming(**usual | more)


async def collected(newsroom):
    found = await newsroom.inbox.collect()
    return found.new, found.changed


async def test_each_reply_comes_once_with_what_it_answers(newsroom, post):
    first = await newsroom.rehearsal.say(post.url, "Does this lower bills?", "@mira.example")
    newsroom.clock.pass_by(seconds=1)
    second = await newsroom.rehearsal.say(first.id, "It should.", "@tomas.example")
    assert await collected(newsroom) == (2, 0)
    assert await collected(newsroom) == (0, 0)
    listed = await newsroom.inbox.listed(states=("open",))
    assert [(one.native_id, one.parent_id, one.author) for one in listed] == [
        (first.id, post.id, "@mira.example"),
        (second.id, first.id, "@tomas.example"),
    ]
    assert not any(one.private for one in listed)


async def test_replies_below_any_part_are_found_and_the_thread_itself_is_none(newsroom, post):
    (below,) = [one for one in await newsroom.timeline.descendants(post.id, after=0) if one.key]
    await newsroom.rehearsal.say(below.id, "And the second cable?")
    assert await collected(newsroom) == (1, 0)


async def test_an_edit_replaces_the_text_and_a_deletion_takes_it(newsroom, post):
    first = await newsroom.rehearsal.say(post.url, "Good.")
    newsroom.clock.pass_by(minutes=1)
    second = await newsroom.rehearsal.say(post.url, "Bad.")
    await collected(newsroom)
    newsroom.clock.pass_by(minutes=1)
    await newsroom.rehearsal.say(first.id, "Good, at last.", edit=True)
    await newsroom.rehearsal.say(second.id, "", delete=True)
    assert await collected(newsroom) == (0, 2)
    edited, deleted = await newsroom.inbox.listed()
    assert (edited.text, edited.edited) == ("Good, at last.", newsroom.clock.now())
    assert (deleted.text, deleted.deleted) == ("", True)


async def test_a_deletion_seen_once_is_not_undone_by_a_replay(newsroom, post):
    newsroom.platform = Replaying([said(deleted=True, text="")], [said(text="back again")])
    for _ in range(2):
        await newsroom.inbox.collect()
    assert [(one.deleted, one.text) for one in await newsroom.inbox.listed()] == [(True, "")]


async def test_collecting_everything_again_adds_nothing(newsroom, post):
    newsroom.platform = Replaying([said(number) for number in range(20)] * 2)
    await newsroom.inbox.collect()
    assert (await newsroom.inbox.collect()).new == 0
    assert len(await newsroom.inbox.listed()) == 20


async def test_collectors_at_once_keep_each_reply_once(newsroom, post):
    newsroom.platform = Replaying([said(number) for number in range(20)])
    found = await asyncio.gather(*(newsroom.inbox.collect() for _ in range(4)))
    assert sum(one.new for one in found) == 20
    assert len(await newsroom.inbox.listed()) == 20


async def test_how_far_was_read_is_kept_with_what_was_read_or_not_at_all(newsroom, post):
    broken = said(2).model_copy(update={"created": NOON.replace(tzinfo=None)})
    newsroom.platform = Replaying([said(1), broken], [said(1), said(2)])
    with pytest.raises(Exception, match="without a zone"):
        await newsroom.inbox.collect()
    assert await newsroom.inbox.listed() == []
    assert await collected(newsroom) == (2, 0)
    (publication,) = {one.publication_id for one in await newsroom.inbox.listed()}
    async with newsroom.store.read() as connection:
        assert await replies.cursor_of(connection, publication) == "+"


async def test_an_account_that_cannot_be_asked_does_not_stop_the_rest(newsroom, post):
    await newsroom.owner().deliver(await newsroom.planned())
    newsroom.platform = Replaying(Uncertain("unreachable", host="x"), [said()])
    found = await newsroom.inbox.collect()
    assert (found.new, [account for account, _ in found.failed]) == (1, ["sandbox:rehearsal"])


async def test_what_no_database_takes_is_removed_and_private_stays_private(newsroom, post):
    hostile = said(text="a\0b\ud800c", author="\0@m", url="\0", private=True)
    newsroom.platform = Replaying([hostile])
    await newsroom.inbox.collect()
    (kept,) = await newsroom.inbox.listed()
    assert (kept.text, kept.author, kept.url, kept.private) == ("ab?c", "@m", "", True)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "＝"])
async def test_no_cell_of_an_export_runs_as_a_formula(newsroom, post, start):
    await newsroom.rehearsal.say(post.id, f'{start}HYPERLINK("https://x.example","a")', "=cmd|' /C calc'!A0")
    await newsroom.inbox.collect()
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows(await newsroom.inbox.listed()))
    (row,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["author"].startswith("'=")
    assert cells["text"].startswith("'")


async def test_a_thousand_replies_are_collected_in_a_moment(newsroom, post):
    newsroom.platform = Replaying([said(number) for number in range(1000)])
    began = time.perf_counter()
    assert (await newsroom.inbox.collect()).new == 1000
    assert time.perf_counter() - began < 6


@pytest.mark.parametrize("fault", ["refused", "logged_out"])
async def test_replies_below_a_thread_that_stopped_half_way_are_collected(newsroom, fault):
    newsroom.platform = Faulty(newsroom.platform, publish=["none", fault])
    report = await newsroom.owner().deliver(await newsroom.planned(2))
    await newsroom.rehearsal.say(report.deliveries[0].remote.id, "And the rest?")
    assert await collected(newsroom) == (1, 0)


@pytest.mark.parametrize(
    ("target", "text", "error", "key", "more"),
    [
        ("nosuch", "Good.", Missing, "unknown_entry", {}),
        ("post", "  ", Refused, "nothing_said", {}),
        ("post", "Mine now.", Refused, "not_a_reply", {"edit": True}),
        ("post", "", Refused, "not_a_reply", {"delete": True}),
    ],
)
async def test_a_reader_can_only_do_what_readers_can(newsroom, post, target, text, error, key, more):
    with pytest.raises(error) as caught:
        await newsroom.rehearsal.say(post.url if target == "post" else target, text, **more)
    assert caught.value.key == key


async def test_what_is_older_than_two_weeks_is_asked_about_only_on_demand(newsroom, post):
    await newsroom.rehearsal.say(post.id, "Late, but still.")
    newsroom.clock.pass_by(days=14, seconds=1)
    assert await collected(newsroom) == (0, 0)
    assert (await newsroom.inbox.collect(within=timedelta(days=15))).new == 1


async def test_two_accounts_may_have_a_reply_of_the_same_number(newsroom, post):
    evening = Account(id="evening", brand_id="main", platform="sandbox", handle="evening")
    async with newsroom.store.begin() as connection:
        await accounts.add(connection, evening)
    (second,) = await newsroom.publishing.plan(await newsroom.draft(), ["sandbox:evening"], actor=IDA)
    await newsroom.owner().deliver(second)
    newsroom.platform = Replaying([said(7, text="Here.")], [said(7, text="There.")])
    assert await collected(newsroom) == (2, 0)
    assert {one.text for one in await newsroom.inbox.listed()} == {"Here.", "There."}
