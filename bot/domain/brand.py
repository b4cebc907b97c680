"""One voice: a brand and its house style, and the members who speak for it."""

from typing import Literal

from pydantic import Field

from bot.domain.frozen import Frozen

Role = Literal["owner", "editor", "writer", "viewer"]
LinkPlace = Literal["text", "first_reply", "none"]
Tone = Literal["lively", "plain", "sober"]
Approval = Literal["none", "other_editor"]


class HouseStyle(Frozen):
    """How a brand's posts look.

    `bullet` is one emoji for every bullet, "numbered", "topic" or "" for none. `thread` allows a post of several
    parts where one does not hold the story. `own_hashtags` go with every post, before the story's own. A post with
    one of the `banned` words or phrases is never published.
    """

    bullet: str = Field(default="✅", max_length=16)
    question_mark: str = Field(default="✍️", max_length=16)
    signature: str = Field(default="", max_length=300)
    hashtags: bool = True
    question: bool = True
    link: LinkPlace = "text"
    thread: bool = False
    own_hashtags: tuple[str, ...] = Field(default=(), max_length=10)
    banned: tuple[str, ...] = Field(default=(), max_length=200)
    tone: Tone = "lively"

    def toned(self) -> "HouseStyle":
        """The style with its tone put on: plain has no sign before the question, sober a plain mark for bullets too."""
        if self.tone == "lively":
            return self
        mark = "▪️" if self.tone == "sober" and self.bullet not in ("", "numbered") else self.bullet
        return self.model_copy(update={"bullet": mark, "question_mark": ""})


class Brand(Frozen):
    """One voice: its name, IANA time zone and house style, and whose approval its posts need."""

    id: str
    name: str
    time_zone: str = "UTC"
    style: HouseStyle = HouseStyle()
    approval: Approval = "none"


class Member(Frozen):
    """A person who may talk to the bot.

    `language` and `time_zone` are what they read and live in; "" is the bot's setting. One who was removed is kept,
    not `active`, since the log names them.
    """

    id: str
    name: str
    role: Role
    telegram_id: int | None = None
    language: str = ""
    time_zone: str = ""
    active: bool = True
