"""Asking only for what has changed, against a real HTTP server on loopback."""

import asyncio

import pytest
from net.test_net_client import PUBLIC, Turned, resolving

from bot.domain.errors import Refused, Unreadable
from bot.net.client import GuardedClient

ETAG, SINCE = '"tide-7"', "Mon, 11 May 2026 09:00:00 GMT"
ANSWERS = {
    "/feed": f"HTTP/1.1 200 OK\r\nETag: {ETAG}\r\nLast-Modified: {SINCE}\r\nContent-Length: 4\r\n\r\nnews",
    "/same": f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n",
    "/moved": "HTTP/1.1 301 Moved\r\nLocation: /feed\r\n\r\n",
    "/mixed": "HTTP/1.1 302 Found\r\nLocation: /moved\r\n\r\n",
    "/busy": "HTTP/1.1 429 Slow\r\nRetry-After: 120\r\n\r\n",
    "/odd": 'HTTP/1.1 200 OK\r\nETag: "t\u00efde"\r\nContent-Length: 0\r\n\r\n',
    "/inward": "HTTP/1.1 301 Moved\r\nLocation: http://10.0.0.1/feed\r\n\r\n",
}


@pytest.fixture
async def asked():
    """The client, and the heads of what it sent."""
    heads = []

    async def answer(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        heads.append(head)
        writer.write(ANSWERS[head.split(" ")[1]].encode("latin-1"))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        backend = Turned({80: server.sockets[0].getsockname()[1]})
        yield GuardedClient(resolve=resolving([PUBLIC]), backend=backend), heads


def of(path):
    return f"http://harbour.example{path}"


async def test_a_page_tells_by_what_to_ask_again_and_a_second_look_asks_so(asked):
    client, heads = asked
    page = await client.fetch(of("/feed"))
    assert (page.etag, page.modified, page.moved) == (ETAG, SINCE, False)
    assert "if-none-match" not in heads[0].lower()
    same = await client.fetch(of("/same"), etag=page.etag, modified=page.modified)
    assert (same.status, same.body) == (304, b"")
    assert f"If-None-Match: {ETAG}\r\nIf-Modified-Since: {SINCE}\r\n" in heads[1]


async def test_only_redirects_for_good_move_an_address(asked):
    client, _ = asked
    assert (await client.fetch(of("/moved"))).moved
    mixed = await client.fetch(of("/mixed"))
    assert (mixed.url, mixed.moved) == (of("/feed"), False)
    with pytest.raises(Refused, match="unsafe_url"):
        await client.fetch(of("/inward"))


async def test_a_server_asked_too_often_says_when(asked):
    client, _ = asked
    with pytest.raises(Unreadable) as caught:
        await client.fetch(of("/busy"))
    assert caught.value.values["retry_after"] == "120"


@pytest.mark.parametrize("forged", ["a\r\nX-Evil: 1", "t\u00efde", "x" * 401, "a\x00b"])
async def test_what_does_not_fit_a_header_is_neither_kept_nor_sent(asked, forged):
    client, heads = asked
    assert (await client.fetch(of("/odd"))).etag == ""
    await client.fetch(of("/feed"), etag=forged, modified=forged)
    assert "if-none" not in heads[1].lower()
    assert "if-modified" not in heads[1].lower()
    assert "evil" not in heads[1].lower()
