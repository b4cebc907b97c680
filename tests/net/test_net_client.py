"""The client against real HTTP and TLS servers on loopback; only the way to them is turned."""

import asyncio
import gzip
import json
import ssl
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

import httpcore
import pytest
import trustme

from bot.domain.errors import Refused, Unreadable
from bot.net.client import GuardedClient, Page
from bot.net.guard import refusal

PUBLIC = "93.184.215.14"
BOMB = gzip.compress(bytes(60_000_000))
ROUTES = {
    "/": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nSet-Cookie: a=b\r\n\r\nH\xe9llo",
    "/gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"tidal " * 100),
    "/members": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"tidal ") * 3 + bytes(9),
    "/crumbs": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"") * 5_000,
    "/bombs": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(900_000)) * 20,
    "/cut": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"tidal " * 100)[:-9],
    "/deflate": b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + zlib.compress(b"tidal")[2:-4],
    "/broken": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all",
    "/brotli": b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxx",
    "/bomb": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + BOMB,
    "/huge": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000_001,
    "/long": b"HTTP/1.1 200 OK\r\nContent-Length: 10000001\r\n\r\n",
    "/gone": b"HTTP/1.1 404 Not Found\r\n\r\n",
    "/garbage": b"hello there\r\n\r\n",
    "/relative": b"HTTP/1.1 302 Found\r\nLocation: gzip?x=1\r\n\r\n",
    "/inward": b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\n\r\n",
    "/bad": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
    "/drip": b"HTTP/1.1 200 OK\r\n\r\n",
}


class Server:
    """A loopback server that answers by path; `heads` keeps the requests, `names` the names TLS asked for."""

    def __init__(self) -> None:
        self.routes = dict(ROUTES)
        self.heads: list[str] = []
        self.names: list[str | None] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        path = head.split(" ")[1].partition("?")[0]
        hop = int(path.removeprefix("/hop/")) if path.startswith("/hop/") else None
        if hop is not None:
            writer.write(b"HTTP/1.1 301 Moved\r\nLocation: %s\r\n\r\n" % (b"/hop/%d" % (hop - 1) if hop else b"/"))
        else:
            writer.write(self.routes.get(path, ROUTES["/"]))
        try:
            await writer.drain()
            while path == "/drip":
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.02)
        except OSError:
            pass
        finally:
            writer.close()


class Turned(httpcore.AsyncNetworkBackend):
    """Leads every connection to the loopback servers and remembers where it was meant to go."""

    def __init__(self, ports: dict[int, int], dead: Iterable[str] = ()) -> None:
        self.ports, self.dead = ports, set(dead)
        self.asked: list[str] = []
        self.inner = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("dead")
        return await self.inner.connect_tcp("127.0.0.1", self.ports[port], *rest, **more)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    served = Server()
    listening = await asyncio.start_server(served.answer, "127.0.0.1", 0)
    served.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield served


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def secure(served: Server, authority: trustme.CA, *names: str) -> asyncio.Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    context.set_servername_callback(lambda _, name, __: served.names.append(name))
    return await asyncio.start_server(served.answer, "127.0.0.1", 0, ssl=context)


def resolving(*answers: Sequence[str]) -> Any:
    """A resolver that gives its answers one after the other, then the last for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


def client(server: Server, **rules: Any) -> GuardedClient:
    backend = Turned({80: server.port})
    return GuardedClient(**{"resolve": resolving([PUBLIC]), "backend": backend, **rules})


async def test_a_page_comes_with_its_final_url_status_type_and_bytes(server: Server) -> None:
    page = await client(server).fetch("http://harbour.example/relative")
    assert page == Page("http://harbour.example/gzip?x=1", 200, "", b"tidal " * 100)
    page = await client(server).fetch(" http://harbour.example/ ")
    assert (page.charset, page.body) == ("iso-8859-1", b"H\xe9llo")
    assert (await client(server).fetch("http://harbour.example/deflate")).body == b"tidal"
    assert (await client(server).fetch("http://harbour.example/members")).body == b"tidal tidal tidal "


async def test_requests_say_who_asks_and_carry_no_cookie(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    one = client(server)
    for _ in range(2):
        await one.fetch("http://harbour.example./")
    assert "User-Agent: Standfirst/" in server.heads[1]
    assert "Host: harbour.example\r\n" in server.heads[1]
    assert "cookie" not in server.heads[1].lower()


async def test_a_name_is_looked_up_once_and_the_judged_address_is_the_one_connected_to(server: Server) -> None:
    backend = Turned({80: server.port})
    rebinding = client(server, resolve=resolving([PUBLIC], ["127.0.0.1"]), backend=backend)
    await rebinding.fetch("http://harbour.example/")
    assert backend.asked == [PUBLIC]
    with pytest.raises(Refused):
        await rebinding.fetch("http://harbour.example/")
    assert backend.asked == [PUBLIC]


async def test_the_next_address_is_tried_when_the_first_is_dead(server: Server) -> None:
    backend = Turned({80: server.port}, dead=["8.8.8.8"])
    await client(server, resolve=resolving(["8.8.8.8", PUBLIC]), backend=backend).fetch("http://harbour.example/")
    assert backend.asked == ["8.8.8.8", PUBLIC]


async def test_a_redirect_is_judged_like_the_first_address(server: Server) -> None:
    for path in ("/inward", "/bad"):
        with pytest.raises(Refused, match="unsafe_url"):
            await client(server).fetch("http://harbour.example" + path)
    with pytest.raises(Refused, match="public internet"):
        await client(server, resolve=resolving([PUBLIC], ["10.0.0.1"])).fetch("http://harbour.example/relative")
    assert len(server.heads) == 3


async def test_five_redirects_are_followed_and_a_sixth_is_not(server: Server) -> None:
    assert (await client(server).fetch("http://harbour.example/hop/4")).url == "http://harbour.example/"
    with pytest.raises(Unreadable, match="too_many_redirects"):
        await client(server).fetch("http://harbour.example/hop/5")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        *(("/bomb", "too_large"), ("/huge", "too_large"), ("/long", "too_large"), ("/gone", "http_status")),
        *(("/bombs", "too_large"), ("/crumbs", "unreachable"), ("/cut", "cut_short")),
        *(("/broken", "unreachable"), ("/brotli", "unreachable"), ("/garbage", "unreachable"), ("/drip", "timed_out")),
    ],
)
async def test_a_bad_answer_is_unreadable_with_its_reason(server: Server, path: str, key: str) -> None:
    with pytest.raises(Unreadable) as caught:
        await client(server, total_timeout=1.5 if key != "timed_out" else 0.3).fetch("http://harbour.example" + path)
    assert caught.value.key == key
    assert caught.value.values


async def test_a_bomb_is_stopped_before_it_unfolds(server: Server) -> None:
    with pytest.raises(Unreadable, match="too_large"):
        await client(server, max_bytes=200_000).fetch("http://harbour.example/bomb")


async def test_no_host_and_no_server_are_told_apart(server: Server) -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(Unreadable, match="unknown_host"):
        await client(server, resolve=nowhere).fetch("http://harbour.example/")
    with pytest.raises(Unreadable, match="unreachable"):
        await client(server, backend=Turned({}, dead=[PUBLIC])).fetch("http://harbour.example/")


async def test_loopback_is_read_only_when_said(server: Server) -> None:
    url = f"http://127.0.0.1:{server.port}/"
    with pytest.raises(Refused):
        await GuardedClient().fetch(url)
    page = await GuardedClient(ports={server.port}, allow={"127.0.0.1"}).fetch(url)
    assert page.status == 200


async def test_tls_asks_for_and_checks_the_name(server: Server, authority: trustme.CA) -> None:
    async with await secure(server, authority, "harbour.example") as listening:
        backend = Turned({443: listening.sockets[0].getsockname()[1]})
        sure = client(server, backend=backend, tls=trusting(authority))
        assert (await sure.fetch("https://harbour.example/")).status == 200
        assert server.names == ["harbour.example"]
        assert backend.asked == [PUBLIC]
        for refused in (
            sure.fetch("https://other.example/"),
            client(server, backend=backend).fetch("https://harbour.example/"),
        ):
            with pytest.raises(Unreadable, match="unreachable"):
                await refused


def hops(case: dict[str, Any]) -> list[str]:
    onward = case.get("redirects_to", [])
    return [onward] if isinstance(onward, str) else onward


async def verdict(case: dict[str, Any], server: Server, sure: ssl.SSLContext, ports: dict[int, int]) -> str:
    """What the client says to a case, its redirects really served."""
    first = case["url"].partition("://")[2].partition("/")[0]

    async def resolve(host: str, port: int) -> Sequence[str]:
        later = host != first and "redirect_resolves_to" in case
        return case.get("redirect_resolves_to" if later else "resolves_to", [PUBLIC])

    left = [b"HTTP/1.1 302 Found\r\nLocation: %s\r\n\r\n" % hop.encode() for hop in hops(case)]
    server.routes = Chain([*left, ROUTES["/"]])
    try:
        await GuardedClient(resolve=resolve, backend=Turned(ports), tls=sure).fetch(case["url"])
    except (Refused, Unreadable) as error:
        return "refuse" if error.key in {"unsafe_url", "too_many_redirects"} else error.key
    return "allow"


class Chain(dict[str, bytes]):
    """Answers in order, whatever the path."""

    def __init__(self, answers: list[bytes]) -> None:
        super().__init__()
        self.answers = answers

    def get(self, key: str, default: Any = None) -> Any:
        return self.answers.pop(0)


async def test_every_shared_case_is_decided_right(server: Server, authority: trustme.CA, shared: Path) -> None:
    cases = [json.loads(line) for line in (shared / "data/urls.jsonl").read_text().splitlines()]
    names = {url.partition("://")[2].partition("/")[0].partition("?")[0].lower().removesuffix(":443").strip("[].")
             for case in cases for url in (case["url"].strip(), *hops(case))
             if url.lower().startswith("https://") and refusal(url, [PUBLIC]) is None}  # fmt: skip
    async with await secure(server, authority, *sorted(names)) as listening:
        ports = {80: server.port, 443: listening.sockets[0].getsockname()[1]}
        sure = trusting(authority)
        wrong = [case for case in cases if await verdict(case, server, sure, ports) != case["expect"]]
    assert not wrong
