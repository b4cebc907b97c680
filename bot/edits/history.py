"""Undo and redo over revisions that are only ever added to: which earlier revision each leads back to."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.domain.frozen import Frozen


class Change(Frozen):
    """How a revision came to be: "written", "edited", "undone" or "redone", and what it says about itself.

    `restores` is the earlier revision whose wording an undone or redone one has; `words` are keys under
    templates/chat/<lang>/changes with their values.
    """

    kind: str = "edited"
    restores: int = 0
    words: tuple[tuple[str, dict[str, str | int]], ...] = ()


class Step(NamedTuple):
    """Where undo and redo lead from the newest revision; 0 where there is nothing."""

    undo: int
    redo: int


def step(changes: Iterable[tuple[int, Change]]) -> Step:
    """Walk through a draft's revisions, oldest first."""
    past: list[int] = []
    future: list[int] = []
    current = 0
    for revision, change in changes:
        if change.kind == "undone" and past:
            future.append(current)
            current = past.pop()
        elif change.kind == "redone" and future:
            past.append(current)
            current = future.pop()
        else:
            if current:
                past.append(current)
            future.clear()
            current = revision
    return Step(past[-1] if past else 0, future[-1] if future else 0)
