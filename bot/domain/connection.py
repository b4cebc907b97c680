"""Connecting an account: what is asked of a person, whom credentials belong to, what an examination found."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.domain.frozen import Frozen
from bot.domain.post import Limits

# What an account may do on its network, as far as the network says so.
Right = Literal["publish", "media", "edit", "delete", "read_replies", "answer", "hide"]
Level = Literal["good", "warning", "fault"]


class Question(Frozen):
    """One thing to ask of whoever connects an account.

    Its sentence is templates/chat/<lang>/connect/<platform>/<name>.txt.j2, or `text` where a plug-in ships none. A
    `secret` is hidden while it is typed and taken out of the chat once it is read. An empty answer is the `default`.
    `link` is a page to open first. `keep` are values to be known from now on beside the answers; they may be secret.
    """

    name: str
    text: str = ""
    secret: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    link: str = Field(default="", repr=False)
    keep: dict[str, str] = Field(default_factory=dict, repr=False)


class Identity(Frozen):
    """Whom credentials belong to, as the network itself says, and what they allow.

    `native_id` is the network's own id of the account, `server` the address of the server it lives on where a network
    has many. `limits` are what this account may, where that is not what its platform declares; `options` what was
    chosen for it, none of it secret. `expires` is when the credentials end, aware; None when they do not.
    """

    native_id: str
    handle: str
    name: str = ""
    server: str = ""
    rights: tuple[Right, ...] = ()
    limits: Limits | None = None
    options: dict[str, str] = Field(default_factory=dict)
    expires: datetime | None = None


class Finding(Frozen):
    """One thing an examination found; the sentence, with the remedy, is templates/chat/<lang>/findings/<key>.txt.j2."""

    level: Level
    key: str
    values: dict[str, str | int] = Field(default_factory=dict)
