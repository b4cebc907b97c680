"""Decompress a body while it arrives, never more than is wanted, so that no bomb unfolds in memory."""

import zlib
from typing import Protocol

import httpcore

GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
GZIP_MARK = 0x1F
MAX_MEMBERS = 1000  # each costs the same however little it holds


class CutShort(Exception):
    """The compressed body ended before its end mark."""


class Body(Protocol):
    """What turns the bytes as sent into the bytes meant."""

    def feed(self, chunk: bytes, room: int) -> bytes:
        """The next bytes, at most `room` of them where they are unpacked. Raises zlib.error."""

    def close(self) -> None:
        """The body has ended. Raises CutShort when it should not have."""


class Plain:
    """A body sent as it is."""

    def feed(self, chunk: bytes, room: int) -> bytes:
        """The chunk itself."""
        return chunk

    def close(self) -> None:
        """Its length is the connection's to check."""


class Inflated:
    """A gzip or deflate body. One gzip file may follow another in the same body; what else follows is ignored."""

    def __init__(self, name: str) -> None:
        self._gzip = name != "deflate"
        self._stream: zlib._Decompress | None = None
        self._members = 0

    def feed(self, chunk: bytes, room: int) -> bytes:
        """Unpack a chunk, member by member. Raises zlib.error."""
        unpacked = bytearray()
        while chunk and len(unpacked) < room and (self._stream or self._begins(chunk)):
            stream = self._stream = self._stream or self._opened(chunk)
            unpacked += stream.decompress(chunk, room - len(unpacked))
            chunk = stream.unused_data if stream.eof else b""
            self._stream = None if stream.eof else stream
        return bytes(unpacked)

    def close(self) -> None:
        """Raise CutShort within a member."""
        if self._stream is not None:
            raise CutShort

    def _begins(self, chunk: bytes) -> bool:
        """Whether a member begins here; after the first, only gzip's mark begins one."""
        return self._members == 0 or (self._gzip and chunk[0] == GZIP_MARK)

    def _opened(self, chunk: bytes) -> "zlib._Decompress":
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise zlib.error("too many members")
        raw = not self._gzip and chunk[0] & 0x0F != 8  # some servers send deflate without its zlib header
        return zlib.decompressobj(-zlib.MAX_WBITS if raw else GZIP_OR_ZLIB)


def inflating(encoding: str) -> Body:
    """What reads a body of this Content-Encoding. Raises RemoteProtocolError for one that was not asked for."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return Plain()
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise httpcore.RemoteProtocolError(f"an encoding that was not asked for: {name!r}")
    return Inflated(name)
