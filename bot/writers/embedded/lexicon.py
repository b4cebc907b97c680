"""Word lists and weights shipped beside the code, read once when first needed."""

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def groups(name: str) -> dict[str, tuple[str, ...]]:
    """A word list by group: lines of `group: word word ...`; an underscore in a word stands for a space.

    Empty when there is no such list.
    """
    path = DATA / f"{name}.txt"
    if not path.is_file():
        return {}
    split = (line.partition(":") for line in path.read_text("utf-8").splitlines() if ":" in line)
    return {group.strip(): tuple(words.replace("_", " ") for words in rest.split()) for group, _, rest in split}


@cache
def group_of(name: str) -> dict[str, tuple[str, ...]]:
    """The same list turned round: for each word the groups that hold it."""
    found: dict[str, list[str]] = {}
    for group, words in groups(name).items():
        for word in words:
            found.setdefault(word, []).append(group)
    return {word: tuple(names) for word, names in found.items()}


@cache
def members(name: str, group: str) -> frozenset[str]:
    """The words of one group; empty when there is none."""
    return frozenset(groups(name).get(group, ()))


@cache
def weights(name: str) -> dict[str, dict[str, float]]:
    """Trained weights: for each class (or "" for a single one) a weight per feature."""
    loaded: dict[str, dict[str, float]] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return loaded
