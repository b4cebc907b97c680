"""Short ids, easy to read aloud and to type back."""

import hashlib
import secrets

# No vowels (no words by chance) and nothing that is mistaken for something else.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_id() -> str:
    """A random id of 10 characters, about 47 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))


def derived_id(*of: str | int) -> str:
    """The id, of 12 characters, that always comes of the same things: about 57 bits of their SHA-256."""
    number = int.from_bytes(hashlib.sha256("\0".join(map(str, of)).encode()).digest())
    return "".join(_ALPHABET[number // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(12))
