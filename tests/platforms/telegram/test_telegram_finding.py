"""Looking for a post whose sending had no clear end: by its copy in the discussion group, by a silent forward."""

from dataclasses import replace
from datetime import timedelta

import pytest
from platforms.telegram.rig import rigged
from platforms.telegram.test_telegram_session import pictures, spanned

from bot.domain.errors import Later, Reconnect, Uncertain
from bot.domain.ports import Echo
from bot.domain.post import Span
from bot.domain.publication import Remote
from bot.platforms.telegram.probing import COPIES, GAP, MOST
from bot.testing.line import LINE_FAULTS, NO_EFFECT
from bot.testing.sessions import outgoing
from bot.testing.telegram import Refusal, group, person

HOUR = timedelta(hours=1)
ALONE = "cannot tell"


@pytest.fixture
async def rig(tmp_path):
    """A channel with a log chat, and one post of an hour ago."""
    async with rigged(tmp_path) as rig:
        rig.log = group(rig.server, "Log")
        rig.account = rig.account.model_copy(update={"options": {"log_chat": str(rig.log.id)}})
        old = rig.channel.publish("An hour ago")
        rig.channel.chat.messages[old]["date"] -= 3600
        yield rig


@pytest.fixture
async def session(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        yield session


def part(rig, text="The quay is open again.", *others, images=(), chain=()):
    """A part that is looked for, known parts beside it."""
    return outgoing(rig, text, "key-1", *chain, images=images).model_copy(update={"others": others or ("1",)})


async def lost(rig, session, sent, method="sendMessage"):
    rig.world.failures[method] = ["after"]
    with pytest.raises(Uncertain):
        await session.publish(sent)


async def look(session, wanted):
    try:
        found = await session.find(wanted)
    except Uncertain as error:
        return ALONE if error.key == "cannot_tell" else error.key
    return found.id if found else None


def write(rig, *texts):
    """Somebody else writes in the channel."""
    return [rig.channel.publish(text) for text in texts]


async def test_a_lost_post_is_found_and_no_copy_stays(rig, session):
    sent = part(rig)
    await lost(rig, session, sent)
    assert await session.find(sent) == Remote(id="2", url="https://t.me/harbour_news/2")
    assert rig.log.messages == []
    assert "forwardMessage" in {name for name, _, _ in rig.world.calls}


@pytest.mark.parametrize("fault", [one for one in LINE_FAULTS if one != "refused_connection"])
async def test_whatever_befell_the_line_a_look_tells(rig, session, fault):
    sent = part(rig)
    await rig.fail(fault)
    with pytest.raises(Uncertain):
        await session.publish(sent)
    await rig.mend()
    assert await look(session, sent) == (None if fault in NO_EFFECT else "2")


async def test_what_never_left_is_proved_absent(rig, session):
    assert await look(session, part(rig)) is None
    assert rig.log.messages == []


async def test_a_lost_post_is_found_among_those_of_others(rig, session):
    sent = part(rig)
    write(rig, "Before", "The quay is open again")
    await lost(rig, session, sent)
    write(rig, "After")
    assert await look(session, sent) == "4"


async def test_what_others_wrote_since_is_not_taken_for_it(rig, session):
    write(rig, "Before", "After")
    assert await look(session, part(rig)) is None


async def test_the_same_words_of_before_are_not_it(rig, session):
    (twin,) = write(rig, "The quay is open again.")
    rig.channel.chat.messages[twin]["date"] -= 600
    assert await look(session, part(rig)) is None


async def test_another_part_of_ours_with_the_same_words_is_not_it(rig, session):
    first = part(rig)
    twin = await session.publish(first)
    assert await look(session, part(rig, first.part.text, twin.id, "1")) is None
    await lost(rig, session, first)
    assert await look(session, part(rig, first.part.text, twin.id, "1")) == "3"


async def test_a_part_sent_before_a_known_one_is_found_below_it(rig, session):
    sent = part(rig)
    await lost(rig, session, sent)
    later = await session.publish(part(rig, "Later"))
    assert await look(session, part(rig, sent.part.text, later.id, "1")) == "2"


async def test_a_threads_second_part_needs_no_older_post(rig, session):
    first = await session.publish(part(rig, "First"))
    second = part(rig, "Second", first.id, chain=(first,))
    assert await look(session, second) is None
    await lost(rig, session, second)
    assert await look(session, second) == "3"


async def test_formatting_is_compared_too(rig, session):
    sent = part(rig)
    await lost(rig, session, sent)
    assert await look(session, spanned(sent, Span(start=0, end=3, kind="bold"))) == ALONE


async def test_formatting_that_arrived_is_recognised(rig, session):
    link = Span(start=4, end=8, kind="link", url="https://www.example.com")
    sent = spanned(part(rig, "🇬🇷 The quay is open"), Span(start=0, end=2, kind="bold"), link)
    await lost(rig, session, sent)
    rig.channel.chat.messages[2]["entities"][1]["url"] += "/"
    rig.channel.chat.messages[2]["entities"].append({"type": "hashtag", "offset": 9, "length": 2})
    assert await look(session, sent) == "2"


async def test_a_lost_picture_is_found_and_a_text_with_its_words_is_not_it(rig, session):
    shown = pictures(rig, "teal")
    write(rig, "Teal")
    sent = part(rig, "Teal", images=shown)
    await lost(rig, session, sent, "sendPhoto")
    assert await look(session, sent) == "3"


async def test_a_lost_album_is_found_whole(rig, session):
    sent = part(rig, "Three", images=pictures(rig, "teal", "navy", "gold"))
    await lost(rig, session, sent, "sendMediaGroup")
    assert await look(session, sent) == "2,3,4"
    del rig.channel.chat.messages[3]
    assert await look(session, sent) == ALONE


async def test_nothing_known_or_no_log_chat_cannot_tell(rig, session):
    sent = part(rig)
    assert await look(session, sent.model_copy(update={"others": ()})) == ALONE
    assert await look(session, sent.model_copy(update={"since": None})) == ALONE
    bare = rig.account.model_copy(update={"options": {}})
    async with rig.platform.connect(bare, rig.resources) as other:
        assert await look(other, sent) == ALONE
    assert rig.log.messages == []


async def test_a_known_post_of_the_same_moment_is_no_proof(rig, session):
    now = await session.publish(part(rig, "Just now"))
    del rig.channel.chat.messages[1]
    assert await look(session, part(rig, "Another", now.id, "1")) == ALONE


async def test_protected_content_cannot_be_read(rig, session):
    rig.channel.chat.protected = True
    assert await look(session, part(rig)) == ALONE


async def test_what_cannot_be_forwarded_is_somebody_elses(rig, session):
    sent = part(rig)
    rig.server.run(lambda: rig.world.post(rig.channel.chat, None, new_chat_title="The Harbour"))
    await lost(rig, session, sent)
    assert await look(session, sent) == "3"


async def test_a_busy_channel_ends_the_look_before_telegram_does(rig, session):
    write(rig, *(f"News {number}" for number in range(COPIES)))
    rig.world.flood = True
    assert await look(session, part(rig)) == ALONE
    assert [name for name, _, _ in rig.world.calls].count("forwardMessage") == COPIES
    assert rig.log.messages == []


async def test_a_scattered_history_ends_the_look_too(rig, session):
    every = write(rig, *(f"News {number}" for number in range(MOST + 1)))
    for number in every:
        if number % (GAP - 1):
            del rig.channel.chat.messages[number]
    assert await look(session, part(rig)) == ALONE
    assert len(rig.line.requests) < MOST + 5


async def test_a_lost_post_in_a_group_is_found_as_well(rig):
    place = group(rig.server, "The quay")
    account = rig.account.model_copy(update={"native_id": str(place.id), "handle": "The quay"})
    async with rig.platform.connect(account, rig.resources) as session:
        first = await session.publish(part(rig, "First"))
        second = part(rig, "Second", first.id, chain=(first,))
        assert await look(session, second) is None
        person(rig.server, "Ana").write("Which quay?", room=place)
        await lost(rig, session, second)
        assert await look(session, second) == "3"


async def test_a_gap_of_deleted_posts_does_not_end_it(rig, session):
    sent = part(rig)
    gone = write(rig, *(f"News {number}" for number in range(GAP - 1)))
    await lost(rig, session, sent)
    for number in gone:
        del rig.channel.chat.messages[number]
    assert await look(session, sent) == str(GAP + 1)


async def test_a_log_chat_that_is_closed_says_nothing_of_the_account(rig, session):
    rig.log.chat.members.clear()
    assert await look(session, part(rig)) == ALONE


async def test_a_look_that_cannot_be_made_now_is_made_later(rig, session):
    rig.world.failures["forwardMessage"] = [Refusal(429, "Too Many Requests: retry after 9", retry_after=9), "before"]
    for _ in range(2):
        with pytest.raises(Later):
            await session.find(part(rig))
    rig.world.token = "700:another"
    with pytest.raises(Reconnect):
        await session.find(part(rig))


def heard(rig, *copies, native_id=""):
    """What the discussion group brought, as the house keeps it."""
    now = rig.resources.clock.now()

    async def echoes(platform, wanted, since):
        assert platform == "telegram"
        told = [Echo(remote_id=str(number), told=now, body=body) for number, body in copies]
        return told if wanted == (native_id or rig.account.native_id) and since <= now else []

    return replace(rig.resources, echoes=echoes)


async def by_echo(rig, wanted, *copies):
    bare = rig.account.model_copy(update={"options": {}})
    async with rig.platform.connect(bare, heard(rig, *copies)) as session:
        return await look(session, wanted)


async def test_the_copy_in_the_discussion_group_proves_a_post(rig):
    words = {"text": "The quay is open again."}
    assert await by_echo(rig, part(rig), (7, {"text": "Other"}), (8, words)) == "8"
    assert await by_echo(rig, part(rig), (7, {"text": "Other"})) == ALONE
    assert await by_echo(rig, part(rig, "The quay is open again.", "8"), (8, words)) == ALONE
    assert await by_echo(rig, part(rig).model_copy(update={"since": None}), (8, words)) == ALONE


async def test_copies_of_an_album_prove_it_once_all_are_there(rig):
    sent = part(rig, "Two", images=pictures(rig, "teal", "navy"))
    first = {"caption": "Two", "photo": [{"file_id": "1"}], "media_group_id": "m"}
    second, other = {"photo": [{"file_id": "2"}], "media_group_id": "m"}, {"photo": [{"file_id": "3"}]}
    assert await by_echo(rig, sent, (9, second), (8, first), (10, other)) == "8,9"
    assert await by_echo(rig, sent, (8, first), (10, other)) == ALONE


async def test_the_servers_own_cleaning_of_a_text_is_allowed_for(rig):
    sent = part(rig, "The\tquay\r\nis \u202bopen\u202c.")
    assert await by_echo(rig, sent, (8, {"text": "The quay\nis open."})) == "8"


async def test_a_picture_without_words_is_found_as_well(rig, session):
    sent = part(rig, "", images=pictures(rig, 1))
    await lost(rig, session, sent, "sendPhoto")
    assert await look(session, sent) not in (None, ALONE)


async def test_a_picture_without_words_that_never_arrived_is_absent(rig, session):
    assert await look(session, part(rig, "", images=pictures(rig, 1))) is None
