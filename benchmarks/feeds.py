"""How feeds are read: python benchmarks/feeds.py [DATA].

DATA holds feeds.jsonl.gz (a line an object with `id`, `group`, `b64`, `expect`, an assertion of feedparser's own tests
on the parsed feed). Printed: how many are read or refused and why, the slowest, and with how many of the assertions on
titles, links, ids and dates the reading agrees.
"""

import argparse
import base64
import gzip
import html
import json
import re
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.errors import StandfirstError
from bot.domain.feed import Fetched
from bot.feeds.parse import parse

ADDRESS = "http://127.0.0.1:8097/tests/feed.xml"
_ASSERTED = re.compile(
    r"(feed|entries)(?:\[(\d+)\])?(?:\[['\"]|\.)(title|link|id|guid|published_parsed|updated_parsed|date_parsed)"
    r"(?:_detail['\"]\]\[['\"]value)?['\"]?\]?\s*==\s*(.+)$",
    re.DOTALL,
)


_INVISIBLE = re.compile("[\u200b-\u200f]")


def main() -> None:
    """Read every case and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    parser.add_argument("--show", action="store_true", help="print what it disagrees with")
    chosen = parser.parse_args()
    now = datetime.now(UTC)
    ends: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    silent = 0
    slowest: list[tuple[float, str]] = []
    for case in cases(chosen.data):
        began = time.perf_counter()
        found: Fetched | None = None
        try:
            found = parse(base64.b64decode(case["b64"]), url=ADDRESS, content_type=sent(case), now=now)
            ends["read"] += 1
        except StandfirstError as error:
            ends[f"refused: {error.key}"] += 1
        slowest.append((time.perf_counter() - began, case["id"]))
        wanted = asserted(case["expect"])
        if wanted is None or (found is not None and wanted[1] == "entries" and not found.items):
            silent += wanted is not None
            continue
        kind, expected, actual = wanted[0], wanted[3], looked_up(found, wanted)
        asked[kind] += 1
        agreed[kind] += same(expected, actual)
        if chosen.show and not same(expected, actual):
            print("differs", case["id"], kind, "expected", repr(expected), "read", repr(actual))
    print(dict(ends))
    print("slowest ms", [(round(seconds * 1000, 1), name) for seconds, name in sorted(slowest)[-3:]])
    print("assertions agreed with", {kind: f"{agreed[kind]}/{asked[kind]}" for kind in sorted(asked)})
    print("in all", f"{agreed.total()}/{asked.total()}", "beside them of items that say nothing, left out:", silent)


def cases(data: Path) -> list[dict[str, Any]]:
    """Every case."""
    with gzip.open(data / "feeds.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(row) for row in file]


def sent(case: dict[str, Any]) -> str:
    """The content type that the case says it was sent with; "" for none."""
    found = re.search(rb"Header:\s+Content-type:\s*([^\r\n]+)", base64.b64decode(case["b64"])[:2000], re.IGNORECASE)
    return found[1].decode("latin-1").strip() if found else ""


def asserted(expect: str) -> tuple[str, str, int, Any] | None:
    """Of what an assertion speaks: the field, feed or entries, which entry, and the value; None for any other."""
    found = _ASSERTED.search(expect)
    if found is None or " and " in found[4] or (found[1] == "feed" and found[3] not in ("title", "link")):
        return None
    try:
        value = eval(found[4], {"__builtins__": {}})  # the literals of a data set of our own
    except (SyntaxError, NameError, TypeError):
        return None
    return found[3], found[1], int(found[2] or 0), value


def looked_up(found: Fetched | None, wanted: tuple[str, str, int, Any]) -> Any:
    """What the reading says there."""
    kind, of, place, _ = wanted
    if found is None:
        return None
    if of == "feed":
        return found.title if kind == "title" else found.home
    if place >= len(found.items):
        return None
    item = found.items[place]
    fields = {"title": item.title, "link": item.link, "id": item.guid, "guid": item.guid}
    return fields.get(kind, item.published)


def same(expected: Any, actual: Any) -> bool:
    """Whether they say the same to a reader: blanks and markup aside."""
    if isinstance(expected, tuple) and isinstance(actual, datetime):
        return tuple(expected[:5]) == actual.timetuple()[:5]
    if not isinstance(expected, str) or not isinstance(actual, str):
        return False
    shown = (" ".join(_INVISIBLE.sub("", bare(bare(one))).split()) for one in (expected, actual))
    return expected == actual or len(set(shown)) == 1


def bare(text: str) -> str:
    """The text of markup."""
    return html.unescape(re.sub(r"<[^<>]+>", " ", text))


if __name__ == "__main__":
    main()
