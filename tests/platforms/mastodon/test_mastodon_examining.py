"""The doctor on Mastodon: who the account is now, what it may, and what a person should know."""

import pytest
from platforms.mastodon.rig import rigged

from bot.domain.errors import Later, Reconnect
from bot.domain.post import Limits
from bot.platforms.mastodon import instance
from bot.testing.mastodon import entities
from bot.text.templating import Templates

LANGUAGES = ("en", "de", "es", "ru")


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path, lambda method, path: True) as rig:
        yield rig


async def examined(rig, **changed):
    async with rig.platform.connect(rig.account.model_copy(update=changed), rig.resources) as session:
        identity, findings = await session.examine()
    for finding in findings:
        for language in LANGUAGES:
            name = f"chat/{language}/findings/{finding.key}.txt.j2"
            assert Templates().render(name, chat=True, **finding.values).strip()
    return identity, {finding.key: finding for finding in findings}


async def test_all_is_well(rig):
    identity, found = await examined(rig, options={"visibility": "unlisted", "version": "4.3.0"})
    assert {key: finding.level for key, finding in found.items()} == {
        "mastodon_not_bot": "good",
        "mastodon_server": "good",
        "mastodon_requests": "good",
    }
    assert found["mastodon_server"].values == {"version": "4.4.2", "text": 500, "images": 4}
    assert found["mastodon_requests"].values == {"left": 299, "limit": 300}
    assert identity.options == {"visibility": "unlisted", "version": "4.4.2"}
    assert identity.server == rig.line.address
    assert identity.limits == instance.DEFAULT


async def test_an_account_marked_as_automated_is_not_told_to_be(rig):
    rig.person.bot = True
    assert "mastodon_not_bot" not in (await examined(rig))[1]


async def test_limits_that_changed_since_are_told(rig):
    rig.server.world.rules.max_characters = 1000
    identity, found = await examined(rig, limits=instance.DEFAULT)
    assert found["mastodon_limits"].level == "warning"
    assert found["mastodon_limits"].values["text"] == 1000
    assert isinstance(identity.limits, Limits)
    assert "mastodon_limits" not in (await examined(rig, limits=identity.limits))[1]


@pytest.mark.parametrize(
    ("scopes", "lacking"),
    [
        (("read", "write:statuses"), "write:media"),
        (("read", "write:media"), "write:statuses"),
        (("read",), "write:statuses, write:media"),
    ],
)
async def test_scopes_that_lack_are_a_fault_with_their_names(rig, scopes, lacking):
    app = rig.server.world.app("Standfirst", scopes, ())
    token = rig.server.world.token(rig.person, scopes, app)
    await rig.vault.keep("a1", {"token": token.value})
    identity, found = await examined(rig)
    assert (found["mastodon_scopes"].level, found["mastodon_scopes"].values) == ("fault", {"scopes": lacking})
    assert ("publish" in identity.rights) == ("write:statuses" in scopes)


async def test_a_server_that_does_not_say_what_an_app_may_is_believed(rig):
    rig.server.world.rules.app_scopes = False
    identity, found = await examined(rig)
    assert "publish" in identity.rights
    assert "mastodon_scopes" not in found


async def test_a_suspended_account_is_a_fault_and_may_nothing(rig):
    rig.person.suspended = True
    identity, found = await examined(rig)
    assert identity.rights == ()
    assert found["mastodon_suspended"].level == "fault"


@pytest.mark.parametrize(("ahead", "told"), [(50.0, False), (-50.0, False), (90.0, True), (-90.0, True)])
async def test_a_clock_that_is_wrong_by_more_than_a_minute_is_told(rig, ahead, told):
    rig.server.world.clock.ahead = ahead
    _, found = await examined(rig)
    assert ("mastodon_clock" in found) == told
    if told:
        assert found["mastodon_clock"].values["seconds"] == pytest.approx(-ahead, abs=3)


async def test_a_token_that_was_revoked_is_to_be_connected_anew(rig):
    rig.token.revoked = True
    with pytest.raises(Reconnect, match="logged_out") as caught:
        await examined(rig)
    assert caught.value.values["reason"] == "The access token was revoked"


@pytest.mark.parametrize("fault", ["refused_connection", "html_page", "truncated", "timeout_before"])
async def test_a_server_that_does_not_answer_is_asked_later(rig, fault):
    await rig.line.fail(fault)
    with pytest.raises(Later, match="network_unreachable"):
        await examined(rig)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"configuration": None},
        {"configuration": {"statuses": {"max_characters": "many"}, "media_attachments": []}},
        {"configuration": {"statuses": {"max_characters": -1}, "media_attachments": {"image_size_limit": 5}}},
    ],
)
def test_what_a_server_leaves_out_is_as_on_mastodon(said):
    assert instance.limits(said) == instance.DEFAULT


async def test_the_local_server_says_what_mastodon_says(rig):
    assert instance.limits(entities.instance(rig.server.world)) == instance.DEFAULT
    assert instance.speaks_mastodon(entities.instance(rig.server.world))


@pytest.mark.parametrize(
    ("version", "modern"),
    [
        ("4.3.0", True),
        ("4.4.2+glitch", True),
        ("5.0.0-alpha.1", True),
        ("4.2.13", False),
        ("2.7.2 (compatible; Pleroma 2.6.0)", False),
        ("4.3.0 (compatible; Iceshrimp 1)", False),
        ("", False),
    ],
)
def test_a_version_tells_what_a_login_may_use(version, modern):
    assert instance.is_modern(version) == modern
