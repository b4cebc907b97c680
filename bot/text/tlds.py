"""Top-level domains, the only clue that `example.com` is an address and `e.g.` is not."""

from functools import cache
from importlib import resources


@cache
def tlds() -> frozenset[str]:
    """Every delegated top-level domain, lower case, native scripts in their own letters (not punycode)."""
    listing = resources.files("bot.text").joinpath("data/tlds.txt").read_text(encoding="utf-8")
    return frozenset(name for line in listing.splitlines() if not line.startswith("#") for name in line.split())


@cache
def longest_native() -> int:
    """Length in code points of the longest top-level domain outside ASCII."""
    return max(len(name) for name in tlds() if not name.isascii())
