"""The Bot API's methods over a world: each takes the request's parameters and files, and answers or refuses."""

import json
import time
from collections.abc import Callable
from typing import Any

from bot.testing.telegram.markup import Unparsable, parsed, units
from bot.testing.telegram.world import BODY, BOT_ID, MAX_CAPTION, MAX_TEXT, Chat, Message, Refusal, World, origin

Given = dict[str, Any]
Files = dict[str, tuple[str, bytes]]
Method = Callable[[World, Given, Files], Any]
METHODS: dict[str, Method] = {}
EDITABLE_FOR = 48 * 3600
TAP_LIVES = 60  # seconds; Telegram's own figure is not published
MOST_BUTTONS, MOST_IN_A_ROW, MOST_DATA = 100, 8, 64


def method(act: Method) -> Method:
    """Register a method under its name in the API."""
    head, *rest = act.__name__.split("_")
    METHODS[head + "".join(one.capitalize() for one in rest)] = act
    return act


@method
def get_me(world: World, given: Given, files: Files) -> Any:
    """The bot."""
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    more = {**dict.fromkeys(abilities, False), "has_main_web_app": False}
    return {**world.bot, **more, "can_join_groups": True, "can_read_all_group_messages": not world.private}


@method
def send_message(world: World, given: Given, files: Files) -> Any:
    """A text."""
    chat = world.writable(given["chat_id"])
    text, entities = _text(given, "text", MAX_TEXT)
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    return world.post(chat, world.bot, text=text, entities=entities or None, **_common(world, chat, given))


@method
def send_photo(world: World, given: Given, files: Files) -> Any:
    """A photo with a caption."""
    chat = world.writable(given["chat_id"])
    photo = [{**_file(world, given, files, "photo"), "width": 1200, "height": 675}]
    return world.post(chat, world.bot, photo=photo, **_caption(given), **_common(world, chat, given))


@method
def send_document(world: World, given: Given, files: Files) -> Any:
    """A file with a caption."""
    chat = world.writable(given["chat_id"])
    name = files["document"][0] if "document" in files else "file"
    document = {**_file(world, given, files, "document"), "file_name": name}
    return world.post(chat, world.bot, document=document, **_caption(given), **_common(world, chat, given))


@method
def send_media_group(world: World, given: Given, files: Files) -> Any:
    """An album of photos."""
    chat = world.writable(given["chat_id"])
    if not 2 <= len(given["media"]) <= 10:
        raise Refusal(400, "Bad Request: wrong number of messages in an album")
    album = str(world.new_id())
    sent = []
    for item in given["media"]:
        one = {"photo": item["media"]}
        photo = [{**_file(world, one, files, "photo"), "width": 1200, "height": 675}]
        sent.append(world.post(chat, world.bot, photo=photo, media_group_id=album, **_caption(item)))
    return sent


@method
def edit_message_text(world: World, given: Given, files: Files) -> Any:
    """Another text."""
    chat, message = _own(world, given)
    if "text" not in message:
        raise Refusal(400, "Bad Request: there is no text in the message to edit")
    text, entities = _text(given, "text", MAX_TEXT)
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    changes = {"text": text, "entities": entities or None, "reply_markup": _markup(given)}
    return world.edited(chat, message, changes)


@method
def edit_message_caption(world: World, given: Given, files: Files) -> Any:
    """Another caption."""
    chat, message = _own(world, given)
    changes = {"caption": None, "caption_entities": None, **_caption(given), "reply_markup": _markup(given)}
    return world.edited(chat, message, changes)


@method
def edit_message_reply_markup(world: World, given: Given, files: Files) -> Any:
    """Other buttons."""
    chat, message = _own(world, given)
    return world.edited(chat, message, {"reply_markup": _markup(given)})


@method
def edit_message_media(world: World, given: Given, files: Files) -> Any:
    """Another picture."""
    chat, message = _own(world, given)
    one = {"photo": given["media"]["media"]}
    photo = [{**_file(world, one, files, "photo"), "width": 1200, "height": 675}]
    return world.edited(chat, message, {"photo": photo, **_caption(given["media"]), "reply_markup": _markup(given)})


@method
def delete_message(world: World, given: Given, files: Files) -> Any:
    """Take a message away; not one older than 48 hours."""
    chat = world.writable(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to delete not found")
    if world.now() - message["date"] > EDITABLE_FOR:
        raise Refusal(400, "Bad Request: message can't be deleted for everyone")
    chat.history.append(("deleted", chat.messages.pop(given["message_id"])))
    world.changed()
    return True


@method
def delete_messages(world: World, given: Given, files: Files) -> Any:
    """Take messages away, up to 100; those that are gone already are skipped."""
    if not 1 <= len(given["message_ids"]) <= 100:
        raise Refusal(400, "Bad Request: too many messages to delete")
    there = world.writable(given["chat_id"]).messages
    for message_id in given["message_ids"]:
        if message_id in there:
            delete_message(world, {"chat_id": given["chat_id"], "message_id": message_id}, files)
    return True


@method
def answer_callback_query(world: World, given: Given, files: Files) -> Any:
    """Answer a tap, once."""
    query = world.queries.get(given["callback_query_id"])
    if query is None or "answer" in query or world.now() - query["asked"] > TAP_LIVES:
        raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    if units(given.get("text", "")) > 200:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    query |= {"answer": given, "answered": time.perf_counter()}
    world.changed()
    return True


@method
def forward_message(world: World, given: Given, files: Files) -> Any:
    """The same message elsewhere, with its origin."""
    source, chat = world.chat(given["from_chat_id"]), world.writable(given["chat_id"])
    message = source.messages.get(given["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to forward not found")
    return world.post(chat, world.bot, forward_origin=origin(message), **_body(message))


@method
def copy_message(world: World, given: Given, files: Files) -> Any:
    """The same message elsewhere, without its origin."""
    source, chat = world.chat(given["from_chat_id"]), world.writable(given["chat_id"])
    message = source.messages.get(given["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to copy not found")
    return {"message_id": world.post(chat, world.bot, **_body(message))["message_id"]}


@method
def get_file(world: World, given: Given, files: Files) -> Any:
    """Where a file can be had; 20 MB at most."""
    found = world.files.get(given["file_id"])
    if found is None:
        raise Refusal(400, "Bad Request: invalid file_id")
    if len(found[1]) > 20_000_000:
        raise Refusal(400, "Bad Request: file is too big")
    file_id = given["file_id"]
    return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}", "file_size": len(found[1])}


@method
def set_my_commands(world: World, given: Given, files: Files) -> Any:
    """The command menu of a scope and language."""
    for command in given["commands"]:
        name = command["command"]
        if not (name.islower() and name.replace("_", "").isalnum() and len(name) <= 32):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
    world.commands[_scope(given)] = given["commands"]
    return True


@method
def get_my_commands(world: World, given: Given, files: Files) -> Any:
    """The command menu of a scope and language."""
    return world.commands.get(_scope(given), [])


@method
def delete_my_commands(world: World, given: Given, files: Files) -> Any:
    """No command menu for a scope and language."""
    world.commands.pop(_scope(given), None)
    return True


@method
def get_chat(world: World, given: Given, files: Files) -> Any:
    """A chat in full."""
    chat = world.chat(given["chat_id"])
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    linked = {"linked_chat_id": chat.linked} if chat.linked else {}
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return {**chat.description, **full, **linked}


@method
def get_chat_member(world: World, given: Given, files: Files) -> Any:
    """Somebody's place in a chat."""
    return _membership(world, world.chat(given["chat_id"]), given["user_id"])


@method
def get_chat_administrators(world: World, given: Given, files: Files) -> Any:
    """Who runs a chat."""
    chat = world.chat(given["chat_id"])
    wanted = (one for one, status in chat.members.items() if status in ("creator", "administrator"))
    return [_membership(world, chat, one) for one in wanted]


def _true(world: World, given: Given, files: Files) -> Any:
    if "chat_id" in given:
        world.writable(given["chat_id"])
    return True


for _name in (
    *("sendChatAction", "setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton"),
    *("setMessageReaction", "pinChatMessage", "unpinChatMessage", "closeForumTopic", "logOut", "close"),
):
    METHODS[_name] = _true


@method
def create_forum_topic(world: World, given: Given, files: Files) -> Any:
    """A topic in a forum."""
    chat = world.writable(given["chat_id"])
    if not chat.forum:
        raise Refusal(400, "Bad Request: the chat is not a forum")
    made = {"name": given["name"], "icon_color": 7322096}
    topic = world.post(chat, world.bot, forum_topic_created=made, is_topic_message=True)
    topic["message_thread_id"] = topic["message_id"]
    return {"message_thread_id": topic["message_id"], **made}


@method
def leave_chat(world: World, given: Given, files: Files) -> Any:
    """Leave a group or channel."""
    world.writable(given["chat_id"]).members.pop(BOT_ID, None)
    return True


def _body(message: Message) -> dict[str, Any]:
    return {name: message[name] for name in BODY if name in message and name != "media_group_id"}


def _own(world: World, given: Given) -> tuple[Chat, Message]:
    """The bot's own message that is to be edited."""
    chat = world.writable(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to edit not found")
    if message.get("from", {}).get("id") != BOT_ID and chat.members.get(BOT_ID) != "administrator":
        raise Refusal(400, "Bad Request: message can't be edited")
    return chat, message


def _text(given: Given, name: str, most: int) -> tuple[str, list[dict[str, Any]]]:
    """A text and its entities, as given or parsed. Raises Refusal when it does not parse or is too long."""
    text, entities = given.get(name, ""), given.get("entities" if name == "text" else "caption_entities", [])
    if given.get("parse_mode", "").upper() == "HTML":
        try:
            text, entities = parsed(text)
        except Unparsable as reason:
            raise Refusal(400, f"Bad Request: can't parse entities: {reason}") from reason
    elif given.get("parse_mode"):
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    text = text.strip()
    if units(text) > most:
        raise Refusal(400, f"Bad Request: message {'is' if name == 'text' else 'caption is'} too long")
    return text, entities


def _caption(given: Given) -> dict[str, Any]:
    text, entities = _text(given, "caption", MAX_CAPTION)
    return {"caption": text or None, "caption_entities": entities or None}


def _common(world: World, chat: Chat, given: Given) -> dict[str, Any]:
    """What every sending method may carry."""
    carried: dict[str, Any] = {"reply_markup": _markup(given)}
    thread = given.get("message_thread_id")
    if thread is not None:
        if not chat.forum or thread not in chat.messages:
            raise Refusal(400, "Bad Request: message thread not found")
        carried |= {"message_thread_id": thread, "is_topic_message": True}
    wanted = (given.get("reply_parameters") or {}).get("message_id")
    if wanted is not None:
        replied = chat.messages.get(wanted)
        if replied is None and not given["reply_parameters"].get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        carried["reply_to_message"] = flat(replied) if replied else None
    return carried


def flat(message: Message) -> Message:
    """A message as it stands within another one, without what it replies to itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _markup(given: Given) -> dict[str, Any] | None:
    """The inline keyboard, checked as Telegram does."""
    markup = given.get("reply_markup")
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button["text"].strip():
            raise Refusal(400, "Bad Request: inline keyboard button text can't be empty")
        if len(button.get("callback_data", "").encode()) > MOST_DATA or button.get("callback_data") == "":
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if len(set(button) - {"text", "style", "icon_custom_emoji_id"}) != 1:
            raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
    return {"inline_keyboard": rows} if buttons else None


def _file(world: World, given: Given, files: Files, name: str) -> dict[str, Any]:
    """A file that was uploaded with the request, or one Telegram has already."""
    value = given.get(name)
    attached = str(value).removeprefix("attach://") if str(value).startswith("attach://") else name
    if attached in files:
        file_id = f"file{world.new_id()}"
        world.files[file_id] = files[attached]
    elif value in world.files:
        file_id = str(value)
    else:
        raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(world.files[file_id][1])}


def _membership(world: World, chat: Chat, user_id: int) -> dict[str, Any]:
    user = world.bot if user_id == BOT_ID else world.people.get(user_id)
    if user is None:
        raise Refusal(400, "Bad Request: user not found")
    status = chat.members.get(user_id, "left")
    if status == "creator":
        return {"status": status, "user": user, "is_anonymous": False}
    if status == "administrator":
        rights = [name for name, (_, needed) in _rights().items() if needed and name not in ("status", "user")]
        return {"status": status, "user": user, **dict.fromkeys(rights, True)}
    return {"status": status, "user": user}


def _rights() -> dict[str, Any]:
    from bot.testing.telegram.spec import spec

    found: dict[str, Any] = spec()["types"]["ChatMemberAdministrator"]
    return found


def _scope(given: Given) -> str:
    return json.dumps([given.get("scope") or {"type": "default"}, given.get("language_code") or ""], sort_keys=True)
