"""Every platform that publishes, with its rig: ours are in the folders of tests, a plug-in of others names its own."""

from importlib import import_module
from importlib.util import find_spec

from bot import platforms
from bot.domain.ports import Publishes
from bot.testing import rigs

PUBLISHING = [platform.name for platform in platforms.installed() if isinstance(platform, Publishes)]


def rigging(name, request, home):
    """The rig of a platform, to be entered; what its module `NEEDS` are fixtures: a server that runs for all tests."""
    if find_spec(f"platforms.{name}") is None:
        return rigs.rigged(name)(home)
    module = import_module(f"platforms.{name}.rig")
    return module.rigged(home, *(request.getfixturevalue(need) for need in getattr(module, "NEEDS", ())))
