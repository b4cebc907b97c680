"""The version of LinkedIn's API: each is named by its month and lives for about a year.

`VERSION` was the newest in LinkedIn's own versioning page when it was read in August 2026; its end is due in July 2027
(202603 is given until 16 March 2027). Another one is chosen for an account by its option "version".
"""

import re
from collections.abc import Mapping
from datetime import datetime

VERSION = "202607"
# Months after which one should think of the next, and after which it is gone.
OLD = 9
ENDED = 12
_FORM = re.compile(r"20\d\d(?:0[1-9]|1[0-2])")


def is_version(text: str) -> bool:
    """Whether this is a year and a month."""
    return bool(_FORM.fullmatch(text))


def chosen(options: Mapping[str, str]) -> str:
    """The version for an account: the one chosen for it, unless ours is newer by now."""
    return max(VERSION, options.get("version", ""))


def months(version: str, now: datetime) -> int:
    """How many months ago a version came out."""
    return (now.year - int(version[:4])) * 12 + now.month - int(version[4:])


def latest(now: datetime) -> str:
    """A version that is surely out and new: the month before last."""
    year, month = divmod(now.year * 12 + now.month - 1 - 2, 12)
    return f"{year}{month + 1:02}"
