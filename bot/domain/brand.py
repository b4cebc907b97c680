"""One voice: a brand and its house style, and the members who speak for it."""

from typing import Literal

from bot.domain.frozen import Frozen

Role = Literal["owner", "editor", "writer", "viewer"]
LinkPlace = Literal["text", "first_reply", "none"]


class HouseStyle(Frozen):
    """How a brand's posts look.

    `bullet` is one emoji for every bullet, "numbered" or "topic". `thread` allows a post of several
    parts where one does not hold the story.
    """

    bullet: str = "✅"
    question_mark: str = "✍️"
    signature: str = ""
    hashtags: bool = True
    question: bool = True
    link: LinkPlace = "text"
    thread: bool = False


class Brand(Frozen):
    """One voice: its name, IANA time zone and house style."""

    id: str
    name: str
    time_zone: str = "UTC"
    style: HouseStyle = HouseStyle()


class Member(Frozen):
    """A person who may talk to the bot."""

    id: str
    name: str
    role: Role
    telegram_id: int | None = None
