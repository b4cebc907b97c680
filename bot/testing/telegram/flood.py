"""Telegram's flood rules, where a world keeps them: 1 message a second in a chat, 20 a minute in a group, 30 a second.

Source: core.telegram.org/bots/faq and PTB's FloodLimit. A chat may have a short burst, as it really may.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence

BURST = 5
COUNTED = ("send", "edit", "forward", "copy")
_OVERALL = 0
_RULES = {"overall": (30, 1.0), "group": (20, 60.0), "private": (BURST, float(BURST))}


class Flood:
    """Counts what a bot does; `wait` says how many seconds it must wait before the next."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._done: defaultdict[int, deque[float]] = defaultdict(deque)

    def wait(self, chat_id: int, *, group: bool, messages: int = 1) -> int:
        """Count these messages, or say how long to wait with them; 0 when they may be sent."""
        now = self._now()
        rules = ((_OVERALL, _RULES["overall"]), (chat_id, _RULES["group" if group else "private"]))
        waits = [_missing(self._done[key], now, rule, messages) for key, rule in rules]
        if max(waits) > 0:
            return int(max(waits)) + 1
        for key, _ in rules:
            self._done[key].extend([now] * messages)
        return 0


def _missing(done: deque[float], now: float, rule: Sequence[float], messages: int) -> float:
    most, seconds = rule
    while done and done[0] <= now - seconds:
        done.popleft()
    over = len(done) + messages - int(most)
    return done[min(over, len(done)) - 1] + seconds - now if over > 0 and done else 0.0
