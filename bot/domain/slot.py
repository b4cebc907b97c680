"""A slot: a recurring time at which posts of a brand or an account go out."""

from datetime import datetime

from pydantic import Field

from bot.domain.frozen import Frozen


class Slot(Frozen):
    """Days of the week (Monday is 0) and the wall time "HH:MM" at which a post may go out.

    `account_id` is "" for a slot of all the brand's accounts, `zone` "" for the brand's own; `jitter` is by how many
    minutes at most a post goes out later than the slot.
    """

    id: str
    brand_id: str
    account_id: str = ""
    weekdays: tuple[int, ...] = Field(min_length=1, max_length=7)
    wall: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    zone: str = ""
    jitter: int = Field(default=0, ge=0, le=120)


class FreeSlot(Frozen):
    """A free time of a slot: `planned` as the slot says it, `at` with its jitter; both UTC."""

    slot_id: str
    planned: datetime
    at: datetime
