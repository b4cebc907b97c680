"""What an examination of LinkedIn finds: role, rights, life of the login, age of the version."""

import pytest
from platforms.linkedin.rig import CLIENT, MEMBER, PAGE, rigged

from bot.domain.errors import Later, Reconnect


async def examined(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        identity, findings = await session.examine()
    return identity, [(one.level, one.key.removeprefix("linkedin_")) for one in findings]


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


@pytest.fixture
async def mine(tmp_path):
    async with rigged(tmp_path, author=MEMBER, renews=False) as rig:
        yield rig


async def test_a_page_that_is_well(rig):
    identity, findings = await examined(rig)
    assert findings == [("good", "version"), ("good", "role"), ("good", "renews")]
    assert (identity.native_id, identity.name) == (PAGE, "Port of Brenn")
    assert identity.rights == ("publish", "media", "edit", "delete")
    assert identity.expires.isoformat() == rig.vault.kept["a1"]["refresh_until"]


async def test_a_member_that_is_well_is_told_when_the_login_ends(mine):
    identity, findings = await examined(mine)
    assert findings == [("good", "version"), ("good", "member_no_look"), ("good", "no_renewal")]
    (token,) = mine.world.tokens.values()
    assert identity.expires.timestamp() == int(token.until)


async def test_a_role_that_was_taken_away_is_a_fault(rig):
    rig.world.pages["2414"].roles["mira"] = "ANALYST"
    _, findings = await examined(rig)
    assert ("fault", "no_role") in findings


async def test_rights_that_are_lacking_are_found(rig):
    for token in rig.world.tokens.values():
        token.scopes = frozenset({"rw_organization_admin"})
    identity, findings = await examined(rig)
    assert ("fault", "no_scope") in findings
    assert ("warning", "page_no_look") in findings
    assert identity.rights == ()


async def test_what_may_not_be_asked_is_said(rig):
    for token in rig.world.tokens.values():
        token.scopes -= {"rw_organization_admin"}
    _, findings = await examined(rig)
    assert ("warning", "role_unknown") in findings


@pytest.mark.parametrize(("days", "level", "key"), [(200, "good", "version"), (280, "warning", "version_old")])
async def test_a_version_grows_old(rig, days, level, key):
    rig.clock.forward(days * 86_400)
    _, findings = await examined(rig)
    assert findings[0] == (level, key)


async def test_a_version_that_linkedin_does_not_know_any_more_is_a_fault(rig):
    rig.world.oldest = "202609"
    _, findings = await examined(rig)
    assert findings[0] == ("fault", "version_ended")


async def test_a_version_over_a_year_old_is_a_fault_even_where_nobody_says_so(mine):
    mine.clock.forward(364 * 86_400)
    mine.vault.kept["a1"] = {"access_token": mine.world.token("mira", "openid profile w_member_social")}
    _, findings = await examined(mine)
    assert findings[0] == ("fault", "version_ended")


async def test_a_revoked_login_is_asked_for_anew(mine):
    await mine.fail("revoked_token")
    with pytest.raises(Reconnect) as caught:
        await examined(mine)
    assert caught.value.key == "logged_out"


async def test_an_app_whose_secret_was_changed_is_found(mine):
    mine.world.apps[CLIENT].secret = "another by now"
    _, findings = await examined(mine)
    assert ("warning", "app_refused") in findings


async def test_a_linkedin_that_is_away_is_told_so(mine):
    await mine.line.fail("refused_connection")
    with pytest.raises(Later):
        await examined(mine)
