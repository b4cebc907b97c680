"""A time a member typed, as it was understood: a moment, a question, or the next free slot."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.frozen import Frozen
from bot.domain.wall import Jump, first, instants

Reason = Literal["ambiguous", "nonexistent", "past", "unclear"]


class Moment(Frozen):
    """One instant (`at`, UTC), and what clocks there show: `wall` as YYYY-MM-DDTHH:MM:SS in the IANA zone `zone`.

    `fold` is 1 for the second of two instants with the same wall time, where clocks go back.
    """

    at: datetime
    wall: str
    zone: str
    fold: Literal[0, 1] = 0

    def local(self) -> datetime:
        """The instant with the offset of its zone."""
        return self.at.astimezone(ZoneInfo(self.zone))

    def anew(self) -> datetime:
        """The instant (UTC) by the zone's rules as they are now known: the wall time stays, the instant may move.

        A wall time that new rules skip is the first instant after the jump.
        """
        wall = datetime.fromisoformat(self.wall)
        found = instants(wall, self.zone)
        return found[-1 if self.fold else 0] if found else first(wall, self.zone)


class Unclear(Frozen):
    """Why a time cannot be taken as it was typed, and the moments that may have been meant, none or a few.

    `jump` is the change of clocks that skips the time `wall` (as a moment's), where that is why it does not exist.
    """

    reason: Reason
    choices: tuple[Moment, ...] = ()
    jump: Jump | None = None
    wall: str = ""


class NextSlot(Frozen):
    """The next free slot of whatever is being scheduled."""
