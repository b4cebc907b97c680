"""Sending to an address a member named, over real HTTP on loopback; only the way to it is turned."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence

import httpcore
import pytest

from bot.domain.errors import Refused
from bot.net.guard import refusal
from bot.net.sending import MAX_ANSWER, GuardedSender, NotAnswered, NotSent

PUBLIC = "93.184.215.14"
ANSWERS = {
    "/ok": b"HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 2\r\n\r\n{}",
    "/moved": b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
    "/huge": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (2 * MAX_ANSWER),
    "/garbage": b"hello there\r\n\r\n",
    "/half": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
    "/nothing": b"",
}


class Receiver:
    """Keeps what was sent, answers by path."""

    def __init__(self) -> None:
        self.came: list[tuple[str, bytes]] = []
        self.port = 0
        self.answering: set[asyncio.Task[None] | None] = set()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.answering.add(asyncio.current_task())
        try:
            await self._answered(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0)
        self.came.append((head, await reader.readexactly(length)))
        path = head.split(" ")[1]
        if path == "/silent":
            await reader.read()  # until the client hangs up
        writer.write(ANSWERS.get(path, ANSWERS["/ok"]))
        await writer.drain()


class Turned(httpcore.AsyncNetworkBackend):
    """Leads every connection to one loopback port and remembers where it was meant to go."""

    def __init__(self, port: int) -> None:
        self.port, self.asked, self.inner = port, [], httpcore.AnyIOBackend()

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # noqa: ASYNC109
        self.asked.append((host, port))
        return await self.inner.connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    async with await asyncio.start_server(one.answer, "127.0.0.1", 0) as listening:
        one.port = listening.sockets[0].getsockname()[1]
        yield one
        left = [task for task in one.answering if task and not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.01)  # the transports let go in the loop's next rounds


def resolving(*addresses: str):
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


def sender(receiver: Receiver, *addresses: str, patience: float = 2.0) -> GuardedSender:
    return GuardedSender(resolve=resolving(*(addresses or (PUBLIC,))), backend=Turned(receiver.port), patience=patience)


async def test_the_body_and_the_headers_arrive_and_the_answer_comes_back(receiver: Receiver) -> None:
    body = "Ёлка ✅".encode()
    answer = await sender(receiver).send("POST", "http://hooks.example:8443/ok", body=body)
    assert (answer.status, answer.headers["x-id"], answer.body) == (201, "7", b"{}")
    head, came = receiver.came[0]
    assert came == body
    assert head.startswith("POST /ok HTTP/1.1\r\n")
    assert "Host: hooks.example:8443\r\n" in head
    await sender(receiver).send("GET", "http://hooks.example/ok", headers={"Idempotency-Key": "k-1"})
    assert "Idempotency-Key: k-1\r\n" in receiver.came[1][0]
    assert "Content-Length" not in receiver.came[1][0]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
async def test_a_name_that_leads_inward_is_refused_and_nothing_is_sent(receiver: Receiver, address: str) -> None:
    with pytest.raises(Refused, match="unsafe_url"):
        await sender(receiver, PUBLIC, address).send("POST", "http://hooks.example/ok", body=b"{}")
    with pytest.raises(Refused, match="unsafe_url"):
        await GuardedSender().send("POST", f"http://127.0.0.1:{receiver.port}/ok", body=b"{}")
    assert receiver.came == []


async def test_a_private_host_is_reached_once_it_is_allowed(receiver: Receiver) -> None:
    url = f"http://localhost:{receiver.port}/ok"
    allowed = GuardedSender(allow={"localhost", "127.0.0.1"}, resolve=resolving("127.0.0.1"))
    assert (await allowed.send("POST", url, body=b"{}")).status == 201
    assert (await allowed.send("POST", url.replace("localhost", "127.0.0.1"), body=b"{}")).status == 201
    with pytest.raises(Refused):
        await GuardedSender(allow={"other.internal"}, resolve=resolving("127.0.0.1")).send("POST", url)


def test_an_allowed_name_passes_the_guard_and_no_other() -> None:
    assert refusal("http://intranet.lan/", ["10.0.0.8"]) is not None
    assert refusal("http://intranet.lan/", ["10.0.0.8"], allow={"intranet.lan"}) is None
    assert refusal("http://intranet.lan.example.com/", ["10.0.0.8"], allow={"intranet.lan"}) is not None
    assert refusal("http://0x7f.1/", ["127.0.0.1"], allow={"0x7f.1"}) is not None


async def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    assert (await sender(receiver).send("POST", "http://hooks.example/moved", body=b"{}")).status == 302
    assert len(receiver.came) == 1


async def test_an_endless_answer_is_cut(receiver: Receiver) -> None:
    assert len((await sender(receiver).send("POST", "http://hooks.example/huge", body=b"{}")).body) == MAX_ANSWER


@pytest.mark.parametrize("path", ["/garbage", "/half", "/nothing", "/silent"])
async def test_what_left_and_was_not_answered_may_have_arrived(receiver: Receiver, path: str) -> None:
    with pytest.raises(NotAnswered):
        await sender(receiver, patience=0.3).send("POST", "http://hooks.example" + path, body=b"{}")
    assert [body for _, body in receiver.came] == [b"{}"]


async def test_what_never_left_is_told_apart(receiver: Receiver) -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("no such name")

    async def slow(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return [PUBLIC]

    for resolve in (nowhere, slow):
        with pytest.raises(NotSent):
            await GuardedSender(resolve=resolve, patience=0.3).send("POST", "http://hooks.example/ok")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        unused = free.getsockname()[1]
    with pytest.raises(NotSent):
        await GuardedSender(resolve=resolving(PUBLIC), backend=Turned(unused)).send("POST", "http://hooks.example/")
    with pytest.raises(NotSent):  # no TLS is spoken there
        await sender(receiver, patience=1.0).send("POST", "https://hooks.example/ok", body=b"{}")
    assert receiver.came == []
