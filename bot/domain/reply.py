"""What others say about a publication, and where it stands in the inbox."""

from datetime import datetime
from typing import Literal

from bot.domain.frozen import Frozen

ReplyState = Literal["open", "snoozed", "answered", "dismissed"]


class Incoming(Frozen):
    """A reply as a platform hands it over. `parent_id` is the native id of the post or reply it answers."""

    native_id: str
    parent_id: str
    author: str
    text: str
    created: datetime
    edited: datetime | None = None
    deleted: bool = False
    url: str = ""
    private: bool = False


class Reply(Frozen):
    """A reply in the inbox; unique by account and native id, for some networks count within one chat alone."""

    id: str
    account_id: str
    publication_id: str
    platform: str
    native_id: str
    parent_id: str
    author: str
    text: str
    created: datetime
    edited: datetime | None = None
    deleted: bool = False
    url: str = ""
    private: bool = False
    state: ReplyState = "open"
