"""What the chat must not forget: updates on their way, cards shown, answers awaited, errands not done yet."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.conversation import Errand, ErrandState, Place, Prompt, Shown
from bot.store.chat_tables import arrival, card, errand, prompt
from bot.store.inserting import add_new, insert


async def arrive(connection: AsyncConnection, update_id: int, body: dict[str, Any], now: datetime) -> bool:
    """Note an update before anything is done about it; False when it was noted before."""
    return await add_new(connection, arrival, update_id=update_id, arrived=now, dealt=False, body=body)


async def depart(connection: AsyncConnection, update_ids: Collection[int]) -> None:
    """Note that updates were dealt with; they are kept a while, since one may be sent again."""
    await connection.execute(update(arrival).where(arrival.c.update_id.in_(update_ids)).values(dealt=True))


async def blank(connection: AsyncConnection, update_id: int) -> None:
    """Keep of an update its id alone; it counts as dealt with."""
    bare = {"update_id": update_id}
    await connection.execute(update(arrival).where(arrival.c.update_id == update_id).values(body=bare, dealt=True))


async def undealt(connection: AsyncConnection) -> list[dict[str, Any]]:
    """Updates that were not dealt with, in order."""
    wanted = select(arrival.c.body).where(arrival.c.dealt.is_(False)).order_by(arrival.c.update_id)
    return list((await connection.execute(wanted)).scalars())


async def arrived(connection: AsyncConnection, update_id: int) -> dict[str, Any] | None:
    """An update that arrived, dealt with or not."""
    return (await connection.execute(select(arrival.c.body).where(arrival.c.update_id == update_id))).scalar()


async def clear(connection: AsyncConnection, before: datetime) -> None:
    """Forget updates dealt with that arrived before then."""
    await connection.execute(delete(arrival).where(arrival.c.dealt, arrival.c.arrived < before))


async def tidy(connection: AsyncConnection, before: datetime) -> None:
    """Forget errands that were done or given up and begun before then."""
    await connection.execute(delete(errand).where(errand.c.state != "waiting", errand.c.created < before))


async def show(connection: AsyncConnection, shown: Shown, now: datetime) -> None:
    """Note what a message shows now."""
    values = {"draft_id": shown.draft_id, "created": now, "body": shown.model_dump(mode="json")}
    keys = {"chat_id": shown.place.chat_id, "message_id": shown.place.message_id}
    row = insert(connection, card).values(**keys, **values)
    changed = {"draft_id": shown.draft_id, "body": values["body"]}
    await connection.execute(row.on_conflict_do_update(index_elements=list(keys), set_=changed))


async def shown(connection: AsyncConnection, chat_id: int, message_id: int) -> Shown | None:
    """What a message shows."""
    wanted = select(card.c.body).where(card.c.chat_id == chat_id, card.c.message_id == message_id)
    body = (await connection.execute(wanted)).scalar()
    return Shown.model_validate(body) if body else None


async def cards_of(connection: AsyncConnection, draft_id: str, most: int) -> list[Shown]:
    """The newest messages that show a draft."""
    wanted = select(card.c.body).where(card.c.draft_id == draft_id).order_by(card.c.created.desc()).limit(most)
    return [Shown.model_validate(body) for body in (await connection.execute(wanted)).scalars()]


async def latest(connection: AsyncConnection, chat_id: int) -> Shown | None:
    """The newest card in a chat."""
    wanted = select(card.c.body).where(card.c.chat_id == chat_id).order_by(card.c.message_id.desc()).limit(1)
    body = (await connection.execute(wanted)).scalar()
    return Shown.model_validate(body) if body else None


async def forget(connection: AsyncConnection, place: Place) -> None:
    """Forget a message that is gone."""
    gone = delete(card).where(card.c.chat_id == place.chat_id, card.c.message_id == place.message_id)
    await connection.execute(gone)


async def move(connection: AsyncConnection, old: int, new: int) -> None:
    """Await in one chat what was awaited in another, where nothing else is awaited there."""
    bodies = (await connection.execute(select(prompt.c.body).where(prompt.c.chat_id == old))).scalars().all()
    for kept in (Prompt.model_validate(body) for body in bodies):
        moved = kept.model_copy(update={"chat_id": new})
        values = {"member_id": moved.member_id, "chat_id": new, "body": moved.model_dump(mode="json")}
        await add_new(connection, prompt, **values)
    await connection.execute(delete(prompt).where(prompt.c.chat_id == old))


async def ask(connection: AsyncConnection, new: Prompt) -> None:
    """Wait for an answer of a member in a chat; it takes the place of whatever was awaited there."""
    row = insert(connection, prompt).values(
        member_id=new.member_id, chat_id=new.chat_id, body=new.model_dump(mode="json")
    )
    changed = {"body": row.excluded.body}
    await connection.execute(row.on_conflict_do_update(index_elements=["member_id", "chat_id"], set_=changed))


async def awaited(connection: AsyncConnection, member_id: str, chat_id: int) -> Prompt | None:
    """What is awaited of a member in a chat."""
    wanted = select(prompt.c.body).where(prompt.c.member_id == member_id, prompt.c.chat_id == chat_id)
    body = (await connection.execute(wanted)).scalar()
    return Prompt.model_validate(body) if body else None


async def answered(connection: AsyncConnection, member_id: str, chat_id: int) -> None:
    """Wait for nothing any more."""
    await connection.execute(delete(prompt).where(prompt.c.member_id == member_id, prompt.c.chat_id == chat_id))


async def begin(connection: AsyncConnection, new: Errand) -> bool:
    """Keep an errand; False when it was asked for before."""
    body = new.model_dump(mode="json")
    return await add_new(connection, errand, id=new.id, state=new.state, created=new.created, body=body)


async def progress(connection: AsyncConnection, changed: Errand) -> None:
    """Keep what is new about an errand."""
    row = update(errand).where(errand.c.id == changed.id)
    await connection.execute(row.values(state=changed.state, body=changed.model_dump(mode="json")))


async def errand_of(connection: AsyncConnection, errand_id: str) -> Errand | None:
    """The errand of that id."""
    body = (await connection.execute(select(errand.c.body).where(errand.c.id == errand_id))).scalar()
    return Errand.model_validate(body) if body else None


async def errands(connection: AsyncConnection, state: ErrandState, begin: str = "") -> list[Errand]:
    """Errands in a state whose ids begin so, oldest first."""
    wanted = select(errand.c.body).where(errand.c.state == state).order_by(errand.c.created, errand.c.id)
    if begin:
        wanted = wanted.where(errand.c.id.startswith(begin, autoescape=True))
    return [Errand.model_validate(body) for body in (await connection.execute(wanted)).scalars()]
