"""What a message may hold, checked as Telegram does: texts with entities, captions, previews, keyboards, files."""

from typing import Any

from bot.testing.telegram.markup import Unparsable, parsed
from bot.testing.telegram.world import MAX_CAPTION, Refusal, World

Given = dict[str, Any]
Files = dict[str, tuple[str, bytes]]
MOST_BUTTONS, MOST_IN_A_ROW, MOST_DATA = 100, 8, 64
MOST_ENTITIES = 100


def worded(given: Given, name: str, most: int) -> tuple[str, list[dict[str, Any]]]:
    """A text and its entities, as given or parsed. Raises Refusal when it does not parse or is too long."""
    text, entities = given.get(name, ""), given.get("entities" if name == "text" else "caption_entities", [])
    if given.get("parse_mode", "").upper() == "HTML":
        try:
            text, entities = parsed(text)
        except Unparsable as reason:
            raise Refusal(400, f"Bad Request: can't parse entities: {reason}") from reason
    elif given.get("parse_mode"):
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    _require_inside(text, entities)
    text = text.strip()
    if len(text) > most:
        raise Refusal(400, f"Bad Request: message {'is' if name == 'text' else 'caption is'} too long")
    return text, entities[:MOST_ENTITIES]


def _require_inside(text: str, entities: list[dict[str, Any]]) -> None:
    """Entities end within the text and at the ends of characters (tdlib, MessageEntity.cpp, fix_entity_offsets)."""
    whole = text.encode("utf-16-le")
    for one in entities:
        end = one["offset"] + one["length"]
        begins = f"Bad Request: entity beginning at UTF-16 offset {one['offset']} ends"
        if one["offset"] < 0 or one["length"] < 0:
            raise Refusal(400, "Bad Request: can't parse entities: receive an entity with incorrect offset")
        if 2 * end > len(whole):
            raise Refusal(400, f"{begins} after the end of the text at UTF-16 offset {len(whole) // 2}")
        if any(0xDC00 <= int.from_bytes(whole[2 * at : 2 * at + 2], "little") < 0xE000 for at in (one["offset"], end)):
            raise Refusal(400, f"{begins} in the middle of a UTF-16 symbol at byte offset {end}")


def captioned(given: Given) -> dict[str, Any]:
    """A caption and its entities. Raises Refusal."""
    text, entities = worded(given, "caption", MAX_CAPTION)
    return {"caption": text or None, "caption_entities": entities or None}


def previewed(given: Given) -> dict[str, Any] | None:
    """What was said of the link's preview; sizes are heeded only where its address is named."""
    options: dict[str, Any] = given.get("link_preview_options") or {}
    if options.get("prefer_large_media") and options.get("prefer_small_media"):
        raise Refusal(400, "Bad Request: can't prefer both small and large media")
    return options or None


def keyboard(given: Given) -> dict[str, Any] | None:
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


def filed(world: World, given: Given, files: Files, name: str) -> dict[str, Any]:
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
