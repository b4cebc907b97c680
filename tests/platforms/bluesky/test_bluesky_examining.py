"""An examination says who the account is and what is wrong with it, with what remedy."""

from datetime import timedelta

import pytest
from platforms.bluesky.rig import PATIENCE

from bot.domain.errors import Later, Reconnect
from bot.testing.memory import SetClock, resources


async def examined(rig, means=None):
    async with rig.platform.connect(rig.account, means or rig.resources) as session:
        identity, findings = await session.examine()
    return identity, {finding.key: finding for finding in findings}


async def app_password(rig):
    made = await rig.owner.does("com.atproto.server.createAppPassword", {"name": "standfirst"})
    login = {"identifier": rig.owner.handle, "password": made["password"]}
    session = await rig.owner.does("com.atproto.server.createSession", login)
    await rig.vault.keep("a1", {"access": session["accessJwt"], "refresh": session["refreshJwt"]})


async def test_an_account_in_order_has_good_findings_alone(rig):
    await app_password(rig)
    identity, found = await examined(rig)
    assert (identity.native_id, identity.handle) == (rig.owner.did, rig.owner.handle)
    assert 88 < (identity.expires - rig.resources.clock.now()).days <= 90
    assert {finding.level for finding in found.values()} == {"good"}
    assert found["bluesky_active"].values["host"] == rig.line.address.removeprefix("http://")


async def test_a_login_by_the_main_password_is_advised_against(rig):
    _, found = await examined(rig)
    assert found["bluesky_main_password"].level == "warning"


async def test_an_account_that_is_closed_for_now_is_a_fault(rig):
    await rig.owner.does("com.atproto.server.deactivateAccount", {})
    _, found = await examined(rig)
    assert (found["bluesky_inactive"].level, found["bluesky_inactive"].values["status"]) == ("fault", "deactivated")


async def test_an_account_that_was_taken_down_must_be_connected_anew(rig):
    await rig.owner.taken_down()
    with pytest.raises(Reconnect):
        await examined(rig)


async def test_a_handle_that_leads_elsewhere_is_told(rig):
    rig.line.strikes = lambda method, path: path.endswith("resolveHandle")
    rig.line.bend = rig.line.another_did
    _, found = await examined(rig)
    assert (found["bluesky_handle"].level, found["bluesky_handle"].values) == ("warning", {"handle": rig.owner.handle})


async def test_a_clock_that_is_wrong_is_told(rig):
    ahead = SetClock(rig.resources.clock.now() + timedelta(minutes=5))
    _, found = await examined(
        rig, resources(rig.vault, rig.album, clock=ahead, addresses=rig.resources.addresses, patience=PATIENCE)
    )
    assert 295 <= found["bluesky_clock"].values["seconds"] <= 305


@pytest.mark.parametrize(("left", "level"), [(299, "warning"), (2000, "good")])
async def test_requests_that_run_out_are_told(rig, left, level):
    rig.line.strikes = lambda method, path: path.endswith("getSession")
    rig.line.bend = rig.line.limited(left, 3000)
    _, found = await examined(rig)
    assert found["bluesky_requests"].level == level
    assert found["bluesky_requests"].values == {"left": left, "most": 3000}


async def test_a_server_that_is_away_is_examined_later(rig):
    await rig.line.fail("refused_connection")
    with pytest.raises(Later):
        await examined(rig)
