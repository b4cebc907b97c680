"""The shape of what is sent: every field it must have, and no other, in the words of LinkedIn's framework."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


class Unfit(Exception):
    """A body that is not of the shape."""


# A name with "?" may be left out. A mapping is an object, a list of one is a list of such, a tuple holds allowed words.
POST: Schema = {
    "author": str,
    "commentary": str,
    "visibility": ("PUBLIC", "CONNECTIONS", "LOGGED_IN"),
    "distribution": {
        "feedDistribution": ("MAIN_FEED", "NONE"),
        "targetEntities?": [dict],
        "thirdPartyDistributionChannels?": [dict],
    },
    "lifecycleState": ("PUBLISHED", "DRAFT"),
    "isReshareDisabledByAuthor?": bool,
    "content?": {
        "article?": {"source": str, "title": str, "description?": str, "thumbnail?": str},
        "media?": {"id": str, "altText?": str, "title?": str},
        "multiImage?": {"images": [{"id": str, "altText?": str}], "altText?": str},
    },
}
PATCH: Schema = {"patch": {"$set": {"commentary": str}}}
UPLOAD: Schema = {"initializeUploadRequest": {"owner": str}}


def check(body: object, schema: Any, path: str = "") -> None:
    """Compare a body with a shape. Raises Unfit."""
    if isinstance(schema, tuple):
        if body not in schema:
            raise Unfit(f'ERROR :: {path} :: "{body}" is not an enum symbol')
    elif isinstance(schema, list):
        if not isinstance(body, list):
            raise Unfit(f"ERROR :: {path} :: array expected")
        for number, one in enumerate(body):
            check(one, schema[0], f"{path}/{number}")
    elif isinstance(schema, Mapping):
        _check_fields(body, schema, path)
    elif not isinstance(body, schema):
        raise Unfit(f"ERROR :: {path} :: {body!r} cannot be coerced to {schema.__name__}")


def _check_fields(body: object, schema: Schema, path: str) -> None:
    if not isinstance(body, dict):
        raise Unfit(f"ERROR :: {path} :: record expected")
    kinds = {name.removesuffix("?"): kind for name, kind in schema.items()}
    for name in body:
        if name not in kinds:
            raise Unfit(f"ERROR :: {path}/{name} :: unrecognized field found but not allowed")
    for name, kind in schema.items():
        if name.removesuffix("?") in body:
            check(body[name.removesuffix("?")], kind, f"{path}/{name.removesuffix('?')}")
        elif not name.endswith("?"):
            raise Unfit(f"ERROR :: {path}/{name} :: field is required but not found and has no default value")
