"""Who holds a delivery: a name for this process, and whether the process behind a name is surely gone."""

import hashlib
import os
import platform
import secrets
from functools import cache
from pathlib import Path

# Process ids mean something within one start of one machine and one namespace alone: containers may share a name.
_PLACE = ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid")


def this_owner() -> str:
    """A name for a hold by this process that no other one has, now or later; at most 80 characters."""
    return f"{_here()}/{os.getpid()}/{secrets.token_hex(4)}"


@cache
def _here() -> str:
    boot, namespace = (Path(path) for path in _PLACE)
    try:
        place = boot.read_text() + str(namespace.readlink())
    except OSError:  # not Linux
        place = ""
    name = platform.node().replace("/", "-")
    return f"{name[:40]}.{hashlib.sha256((name + place).encode()).hexdigest()[:12]}"


async def gone_from_here(owner: str) -> bool:
    """As `surely_gone`, for whoever asks further where it can."""
    return surely_gone(owner)


def surely_gone(owner: str) -> bool:
    """Whether the owner ran on this machine and its process is no more; False whenever that cannot be told."""
    node, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if node != _here() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
