"""Networks, one folder each, found through the entry-point group `standfirst.platforms`.

May import net, text and domain; folders never import each other. To add a network, write a folder (or a package
of your own) whose `__init__.py` holds an object with the members of `bot.domain.ports.Platform`, name it under the
entry-point group, and run `bot.testing.contract` on it: docs/platforms.md shows a whole one. It may say its `place`
among the others (a number, ours are 10 to 80) and ship a `templates` folder of its own, for posts and for the chat.
Only the network asked for is imported.
"""

import logging
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from bot.domain.errors import Missing
from bot.domain.ports import Platform
from bot.domain.post import Limits
from bot.platforms.absent import Absent

GROUP = "standfirst.platforms"
MEMBERS = {"name": str, "label": str, "limits": Limits, "shape": str, "card": bool, "measure": object}
LAST = 1000
log = logging.getLogger(__name__)


@cache
def _found() -> dict[str, EntryPoint]:
    """Every entry point by its name; an outsider cannot take the name of one of ours."""
    points = entry_points(group=GROUP)
    return {point.name: point for point in sorted(points, key=lambda point: point.module.startswith(f"{__name__}."))}


@cache
def names() -> tuple[str, ...]:
    """Names of the installed platforms by alphabet, whether they work or not; none of them is imported."""
    return tuple(sorted(_found()))


@cache
def get(name: str) -> Platform:
    """The platform of that name. Raises Missing: "unknown_platform" with the known names, or "broken_platform"."""
    point = _found().get(name)
    if point is None:
        raise Missing("unknown_platform", name=name, known=", ".join(names()))
    return _loaded(point)


def of_account(name: str) -> Platform:
    """The platform of that name, which an account has; where it is gone or broken, what stands for it."""
    try:
        return get(name)
    except Missing:
        return Absent(name)


@cache
def installed() -> tuple[Platform, ...]:
    """Every platform that works, by its place, then by name; one that is broken is left out with a warning."""
    working = []
    for name in names():
        try:
            working.append(get(name))
        except Missing as broken:
            log.warning("platform %s is left out: %s", name, broken.values["reason"])
    return tuple(sorted(working, key=lambda platform: (getattr(platform, "place", LAST), platform.name)))


@cache
def template_folders() -> tuple[Path, ...]:
    """The `templates` folders beside the plug-ins, in the order of their names; no plug-in is imported."""
    packages = dict.fromkeys(_package(_found()[name].module) for name in names())
    return tuple(package / "templates" for package in packages if package and (package / "templates").is_dir())


def _loaded(point: EntryPoint) -> Platform:
    try:
        platform: Platform = point.load()
        wrong = [name for name, kind in MEMBERS.items() if not isinstance(getattr(platform, name), kind)]
    except Exception as fault:  # an outsider's code is run here, and may raise whatever it likes
        reason = f"{type(fault).__name__}: {fault}"
        raise Missing("broken_platform", name=point.name, module=point.module, reason=reason) from fault
    if wrong or platform.name != point.name:
        reason = ", ".join(wrong) or f"name = {platform.name!r}"
        raise Missing("broken_platform", name=point.name, module=point.module, reason=reason)
    return platform


def _package(module: str) -> Path | None:
    """The folder of the package a module belongs to, found without running it; None when there is none."""
    top, *rest = module.split(".")
    try:
        spec = find_spec(top)
    except ValueError:  # a module that was made by hand
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0], *rest)
    return path if path.is_dir() else path.parent
