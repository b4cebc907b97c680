"""After an unknown end a part is found on Mastodon, proved absent, or left to a person."""

from datetime import timedelta

import pytest
from platforms.mastodon.rig import TEXT, pictured

from bot.domain.errors import Later, Reconnect, Uncertain
from bot.testing.sessions import befallen, outgoing, rewound


async def test_what_may_be_out_is_found_by_what_it_says_and_where(rig, session):
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    second = await session.publish(outgoing(rig, TEXT, "key-1", first))
    lost = rewound(outgoing(rig, TEXT, "key-1", first))
    assert await session.find(lost) == second
    assert await session.find(lost.model_copy(update={"others": (second.id,)})) is None
    assert await session.find(rewound(outgoing(rig, TEXT, "key-1"))) is None
    assert await session.find(rewound(outgoing(rig, TEXT, "key-1", second))) is None


async def test_the_same_text_published_twice_on_purpose_is_told_apart(rig, session):
    first = await session.publish(outgoing(rig, TEXT, "key-1"))
    again = rewound(outgoing(rig, TEXT, "key-2")).model_copy(update={"others": (first.id,)})
    assert await session.find(again) is None
    second = await session.publish(outgoing(rig, TEXT, "key-2"))
    assert await session.find(again) == second


async def test_what_is_older_than_the_call_is_another_post(rig, session):
    rig.server.world.clock.ahead = -60.0
    await session.publish(outgoing(rig, TEXT, "key-1"))
    rig.server.world.clock.ahead = 0.0
    assert await session.find(outgoing(rig, TEXT, "key-2")) is None


@pytest.mark.parametrize("ahead", [-7200.0, 7200.0])
async def test_clocks_that_differ_do_not_hide_a_post(rig, session, ahead):
    rig.server.world.clock.ahead = ahead
    wanted = outgoing(rig, TEXT, "key-1")
    remote = await session.publish(wanted)
    assert await session.find(wanted) == remote
    later = wanted.model_copy(update={"since": wanted.since + timedelta(seconds=30)})
    assert await session.find(later) is None


async def test_of_two_that_may_be_it_none_is_taken(rig, session):
    first = await session.publish(outgoing(rig, TEXT, "key-1"))
    second = await session.publish(outgoing(rig, TEXT, "key-2"))
    for key, its, other in (("key-1", first, second), ("key-2", second, first)):
        wanted = rewound(outgoing(rig, TEXT, key))
        with pytest.raises(Uncertain, match="cannot_tell"):
            await session.find(wanted)
        assert await session.find(wanted.model_copy(update={"others": (other.id,)})) == its
        assert await session.publish(wanted) == its  # within the hour its key gives its own post, and no other
    assert len(await rig.seen()) == 2


async def test_what_has_other_pictures_is_another_post(rig, session):
    bare = await session.publish(outgoing(rig, TEXT, "key-1"))
    shown = rewound(pictured(rig, "Quay", key="key-2"))
    assert await session.find(shown) is None
    there = await session.publish(shown)
    assert await session.find(shown) == there
    assert await session.find(rewound(outgoing(rig, TEXT, "key-1"))) == bare


async def test_a_server_without_sources_is_read_as_readers_do(rig, session):
    text = "Ask @ilda@estmere.example & see\n\nhttps://estmere.com/a-long-way-to-the-quay?from=here&day=2"
    rig.server.world.person("ilda", "estmere.example")
    remote = await session.publish(outgoing(rig, text, "key-1"))
    rig.server.world.rules.shows_source = False
    assert await session.find(rewound(outgoing(rig, text, "key-1"))) == remote
    assert await session.find(rewound(outgoing(rig, text + " Today.", "key-2"))) is None


async def test_absence_is_proved_only_back_to_before_the_call(rig, session):
    wanted = rewound(outgoing(rig, TEXT, "key-x"))
    for number in range(85):
        rig.server.world.say(rig.person, f"<p>Older {number}</p>")
    reads = len(rig.server.requests)
    assert await session.find(wanted) is None
    listings = [path for _, path in rig.server.requests[reads:] if path.endswith("/statuses")]
    assert len(listings) == 4  # forty, forty, five, and an empty one
    for number in range(400):
        rig.server.world.say(rig.person, f"<p>More {number}</p>", parent=rig.server.world.statuses[0])
    with pytest.raises(Uncertain, match="cannot_tell"):
        await session.find(wanted)


async def test_without_a_time_to_look_back_to_nothing_is_proved(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    timeless = outgoing(rig, TEXT, "key-1").model_copy(update={"since": None})
    with pytest.raises(Uncertain, match="cannot_tell"):
        await session.find(timeless.model_copy(update={"planned": None}))
    assert await session.find(timeless) == remote


async def test_a_look_ends_at_the_first_post_from_before_the_call(rig, session):
    rig.server.world.clock.ahead = -600.0
    for number in range(100):
        rig.server.world.say(rig.person, f"<p>Older {number}</p>")
    rig.server.world.clock.ahead = 0.0
    assert await session.find(outgoing(rig, TEXT, "key-1")) is None
    assert [path for _, path in rig.server.requests if path.endswith("/statuses")] == [
        f"/api/v1/accounts/{rig.person.id}/statuses"
    ]


async def test_what_was_edited_since_cannot_be_told(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    await session.amend(remote, outgoing(rig, "The quay is closed.", "key-1"))
    with pytest.raises(Uncertain, match="cannot_tell"):
        await session.find(rewound(outgoing(rig, TEXT, "key-1")))
    known = rewound(outgoing(rig, TEXT, "key-1")).model_copy(update={"others": (remote.id,)})
    assert await session.find(known) is None


@pytest.mark.parametrize(
    ("fault", "error"),
    [("refused_connection", Later), ("html_page", Later), ("timeout_before", Later), ("wrong_type", Later)],
)
async def test_a_look_that_fails_is_taken_up_later(anywhere, fault, error):
    async with anywhere.platform.connect(anywhere.account, anywhere.resources) as session:
        await anywhere.line.fail(fault)
        with pytest.raises(error):
            await session.find(outgoing(anywhere, TEXT, "key-1"))


async def test_a_look_without_the_right_to_read_cannot_tell_or_asks_for_it(rig, session):
    rig.token.scopes = ("write",)
    with pytest.raises(Reconnect, match="rights_missing"):
        await session.find(outgoing(rig, TEXT, "key-1"))


async def test_what_came_into_being_after_the_look_is_not_there_twice(rig, session):
    """The hour in which the server remembers the key."""
    wanted = rewound(outgoing(rig, TEXT, "key-1"))
    assert await session.find(wanted) is None
    first = await session.publish(wanted)  # the call that nobody knew the end of, arriving late
    assert await session.publish(wanted) == first
    assert len(await rig.seen()) == 1


@pytest.mark.parametrize("fault", ["timeout_after", "reset_after", "error_after", "truncated", "slow_body"])
async def test_a_lost_answer_is_found_again(rig, fault):
    result = await befallen(rig, fault)
    assert (result.outcome, result.look) == ("Uncertain", "found")


@pytest.mark.parametrize("fault", ["timeout_before", "html_page"])
async def test_a_lost_request_is_proved_absent(rig, fault):
    result = await befallen(rig, fault)
    assert (result.outcome, result.look) == ("Uncertain", "absent")
