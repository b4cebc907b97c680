"""Connecting LinkedIn: as a member or a page, by an app's consent or by a token alone, checked at once."""

from datetime import timedelta

import pytest
from platforms.linkedin.rig import CLIENT, CLIENT_SECRET, MEMBER, PAGE, rigged

from bot.domain.errors import Later, Reconnect, Refused
from bot.platforms.linkedin import platform
from bot.platforms.linkedin.version import VERSION

APP = {"client_id": CLIENT, "client_secret": CLIENT_SECRET}
AS_MEMBER = {"post_as": "", **APP}
AS_PAGE = {"post_as": "page", "page": "2414", **APP}


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


async def bad(call):
    with pytest.raises(Refused) as caught:
        await call
    assert caught.value.key == "bad_answer"
    return caught.value.values["name"], caught.value.values["reason"]


async def talked(rig, answers, member="mira"):
    """The whole conversation: what was asked, and what is known at its end."""
    given, asked = {}, []
    while question := await platform.question(given, rig.resources):
        asked.append(question.name)
        given |= question.keep
        given[question.name] = rig.linkedin.consents(question.link, member) if question.link else answers[question.name]
    return asked, given


async def test_a_member_connects_by_an_apps_consent(rig):
    asked, given = await talked(rig, AS_MEMBER)
    assert asked == ["post_as", "client_id", "client_secret", "code"]
    identity, secrets = await platform.identify(given, rig.resources)
    assert (identity.native_id, identity.handle) == (MEMBER, "Mira Kess")
    assert identity.rights == ("publish", "media", "edit", "delete")
    assert identity.options == {"scopes": "openid profile w_member_social"}
    assert identity.expires == rig.clock.now() + timedelta(days=365)
    assert set(secrets) == {*APP, "access_token", "access_until", "refresh_token", "refresh_until"}
    assert not [value for value in secrets.values() if value in repr(identity)]


async def test_a_page_connects_and_the_role_on_it_is_checked(rig):
    asked, given = await talked(rig, AS_PAGE)
    assert asked == ["post_as", "page", "client_id", "client_secret", "code"]
    identity, _ = await platform.identify(given, rig.resources)
    assert (identity.native_id, identity.handle, identity.name) == (PAGE, "port-of-brenn", "Port of Brenn")
    assert identity.options["vanity"] == "port-of-brenn"
    assert "r_organization_social" in identity.options["scopes"]


async def test_an_app_that_is_no_partners_login_ends_after_sixty_days(rig):
    rig.world.apps[CLIENT].partner = False
    _, given = await talked(rig, AS_MEMBER)
    identity, secrets = await platform.identify(given, rig.resources)
    assert identity.expires == rig.clock.now() + timedelta(days=60)
    assert "refresh_token" not in secrets


async def test_a_token_alone_is_enough(rig):
    token = rig.world.token("mira", "openid profile w_member_social")
    asked, given = await talked(rig, {"post_as": "member", "client_id": "", "access_token": f" {token} "})
    assert asked == ["post_as", "client_id", "access_token"]
    identity, secrets = await platform.identify(given, rig.resources)
    assert identity.native_id == MEMBER
    assert "publish" in identity.rights
    assert secrets["access_token"] == token
    assert identity.expires == rig.clock.now() + timedelta(days=60)


async def test_the_code_alone_will_do_and_asking_again_keeps_the_same_state(rig):
    given = dict(AS_MEMBER)
    question = await platform.question(given, rig.resources)
    again = await platform.question({**given, **question.keep}, rig.resources)
    assert again.link == question.link
    assert question.secret
    assert question.keep["state"] not in repr(question)
    address = rig.linkedin.consents(question.link, "mira")
    code = address.partition("code=")[2].partition("&")[0]
    identity, _ = await platform.identify({**given, **question.keep, "code": code}, rig.resources)
    assert identity.native_id == MEMBER


@pytest.mark.parametrize(
    ("pasted", "reason"),
    [
        ("http://localhost/standfirst?code=abc&state=of-another-attempt", "state"),
        ("http://localhost/standfirst?code=abc", "state"),
        ("http://localhost/standfirst?error=user_cancelled_authorize&state=s", "declined"),
        ("http://localhost/standfirst?state=s", "code"),
        ("http://localhost/standfirst", "code"),
        ("I clicked it", "code"),
        ("", "code"),
    ],
)
async def test_what_is_pasted_wrongly_is_asked_for_anew(rig, pasted, reason):
    given = {**AS_MEMBER, "state": "s", "code": pasted}
    assert await bad(platform.question(given, rig.resources)) == ("code", reason)
    assert await bad(platform.identify(given, rig.resources)) == ("code", reason)


@pytest.mark.parametrize(
    "page",
    [
        "2414",
        "urn:li:organization:2414",
        "https://www.linkedin.com/company/2414/admin/feed",
        "linkedin.com/company/2414",
    ],
)
async def test_a_page_is_named_by_number_or_address(rig, page):
    question = await platform.question({"post_as": "Page", "page": page}, rig.resources)
    assert question.name == "client_id"


@pytest.mark.parametrize("page", ["", "port-of-brenn", "https://www.linkedin.com/company/port-of-brenn/", "24x"])
async def test_what_names_no_page_is_asked_for_anew(rig, page):
    assert await bad(platform.question({"post_as": "page", "page": page}, rig.resources)) == ("page", "page")


async def test_neither_member_nor_page_is_asked_for_anew(rig):
    assert await bad(platform.question({"post_as": "both"}, rig.resources)) == ("post_as", "choice")


async def test_a_page_that_is_not_there_or_not_ones_own_is_told(rig):
    _, given = await talked(rig, {**AS_PAGE, "page": "99"})
    assert await bad(platform.identify(given, rig.resources)) == ("page", "page")
    rig.world.pages["2414"].roles["mira"] = "ANALYST"
    _, given = await talked(rig, AS_PAGE)
    assert await bad(platform.identify(given, rig.resources)) == ("page", "role")


async def test_a_page_goes_by_its_number_where_its_name_may_not_be_asked(rig):
    token = rig.world.token("mira", "w_organization_social r_organization_social")
    given = {"post_as": "page", "page": "2414", "client_id": "", "access_token": token}
    identity, _ = await platform.identify(given, rig.resources)
    assert (identity.handle, identity.native_id) == ("2414", PAGE)


async def test_a_refused_login_says_why(rig):
    _, given = await talked(rig, AS_MEMBER)
    with pytest.raises(Reconnect) as caught:
        await platform.identify({**given, "client_secret": "another"}, rig.resources)
    assert caught.value.values["reason"] == "Client authentication failed"
    token = rig.world.token("mira", "w_member_social")
    given = {"post_as": "", "client_id": "", "access_token": token}
    with pytest.raises(Reconnect) as caught:
        await platform.identify(given, rig.resources)
    assert (caught.value.key, caught.value.values["right"]) == ("rights_missing", "openid, profile")
    with pytest.raises(Reconnect):
        await platform.identify({**given, "access_token": "nonsense"}, rig.resources)


async def test_a_code_is_used_once(rig):
    _, given = await talked(rig, AS_MEMBER)
    await platform.identify(given, rig.resources)
    with pytest.raises(Reconnect):
        await platform.identify(given, rig.resources)


@pytest.mark.parametrize(
    "fault", ["timeout_before", "error_after", "html_page", "truncated", "wrong_type", "slow_body"]
)
async def test_a_login_that_cannot_be_asked_for_now_is_tried_later(rig, fault):
    _, given = await talked(rig, AS_MEMBER)
    rig.line.strikes = lambda method, path: path == "/oauth/v2/accessToken"
    await rig.line.fail(fault)
    with pytest.raises(Later):
        await platform.identify(given, rig.resources)


async def test_the_version_is_asked_for_once_ours_is_old(rig):
    rig.clock.forward(300 * 86_400)
    given = {**AS_MEMBER, "state": "s", "code": "abc"}
    question = await platform.question(given, rig.resources)
    assert (question.name, question.default) == ("version", "202704")
    assert await platform.question({**given, "version": ""}, rig.resources) is None
    rig.world.newest = "202705"
    for answer, kept in (("202705", {"version": "202705"}), ("", {})):
        _, known = await talked(rig, {**AS_PAGE, "version": answer})
        identity, _ = await platform.identify(known, rig.resources)
        assert {name: value for name, value in identity.options.items() if name == "version"} == kept
    for wrong in ("2027", "202713", "newest"):
        assert await bad(platform.identify({**known, "version": wrong}, rig.resources)) == ("version", "version")
    assert VERSION == "202607"
