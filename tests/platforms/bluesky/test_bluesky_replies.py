"""What readers answer comes by way of the AppView: at every depth, once, and gone when it is taken back."""

import pytest
from platforms.bluesky.people import Person

from bot.testing.sessions import outgoing


@pytest.fixture
async def session(rig):
    await rig.reader.joins()
    async with rig.platform.connect(rig.account, rig.resources) as session:
        yield session


async def thread(rig, session, parts=2):
    chain = []
    for number in range(parts):
        chain.append(await session.publish(outgoing(rig, f"Part {number}", f"key-{number}", *chain)))
    return chain


async def test_answers_to_answers_are_read_and_our_own_are_not(rig, session):
    first, second = await thread(rig, session)
    question = await rig.reader.answers(second.id, "Which quay? 🐕")
    ours = await rig.owner.answers(question, "The northern one.")
    thanks = await rig.reader.answers(ours, "Thanks!")
    found, _ = await session.replies([first, second], cursor="")
    by_id = {one.native_id: one for one in found}
    assert set(by_id) == {question, thanks}
    assert (by_id[question].parent_id, by_id[thanks].parent_id) == (second.id, ours)
    asked = by_id[question]
    assert (asked.text, asked.author) == ("Which quay? 🐕", f"@{rig.reader.handle}")
    assert asked.url == f"https://bsky.app/profile/{rig.reader.did}/post/{question.split('/')[-1]}"
    assert asked.created.isoformat() == "2026-05-12T12:00:00+00:00"


async def test_a_later_reading_brings_what_is_new_alone(rig, session):
    (first,) = await thread(rig, session, 1)
    await rig.reader.answers(first.id, "First.")
    _, cursor = await session.replies([first], cursor="")
    second = await rig.reader.answers(first.id, "Second.")
    found, _ = await session.replies([first], cursor=cursor)
    assert [one.native_id for one in found] == [second]


async def test_an_answer_that_was_taken_back_is_told_once(rig, session):
    (first,) = await thread(rig, session, 1)
    kept = await rig.reader.answers(first.id, "Stays.")
    gone = await rig.reader.answers(first.id, "Goes.")
    before, cursor = await session.replies([first], cursor="")
    await rig.reader.takes_back(gone)
    found, cursor = await session.replies([first], cursor=cursor)
    (was,) = [one for one in before if one.native_id == gone]
    assert list(found) == [was.model_copy(update={"text": "", "deleted": True})]
    assert (await session.replies([first], cursor=cursor))[0] == []
    assert kept in cursor


async def test_an_answer_whose_author_left_is_gone(rig, session):
    (first,) = await thread(rig, session, 1)
    said = await rig.reader.answers(first.id, "Which quay?")
    _, cursor = await session.replies([first], cursor="")
    await rig.reader.taken_down()
    await rig.reader.until(said, there=False)
    found, cursor = await session.replies([first], cursor=cursor)
    assert [(one.native_id, one.deleted) for one in found] == [(said, True)]
    assert said not in cursor


async def test_below_a_part_that_was_deleted_the_others_are_still_read(rig, session):
    first, second = await thread(rig, session)
    said = await rig.reader.answers(second.id, "Which quay?")
    await rig.owner.takes_back(first.id)
    found, _ = await session.replies([first, second], cursor="")
    assert [one.native_id for one in found] == [said]


async def test_an_answer_of_somebody_we_block_is_neither_new_nor_gone(rig, session):
    (first,) = await thread(rig, session, 1)
    said = await rig.reader.answers(first.id, "Which quay?")
    _, cursor = await session.replies([first], cursor="")
    await rig.owner.blocks(rig.reader.did)
    found, cursor = await session.replies([first], cursor=cursor)
    assert found == []
    assert said in cursor


async def test_several_readers_are_told_apart(rig, session):
    (first,) = await thread(rig, session, 1)
    another = await Person(rig.owner.network, rig.owner.http).joins()
    said = {await rig.reader.answers(first.id, "So?"): rig.reader, await another.answers(first.id, "So?"): another}
    found, _ = await session.replies([first], cursor="")
    assert {one.native_id: one.author for one in found} == {uri: f"@{who.handle}" for uri, who in said.items()}


async def test_what_was_never_answered_has_no_replies(rig, session):
    chain = await thread(rig, session)
    await rig.reader.answers(chain[0].id, "So?")
    found, cursor = await session.replies(chain[1:], cursor="")
    assert (found, cursor) == ([], "{}")
