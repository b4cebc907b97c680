"""What is published on Mastodon, found, deleted, amended and answered, beyond the contract."""

from datetime import timedelta

import pytest
from platforms.mastodon.rig import rigged

from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.ports import Amends, Collects, Deletes, Examines, Lags, Locates, Profiles, Tailored
from bot.domain.publication import Remote
from bot.testing.memory import SetClock
from bot.testing.sessions import befallen, drawn, outgoing, rewound
from bot.text.templating import Templates

TEXT = "The quay is open again."


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


@pytest.fixture
async def anywhere(tmp_path):
    """A rig whose line strikes whatever is asked."""
    async with rigged(tmp_path, lambda method, path: True) as rig:
        yield rig


@pytest.fixture
async def session(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        yield session


def pictured(rig, *alts, text=TEXT, key="key-1"):
    images = []
    for number, alt in enumerate(alts):
        made = drawn(("teal", "navy", "plum", "gold", "gray")[number])
        rig.album.pictures[made.id] = made
        images.append(Picture(media_id=made.id, alt=alt))
    return outgoing(rig, text, key, images=images)


def as_chosen(rig, **options):
    return rig.account.model_copy(update={"options": options})


def test_what_it_can(rig, session):
    assert all(isinstance(session, one) for one in (Deletes, Amends, Collects, Examines, Lags))
    assert all(isinstance(rig.platform, one) for one in (Tailored, Locates, Profiles))
    assert rig.token.value not in repr(session)


# Publishing


@pytest.mark.parametrize(
    ("options", "visibilities"),
    [
        ({}, ["public", "unlisted"]),
        ({"visibility": "public"}, ["public", "unlisted"]),
        ({"visibility": "unlisted"}, ["unlisted", "unlisted"]),
        ({"visibility": "private"}, ["private", "private"]),
    ],
)
async def test_the_later_parts_of_a_public_thread_are_unlisted(rig, options, visibilities):
    async with rig.platform.connect(as_chosen(rig, **options), rig.resources) as session:
        first = await session.publish(outgoing(rig, "Part 0", "key-0"))
        await session.publish(outgoing(rig, "Part 1", "key-1", first))
    assert [one.visibility for one in rig.server.world.statuses] == visibilities


async def test_the_language_and_the_content_warning_go_along(rig):
    async with rig.platform.connect(as_chosen(rig, spoiler="Harbour news"), rig.resources) as session:
        await session.publish(outgoing(rig, TEXT, "key-1").model_copy(update={"language": "de"}))
        await session.publish(outgoing(rig, TEXT, "key-2").model_copy(update={"language": "und"}))
    said = [(one.language, one.spoiler) for one in rig.server.world.statuses]
    assert said == [("de", "Harbour news"), ("en", "Harbour news")]
    assert rig.server.world.violations == []


def test_the_content_warning_is_counted(rig):
    own = rig.platform.tailored(as_chosen(rig, spoiler="b" * 11))
    assert own.measure("a" * 489).valid
    assert not own.measure("a" * 490).valid


async def test_the_address_of_a_post_is_the_one_people_open(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    assert remote.url == f"https://mastodon.example/@standfirst/{remote.id}"
    assert rig.platform.located(remote.id, rig.account).id == remote.id


async def test_within_the_hour_the_same_key_is_one_post_after_it_another(rig, session):
    first = await session.publish(outgoing(rig, TEXT, "key-1"))
    rig.server.world.clock.ahead += 3590
    assert await session.publish(outgoing(rig, TEXT, "key-1")) == first
    rig.server.world.clock.ahead += 20
    assert await session.publish(outgoing(rig, TEXT, "key-1")) != first


async def test_what_a_person_deleted_within_the_hour_is_not_published_again(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    await session.delete(remote)
    with pytest.raises(Rejected, match="'gone'"):
        await session.publish(outgoing(rig, TEXT, "key-1"))
    assert await rig.seen() == []


async def test_pictures_come_in_order_each_with_its_words(rig, session):
    await session.publish(pictured(rig, "One", "", "Three – 🐕", "Four"))
    (status,) = rig.server.world.statuses
    assert [one.description for one in status.media] == ["One", "", "Three – 🐕", "Four"]
    assert len({one.data for one in status.media}) == 4


@pytest.mark.parametrize("hides", [True, False])
async def test_whether_pictures_are_hidden_at_first_is_as_the_account_has_it(rig, session, hides):
    rig.person.hides_media = hides
    remote = await session.publish(pictured(rig, "One"))
    await session.amend(remote, pictured(rig, "The first"))
    (status,) = rig.server.world.statuses
    assert (status.sensitive, status.media[0].description) == (hides, "The first")


async def test_a_server_that_has_worked_a_picture_through_at_once_is_not_asked_again(rig, session):
    rig.server.world.rules.processing = 0
    await session.publish(pictured(rig, "One"))
    assert not [path for method, path in rig.server.requests if path.startswith("/api/v1/media/")]


async def test_a_picture_that_takes_too_long_is_published_later(rig, session):
    rig.server.world.rules.processing = 1000
    with pytest.raises(Later, match="network_busy"):
        await session.publish(pictured(rig, "One"))
    assert rig.server.world.statuses == []


@pytest.mark.parametrize("fault", ["refused_connection", "timeout_before", "timeout_after", "reset_after", "html_page"])
async def test_a_picture_that_does_not_arrive_is_no_doubt(anywhere, fault):
    async with anywhere.platform.connect(anywhere.account, anywhere.resources) as session:
        await anywhere.line.fail(fault)
        with pytest.raises(Later, match="network_unreachable"):
            await session.publish(pictured(anywhere, "One"))
    assert anywhere.server.world.statuses == []


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ("kinds", ("image/png",), "File content type is invalid"),
        ("description_limit", 2, "Description is too long"),
        ("image_matrix_limit", 100, "not supported"),
        ("max_media", 0, "Cannot attach more than 0 files"),
    ],
)
async def test_a_picture_the_server_does_not_take_is_refused_in_its_words(rig, session, rule, value, words):
    setattr(rig.server.world.rules, rule, value)
    with pytest.raises(Rejected, match=words):
        await session.publish(pictured(rig, "One"))


async def test_an_answer_to_what_is_gone_is_refused(rig, session):
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    await session.delete(first)
    with pytest.raises(Rejected, match="post_gone") as caught:
        await session.publish(outgoing(rig, "Part 1", "key-1", first))
    assert "answers is gone" in Templates().render("chat/en/errors/network_refuses.txt.j2", **caught.value.values)


async def test_the_server_counts_as_the_platform_does(rig, session):
    long = "a" * 450 + " https://estmere.com/" + "q" * 300 + " @ilda@estmere.example"
    measure = rig.platform.measure(long)
    assert measure.valid
    await session.publish(outgoing(rig, "a" * (500 - measure.length) + long, "key-1"))
    with pytest.raises(Rejected, match="limit of 500 exceeded"):
        await session.publish(outgoing(rig, "a" * (501 - measure.length) + long, "key-2"))


async def test_a_limit_says_until_when(rig, session):
    rig.server.world.throttle.exhaust(rig.token.value, rig.server.world.clock.now())
    with pytest.raises(Later, match="network_busy") as caught:
        await session.publish(outgoing(rig, TEXT, "key-1"))
    now = rig.server.world.clock.now().timestamp()
    assert caught.value.retry_after == pytest.approx(300 - now % 300, abs=2.5)


async def test_so_many_posts_in_three_hours_are_enough(rig, session):
    now = rig.server.world.clock.now()
    rig.server.world.throttle.exhaust(rig.token.value, now, "post")
    with pytest.raises(Later, match="network_busy") as caught:
        await session.publish(outgoing(rig, TEXT, "key-1"))
    assert caught.value.retry_after == pytest.approx(10_800 - now.timestamp() % 10_800, abs=2.5)
    await session.find(outgoing(rig, TEXT, "key-1"))


async def test_the_wait_is_by_the_servers_clock_though_ours_is_wrong(rig):
    resources = rig.resources
    wrong = type(resources)(SetClock(), resources.new_id, resources.timeline, vault=rig.vault, patience=1.0)
    rig.server.world.throttle.exhaust(rig.token.value, rig.server.world.clock.now())
    async with rig.platform.connect(rig.account, wrong) as session:
        with pytest.raises(Later) as caught:
            await session.publish(outgoing(rig, TEXT, "key-1"))
    assert 1 <= caught.value.retry_after <= 301


async def test_a_missing_scope_is_a_right_that_lacks(rig, session):
    rig.token.scopes = ("read", "write:media")
    with pytest.raises(Reconnect, match="rights_missing"):
        await session.publish(outgoing(rig, TEXT, "key-1"))


async def test_a_closed_login_is_to_be_connected_anew(rig, session):
    rig.person.disabled = True
    with pytest.raises(Reconnect, match="logged_out") as caught:
        await session.publish(outgoing(rig, TEXT, "key-1"))
    assert caught.value.values["reason"] == "Your login is currently disabled"


async def test_an_account_without_a_token_is_not_connected(rig):
    with pytest.raises(Reconnect, match="not_connected"):
        async with rig.platform.connect(rig.account.model_copy(update={"id": "a9"}), rig.resources):
            pass


# Finding


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


async def test_the_oldest_of_two_that_may_be_it_is_the_one(rig, session):
    first = await session.publish(outgoing(rig, TEXT, "key-1"))
    await session.publish(outgoing(rig, TEXT, "key-2"))
    assert await session.find(rewound(outgoing(rig, TEXT, "key-1"))) == first


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


# Deleting and amending


async def test_nobody_deletes_or_amends_what_others_said(rig, session):
    theirs = rig.server.world.say(rig.server.world.person("renn", "harbour.example"), "<p>Mine</p>")
    await session.delete(Remote(id=theirs.id))
    assert not theirs.deleted
    with pytest.raises(Rejected, match="gone"):
        await session.amend(Remote(id=theirs.id), outgoing(rig, "Ours now", "key-1"))
    assert theirs.text == ""


async def test_a_deletion_whose_answer_is_lost_is_in_doubt(anywhere):
    async with anywhere.platform.connect(anywhere.account, anywhere.resources) as session:
        remote = await session.publish(outgoing(anywhere, TEXT, "key-1"))
        await anywhere.line.fail("reset_after")
        with pytest.raises(Uncertain, match="outcome_unknown"):
            await session.delete(remote)
        await session.delete(remote)
    assert await anywhere.seen() == []


async def test_what_is_amended_says_so_and_keeps_its_pictures(rig, session):
    remote = await session.publish(pictured(rig, "One", "Two"))
    before = [one.data for one in rig.server.world.statuses[0].media]
    changed = pictured(rig, "One", "Two, at noon", text="The quay is closed.")
    assert await session.amend(remote, changed) == remote
    (status,) = rig.server.world.statuses
    assert (status.text, status.edits) == ("The quay is closed.", 1)
    assert [one.description for one in status.media] == ["One", "Two, at noon"]
    assert [one.data for one in status.media] == before
    assert rig.server.world.violations == []


async def test_the_same_again_changes_nothing(rig, session):
    remote = await session.publish(pictured(rig, "One"))
    for _ in range(2):
        await session.amend(remote, pictured(rig, "One"))
    assert rig.server.world.statuses[0].edited is None
    assert [method for method, _ in rig.server.requests if method == "PUT"] == []


async def test_an_amendment_keeps_the_content_warning_and_who_sees_it(rig):
    account = as_chosen(rig, spoiler="Harbour news", visibility="unlisted")
    async with rig.platform.connect(account, rig.resources) as session:
        remote = await session.publish(outgoing(rig, TEXT, "key-1"))
        await session.amend(remote, outgoing(rig, "The quay is closed.", "key-1"))
    (status,) = rig.server.world.statuses
    assert (status.spoiler, status.visibility, status.language) == ("Harbour news", "unlisted", "en")


async def test_other_pictures_are_another_post(rig, session):
    remote = await session.publish(pictured(rig, "One"))
    with pytest.raises(Rejected, match="picture_refused"):
        await session.amend(remote, pictured(rig, "One", "Two"))


async def test_what_is_gone_is_not_amended(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    await session.delete(remote)
    with pytest.raises(Rejected, match="gone"):
        await session.amend(remote, outgoing(rig, "Too late", "key-1"))


async def test_an_amendment_the_server_does_not_take_is_refused_in_its_words(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    with pytest.raises(Rejected, match="limit of 500 exceeded"):
        await session.amend(remote, outgoing(rig, "a" * 501, "key-1"))
    assert rig.server.world.statuses[0].text == TEXT


async def test_an_amendment_whose_answer_is_lost_is_in_doubt_and_can_be_made_again(tmp_path):
    async with rigged(tmp_path, lambda method, path: method == "PUT") as rig:
        async with rig.platform.connect(rig.account, rig.resources) as session:
            remote = await session.publish(outgoing(rig, TEXT, "key-1"))
            changed = outgoing(rig, "The quay is closed.", "key-1")
            await rig.line.fail("timeout_after")
            with pytest.raises(Uncertain, match="outcome_unknown"):
                await session.amend(remote, changed)
            assert await session.amend(remote, changed) == remote
        assert rig.server.world.statuses[0].edits == 1


# Replies


async def test_replies_are_plain_text_with_their_parents(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
    renn = world.person("renn", "harbour.example")
    us = '<a href="https://mastodon.example/@standfirst" class="u-url mention">@<span>standfirst</span></a>'
    link = '<a href="https://harbour.example/plan"><span class="invisible">https://</span>harbour.example/plan</a>'
    html = f"<p>{us} Which quay?<br />The <b>old</b> one &amp; pier?</p><p>See {link}</p>"
    asked = world.say(renn, html, parent=world.status(second.id), spoiler="Question")
    deeper = world.say(world.person("ilda"), "<p>The old one.</p>", parent=asked, visibility="direct")
    replies, _ = await session.replies([first, second], cursor="")
    assert [(one.native_id, one.parent_id, one.author) for one in replies] == [
        (asked.id, second.id, "@renn@harbour.example")
    ]
    text = "@standfirst Which quay?\nThe old one & pier?\n\nSee https://harbour.example/plan"
    assert replies[0].text == f"Question\n\n{text}"
    assert replies[0].url == f"https://harbour.example/@renn/{asked.id}"
    assert (replies[0].private, replies[0].edited) == (False, None)
    deeper.visibility = "unlisted"
    replies, _ = await session.replies([first, second], cursor="")
    assert replies[1].author == "@ilda@mastodon.example"


async def test_a_direct_answer_is_private(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    world.say(world.person("renn", "h.example"), "<p>Psst</p>", parent=world.status(first.id), visibility="direct")
    replies, _ = await session.replies([first], cursor="")
    assert [one.private for one in replies] == [True]


async def test_only_what_is_new_or_changed_is_told_again(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    reply = world.say(world.person("renn", "harbour.example"), "<p>Which?</p>", parent=world.status(first.id))
    said, cursor = await session.replies([first], cursor="")
    assert await session.replies([first], cursor=cursor) == ([], cursor)
    reply.html, reply.edited = "<p>Which quay?</p>", world.clock.now()
    changed, after = await session.replies([first], cursor=cursor)
    assert [one.text for one in (*said, *changed)] == ["Which?", "Which quay?"]
    assert changed[0].edited is not None
    assert after != cursor


async def test_our_own_answers_are_no_replies_but_what_answers_them_is(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    renn = world.person("renn", "harbour.example")
    asked = world.say(renn, "<p>Which quay?</p>", parent=world.status(first.id))
    ours = await session.publish(outgoing(rig, "The old one.", "key-1", Remote(id=asked.id)))
    thanks = world.say(renn, "<p>Thanks</p>", parent=world.status(ours.id))
    replies, _ = await session.replies([first], cursor="")
    assert [one.native_id for one in replies] == [asked.id, thanks.id]


async def test_below_a_part_that_is_gone_the_others_are_read(rig, session):
    world = rig.server.world
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
    asked = world.say(world.person("renn", "harbour.example"), "<p>Which?</p>", parent=world.status(second.id))
    await session.delete(first)
    replies, _ = await session.replies([first, second], cursor="")
    assert [one.native_id for one in replies] == [asked.id]
    assert await session.replies([], cursor="") == (await session.replies([first], cursor=""))


async def test_a_server_that_cannot_be_read_is_read_later(anywhere):
    async with anywhere.platform.connect(anywhere.account, anywhere.resources) as session:
        first = await session.publish(outgoing(anywhere, "Part 0", "key-0"))
        for fault in ("refused_connection", "html_page", "wrong_type"):
            await anywhere.line.fail(fault)
            with pytest.raises(Later):
                await session.replies([first], cursor="")
            await anywhere.mend()
