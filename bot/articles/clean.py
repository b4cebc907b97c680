"""Text from outside made sound: nothing invisible, nothing broken, every visible word and figure kept. Pure."""

import unicodedata

import regex

_ANSI = regex.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffc-\uffff]")
_LINE_BREAK = regex.compile(r"\r\n|[\n\x0b\x0c\x85\u2028]")
_JOINER = regex.compile(r"(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])")
# Every other format character: bidi marks, zero-width spaces, soft hyphens; tags spell flags and stay.
_INVISIBLE = regex.compile(r"[\p{Cf}--[\u200c\u200d\U000e0020-\U000e007f]]", flags=regex.V1)
_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")
_SPACES = regex.compile(r"[^\S\n]+")
_AROUND_BREAKS = regex.compile(r" ?\n ?")
_MANY_BREAKS = regex.compile(r"\n{3,}")
_MAC_BREAKS = 3


def clean(text: str) -> str:
    """The text in NFC with control, bidi and zero-width characters gone and white space collapsed.

    Lines stay lines and blank lines stay one blank line. Linear in the length of the text.
    """
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    if "\n" not in text and text.count("\r") >= _MAC_BREAKS:
        text = text.replace("\r", "\n")
    text = _LINE_BREAK.sub("\n", text).replace("\u2029", "\n\n").replace("\r", " ")
    text = _CONTROL.sub(" ", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", _JOINER.sub("", text))
        # Bounded first: composing sorts a run of marks, in quadratic time.
        text = unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))
    text = _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", text))
    return str(_MANY_BREAKS.sub("\n\n", text)).strip()


def clean_line(text: str) -> str:
    """The same for what must be one line: a title, a name."""
    return " ".join(clean(text).split())
