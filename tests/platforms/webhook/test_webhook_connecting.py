"""Connecting a webhook: asked for its address and secret, proved by a test delivery."""

from dataclasses import replace

import pytest
from platforms.webhook.rig import PATH, SECRET, rigged

from bot.domain.errors import Later, Reconnect, Refused
from bot.platforms.webhook import platform


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


def url(rig):
    return rig.line.address + PATH


async def refusal(call):
    with pytest.raises(Refused) as caught:
        await call
    assert caught.value.key == "bad_answer"
    return caught.value.values["name"], caught.value.values["reason"]


async def test_it_asks_for_an_address_a_secret_and_a_name(rig):
    given, asked = {}, []
    answers = {"url": "https://hooks.example/1", "secret": SECRET, "name": ""}
    while question := await platform.question(given, rig.resources):
        asked.append((question.name, question.secret, question.default))
        given[question.name] = answers[question.name]
    assert asked == [("url", True, None), ("secret", True, None), ("name", False, "hooks.example")]


@pytest.mark.parametrize(
    "bad", ["", "hooks.example", "ftp://hooks.example/", "http://10.0.0.1/", "http://intranet/", "https://a@b.example/"]
)
async def test_an_address_it_may_not_call_is_asked_for_anew(rig, bad):
    assert await refusal(platform.question({"url": bad}, rig.resources)) == ("url", "unsafe")


async def test_a_short_secret_is_asked_for_anew(rig):
    given = {"url": url(rig), "secret": "fifteen letters"}
    assert await refusal(platform.question(given, rig.resources)) == ("secret", "short")
    assert await refusal(platform.identify(given, rig.resources)) == ("secret", "short")


async def test_a_test_delivery_proves_it_and_nothing_is_published(rig):
    identity, secrets = await platform.identify({"url": f" {url(rig)} ", "secret": SECRET, "name": ""}, rig.resources)
    assert secrets == {"url": url(rig), "secret": SECRET}
    assert (identity.handle, identity.server, identity.rights) == ("127.0.0.1", "127.0.0.1", ("publish", "media"))
    assert PATH not in repr(identity)
    assert (rig.receiver.tests, rig.receiver.posts) == (1, [])


async def test_two_addresses_on_one_host_are_two_accounts_and_one_address_is_one(rig):
    given = {"url": url(rig), "secret": SECRET, "name": " our  site "}
    first, _ = await platform.identify(given, rig.resources)
    again, _ = await platform.identify({**given, "name": "another name"}, rig.resources)
    other, _ = await platform.identify({**given, "url": url(rig) + "?b=2"}, rig.resources)
    assert first.handle == "our site"
    assert first.native_id == again.native_id != other.native_id


async def test_a_receiver_that_refuses_the_signature_asks_for_another_login(rig):
    given = {"url": url(rig), "secret": "another secret of ours", "name": ""}
    with pytest.raises(Reconnect) as caught:
        await platform.identify(given, rig.resources)
    assert caught.value.values["reason"] == "the signature is wrong"


async def test_what_is_no_receiver_is_told_so(rig):
    given = {"url": rig.line.address + "/elsewhere", "secret": SECRET, "name": ""}
    assert await refusal(platform.identify(given, rig.resources)) == ("url", "not_accepted")


async def test_a_receiver_that_is_away_is_tried_later(rig):
    given = {"url": url(rig), "secret": SECRET, "name": ""}
    for fault in ("error_after", "timeout_before", "refused_connection"):
        await rig.line.fail(fault)
        with pytest.raises(Later):
            await platform.identify(given, replace(rig.resources, patience=0.3))


async def test_a_name_that_turned_inward_is_refused_at_the_last_moment(rig):
    given = {"url": url(rig), "secret": SECRET, "name": ""}
    assert await refusal(platform.identify(given, replace(rig.resources, allow=()))) == ("url", "unsafe")
