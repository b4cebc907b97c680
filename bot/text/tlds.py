"""Top-level domains, the only clue that `example.com` is an address and `e.g.` is not."""

from functools import cache
from importlib import resources

LONGEST_NATIVE = 24
"""No native top-level domain is longer, in code points."""


@cache
def tlds() -> frozenset[str]:
    """Every delegated top-level domain, lower case, native scripts in their own letters (not punycode)."""
    listing = resources.files("bot.text").joinpath("data/tlds.txt").read_text(encoding="utf-8")
    return frozenset(name for line in listing.splitlines() if not line.startswith("#") for name in line.split())


@cache
def native_initials() -> frozenset[str]:
    """First characters of the top-level domains outside ASCII: a quick way to tell that there is none."""
    return frozenset(name[0] for name in tlds() if not name.isascii())
