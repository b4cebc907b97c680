"""Short ids, easy to read aloud and to type back."""

import secrets

# No vowels (no words by chance) and nothing that is mistaken for something else.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_id() -> str:
    """A random id of 10 characters, about 47 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))
