"""Every platform that publishes, with the rig in its folder of tests."""

from importlib import import_module

from bot import platforms
from bot.domain.ports import Publishes

PUBLISHING = [platform.name for platform in platforms.installed() if isinstance(platform, Publishes)]


def rigging(name, request, home):
    """The rig of a platform, to be entered; what its module `NEEDS` are fixtures: a server that runs for all tests."""
    module = import_module(f"platforms.{name}.rig")
    return module.rigged(home, *(request.getfixturevalue(need) for need in getattr(module, "NEEDS", ())))
