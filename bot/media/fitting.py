"""A picture made as a network wants it: turned upright, in sRGB, without metadata, small enough."""

import io
import math
from collections.abc import Iterator

from PIL import Image, ImageCms

from bot.domain.errors import Refused
from bot.domain.post import Fitted, ImageKind, ImageRules
from bot.media.opening import KINDS, opened, upright

_QUALITIES = (90, 84, 78, 70, 62, 54)
_SMALLER = 0.85
_WHITE = (255, 255, 255)
_SRGB = ImageCms.createProfile("sRGB")
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def fitted(data: bytes, rules: ImageRules) -> Fitted:
    """The picture as a network with these rules takes it, always encoded anew, the same bytes each time.

    A picture longer than the rules' aspect gets white edges rather than losing any of it; of a moving one the first
    picture is left. Raises as `opening.opened` does and Refused("picture_cannot_fit").
    """
    source = opened(data)
    picture = _shaped(_standard(_reduced(upright(source), rules)), rules)
    for kind, candidate, quality in _tries(picture, KINDS[source.format or ""], rules):
        made = _encoded(candidate, kind, quality)
        if len(made) <= rules.max_bytes:
            return Fitted(kind=kind, width=candidate.width, height=candidate.height, data=made)
    raise Refused("picture_cannot_fit", kilobytes=rules.max_bytes // 1000)


def _reduced(picture: Image.Image, rules: ImageRules) -> Image.Image:
    """The picture no larger than it will be: what is done to it afterwards takes time by the pixel."""
    width, height = picture.size
    scale = _scale_to(rules, width, height)
    if scale >= 1.0 or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _scale_to(rules: ImageRules, width: int, height: int) -> float:
    return min(1.0, rules.max_side / max(width, height), math.sqrt(rules.max_pixels / (width * height)))


def _standard(picture: Image.Image) -> Image.Image:
    """The picture's pixels alone, 8 bits of RGB or RGBA in sRGB."""
    profile = picture.info.get("icc_profile")
    seen = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        profile = None
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _in_srgb(picture, profile)
    picture = picture.convert(seen)
    bare = Image.new(seen, picture.size)
    bare.paste(picture)
    return bare


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours as the profile means them; a profile that cannot be used is passed over."""
    mode = "RGB" if picture.mode in ("CMYK", "L") else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return turned or picture


def _shaped(picture: Image.Image, rules: ImageRules) -> Image.Image:
    """Within the rules' aspect and sides."""
    picture = _framed(picture, min(rules.max_aspect, rules.max_side / rules.min_side))
    width, height = picture.size
    return _scaled(picture, max(_scale_to(rules, width, height), rules.min_side / min(width, height)), rules)


def _framed(picture: Image.Image, aspect: float) -> Image.Image:
    """White beside a picture that is longer than the aspect."""
    width, height = picture.size
    least = -int(-max(width, height) // aspect)
    if min(width, height) >= least:
        return picture
    size = (max(width, least), max(height, least))
    frame = Image.new("RGB", size, _WHITE)
    frame.paste(_on_white(picture), ((size[0] - width) // 2, (size[1] - height) // 2))
    return frame


def _scaled(picture: Image.Image, scale: float, rules: ImageRules) -> Image.Image:
    if scale == 1.0:
        return picture
    width, height = (min(rules.max_side, max(rules.min_side, int(side * scale))) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _tries(picture: Image.Image, kind: str, rules: ImageRules) -> Iterator[tuple[ImageKind, Image.Image, int]]:
    """What is tried in turn: as it came where the network takes that, then JPEG, ever plainer, ever smaller."""
    lossless = kind in ("image/png", "image/gif") or picture.mode == "RGBA"
    if kind == "image/webp" and "image/webp" in rules.kinds:
        yield "image/webp", picture, _QUALITIES[0]
    elif lossless and "image/png" in rules.kinds:
        yield "image/png", picture, _QUALITIES[0]
    last: ImageKind = "image/jpeg" if "image/jpeg" in rules.kinds else rules.kinds[0]
    picture = _on_white(picture)
    while True:
        for quality in _QUALITIES:
            yield last, picture, quality
        smaller = _scaled(picture, max(_SMALLER, rules.min_side / min(picture.size)), rules)
        if smaller.size == picture.size:
            return
        picture = smaller


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, _WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    made = io.BytesIO()
    if kind == "image/png":
        picture.save(made, "PNG", optimize=picture.width * picture.height < 2_000_000)
    else:
        picture.save(made, _FORMATS[kind], quality=quality, optimize=True, progressive=kind == "image/jpeg")
    return made.getvalue()
