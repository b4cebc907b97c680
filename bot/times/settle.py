"""From what a clock shows to the instant: in a zone with its changes of clocks, or at a fixed offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

from bot.domain import wall as walls
from bot.domain.moment import Moment, Unclear
from bot.times.found import Zone

Settled = Moment | Unclear


class Place(Protocol):
    """Where clocks are read."""

    def shown(self, at: datetime) -> datetime:
        """What clocks there show at an instant."""
        ...

    def ahead(self, wall: datetime, now: datetime) -> bool:
        """Whether clocks there are yet to show a wall time; one that a jump skips counts while its hour is ahead."""
        ...

    def settle(self, wall: datetime) -> Settled:
        """The moment at which they show it, or why there is none."""
        ...


@dataclass(frozen=True)
class _Named:
    zone: str

    def shown(self, at: datetime) -> datetime:
        return walls.shown(at, self.zone)

    def ahead(self, wall: datetime, now: datetime) -> bool:
        found = walls.instants(wall, self.zone)
        return found[-1] > now if found else wall > self.shown(now)

    def settle(self, wall: datetime) -> Settled:
        found = walls.instants(wall, self.zone)
        if len(found) == 1:
            return moment_of(found[0], self.zone)
        if found:
            return Unclear(reason="ambiguous", choices=tuple(moment_of(at, self.zone) for at in found))
        jump = walls.jump(wall, self.zone)
        near = (wall - (jump.end - jump.start), wall + (jump.end - jump.start))
        choices = tuple(moment_of(walls.first(other, self.zone), self.zone) for other in near)
        return Unclear(reason="nonexistent", choices=choices, jump=jump, wall=wall.isoformat())


@dataclass(frozen=True)
class _Fixed:
    offset: timezone
    zone: str

    def shown(self, at: datetime) -> datetime:
        return at.astimezone(self.offset).replace(tzinfo=None)

    def ahead(self, wall: datetime, now: datetime) -> bool:
        return wall > self.shown(now)

    def settle(self, wall: datetime) -> Settled:
        return moment_of(wall.replace(tzinfo=self.offset).astimezone(UTC), self.zone)


def places(zone: Zone, member: str) -> Place:
    """Where the clocks of a typed zone are read; a moment at a fixed offset is shown in the member's zone."""
    return _Named(zone.name) if zone.name else _Fixed(timezone(timedelta(minutes=zone.offset)), member)


def moment_of(at: datetime, zone: str) -> Moment:
    """The moment of an instant in a zone."""
    shown = walls.shown(at, zone)
    later = walls.instants(shown, zone)[0] != at.astimezone(UTC)
    return Moment(at=at.astimezone(UTC), wall=shown.isoformat(), zone=zone, fold=1 if later else 0)


def settled(wall: datetime, place: Place, now: datetime) -> Settled:
    """The moment of a wall time, `now` being over already."""
    found = place.settle(wall)
    if isinstance(found, Moment):
        return found if found.at > now else Unclear(reason="past")
    return found.model_copy(update={"choices": tuple(choice for choice in found.choices if choice.at > now)})
