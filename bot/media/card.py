"""A headline card: the headline and the name of its source on a quiet ground, drawn by us."""

import io
from typing import NamedTuple

from PIL import Image, ImageDraw

from bot.domain.errors import Refused
from bot.media.lettering import REGULAR, Setting, drawable, font, set_in

SIZE = (1200, 675)
_MARGIN = 96
_TOP = 148
_FOOT = 92
_BAR = (72, 8)
_SITE_SIZE = 30
_MOST_SITE = 40


class Palette(NamedTuple):
    """The colours of a card."""

    ground: str
    ink: str
    quiet: str
    accent: str


PAPER = Palette(ground="#f7f4ed", ink="#1c2126", quiet="#6b6f73", accent="#c2412d")
NIGHT = Palette(ground="#15202b", ink="#f4f1ea", quiet="#9aa6b2", accent="#e9a23b")


def headline_card(headline: str, site: str = "", *, palette: Palette = PAPER) -> bytes:
    """A PNG of 1200 by 675 pixels; emoji are left out, text from right to left begins on the right.

    Raises Refused("cannot_draw") for letters that the font lacks, Refused("too_long_to_draw").
    """
    text = drawable(headline)
    setting = set_in(text, SIZE[0] - 2 * _MARGIN, SIZE[1] - _TOP - 2 * _FOOT)
    card = Image.new("RGB", SIZE, palette.ground)
    draw = ImageDraw.Draw(card)
    _accent(draw, palette, setting.from_right)
    _headline(draw, setting, palette)
    _site(draw, site, palette, setting.from_right)
    made = io.BytesIO()
    card.save(made, "PNG", optimize=True)
    return made.getvalue()


def _edge(right: bool) -> int:
    return SIZE[0] - _MARGIN if right else _MARGIN


def _accent(draw: ImageDraw.ImageDraw, palette: Palette, right: bool) -> None:
    left = _edge(right) - (_BAR[0] if right else 0)
    draw.rectangle((left, _MARGIN, left + _BAR[0] - 1, _MARGIN + _BAR[1] - 1), fill=palette.accent)


def _headline(draw: ImageDraw.ImageDraw, setting: Setting, palette: Palette) -> None:
    """The lines, in the upper middle of the room there is."""
    room = SIZE[1] - _TOP - 2 * _FOOT
    top = _TOP + (room - len(setting.lines) * setting.leading) * 2 // 5
    ascent = setting.font.getmetrics()[0]
    base = top + (setting.leading + ascent * 3 // 4) // 2
    for at, line in enumerate(setting.lines):
        place = (_edge(setting.from_right), base + at * setting.leading)
        draw.text(place, line, palette.ink, setting.font, anchor="rs" if setting.from_right else "ls")


def _site(draw: ImageDraw.ImageDraw, site: str, palette: Palette, right: bool) -> None:
    """The source's name at the foot; a name that cannot be drawn or is too long is left out."""
    if not site.strip() or len(site) > _MOST_SITE:
        return
    try:
        name = drawable(site)
    except Refused:
        return
    place = (_edge(right), SIZE[1] - _FOOT)
    draw.text(place, name, palette.quiet, font(REGULAR, _SITE_SIZE), anchor="rs" if right else "ls")
