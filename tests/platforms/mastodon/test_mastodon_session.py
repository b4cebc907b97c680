"""What is published on Mastodon, beyond the contract."""

import pytest
from platforms.mastodon.rig import TEXT, as_chosen, pictured

from bot.domain.errors import Later, Reconnect, Rejected
from bot.domain.ports import Amends, Collects, Deletes, Examines, Lags, Locates, Profiles, Tailored
from bot.testing.memory import SetClock
from bot.testing.sessions import outgoing
from bot.text.templating import Templates


def test_what_it_can(rig, session):
    assert all(isinstance(session, one) for one in (Deletes, Amends, Collects, Examines, Lags))
    assert all(isinstance(rig.platform, one) for one in (Tailored, Locates, Profiles))
    assert rig.token.value not in repr(session)


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
