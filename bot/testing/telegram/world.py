"""What Telegram knows: people, chats, messages, updates not fetched yet; and what it refuses."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.testing.telegram.flood import COUNTED, Flood
from bot.testing.telegram.spec import faults

MAX_TEXT, MAX_CAPTION = 4096, 1024
BOT_ID = 700
# Who brings a channel's posts into its discussion group.
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
BODY = ("text", "entities", "caption", "caption_entities", "photo", "document", "media_group_id")
Message = dict[str, Any]


class Refusal(Exception):
    """An error answer: Telegram's code and description."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Chat:
    """A chat as Telegram keeps it: its description, its messages by id, who is in it.

    `lacking` are the rights that the bot was not given: an administrator's, or a restricted member's. `protected`
    content cannot be forwarded. `moved_to` is the supergroup that a group became.
    """

    description: dict[str, Any]
    messages: dict[int, Message] = field(default_factory=dict)
    history: list[tuple[str, Message]] = field(default_factory=list)
    members: dict[int, str] = field(default_factory=dict)
    started: bool = True
    blocked: bool = False
    linked: int = 0
    forum: bool = False
    last_id: int = 0
    lacking: set[str] = field(default_factory=set)
    protected: bool = False
    moved_to: int = 0

    @property
    def id(self) -> int:
        """The chat's id."""
        found: int = self.description["id"]
        return found


def origin(message: Message) -> dict[str, Any]:
    """Where a forwarded message comes from."""
    chat = message["chat"]
    if chat["type"] == "channel":
        return {"type": "channel", "chat": chat, "message_id": message["message_id"], "date": message["date"]}
    return {"type": "user", "sender_user": message["from"], "date": message["date"]}


@dataclass
class World:
    """One Telegram with one bot. `now` is its clock; `failures` make the next call of a method fail.

    `token` is the bot's one, any that begins with its id where none is given. `private` is the privacy mode: in groups
    the bot then hears commands, mentions and replies alone, unless it runs the group. `flood` keeps the flood rules.
    `most_text` is how long a text may be, in code points (tdlib, MessageContent.cpp). `webhook_fault` is what went
    wrong when an update was last delivered. `calls` notes each request's name, start and end, `taken` when each update
    was first handed out (perf_counter).
    """

    username: str = "standfirst_test_bot"
    token: str = ""
    private: bool = True
    flood: bool = False
    most_text: int = MAX_TEXT
    webhook_fault: str = ""
    now: Callable[[], float] = time.time
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, list[Any]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    calls: list[tuple[str, float, float]] = field(default_factory=list)
    taken: dict[int, float] = field(default_factory=dict)
    waiters: set[asyncio.Event] = field(default_factory=set)
    _flood: Flood | None = None
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))

    @property
    def bot(self) -> dict[str, Any]:
        """The bot as a user."""
        return {"id": BOT_ID, "is_bot": True, "first_name": "Standfirst", "username": self.username}

    def new_id(self) -> int:
        """A number never given before."""
        return next(self._ids)

    def chat(self, chat_id: Any) -> Chat:
        """The chat a request means. Raises Refusal as Telegram does."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = (one for one in self.chats.values() if one.description.get("username") == chat_id[1:])
            found = next(named, None)
        else:
            found = self.chats.get(int(chat_id)) if str(chat_id).lstrip("-").isdigit() else None
        if found is None:
            raise Refusal(400, "Bad Request: chat not found")
        return found

    def writable(self, chat_id: Any) -> Chat:
        """The chat, where the bot may write."""
        chat = self.chat(chat_id)
        if chat.moved_to:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, said, migrate_to_chat_id=chat.moved_to)
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.description["type"] != "private" and BOT_ID not in chat.members:
            raise Refusal(403, f"Forbidden: bot is not a member of the {chat.description['type']} chat")
        _require_right_to_post(chat)
        return chat

    def readable(self, chat_id: Any) -> Chat:
        """The chat, where the bot may read. Raises Refusal."""
        chat = self.chat(chat_id)
        if chat.description["type"] != "private" and BOT_ID not in chat.members:
            raise Refusal(400, "Bad Request: chat not found")
        return chat

    def post(self, chat: Chat, sender: dict[str, Any] | None, **content: Any) -> Message:
        """A new message in a chat."""
        chat.last_id += 1
        message: Message = {"message_id": chat.last_id, "date": int(self.now()), "chat": chat.description}
        if chat.description["type"] == "channel":
            message["sender_chat"] = chat.description
        elif sender:
            message["from"] = sender
        message.update({name: value for name, value in content.items() if value is not None})
        chat.messages[message["message_id"]] = message
        chat.history.append(("sent", dict(message)))
        self.changed()
        if chat.description["type"] == "channel" and chat.linked:
            self._bring(chat, message)
        return message

    def _bring(self, chat: Chat, message: Message) -> None:
        """Telegram itself forwards a channel's post into the discussion group; one that is a forward keeps its origin.

        The bot is told where it hears everything in the group (tdlib/telegram-bot-api issues 36 and 744).
        """
        discussion = self.chats[chat.linked]
        body = {name: message[name] for name in BODY if name in message}
        forward_origin = message.get("forward_origin") or origin(message)
        brought = {"sender_chat": chat.description, "is_automatic_forward": True, "forward_origin": forward_origin}
        copy = self.post(discussion, TELEGRAM, **brought, **body)
        if self.hears_all(discussion):
            self.push(message=dict(copy))

    def hears_all(self, chat: Chat) -> bool:
        """Whether the bot gets every message of a group."""
        return BOT_ID in chat.members and (not self.private or chat.members[BOT_ID] == "administrator")

    def slow_down(self, name: str, given: dict[str, Any]) -> None:
        """Count a request where flood rules are kept. Raises Refusal with the seconds to wait."""
        chat = self.chats.get(given["chat_id"]) if isinstance(given.get("chat_id"), int) else None
        if not self.flood or chat is None or not name.startswith(COUNTED) or name == "sendChatAction":
            return
        self._flood = self._flood or Flood(self.now)
        wait = self._flood.wait(
            chat.id, group=chat.description["type"] != "private", messages=len(given.get("media") or [0])
        )
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    def edited(self, chat: Chat, message: Message, changes: dict[str, Any]) -> Message:
        """A message with other content; None takes a part away. Raises Refusal when nothing is different."""
        after = {name: value for name, value in {**message, **changes}.items() if value is not None}
        if after == message:
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            )
        after["edit_date"] = int(self.now())
        message.clear()
        message.update(after)
        chat.history.append(("edited", dict(message)))
        self.changed()
        return message

    def push(self, **update: Any) -> int:
        """An update for the bot."""
        update_id = self.new_id()
        self.updates.append({"update_id": update_id, **update})
        self.violations += faults(["Update"], self.updates[-1], "update")
        self.changed()
        return update_id

    def changed(self) -> None:
        """Wake whoever waits for something new."""
        for waiter in self.waiters:
            waiter.set()


def _require_right_to_post(chat: Chat) -> None:
    status = chat.members.get(BOT_ID)
    if chat.description["type"] == "channel":
        if status not in ("creator", "administrator") or "can_post_messages" in chat.lacking:
            raise Refusal(400, "Bad Request: need administrator rights in the channel chat")
    elif status == "restricted" and "can_send_messages" in chat.lacking:
        raise Refusal(400, "Bad Request: not enough rights to send text messages to the chat")
