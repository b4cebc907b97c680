"""Pages a test's bot may read: a site by its address, slow or failing where it is told to."""

import asyncio
from collections.abc import Mapping

from articles.stories import BRIDGE, FERRY, LIBRARY

from bot.articles.intake import Intake
from bot.domain.article import Article
from bot.domain.errors import Unreadable
from bot.domain.ids import new_id
from bot.net.client import Page

TEXTS = {
    "https://marl.example/bridge": BRIDGE,
    "https://ostrey.example/ferry": FERRY,
    "https://hulm.example/l": LIBRARY,
}


class Pages:
    """Reads as the bot does, but from a table; an address may be slow, or fail with an error."""

    def __init__(self, texts: Mapping[str, str] = TEXTS) -> None:
        self.texts = dict(texts)
        self.slow: dict[str, float] = {}
        self.failing: dict[str, Unreadable] = {}
        self.asked: list[str] = []

    async def read(self, url: str) -> Article:
        return await Intake(self._fetch).from_url(url, article_id=new_id())

    async def _fetch(self, url: str) -> Page:
        self.asked.append(url)
        await asyncio.sleep(self.slow.get(url, 0))
        if url in self.failing:
            raise self.failing[url]
        bare = url.partition("?")[0].replace("www.", "")
        if bare not in self.texts:
            raise Unreadable("http_status", host="news.example", status=404)
        return Page(url, 200, "text/plain; charset=utf-8", self.texts[bare].encode())
