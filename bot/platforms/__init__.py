"""Networks, one folder each, found through the entry-point group `standfirst.platforms`.

May import net, text and domain; folders never import each other. To add a network, write a folder (or a package
of your own) whose `__init__.py` holds an object with the members of `bot.domain.ports.Platform`, name it under the
entry-point group, and run `bot.testing.contract` on it. Only the network asked for is imported.
"""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from bot.domain.errors import Missing
from bot.domain.ports import Platform

GROUP = "standfirst.platforms"
_ORDER = ("x", "telegram", "bluesky", "mastodon", "linkedin", "threads", "facebook", "sandbox")


@cache
def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


@cache
def names() -> tuple[str, ...]:
    """Names of the installed platforms: ours in a fixed order, then outsiders by alphabet."""
    return tuple(sorted(_found(), key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)))


@cache
def get(name: str) -> Platform:
    """The platform of that name. Raises Missing("unknown_platform") with the known names."""
    point = _found().get(name)
    if point is None:
        raise Missing("unknown_platform", name=name, known=", ".join(names()))
    platform: Platform = point.load()
    return platform
