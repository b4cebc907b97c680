"""A login is kept: no password is sent twice, tokens are renewed once by whoever comes first, and kept before use."""

import asyncio
from datetime import timedelta

import pytest
from platforms.bluesky.people import expired, forged
from platforms.bluesky.rig import PATIENCE

from bot.domain.errors import Later, Reconnect
from bot.platforms.bluesky import tokens
from bot.testing.memory import MemoryVault, SetClock, resources
from bot.testing.sessions import outgoing

RENEWAL = "/xrpc/com.atproto.server.refreshSession"


def renewals(rig):
    return [path for _, path in rig.line.requests].count(RENEWAL)


async def published(rig, number=1, means=None):
    async with rig.platform.connect(rig.account, means or rig.resources) as session:
        return await session.publish(outgoing(rig, f"Quay {number}", f"key-{number}"))


async def test_a_login_is_used_again_and_nobody_logs_in_anew(rig):
    for number in range(3):
        await published(rig, number)
    assert {path.rsplit(".", 1)[-1] for _, path in rig.line.requests} == {"createRecord"}
    assert rig.vault.kept["a1"]["access"] == rig.owner.access


async def test_a_token_at_its_end_is_renewed_and_the_new_one_used_by_the_next_session(rig):
    await rig.vault.keep("a1", {"access": expired(rig.owner.access)})
    for number in range(3):
        await published(rig, number)
    assert renewals(rig) == 1
    assert len(await rig.seen()) == 3
    kept = rig.vault.kept["a1"]
    assert kept["refresh"] != rig.owner.refresh
    assert tokens.expires(kept["refresh"]) >= tokens.expires(rig.owner.refresh)


@pytest.mark.parametrize("spoil", [expired, lambda token: forged(token, secret="another")], ids=["expired", "invalid"])
async def test_a_token_that_only_the_server_finds_bad_is_renewed_and_the_part_published_once(rig, spoil):
    """By a clock that is late the token is still good."""
    late = SetClock(rig.resources.clock.now() - timedelta(hours=1))
    means = resources(rig.vault, rig.album, clock=late, addresses=rig.resources.addresses, patience=PATIENCE)
    await rig.vault.keep("a1", {"access": spoil(rig.owner.access)})
    remote = await published(rig, means=means)
    assert [post.id for post in await rig.seen()] == [remote.id]
    assert renewals(rig) == 1


async def test_of_many_that_find_a_token_at_its_end_one_renews(rig):
    await rig.vault.keep("a1", {"access": expired(rig.owner.access)})
    await asyncio.gather(*(published(rig, number) for number in range(6)))
    assert renewals(rig) == 1
    assert len(await rig.seen()) == 6


class Breaking(MemoryVault):
    """A vault whose database is gone at the worst moment."""

    async def keep(self, account_id, secrets):
        raise OSError("the disk is full")


async def test_new_tokens_are_kept_before_they_are_used(rig):
    vault = Breaking({"a1": {"access": expired(rig.owner.access), "refresh": rig.owner.refresh}})
    with pytest.raises(OSError, match="full"):
        await published(rig, means=resources(vault, rig.album, addresses=rig.resources.addresses, patience=PATIENCE))
    assert [path for _, path in rig.line.requests] == [RENEWAL]
    assert await rig.seen() == []


async def test_a_renewal_whose_answer_was_lost_is_made_again(rig):
    """The server takes the old token for two hours more."""
    await rig.vault.keep("a1", {"access": expired(rig.owner.access)})
    rig.line.strikes = lambda method, path: path == RENEWAL
    await rig.line.fail("reset_after")
    with pytest.raises(Later):
        await published(rig)
    await published(rig)
    assert len(await rig.seen()) == 1


@pytest.mark.parametrize("fault", ["html_page", "error_after", "truncated", "timeout_before"])
async def test_a_renewal_that_fails_leaves_nothing_in_doubt(rig, fault):
    await rig.vault.keep("a1", {"access": expired(rig.owner.access)})
    rig.line.strikes = lambda method, path: path == RENEWAL
    await rig.line.fail(fault)
    with pytest.raises(Later):
        await published(rig)
    assert await rig.seen() == []


async def test_a_login_that_was_ended_elsewhere_is_asked_for_anew(rig):
    await rig.fail("revoked_token")
    with pytest.raises(Reconnect) as caught:
        await published(rig)
    assert caught.value.key == "logged_out"
    assert "revoked" in str(caught.value.values["reason"])


async def test_an_app_password_that_was_taken_back_ends_the_login(rig):
    made = await rig.owner.does("com.atproto.server.createAppPassword", {"name": "standfirst"})
    session = await rig.owner.does(
        "com.atproto.server.createSession", {"identifier": rig.owner.handle, "password": made["password"]}
    )
    await rig.vault.keep("a1", {"access": expired(session["accessJwt"]), "refresh": session["refreshJwt"]})
    await rig.owner.does("com.atproto.server.revokeAppPassword", {"name": "standfirst"})
    with pytest.raises(Reconnect):
        await published(rig)


@pytest.mark.parametrize("secrets", [{}, {"access": "x"}, {"refresh": "x"}, {"access": "x", "refresh": "y"}])
async def test_a_login_that_is_none_is_asked_for_anew(rig, secrets):
    means = resources(MemoryVault({"a1": secrets}), rig.album, addresses=rig.resources.addresses, patience=PATIENCE)
    with pytest.raises(Reconnect):
        await published(rig, means=means)


async def test_an_account_that_is_closed_for_now_is_asked_about(rig):
    await rig.owner.does("com.atproto.server.deactivateAccount", {})
    with pytest.raises(Reconnect) as caught:
        await published(rig)
    assert "deactivated" in str(caught.value.values["reason"]).lower()


async def test_an_account_that_was_taken_down_is_asked_about(rig):
    await rig.owner.taken_down()
    with pytest.raises(Reconnect):
        await published(rig)
