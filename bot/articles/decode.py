"""Bytes from outside to text, or the plain statement that they are no text. Pure."""

import codecs
import re

from bot.domain.errors import Unreadable

MAX_BYTES = 10_000_000
_HEAD = 4096
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNATURES = (
    *((b"%PDF", "PDF"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM", "image")),
    *(
        (b"RIFF", "media"),
        (b"OggS", "media"),
        (b"ID3", "media"),
        (b"\x1aE\xdf\xa3", "media"),
        (b"PK\x03\x04", "archive"),
    ),
    *(
        (b"\x1f\x8b", "archive"),
        (b"7z\xbc\xaf", "archive"),
        (b"Rar!", "archive"),
        (b"\x7fELF", "program"),
        (b"MZ", "program"),
    ),
    *((b"\xd0\xcf\x11\xe0", "document"), (b"{\\rtf", "document"), (b"SQLite format", "database")),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\0"))


def decode(data: bytes, charset: str = "") -> str:
    """Text of a file or page; `charset` is what the sender said. Raises Unreadable ("too_large", "not_text")."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", megabytes=MAX_BYTES // 1_000_000)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    _require_text(data)
    declared = _META_CHARSET.search(data[:_HEAD])
    for name in (charset, declared[1].decode() if declared else ""):
        if (text := _strict(data, name)) is not None:
            return text
    text = _strict(data, "utf-8")
    return data.decode("windows-1252", "replace") if text is None else text


def _require_text(data: bytes) -> None:
    head = data[:_HEAD]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and not (len(signature) == 2 and head.isascii() and b"\0" not in head):
            raise Unreadable("not_text", format=kind)
    odd = len(head) - len(head.translate(None, _CONTROL)) + max(head.count(b"\0") - 4, 0)
    if odd > len(head) // 50 + 1:
        raise Unreadable("not_text", format="binary")


def _strict(data: bytes, charset: str) -> str | None:
    """The text in that character set, or None where it does not fit or is none."""
    name = charset.lower()
    if not name or name.startswith(("utf-7", "utf7", "unicode_", "raw_", "idna", "punycode")):
        return None
    try:
        return data.decode("windows-1252" if name in {"iso-8859-1", "latin1", "ascii", "us-ascii"} else name)
    except (LookupError, ValueError):
        return None
