"""Reads edits from a member's words: "2 shorter", "drop bullet 3 and no emoji", "for x only: headline: ...".

No model: words of other languages are turned into English ones by `words` (templates/chat/<lang>/words.txt), so that
there is one grammar; `meanings` has its phrases. Several wishes may follow one another, and what is one's own wording
goes from its colon to the end of the line, or to the next part named. A request is understood wholly or not at all.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from bot.edits import edit as edits
from bot.edits.edit import Edit
from bot.edits.meanings import Asked, Verb, meant, plain

__all__ = ["Asked", "Verb", "Wish", "read"]

MOST_WORDS = 4096
# No part's name and no account's is further from the start of what is read than this.
MOST_HEAD = 140
# So many pieces between commas may be one phrase: "drop 1, 2, 4 and 5".
MOST_JOINED = 8
_NONE: Mapping[str, str] = {}


class Wish(NamedTuple):
    """What a member asked for: edits or verbs of the whole post in order, for the account named or for all ("").

    `unclear` is the part that was not understood, as it was written; then nothing is asked.
    """

    asked: Asked = ()
    account: str = ""
    unclear: str = ""


class _Read(NamedTuple):
    """What a line asks for, whether it ends in the member's own wording, or what is unclear in it."""

    asked: Asked = ()
    open: bool = False
    unclear: str = ""


_NAME = r"(?P<name>[\w@.:\-]{1,60}(?: (?:· )?[\w@.:\-]{1,60})?)"
_ONLY = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (rf"(?:for|on|in) (?:the )?{_NAME} only", rf"only (?:(?:for|on|in|to) )?(?:the )?{_NAME}")
)
_FOR = re.compile(r"(?:for|on) (?P<name>[\w@.\-]{1,60}(?: (?:· |(?=@))[\w@.\-]{1,60})?)", re.IGNORECASE)
_CHANGE = "(?:change|swap|make)"
_PART = re.compile(
    rf"(?:(?:new|{_CHANGE}) )?(?:(?P<part>headline|question)|bullet (?P<number>\d{{1,2}}))(?: {_CHANGE})?|"
    r"(?:(?:add|new) )?bullet(?: add)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,2}")
_BELOW = re.compile(r":\s+")
_COLON = re.compile(":")
_WORD = re.compile(r"[@#]\w[\w@.:\-]*|[^\W\d_]+")


def read(text: str, words: Mapping[str, str] = _NONE) -> Wish:
    """What a member's words ask for. `words` turns words of their language into those of the grammar."""
    line = text.strip()[:MOST_WORDS]
    reader = _Reader(words)
    name, rest = reader.account(line)
    found = reader.lines([one.strip() for one in _BELOW.sub(": ", rest).splitlines() if one.strip()])
    if found.unclear:
        return Wish(account=name, unclear=found.unclear)
    return Wish(found.asked, name) if found.asked else Wish(unclear=line)


class _Reader:
    """Reads in one language."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        joins = "|".join(["and", "then", *(re.escape(one) for one, told in words.items() if told in ("and", "then"))])
        self._break = re.compile(rf"\s*(?:[,;\n]|\b(?:{joins})\b)\s*", re.IGNORECASE)

    def account(self, text: str) -> tuple[str, str]:
        """The account that the words are for, "" where they name none, and the rest of them."""
        ends = [at for at, sign in enumerate(text[:MOST_HEAD]) if sign in ":,"]
        for end in ends:
            found = next(filter(None, (one.fullmatch(self._english(text[:end])) for one in _ONLY)), None)
            if found:
                return found["name"], text[end + 1 :].strip()
        first = text[:MOST_HEAD].find(":")
        only = _FOR.fullmatch(self._english(text[:first])) if first > 0 else None
        return (only["name"], text[first + 1 :].strip()) if only else ("", text)

    def lines(self, lines: list[str]) -> _Read:
        """What the lines ask for, one after the other; own wording may go on over lines that are no wishes."""
        found = [self._line(one) for one in lines]
        unclear = [at for at, one in enumerate(found) if one.unclear]
        if not unclear:
            return _Read(tuple(asked for one in found for asked in one.asked))
        first = unclear[0]
        if len(unclear) < len(found) - first or not first or not found[first - 1].open:
            return found[first]
        return self.lines([*lines[: first - 1], " ".join(lines[first - 1 :])])

    def _line(self, line: str) -> _Read:
        colon = line.find(":")
        pieces = self._pieces(line[:colon]) if 0 < colon <= MOST_HEAD else []
        part = self._part(line[pieces[-1][0] : colon]) if pieces else None
        if part is None:
            return self._phrases(line)
        before = self._phrases(line[: pieces[-2][1]]) if len(pieces) > 1 else _Read()
        said, after = self._said(line[colon + 1 :])
        if before.unclear or not said:
            return _Read(unclear=before.unclear or line)
        rest = self._line(after) if after else _Read(open=True)
        return rest._replace(asked=(*before.asked, _written(part, said), *rest.asked)) if not rest.unclear else rest

    def _said(self, text: str) -> tuple[str, str]:
        """A member's own wording, up to where another part is named, and the rest."""
        for colon in _COLON.finditer(text):
            start = max(0, colon.start() - MOST_HEAD)
            breaks = list(self._break.finditer(text, start, colon.start()))
            if breaks and self._part(text[breaks[-1].end() : colon.start()], named=True):
                first = breaks[-2] if len(breaks) > 1 and breaks[-2].end() == breaks[-1].start() else breaks[-1]
                return " ".join(text[: first.start()].split()), text[breaks[-1].end() :]
        return " ".join(text.split()), ""

    def _part(self, text: str, *, named: bool = False) -> re.Match[str] | None:
        """The part that stands before a colon; `named`: a number alone is none."""
        head = plain(self._english(text))
        return _PART.fullmatch(head) or (None if named else _BARE.fullmatch(head))

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        """Where the pieces between commas and the like begin and end."""
        breaks = [(0, 0), *(one.span() for one in self._break.finditer(text)), (len(text), len(text))]
        return [(one[1], other[0]) for one, other in pairwise(breaks) if other[0] > one[1]]

    def _phrases(self, text: str) -> _Read:
        pieces = self._pieces(text)
        asked: list[Edit | Verb] = []
        at = 0
        while at < len(pieces):
            for upto in range(min(len(pieces), at + MOST_JOINED), at, -1):
                found = meant(self._english(text[pieces[at][0] : pieces[upto - 1][1]]))
                if found:
                    break
            else:
                return _Read(unclear=text[slice(*pieces[at])])
            asked += found
            at = upto
        return _Read(tuple(asked)) if asked else _Read(unclear=text)

    def _english(self, text: str) -> str:
        return _WORD.sub(lambda word: self._words.get(word[0].lower(), word[0]), text) if self._words else text


def _written(part: re.Match[str], said: str) -> Edit:
    if part.re is _BARE:
        return edits.SetBullet(number=int(part[0]), text=said)
    if part["part"]:
        return edits.SetHeadline(text=said) if part["part"].lower() == "headline" else edits.SetQuestion(text=said)
    return edits.SetBullet(number=int(part["number"]), text=said) if part["number"] else edits.AddBullet(text=said)
