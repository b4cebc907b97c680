"""Quotations in a text and the pieces of them that must stand in the article word for word."""

import re
from collections.abc import Iterator

_PAIRS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "‘": "’"}
_MARK = re.compile(
    r"[\"“”«»„「」『』\n]|(?<![^\W_])[‘'](?=[^\W_])(?!(?:\d\ds|n|em|til|tis|twas|cause|cos|bout|round)(?![^\W_]))"
)
_ANY = re.compile("[\"“«„「『‘']")
_SINGLE_END = re.compile(r"(?<=[\w.,!?…])['’](?![^\W_])")
_CLAIM = 6
_GAP = re.compile(r"\.\.\.+|…|\[[^\]\n]{0,80}\]|\([^)\n]{0,80}\)")


def quotations(text: str, *, headline: bool = True) -> Iterator[tuple[int, int]]:
    """Where quotations stand, without their marks. One left open runs to the end of its line.

    `headline`: the text's first line is one.
    """
    if _ANY.search(text) is None:
        return
    at = 0
    while (mark := _MARK.search(text, at)) is not None:
        at = mark.end()
        char = mark.group()
        if char in "\n”»」』" or (char == '"' and not _opens(text, mark.start())):
            continue
        line = text.find("\n", at)
        line = len(text) if line < 0 else line
        end = _end(text, char, at, line)
        if end is None:
            continue
        if text[at:end].strip() and not (char in "'‘" and headline and _is_headline_claim(text, at, end)):
            yield at, end
        at = min(end + 1, line)


def _is_headline_claim(text: str, at: int, end: int) -> bool:
    """British headlines put claims in single quotes, in words of their own: they quote nobody."""
    return "\n" not in text[:at].strip() and len(text[at:end].split()) <= _CLAIM and text[end - 1] not in ",.!?"


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isalnum() and not after.isspace() and before not in ".,!?…"


def _end(text: str, char: str, at: int, line: int) -> int | None:
    if char in "'‘":
        closing = _SINGLE_END.search(text, at, line)
        return closing.start() if closing else None
    ends = [where for mark in _PAIRS.get(char, char) if (where := text.find(mark, at, line)) >= 0]
    return min(ends, default=line)


def pieces(quotation: str) -> list[str]:
    """The runs of words of a quotation between ellipses and brackets."""
    return [piece for piece in _GAP.split(quotation) if piece.strip()]
