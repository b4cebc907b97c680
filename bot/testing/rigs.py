"""Rigs that plug-ins ship, found through the entry-point group `standfirst.rigs` by the platform's name."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib.metadata import entry_points
from pathlib import Path

from bot.testing.sessions import Rig

GROUP = "standfirst.rigs"
# Gives a platform connected to a double of its network; the folder is an empty one of its own.
Rigged = Callable[[Path], AbstractAsyncContextManager[Rig]]


def rigged(name: str) -> Rigged:
    """The rig of a plug-in. Raises LookupError for one that ships none."""
    points = entry_points(group=GROUP, name=name)
    if not points:
        raise LookupError(
            f"{name} publishes and names no rig under the entry-point group {GROUP}: see docs/platforms.md"
        )
    found: Rigged = points[name].load()
    return found
