"""What a screen shows: a text in Telegram's HTML and rows of buttons. Pure."""

from typing import NamedTuple

from bot.chat.buttons import Payload


class Button(NamedTuple):
    """One button: what it says, and what a tap means or which address it opens."""

    label: str
    payload: Payload | None = None
    url: str = ""


class View(NamedTuple):
    """A message: its text and its buttons. `quiet` is one that rings nobody.

    `preview` shows that of a link: of `link`, or else of the first one; `large` shows it above the text.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    quiet: bool = False
    preview: bool = False
    link: str = ""
    large: bool = False
