"""Pictures: looked at, refused in time, and fitted to any network's rules without what must not leave the house."""

import io
import random
import struct
import time
import zlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot import platforms
from bot.domain.errors import Refused, StandfirstError, Unreadable
from bot.domain.post import ImageRules
from bot.media.fitting import fitted
from bot.media.opening import MOST_BYTES, inspect, opened

RULES = ImageRules(max_bytes=1_000_000, max_side=2000)
ORIENTATION, MAKER, GPS = 274, 271, 0x8825


@cache
def picture(kind="JPEG", size=(640, 360), mode="RGB", *, noisy=False, **how):
    made = (
        Image.effect_noise(size, 90).convert(mode) if noisy else Image.linear_gradient("L").resize(size).convert(mode)
    )
    out = io.BytesIO()
    made.save(out, kind, **how)
    return out.getvalue()


def turned(orientation):
    """A picture whose left half is red, stored as a camera held this way stores it, with place and maker noted."""
    made = Image.new("RGB", (400, 200), "blue")
    made.paste("red", (0, 0, 200, 200))
    turn = Image.Transpose
    back = {2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE}
    back |= {6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270}
    made = made.transpose(back[orientation]) if orientation in back else made
    notes = Image.Exif()
    notes[ORIENTATION], notes[MAKER] = orientation, "Quayside Optical"
    notes.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    made.save(out, "JPEG", exif=notes, comment=b"taken by Ida Renn", quality=95)
    return out.getvalue()


def png_of(width, height):
    """A PNG that says it is so large and holds next to nothing."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "said"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "gif")])
def test_a_picture_is_known_by_what_it_holds(kind, said):
    assert inspect(picture(kind)) == (f"image/{said}", 640, 360)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture"),
        (picture("BMP"), "not_a_picture"),
        (picture("TIFF"), "not_a_picture"),
        (picture()[:-900], "broken_picture"),
        (picture("PNG")[:-600], "broken_picture"),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "picture_too_large"),
        (png_of(30_000, 30_000), "picture_too_many_pixels"),
        (png_of(12_000, 9_000), "picture_too_many_pixels"),
        (png_of(7_100, 7_100), "picture_too_many_pixels"),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_is_refused_at_once(data, key):
    begun = time.perf_counter()
    with pytest.raises(StandfirstError) as caught:
        inspect(data)
    assert caught.value.key == key
    assert isinstance(caught.value, Unreadable | Refused)
    assert time.perf_counter() - begun < 0.5


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_whatever_is_damaged_gets_an_answer(kind, chance: random.Random):
    data = bytearray(picture(kind, (64, 48)))
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        found = inspect(bytes(data))
    except (Unreadable, Refused):
        return
    assert found.width > 0


@given(
    st.builds(
        ImageRules,
        max_bytes=st.integers(50_000, 400_000),
        max_side=st.integers(400, 3000),
        min_side=st.integers(1, 64),
        max_pixels=st.integers(200_000, 4_000_000),
        max_aspect=st.floats(1.5, 20),
        kinds=st.sampled_from(
            [("image/jpeg",), ("image/jpeg", "image/png"), ("image/webp",), ("image/png", "image/jpeg")]
        ),
    ),
    st.sampled_from([(1, 1), (3, 900), (1200, 20), (640, 360), (1500, 1500)]),
    st.sampled_from([("JPEG", "RGB"), ("PNG", "RGBA"), ("JPEG", "CMYK"), ("GIF", "P"), ("WEBP", "RGB"), ("PNG", "L")]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_fitted_picture_keeps_every_rule(rules, size, kind, noisy):
    made = fitted(picture(kind[0], size, kind[1], noisy=noisy), rules)
    with Image.open(io.BytesIO(made.data)) as shown:
        assert shown.size == (made.width, made.height)
        assert f"image/{(shown.format or '').lower()}" == made.kind
    assert made.kind in rules.kinds
    assert len(made.data) <= rules.max_bytes
    assert max(shown.size) <= rules.max_side
    assert min(shown.size) >= rules.min_side
    assert max(shown.size) <= rules.max_aspect * min(shown.size) + max(shown.size) / min(shown.size)
    assert made.width * made.height <= max(rules.max_pixels, rules.min_side * max(shown.size))


@pytest.mark.parametrize("name", platforms.names())
def test_every_network_gets_any_picture(name):
    rules = platforms.get(name).limits.picture
    for data in (picture(size=(2400, 1600), noisy=True), picture("PNG", (30, 2000)), picture("GIF", mode="P")):
        made = fitted(data, rules)
        assert len(made.data) <= rules.max_bytes
        assert made.kind in rules.kinds


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_and_nothing_of_its_camera_is_left(orientation):
    data = turned(orientation)
    assert inspect(data)[1:] == (400, 200)
    made = fitted(data, RULES)
    shown = opened(made.data).convert("RGB")
    assert shown.size == (made.width, made.height) == (400, 200)
    assert shown.getpixel((50, 100))[0] > 200
    assert shown.getpixel((350, 100))[2] > 200
    assert dict(shown.getexif()) == {}
    for trace in (b"Exif", b"Quayside", b"Ida Renn", b"ICC_PROFILE"):
        assert trace not in made.data


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_written_into_a_picture_is_not_sent(kind):
    notes = Image.Exif()
    notes[MAKER] = "Quayside Optical"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = fitted(picture(kind, exif=notes.tobytes(), icc_profile=profile), RULES)
    assert not {"exif", "icc_profile", "xmp"} & set(opened(made.data).info)


def test_colours_mean_what_their_profile_says_and_a_broken_profile_is_passed_over():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    for profile, strongest in ((srgb, 0), (swapped, 2), (b"no profile at all", 0)):
        out = io.BytesIO()
        Image.new("RGB", (64, 64), (255, 0, 0)).save(out, "JPEG", icc_profile=profile)
        seen = opened(fitted(out.getvalue(), RULES).data).getpixel((9, 9))
        assert max(range(3), key=seen.__getitem__) == strongest


def test_what_is_clear_stays_clear_where_the_network_has_png_and_is_white_elsewhere():
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(fitted(out.getvalue(), RULES).data).convert("RGBA").getpixel((5, 5))[3] == 0
    jpeg = fitted(out.getvalue(), ImageRules(kinds=("image/jpeg",)))
    assert min(opened(jpeg.data).getpixel((5, 5))) > 250


def test_the_same_picture_is_the_same_bytes_each_time():
    data = picture(size=(1500, 900), noisy=True)
    assert fitted(data, RULES) == fitted(data, RULES)
