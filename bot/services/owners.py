"""Who holds a delivery: a name for this process, and whether the process behind a name is surely gone."""

import os
import platform
import secrets


def this_owner() -> str:
    """A name for this process that no other one has, now or later."""
    return f"{platform.node()}/{os.getpid()}/{secrets.token_hex(4)}"


def surely_gone(owner: str) -> bool:
    """Whether the owner ran on this machine and its process is no more; False whenever that cannot be told."""
    node, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if node != platform.node() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
