"""A call tells whether it may have arrived, keeps its time, and goes nowhere but to the server."""

import asyncio
import ssl
import threading
import time
from contextlib import asynccontextmanager

import pytest
import trustme
from platforms.mastodon.rig import rigged

from bot.domain.errors import Later, Uncertain
from bot.platforms.mastodon.door import Door
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


@asynccontextmanager
async def serving(answer):
    """A server that does only this with whoever connects."""

    async def served(reader, writer):
        try:
            await answer(reader, writer)
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def hangs_up(reader, writer):
    await reader.read(100)


async def speaks_no_tls(reader, writer):
    await reader.read(100)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def says_nothing(reader, writer):
    await reader.read()


@pytest.mark.parametrize("answer", [hangs_up, speaks_no_tls, says_nothing])
async def test_a_handshake_that_fails_has_sent_nothing(answer):
    async with serving(answer) as address:
        with pytest.raises(Later, match="network_unreachable"):
            await door(f"https://{address}", patience=0.3).ask(posting, publishes=True)


async def test_headers_that_drip_end_with_the_patience_and_their_thread_too():
    async def drips(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.is_closing():
            writer.write(b"X: y\r\n"[:1])
            await writer.drain()
            await asyncio.sleep(0.05)

    began = time.monotonic()
    async with serving(drips) as address:
        with pytest.raises(Uncertain, match="outcome_unknown"):
            await door(f"http://{address}", patience=0.3).ask(posting, publishes=True)
        assert time.monotonic() - began < 3
        await asyncio.to_thread(lambda: [one.join(2) for one in threads()])
        assert threads() == []


def threads():
    return [one for one in threading.enumerate() if one.name == "mastodon"]


async def test_what_is_given_up_before_it_is_sent_is_never_sent(rig):
    began, go, ended = threading.Event(), threading.Event(), threading.Event()

    def slowly(client):
        began.set()
        go.wait(5)
        try:
            return posting(client)
        finally:
            ended.set()

    call = asyncio.create_task(door(rig.line.address, rig.token.value).ask(slowly, publishes=True))
    await asyncio.to_thread(began.wait, 5)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    go.set()
    assert await asyncio.to_thread(ended.wait, 5)
    assert (rig.line.requests, rig.server.world.statuses) == ([], [])


async def test_an_answer_nested_too_deep_may_be_a_post_that_is_out():
    async def nests(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\nConnection: close\r\n\r\n" + b"[" * 90_000)
        await writer.drain()

    async with serving(nests) as address:
        with pytest.raises(Uncertain, match="outcome_unknown"):
            await door(f"http://{address}").ask(posting, publishes=True)
