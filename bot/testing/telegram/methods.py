"""The Bot API's methods over a world: each takes the request's parameters and files, and answers or refuses."""

import json
import time
from collections.abc import Callable
from typing import Any

from bot.testing.telegram.contents import Files, Given, captioned, filed, keyboard, previewed, worded
from bot.testing.telegram.markup import units
from bot.testing.telegram.spec import spec
from bot.testing.telegram.world import BODY, BOT_ID, Chat, Message, Refusal, World, origin

Method = Callable[[World, Given, Files], Any]
METHODS: dict[str, Method] = {}
EDITABLE_FOR = 48 * 3600
TAP_LIVES = 60  # seconds; Telegram's own figure is not published


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
    text, entities = worded(given, "text", world.most_text)
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    more = {"link_preview_options": previewed(given), **_common(world, chat, given)}
    return world.post(chat, world.bot, text=text, entities=entities or None, **more)


@method
def send_photo(world: World, given: Given, files: Files) -> Any:
    """A photo with a caption."""
    chat = world.writable(given["chat_id"])
    photo = [{**filed(world, given, files, "photo"), "width": 1200, "height": 675}]
    return world.post(chat, world.bot, photo=photo, **captioned(given), **_common(world, chat, given))


@method
def send_document(world: World, given: Given, files: Files) -> Any:
    """A file with a caption."""
    chat = world.writable(given["chat_id"])
    name = files["document"][0] if "document" in files else "file"
    document = {**filed(world, given, files, "document"), "file_name": name}
    return world.post(chat, world.bot, document=document, **captioned(given), **_common(world, chat, given))


@method
def send_media_group(world: World, given: Given, files: Files) -> Any:
    """An album of photos: all of it is looked at before any of it is sent."""
    chat = world.writable(given["chat_id"])
    if not 2 <= len(given["media"]) <= 10:
        raise Refusal(400, "Bad Request: wrong number of messages in an album")
    common = {"media_group_id": str(world.new_id()), **_common(world, chat, given)}
    items = []
    for item in given["media"]:
        one = {"photo": item["media"]}
        photo = [{**filed(world, one, files, "photo"), "width": 1200, "height": 675}]
        items.append({"photo": photo, **captioned(item), **common})
    return [world.post(chat, world.bot, **item) for item in items]


@method
def edit_message_text(world: World, given: Given, files: Files) -> Any:
    """Another text."""
    chat, message = _own(world, given)
    if "text" not in message:
        raise Refusal(400, "Bad Request: there is no text in the message to edit")
    text, entities = worded(given, "text", world.most_text)
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    changes = {"text": text, "entities": entities or None, "reply_markup": keyboard(given)}
    changes["link_preview_options"] = previewed(given)
    return world.edited(chat, message, changes)


@method
def edit_message_caption(world: World, given: Given, files: Files) -> Any:
    """Another caption."""
    chat, message = _own(world, given)
    changes = {"caption": None, "caption_entities": None, **captioned(given), "reply_markup": keyboard(given)}
    return world.edited(chat, message, changes)


@method
def edit_message_reply_markup(world: World, given: Given, files: Files) -> Any:
    """Other buttons."""
    chat, message = _own(world, given)
    return world.edited(chat, message, {"reply_markup": keyboard(given)})


@method
def edit_message_media(world: World, given: Given, files: Files) -> Any:
    """Another picture, or one instead of a text."""
    chat, message = _own(world, given)
    one = {"photo": given["media"]["media"]}
    photo = [{**filed(world, one, files, "photo"), "width": 1200, "height": 675}]
    changes = dict.fromkeys(("text", "entities", "link_preview_options", "caption", "caption_entities"))
    changes |= {"photo": photo, **captioned(given["media"]), "reply_markup": keyboard(given)}
    return world.edited(chat, message, changes)


@method
def delete_message(world: World, given: Given, files: Files) -> Any:
    """Take a message away; one older than 48 hours only where the bot may delete everybody's."""
    chat = world.writable(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to delete not found")
    may_always = chat.members.get(BOT_ID) == "administrator" and "can_delete_messages" not in chat.lacking
    if world.now() - message["date"] > EDITABLE_FOR and not may_always:
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
    chat, message = _taken_along(world, given, "forward")
    return world.post(chat, world.bot, forward_origin=origin(message), **_body(message))


@method
def copy_message(world: World, given: Given, files: Files) -> Any:
    """The same message elsewhere, without its origin."""
    chat, message = _taken_along(world, given, "copy")
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
    chat = world.readable(given["chat_id"]) if _closed(world, given) else world.chat(given["chat_id"])
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    linked: dict[str, Any] = {"linked_chat_id": chat.linked} if chat.linked else {}
    if chat.protected:
        linked["has_protected_content"] = True
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return {**chat.description, **full, **linked}


@method
def get_chat_member(world: World, given: Given, files: Files) -> Any:
    """Somebody's place in a chat."""
    chat = world.chat(given["chat_id"])
    if chat.description["type"] == "channel" and chat.members.get(BOT_ID) not in ("creator", "administrator"):
        raise Refusal(400, "Bad Request: member list is inaccessible")
    return _membership(world, chat, given["user_id"])


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


def _taken_along(world: World, given: Given, verb: str) -> tuple[Chat, Message]:
    """Where a message is brought, and the message: one with content, out of a chat that lets it go."""
    source, chat = world.readable(given["from_chat_id"]), world.writable(given["chat_id"])
    message = source.messages.get(given["message_id"])
    if message is None:
        raise Refusal(400, f"Bad Request: message to {verb} not found")
    if source.protected or not _body(message):
        raise Refusal(400, f"Bad Request: message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return chat, message


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


def _common(world: World, chat: Chat, given: Given) -> dict[str, Any]:
    """What every sending method may carry."""
    carried: dict[str, Any] = {"reply_markup": keyboard(given)}
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


def _membership(world: World, chat: Chat, user_id: int) -> dict[str, Any]:
    user = world.bot if user_id == BOT_ID else world.people.get(user_id)
    if user is None:
        raise Refusal(400, "Bad Request: user not found")
    status = chat.members.get(user_id, "left")
    if status == "creator":
        return {"status": status, "user": user, "is_anonymous": False}
    if status == "administrator":
        rights = [name for name, (_, needed) in _rights().items() if needed and name not in ("status", "user")]
        if chat.description["type"] == "channel":
            rights += ["can_post_messages", "can_edit_messages"]
        return {"status": status, "user": user, **{name: name not in chat.lacking for name in rights}}
    if status == "restricted":
        may = [name for name in spec()["types"]["ChatMemberRestricted"] if name.startswith("can_")]
        can = {name: name not in chat.lacking for name in may}
        return {"status": status, "user": user, "is_member": True, "until_date": 0, **can}
    return {"status": status, "user": user}


def _closed(world: World, given: Given) -> bool:
    """Whether only its members see a chat."""
    return not world.chat(given["chat_id"]).description.get("username")


def _rights() -> dict[str, Any]:
    found: dict[str, Any] = spec()["types"]["ChatMemberAdministrator"]
    return found


def _scope(given: Given) -> str:
    return json.dumps([given.get("scope") or {"type": "default"}, given.get("language_code") or ""], sort_keys=True)
