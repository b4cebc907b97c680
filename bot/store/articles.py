"""Articles, saved once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article
from bot.store.tables import article
from bot.text.addresses import same_page


async def add(connection: AsyncConnection, new: Article, created: datetime) -> None:
    """Keep an article, to be found by its address whatever tracking clings to it; a kept one stays as it is."""
    if await by_id(connection, new.id) is not None:
        return
    body = new.model_dump(mode="json")
    await connection.execute(
        article.insert().values(id=new.id, url=same_page(new.url), title=new.title, created=created, body=body)
    )


async def read_at(connection: AsyncConnection, article_id: str) -> datetime | None:
    """When an article was read and kept."""
    found: datetime | None = (
        await connection.execute(select(article.c.created).where(article.c.id == article_id))
    ).scalar()
    return found


async def by_id(connection: AsyncConnection, article_id: str) -> Article | None:
    """The article of that id."""
    body = (await connection.execute(select(article.c.body).where(article.c.id == article_id))).scalar()
    return Article.model_validate(body) if body else None
