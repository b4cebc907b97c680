"""Pure: what a server tells of itself, GET /api/v2/instance: its name, its version, what it allows.

Mastodon documentation, entities/Instance: `configuration.statuses` and `configuration.media_attachments`. Servers that
only speak Mastodon's language (Pleroma, GoToSocial, forks) leave some of it out: then Mastodon's own figures hold.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.post import ImageKind, ImageRules, Limits
from bot.platforms.mastodon.counting import URL_COST

Json = Mapping[str, Any]

PICTURE = ImageRules(
    max_bytes=16_777_216,
    max_pixels=33_177_600,
    kinds=("image/jpeg", "image/png", "image/webp"),
    alt=1500,
)
DEFAULT = Limits(text=500, unit="graphemes", url=URL_COST, parts=25, images=4, picture=PICTURE)
# From here on it knows PKCE and the scope "profile" (Mastodon documentation, methods/oauth).
MODERN = (4, 3)
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


def speaks_mastodon(said: object) -> bool:
    """Whether this is what such a server says of itself."""
    return isinstance(said, dict) and bool(said.get("domain")) and isinstance(said.get("configuration"), dict)


def limits(said: Json) -> Limits:
    """What a server allows."""
    statuses = _inside(_inside(said, "configuration"), "statuses")
    media = _inside(_inside(said, "configuration"), "media_attachments")
    return Limits(
        text=_number(statuses, "max_characters", DEFAULT.text, 100, 100_000),
        unit="graphemes",
        url=_number(statuses, "characters_reserved_per_url", URL_COST, 1, 200),
        parts=DEFAULT.parts,
        images=_number(statuses, "max_media_attachments", DEFAULT.images, 0, 20),
        picture=ImageRules(
            max_bytes=_number(media, "image_size_limit", PICTURE.max_bytes, 50_000, 1_000_000_000),
            max_pixels=_number(media, "image_matrix_limit", PICTURE.max_pixels, 64 * 64, 1_000_000_000),
            kinds=_kinds(media.get("supported_mime_types")),
            alt=_number(media, "description_limit", PICTURE.alt, 0, 100_000),
        ),
    )


def version(said: Json) -> str:
    """The version as the server writes it, short."""
    return str(said.get("version") or "")[:60]


def is_modern(version: str) -> bool:
    """Whether it is a Mastodon that knows PKCE and the scope "profile"."""
    found = _VERSION.match(version)
    return found is not None and "compatible" not in version and (int(found[1]), int(found[2])) >= MODERN


def _inside(said: Json, name: str) -> Json:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _number(said: Json, name: str, default: int, least: int, most: int) -> int:
    """A figure that a server names, where it can be true; else Mastodon's own."""
    found = said.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most else default


def _kinds(said: object) -> tuple[ImageKind, ...]:
    """The kinds of pictures it takes, of those we make."""
    named = said if isinstance(said, list) else []
    return tuple(kind for kind in PICTURE.kinds if kind in named) or PICTURE.kinds
