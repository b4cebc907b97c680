"""What one rendering may cost: steps, characters and time, shared by everything that happens within it."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2.exceptions import SecurityError

STEPS = 20_000
CHARACTERS = 400_000
SECONDS = 0.4
UNTIMED = 2_000  # an honest template never takes so many steps, and so never asks for the time

_left: ContextVar[list[int] | None] = ContextVar("allowance", default=None)
_until: ContextVar[float] = ContextVar("until", default=0.0)


class Forbidden(SecurityError):
    """What a template may not do; the message is a key, its sentence in `templates/chat/<lang>/errors`."""


@contextmanager
def allowance() -> Iterator[None]:
    """One rendering's allowance; a rendering inside it shares it. Time is this thread's, in seconds of work."""
    if _left.get() is not None:
        yield
        return
    token, until = _left.set([STEPS, CHARACTERS]), _until.set(time.thread_time() + SECONDS)
    try:
        yield
    finally:
        _left.reset(token)
        _until.reset(until)


def charge(steps: int, characters: int = 0) -> None:
    """Take from the allowance. Raises Forbidden when it is used up."""
    left = _left.get()
    if left is None:
        return
    left[0] -= steps
    left[1] -= characters
    if left[0] < 0 or left[1] < 0:
        raise Forbidden("does_too_much" if left[0] < 0 else "writes_too_much")
    if left[0] < STEPS - UNTIMED and time.thread_time() > _until.get():
        raise Forbidden("does_too_much")


def paced(items: Iterable[Any], text: int = 0) -> Iterator[Any]:
    """Charge for each item of a loop, and for so many characters written in its body."""
    for item in items:
        charge(1, text)
        yield item


def metered(value: Any) -> Any:
    """Charge for a value on its way into the output; a list is not written as it is, however little it holds."""
    left = _left.get()
    if left is not None:
        if isinstance(value, list | tuple | dict | set | frozenset):
            raise Forbidden("list_unjoined")
        # Inline, not `charge`: this runs for every value a template writes.
        left[0] -= 1
        left[1] -= len(value) if isinstance(value, str) else 20
        if left[0] < 0 or left[1] < 0:
            charge(0)
    return value


def weigh(value: Any) -> None:
    """Charge for all that a value holds, lists within lists as often as they are met."""
    if isinstance(value, str):
        charge(0, len(value))
    elif isinstance(value, list | tuple | dict | set | frozenset):
        _weigh_deep(value)


def sized(value: Any) -> Any:
    """The value, charged for what it holds before it is compared or put into a list."""
    if isinstance(value, str):
        charge(1, len(value) >> 4)  # texts are compared and searched many characters at once
    elif isinstance(value, list | tuple | dict | set | frozenset):
        _weigh_deep(value)
    return value


def _weigh_deep(value: Any) -> None:
    waiting = [value]
    while waiting:
        held = waiting.pop()
        charge(1 + len(held))
        for item in (*held, *held.values()) if isinstance(held, dict) else held:
            if isinstance(item, str):
                charge(0, len(item) >> 4)
            elif isinstance(item, list | tuple | dict | set | frozenset):
                waiting.append(item)
