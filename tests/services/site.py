"""A news site on loopback that a test writes and rewrites, read through the guard as any other."""

import asyncio
from contextlib import asynccontextmanager

import httpcore

from bot.articles.intake import Intake
from bot.domain.ids import new_id
from bot.net.client import GuardedClient

ADDRESS = "http://harbour.example/quays"
TITLE = "Sarnholm reopens its quays"
STORY = (
    "The harbour board of Sarnholm reopened its 12 quays on Monday after a repair of two years.",
    "The work cost €640 million and was paid by the city.",
    "Captain Ida Brandt said that 48 boats had returned by noon.",
    "Fees should fall by 11 percent from October.",
    "The fish hall stays closed until spring, the board said.",
    "Buses run to the quays every ten minutes again.",
)


def page(*sentences, title=TITLE):
    paragraphs = "".join(f"<p>{one}</p>" for one in sentences)
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


class Turned(httpcore.AsyncNetworkBackend):
    """Leads every connection to one port of this machine."""

    def __init__(self, port):
        self.port, self.inner = port, httpcore.AnyIOBackend()

    async def connect_tcp(self, host, port, *rest, **more):
        return await self.inner.connect_tcp("127.0.0.1", self.port, *rest, **more)


class Site:
    """What its pages say now; a page may be a status alone, lead elsewhere, or (None) never answer."""

    def __init__(self):
        self.pages = {"/quays": page(*STORY)}
        self.asked = []

    async def answer(self, reader, writer):
        path = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[1]
        self.asked.append(path)
        said = self.pages.get(path, 404)
        if said is None:
            await reader.read()
        elif isinstance(said, int):
            writer.write(f"HTTP/1.1 {said} Sorry\r\n\r\n".encode())
        elif said.startswith("/"):
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: {said}\r\n\r\n".encode())
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + said.encode())
        writer.close()

    async def read(self, url):
        return await Intake(self.client.fetch).from_url(url, article_id=new_id())


@asynccontextmanager
async def a_site():
    site = Site()
    listening = await asyncio.start_server(site.answer, "127.0.0.1", 0)

    async def resolve(host, port):
        return ["93.184.215.14"]

    site.client = GuardedClient(resolve=resolve, backend=Turned(listening.sockets[0].getsockname()[1]))
    async with listening:
        yield site
