"""What the bot keeps of its conversations, so that a restart forgets nothing."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.domain.frozen import Frozen

ErrandState = Literal["waiting", "done", "failed"]


class Place(Frozen):
    """A message in a chat, or the whole chat where `message_id` is 0; `thread_id` is a forum topic, 0 for none."""

    chat_id: int
    message_id: int = 0
    thread_id: int = 0


class Shown(Frozen):
    """A card in a chat: which draft it shows, on which screen, for which account, and for whom."""

    place: Place
    member_id: str
    draft_id: str
    screen: str = "draft"
    account_id: str = ""
    revision: int = 1


class Prompt(Frozen):
    """What the bot waits for from a member in a chat: a headline, a reason, a name. `values` name what it is for."""

    member_id: str
    chat_id: int
    kind: str
    values: dict[str, str | int] = Field(default_factory=dict)
    created: datetime


class Errand(Frozen):
    """Work a member asked for that outlives the message: asked once per message, done even after a restart."""

    id: str
    kind: str
    member_id: str
    asked: Place
    told: Place | None = None
    values: dict[str, str | int] = Field(default_factory=dict)
    state: ErrandState = "waiting"
    created: datetime


class Invitation(Frozen):
    """A one-time link that makes whoever opens it a member; only the code's hash is kept."""

    code_hash: str
    role: str
    invited_by: str
    created: datetime
    expires: datetime
    used_by: str = ""
    used: datetime | None = None
