"""Cuts from the Bot API's machine-readable description what the local double needs.

    python benchmarks/telegram_spec.py telegram-bot-api-10.1.json > bot/testing/telegram/spec.json

Kept: for each method the names, types and needs of its parameters and what it returns; for each type its fields.
"""

import json
import sys
from pathlib import Path

METHODS = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage editMessageText editMessageCaption
editMessageReplyMarkup editMessageMedia deleteMessage deleteMessages answerCallbackQuery sendPhoto sendDocument
sendMediaGroup getFile sendChatAction setMyCommands getMyCommands deleteMyCommands setMyDescription
setMyShortDescription setMyName setChatMenuButton getChat getChatMember getChatAdministrators forwardMessage
copyMessage setMessageReaction pinChatMessage unpinChatMessage createForumTopic closeForumTopic leaveChat logOut
close""".split()
TYPES = """Update Message User Chat ChatFullInfo MessageEntity InlineKeyboardMarkup InlineKeyboardButton CopyTextButton
CallbackQuery PhotoSize Document File MessageOrigin MessageOriginUser MessageOriginHiddenUser MessageOriginChat
MessageOriginChannel ChatMember ChatMemberOwner ChatMemberAdministrator ChatMemberMember ChatMemberLeft
ChatMemberBanned ChatMemberUpdated BotCommand BotCommandScope WebhookInfo MessageId ResponseParameters ForumTopic
ReplyParameters LinkPreviewOptions ReactionType ReactionTypeEmoji AcceptedGiftTypes Voice Sticker Location Contact
Poll PollOption ChatMemberRestricted InputMedia InputMediaPhoto""".split()


def cut(whole):
    """The kept part."""

    def fields(entry):
        return {field["name"]: [field["types"], field["required"]] for field in entry.get("fields", [])}

    methods = {
        name: {"returns": whole["methods"][name]["returns"], "fields": fields(whole["methods"][name])}
        for name in METHODS
    }
    types = {name: fields(whole["types"][name]) for name in TYPES}
    subtypes = {name: whole["types"][name]["subtypes"] for name in TYPES if whole["types"][name].get("subtypes")}
    return {"version": whole["version"], "methods": methods, "types": types, "subtypes": subtypes}


if __name__ == "__main__":
    described = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    json.dump(cut(described), sys.stdout, separators=(",", ":"))
