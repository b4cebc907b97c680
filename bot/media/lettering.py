"""Setting a headline: which letters can be drawn, how large, and where its lines break."""

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import pymupdf_fonts
import regex
from PIL import ImageFont, features

from bot.domain.errors import Refused

# FiraGO (SIL Open Font License): Latin, Greek, Cyrillic, Georgian, Arabic, Hebrew, Thai and Devanagari.
BOLD, REGULAR = "figbo", "figo"
_LARGEST, _SMALLEST, _STEP = 112, 32, 2
_LEADING = 1.22
_MOST_LETTERS = 600
_SHAPED = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Thai}]")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}]")
_LETTER = regex.compile(r"\p{L}")
_PICTOGRAMS = regex.compile(
    r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u20e3--©®™]", regex.V1
)
_PIECE = regex.compile(r"\S+")
_GRAPHEME = regex.compile(r"\X")
_SPACES = re.compile(r"\s+")


class Setting(NamedTuple):
    """A text as it is set: its lines, the font, the height of a line in pixels, whether it runs from the right."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    leading: int
    from_right: bool


def drawable(text: str) -> str:
    """The text as one line without emoji. Raises Refused("cannot_draw") when a letter of it has no form here."""
    line = _SPACES.sub(" ", _PICTOGRAMS.sub("", text)).strip()
    missing = [letter for letter in dict.fromkeys(line) if not _has(letter)]
    if missing or not line or (_SHAPED.search(line) and not _shapes()):
        raise Refused("cannot_draw", letters="".join(missing[:5]))
    return line


def set_in(text: str, width: int, height: int) -> Setting:
    """The text as large as it fits into a box, its lines about equally long. Raises Refused("too_long_to_draw")."""
    if len(text) > _MOST_LETTERS:
        raise Refused("too_long_to_draw")
    for size in range(_LARGEST, _SMALLEST - 1, -_STEP):
        face, leading = font(BOLD, size), round(size * _LEADING)
        most = height // leading
        # Breaking costs more than measuring, so what is surely too large is not broken.
        lines = _broken(text, face, width) if face.getlength(text) <= most * width else ()
        if lines and len(lines) <= most and (len(lines) <= 5 or size <= _SMALLEST * 1.5):
            return Setting(_balanced(text, face, width, lines), face, leading, from_right(text))
    raise Refused("too_long_to_draw")


def from_right(text: str) -> bool:
    """Whether a text runs from right to left: its first letter does."""
    first = _LETTER.search(text)
    return first is not None and _RIGHT_TO_LEFT.match(first[0]) is not None


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels."""
    return ImageFont.truetype(io.BytesIO(_bytes(name)), size)


@cache
def _bytes(name: str) -> bytes:
    return bytes(pymupdf_fonts.myfont(name))


@cache
def _shapes() -> bool:
    """Whether Pillow found the libraries that join letters and order right-to-left text."""
    return bool(features.check("raqm")) and bool(features.check("fribidi"))


@cache
def _plain() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(_bytes(BOLD)), 40, layout_engine=ImageFont.Layout.BASIC)


def _has(letter: str) -> bool:
    """Whether the font has a form for a letter: one it lacks looks like the box for what is lacking."""
    if letter.isspace() or regex.match(r"[\p{M}\p{Cf}]", letter):
        return True
    mask, box = _plain().getmask(letter), _plain().getmask("\uffff")
    return mask.size != box.size or bytes(mask) != bytes(box)


def _broken(text: str, face: ImageFont.FreeTypeFont, width: float) -> tuple[str, ...]:
    """Lines filled greedily; empty when a word alone is too wide and may not be parted."""
    lines: list[str] = []
    for word in _words(text, face, width):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(joined) <= width:
            lines[-1] = joined
        elif face.getlength(word) <= width:
            lines.append(word)
        else:
            return ()
    return tuple(lines)


def _words(text: str, face: ImageFont.FreeTypeFont, width: float) -> Sequence[str]:
    """The words; in a script without spaces, or at the smallest size, a word too wide is parted between letters."""
    parted = []
    for word in _PIECE.findall(text):
        if face.getlength(word) <= width or not (_SHAPED.search(word) or face.size <= _SMALLEST):
            parted.append(word)
        else:
            parted += _pieces(word, face, width)
    return parted


def _pieces(word: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    pieces = [""]
    for letter in _GRAPHEME.findall(word):
        if pieces[-1] and face.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _balanced(text: str, face: ImageFont.FreeTypeFont, width: int, lines: tuple[str, ...]) -> tuple[str, ...]:
    """As many lines, broken as if the box were as narrow as it can be."""
    narrow, wide = width // len(lines), width
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        tried = _broken(text, face, middle)
        if tried and len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines
