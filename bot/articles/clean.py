"""Text from outside made sound: nothing invisible, nothing broken, every visible word and figure kept. Pure."""

import re
import unicodedata

import regex

_ANSI = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffc-\uffff]")
_LINE_BREAK = re.compile(r"\r\n|[\n\x0b\x0c\x85\u2028]")
_JOINER = re.compile(r"(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])")
# Every other format character: bidi marks, zero-width spaces, soft hyphens; tags spell flags and stay.
_INVISIBLE = regex.compile(r"[\p{Cf}--[\u200c\u200d\U000e0020-\U000e007f]]", flags=regex.V1)
_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")
_SPACES = re.compile(r" ?[^\S\n ][^\S\n]*| {2}[^\S\n]*")  # all but a single space
_AROUND_BREAKS = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
_MAC_BREAKS = 3


def clean(text: str) -> str:
    """The text in NFC with control, bidi and zero-width characters gone and white space collapsed.

    Lines stay lines and blank lines stay one blank line. Linear in the length of the text.
    """
    # Most text is sound already, and asking is ten times cheaper than mending.
    if not text.replace("\n", "").isprintable():
        text = _without_controls(text)
    if not text.isascii():
        # Bounded first: composing sorts a run of marks, in quadratic time.
        text = unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))
    if any(loose in text for loose in ("  ", " \n", "\n ", "\n\n\n")):
        text = _SPACES.sub(" ", text)
        if " \n" in text or "\n " in text:
            text = _AROUND_BREAKS.sub("\n", text)
        text = _MANY_BREAKS.sub("\n\n", text)
    return text.strip()


def _without_controls(text: str) -> str:
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    if "\n" not in text and text.count("\r") >= _MAC_BREAKS:
        text = text.replace("\r", "\n")
    text = _LINE_BREAK.sub("\n", text).replace("\u2029", "\n\n").replace("\r", " ")
    text = _CONTROL.sub(" ", text)
    if not text.isascii():
        text = str(_INVISIBLE.sub("", _JOINER.sub("", text)))
    return _SPACES.sub(" ", text)


def clean_line(text: str) -> str:
    """The same for what must be one line: a title, a name."""
    return " ".join(clean(text).split())
