"""People in front of the double: they write, tap, forward, block, and see what the bot shows them."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

from bot.testing.telegram.markup import units
from bot.testing.telegram.methods import flat
from bot.testing.telegram.server import Server
from bot.testing.telegram.world import BODY, BOT_ID, Chat, Message, origin

PATIENCE = 10.0
_LINK = re.compile(r"https?://\S+")
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z]\w{0,31}(?:@\w+)?")


class Seen:
    """A message as a person sees it now."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.id: int = message["message_id"]
        self.text: str = message.get("text") or message.get("caption") or ""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        self.rows: list[list[dict[str, Any]]] = rows
        self.buttons: list[str] = [button["text"] for row in rows for button in row]

    def __repr__(self) -> str:
        return f"#{self.id} {self.text}\n{self.buttons}"


class Room:
    """A chat with what is said in it."""

    def __init__(self, server: Server, chat: Chat) -> None:
        self.server = server
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def messages(self) -> list[Seen]:
        """What stands in the chat now, oldest first."""
        return self.server.run(lambda: [Seen(dict(one)) for one in self.chat.messages.values()])

    @property
    def from_bot(self) -> list[Seen]:
        """The bot's messages of these; in a channel all are its."""
        return [one for one in self.messages if one.message.get("from", {"id": BOT_ID})["id"] == BOT_ID]

    @property
    def last(self) -> Seen:
        """The bot's newest message."""
        return self.from_bot[-1]

    def message(self, message_id: int) -> Seen:
        """One message as it stands now."""
        return self.server.run(lambda: Seen(dict(self.chat.messages[message_id])))

    async def sees(self, words: str, *, within: float = PATIENCE) -> Seen:
        """Wait for a message of the bot that says this; the newest one. Raises AssertionError when none comes."""

        def found() -> Seen | None:
            return next((one for one in reversed(self.from_bot) if words in one.text), None)

        seen: Seen = await self.wait(found, f"nobody said {words!r}", within=within)
        return seen

    async def wait(self, found: Callable[[], Any], otherwise: str, *, within: float = PATIENCE) -> Any:
        """Wait until something is found. Raises AssertionError with what is to be seen instead."""
        until = time.monotonic() + within
        while True:
            seen = found()
            if seen:
                return seen
            if time.monotonic() > until:
                shown = "\n".join(map(repr, self.messages[-6:]))
                raise AssertionError(f"{otherwise}; there is:\n{shown}")
            await asyncio.sleep(0.01)


class Person(Room):
    """Somebody with a private chat with the bot, who may also write in groups."""

    def __init__(self, server: Server, user: dict[str, Any], chat: Chat) -> None:
        super().__init__(server, chat)
        self.user = user

    def start(self, payload: str = "") -> int:
        """Press Start, with what the link carries."""
        self.chat.started = True
        return self.write(f"/start {payload}".strip())

    def write(self, text: str, *, reply_to: int = 0, room: Room | None = None, **more: Any) -> int:
        """Write a message; its id. `room` is a group, otherwise it is the chat with the bot."""
        return self._say(room, reply_to, text=text, entities=_entities(text) or None, **more)

    def send_document(self, name: str, data: bytes, *, caption: str = "", mime: str = "") -> int:
        """Send a file."""
        document = {**self._kept(name, data), "file_name": name}
        if mime:
            document["mime_type"] = mime
        return self._say(None, 0, document=document, caption=caption or None)

    def send_photo(self, data: bytes, caption: str = "", *, reply_to: int = 0) -> int:
        """Send a photo."""
        photo = [{**self._kept("photo.jpg", data), "width": 1200, "height": 675}]
        return self._say(None, reply_to, photo=photo, caption=caption or None)

    def forward(self, message: Message) -> int:
        """Forward a message of another chat to the bot."""
        body = {name: message[name] for name in BODY if name in message}
        return self._say(None, 0, forward_origin=origin(message), **body)

    def edit(self, message_id: int, text: str) -> None:
        """Edit a message of one's own."""

        def act() -> None:
            message = self.chat.messages[message_id]
            changes = {"text": text, "entities": _entities(text) or None}
            self.server.world.push(edited_message=dict(self.server.world.edited(self.chat, message, changes)))

        self.server.run(act)

    def tap(self, message_id: int, label: str, *, room: Room | None = None) -> str:
        """Tap the button that begins with this label; the query's id. Raises AssertionError when there is none."""
        chat = (room or self).chat

        def act() -> str:
            message = chat.messages[message_id]
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            button = next((one for row in rows for one in row if one["text"].startswith(label)), None)
            if button is None:
                raise AssertionError(f"no button {label!r}: {Seen(message)!r}")
            return self._query(chat, message, button["callback_data"])

        return self.server.run(act)

    def tap_data(self, message_id: int, data: str) -> str:
        """Tap a button that may not be there any more, or never was."""
        return self.server.run(lambda: self._query(self.chat, self.chat.messages[message_id], data))

    def tap_gone(self, message_id: int, data: str) -> str:
        """Tap a button of a message that Telegram shows no more: the query's id."""
        gone = {"chat": self.chat.description, "message_id": message_id, "date": 0}
        return self.server.run(lambda: self._query(self.chat, gone, data))

    def again(self, query_id: str) -> None:
        """Deliver a tap once more, as Telegram does when it is not sure."""

        def act() -> None:
            world = self.server.world
            world.updates.append(world.queries[query_id]["update"])
            world.changed()

        self.server.run(act)

    def block(self, *, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""

        def act() -> None:
            self.chat.blocked = blocked
            was, now = ("member", "kicked") if blocked else ("kicked", "member")
            bot, until = self.server.world.bot, {"until_date": 0}
            change = {
                "old_chat_member": {"status": was, "user": bot, **({} if blocked else until)},
                "new_chat_member": {"status": now, "user": bot, **(until if blocked else {})},
            }
            about = {"chat": self.chat.description, "from": self.user, "date": int(self.server.world.now())}
            self.server.world.push(my_chat_member={**about, **change})

        self.server.run(act)

    async def answer_to(self, query_id: str, *, within: float = PATIENCE) -> dict[str, Any]:
        """What the bot answered to a tap."""
        queries = self.server.world.queries
        found: dict[str, Any] = await self.wait(
            lambda: queries[query_id].get("answer"), "the tap was not answered", within=within
        )
        return found

    def _query(self, chat: Chat, message: Message, data: str) -> str:
        query_id = str(self.server.world.new_id())
        world = self.server.world
        query = {"id": query_id, "from": self.user, "chat_instance": str(chat.id), "message": dict(message)}
        world.queries[query_id] = {"asked": world.now(), "pushed": time.perf_counter()}
        world.push(callback_query={**query, "data": data})
        world.queries[query_id]["update"] = world.updates[-1]
        return query_id

    def _kept(self, name: str, data: bytes) -> dict[str, Any]:
        file_id = f"file{self.server.world.new_id()}"
        self.server.world.files[file_id] = (name, data)
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data)}

    def _say(self, room: Room | None, reply_to: int, **content: Any) -> int:
        chat = (room or self).chat

        def act() -> int:
            replied = chat.messages.get(reply_to)
            reply = flat(replied) if replied else None
            message = self.server.world.post(chat, self.user, reply_to_message=reply, **content)
            if chat.description["type"] == "private" or _meant(self.server, chat, message):
                self.server.world.push(message=dict(message))
            number: int = message["message_id"]
            return number

        return self.server.run(act)


def person(server: Server, name: str, *, language: str = "en", started: bool = True) -> Person:
    """Somebody new."""

    def act() -> Person:
        world = server.world
        number = world.new_id()
        user = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        world.people[number] = user
        description = {"id": number, "type": "private", "first_name": name}
        chat = Chat(description, started=started)
        world.chats[chat.id] = chat
        return Person(server, user, chat)

    return server.run(act)


def group(server: Server, title: str, *people: Person, forum: bool = False, runs: bool = False) -> Room:
    """A group with the bot and these people; the first one owns it. `runs` makes the bot an administrator."""

    def act() -> Room:
        chat = _place(server, "supergroup", title, forum=forum)
        for one in people:
            chat.members[one.id] = "member" if chat.members else "creator"
        chat.members[BOT_ID] = "administrator" if runs else "member"
        return Room(server, chat)

    return server.run(act)


class Channel(Room):
    """A channel the bot runs, with a discussion group where one is linked."""

    def comment(self, who: Person, post_id: int, text: str) -> int:
        """Comment below a post: a reply to its copy in the discussion group."""
        if not self.chat.linked:
            raise AssertionError("the channel has no discussion group")
        discussion = Room(self.server, self.server.world.chats[self.chat.linked])

        def copied(one: Seen) -> bool:
            return bool(one.message.get("forward_origin", {}).get("message_id") == post_id)

        copy = next(one for one in discussion.messages if copied(one))
        return who.write(text, reply_to=copy.id, room=discussion, message_thread_id=copy.id)

    def publish(self, text: str) -> int:
        """Somebody who runs the channel posts in it; its id."""

        def act() -> int:
            world = self.server.world
            message = world.post(self.chat, None, text=text, entities=_entities(text) or None)
            world.push(channel_post=dict(message))
            number: int = message["message_id"]
            return number

        return self.server.run(act)


def channel(server: Server, title: str, *, username: str = "", linked: Room | None = None) -> Channel:
    """A channel the bot runs. Each post is forwarded into the linked group by Telegram itself."""

    def act() -> Channel:
        chat = _place(server, "channel", title)
        chat.members[BOT_ID] = "administrator"
        if username:
            chat.description["username"] = username
        if linked:
            chat.linked, linked.chat.linked = linked.id, chat.id
        return Channel(server, chat)

    return server.run(act)


def _place(server: Server, kind: str, title: str, *, forum: bool = False) -> Chat:
    description: dict[str, Any] = {"id": -(10**12) - server.world.new_id(), "type": kind, "title": title}
    if forum:
        description["is_forum"] = True
    chat = Chat(description, forum=forum)
    server.world.chats[chat.id] = chat
    return chat


def _entities(text: str) -> list[dict[str, Any]]:
    found = [("url", match) for match in _LINK.finditer(text)] + [
        ("bot_command", match) for match in _COMMAND.finditer(text)
    ]
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, match in sorted(found, key=lambda one: one[1].start())
        if kind == "url" or text[match.start() - 1 : match.start()] != "/"
    ]


def _meant(server: Server, chat: Chat, message: Message) -> bool:
    """Whether the bot gets a group's message; in privacy mode a command, a mention of it, a reply to it."""
    if server.world.hears_all(chat):
        return True
    text = message.get("text") or message.get("caption") or ""
    replied = message.get("reply_to_message", {}).get("from", {}).get("id") == BOT_ID
    return BOT_ID in chat.members and (text.startswith("/") or f"@{server.world.username}" in text or replied)
