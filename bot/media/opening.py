"""A picture from outside: what it is, how large it is, and whether it may be opened at all."""

import io
import struct
import warnings
import zlib
from typing import NamedTuple

from PIL import Image

from bot.domain.errors import Refused, Unreadable

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
# Pillow's names of what is read; all else (EPS, PDF, TIFF ...) is never handed to a decoder.
_READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
KINDS = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # what telephones write: a JPEG with further ones behind it
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
}
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    MemoryError,
    RuntimeError,
    UserWarning,
    struct.error,
    zlib.error,
)

# By EXIF orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# A bomb is refused and a camera's garbled notes are passed over; neither is a line on a terminal.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class Looked(NamedTuple):
    """What a picture is: its media type, its sides in pixels as a viewer shows them."""

    kind: str
    width: int
    height: int


def inspect(data: bytes) -> Looked:
    """Look at a picture, to its last row. Raises as `opened` does."""
    picture = opened(data)
    return Looked(KINDS[picture.format or ""], *upright_size(picture))


def opened(data: bytes) -> Image.Image:
    """The decoded picture, the first one of a moving one.

    Raises Refused("picture_too_large") over 20 MB, Refused("picture_too_many_pixels") over 50 megapixels, before
    anything is decoded; Unreadable("not_a_picture", "broken_picture").
    """
    if len(data) > MOST_BYTES:
        raise Refused("picture_too_large", megabytes=MOST_BYTES // 1_000_000)
    try:
        picture = Image.open(io.BytesIO(data), formats=_READ)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("picture_too_many_pixels", megapixels=MOST_PIXELS // 1_000_000) from error
    except _FAULTS as error:
        raise Unreadable("not_a_picture") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("picture_too_many_pixels", megapixels=MOST_PIXELS // 1_000_000)
    try:
        picture.load()
    except _FAULTS as error:
        raise Unreadable("broken_picture") from error
    return picture


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height once the orientation its camera noted is applied."""
    width, height = picture.size
    return (height, width) if _orientation(picture) >= 5 else (width, height)


def upright(picture: Image.Image) -> Image.Image:
    """The picture turned as its camera noted."""
    turn = _TURNS.get(_orientation(picture))
    return picture if turn is None else picture.transpose(turn)


def _orientation(picture: Image.Image) -> int:
    """EXIF orientation, 1 (as it is) to 8; notes that cannot be read say nothing."""
    try:
        said = picture.getexif().get(274, 1)
    except _FAULTS:
        return 1
    return said if isinstance(said, int) and 1 <= said <= 8 else 1
