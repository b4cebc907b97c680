"""What was taken out of a source before anybody judged it: the hand-over from extraction to intake."""

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.article import Illustration

_WORD = re.compile(r"[^\W_][\w'’-]*")
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿\U00020000-\U000323af]")
_UNSPACED_LONG = re.compile(r"[฀-໿က-႟ក-៿]")
_EXACT = 1000  # characters; in longer texts a dash counted as a word changes nothing


@dataclass(frozen=True, slots=True)
class Parts:
    """A source taken apart; `paragraphs` are clean single lines in reading order."""

    paragraphs: tuple[str, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""
    image: str = ""
    images: tuple[Illustration, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs as one text, a blank line between them."""
        return "\n\n".join(self.paragraphs)


def count_words(text: str) -> int:
    """How many words a reader would count.

    Chinese and Japanese are counted as half a word a character, Thai and its neighbours as a fifth.
    """
    if text.isascii():
        return len(_WORD.findall(text)) if len(text) < _EXACT else len(text.split())
    wide = len(_UNSPACED.findall(text))
    long = len(_UNSPACED_LONG.findall(text))
    if wide or long:
        text = _UNSPACED_LONG.sub(" ", _UNSPACED.sub(" ", text))
    spaced = len(_WORD.findall(text)) if len(text) < _EXACT else len(text.split())
    return spaced + wide // 2 + long // 5
