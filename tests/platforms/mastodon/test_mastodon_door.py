"""A call tells whether it may have arrived, keeps its time, and goes nowhere but to the server."""

import socket
import ssl
import time

import pytest
import requests
import trustme
from platforms.mastodon.rig import rigged
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)

from bot.domain.errors import Later, Uncertain
from bot.platforms.mastodon.door import Door, may_have_left
from bot.testing.line import Line
from bot.testing.memory import WallClock


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path, lambda method, path: True) as rig:
        yield rig


def door(address, token="", patience=1.0):
    return Door(address, token, patience, WallClock())


def posting(client):
    return client.status_post("The quay")


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        (
            NameResolutionError("no-such.example", HTTPConnection("no-such.example"), socket.gaierror(-2, "unknown")),
            False,
        ),
        (NewConnectionError(HTTPConnection("a.example"), "nobody listens"), False),
        (ConnectTimeoutError("nobody answers"), False),
        (SSLError(ssl.SSLCertVerificationError("self-signed")), False),
        (SSLError(ssl.SSLEOFError("broken off")), True),
        (ProtocolError("broken off"), True),
        (None, True),
    ],
)
def test_a_failure_tells_whether_the_request_may_have_left(reason, left):
    pool = HTTPConnectionPool("a.example")
    assert may_have_left(requests.ConnectionError(MaxRetryError(pool, "/", reason))) == left
    assert may_have_left(requests.ConnectionError("whatever"))


async def test_an_address_nobody_can_call_is_asked_later():
    with pytest.raises(Later, match="network_unreachable"):
        await door("https://" + "a" * 70 + ".example").ask(posting, publishes=True)


async def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(rig):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    async with Line(rig.server.address, tls=tls) as line:
        with pytest.raises(Later, match="network_unreachable"):
            await door(line.address, rig.token.value).ask(posting, publishes=True)
        assert line.requests == []


async def test_an_answer_that_drips_ends_with_the_patience(rig):
    await rig.line.fail("slow_body")
    began = time.monotonic()
    with pytest.raises(Uncertain, match="outcome_unknown"):
        await door(rig.line.address, rig.token.value, 0.5).ask(posting, publishes=True)
    assert time.monotonic() - began < 5


async def test_the_proxies_of_the_environment_are_not_asked(rig, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    answer = await door(rig.line.address, rig.token.value).ask(posting, publishes=True)
    assert answer.value["id"] == rig.server.world.statuses[0].id


async def test_a_token_is_never_read_from_a_file_of_its_name(rig, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "token").write_text(rig.token.value)
    rig.token.value = "token"
    answer = await door(rig.line.address, "token").ask(lambda client: client.account_verify_credentials())
    assert answer.value["username"] == "standfirst"


async def test_headers_that_mean_nothing_do_not_hide_that_a_post_is_out(rig):
    """Mastodon.py would raise on them."""
    rig.server.world.throttle.garbled = True
    answer = await door(rig.line.address, rig.token.value).ask(posting, publishes=True)
    assert answer.headers["x-ratelimit-reset"] == "soon"


async def test_a_server_is_asked_without_a_slash_at_the_end(rig):
    await door(rig.line.address).ask(lambda client: client.instance_v2())
    assert rig.line.requests == [("GET", "/api/v2/instance")]
