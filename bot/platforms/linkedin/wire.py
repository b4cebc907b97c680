"""LinkedIn's "little text": reserved characters must be escaped, or the post is cut at the first of them."""

import re

_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")


def reserved(text: str) -> int:
    """How many characters need a backslash."""
    return len(_RESERVED.findall(text))
