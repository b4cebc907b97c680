"""A post on its way to one account: accounts, publications, deliveries."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, field_validator

from bot.domain.connection import Right
from bot.domain.errors import Reconnect, StandfirstError
from bot.domain.frozen import Frozen
from bot.domain.post import Limits

PublicationState = Literal["scheduled", "publishing", "published", "failed", "uncertain", "held", "cancelled"]
# So many minutes after its time a publication still goes out by itself.
LATE = 30

DeliveryState = Literal["planned", "sending", "sent", "unknown", "failed"]


def storable(text: str) -> str:
    """What every database takes of a text from outside: no NUL, no half characters."""
    return text.replace("\0", "").encode("utf-8", errors="replace").decode("utf-8")


class Account(Frozen):
    """One login on a platform; `handle` is its public name there.

    The rest is as `domain.connection.Identity` has it, kept when the account was connected or last examined; none of
    it is secret. One that was disconnected is kept, not `active`, since publications name it.
    """

    id: str
    brand_id: str
    platform: str
    handle: str
    native_id: str = ""
    server: str = ""
    rights: tuple[Right, ...] = ()
    limits: Limits | None = None
    options: dict[str, str] = Field(default_factory=dict)
    expires: datetime | None = None
    active: bool = True


class Remote(Frozen):
    """What a platform calls a published part: its id there and the address people can open."""

    id: str
    url: str = ""

    @field_validator("id", "url")
    @classmethod
    def _storable(cls, text: str) -> str:
        return storable(text)


class Failure(Frozen):
    """Why something did not go on: a message key and the values its sentence needs (see domain.errors).

    `login` tells that it goes on by itself once its account is connected anew.
    """

    key: str
    values: dict[str, str | int] = Field(default_factory=dict)
    login: bool = False

    @classmethod
    def of(cls, error: StandfirstError) -> Self:
        """What an error says of itself."""
        return cls(key=error.key, values=error.values, login=isinstance(error, Reconnect))

    @field_validator("values")
    @classmethod
    def _storable(cls, values: dict[str, str | int]) -> dict[str, str | int]:
        return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}


class Delivery(Frozen):
    """One part of a publication on its way. The row is the journal: it is written before the network is called.

    `id` is "<post>/<account>/<part>", the part counted from 0, with "/<edition>" after the first one; `key` is the
    idempotency key sent along. One that was amended says what the post named by `post_id` does ("" is the publication's
    own); `amending` names the one it may say since a call whose end is not known. `deleted` is since when it is gone.
    """

    id: str
    publication_id: str
    part: int
    state: DeliveryState = "planned"
    attempt: int = 0
    owner: str = ""
    started_at: datetime | None = None
    key: str
    remote: Remote | None = None
    retry_at: datetime | None = None
    error: Failure | None = None
    post_id: str = ""
    amending: str = ""
    deleted: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it is out and was not deleted since."""
        return self.state == "sent" and self.deleted is None


class When(Frozen):
    """The time chosen for a publication, what becomes of it when that has passed, what was overruled; see there."""

    at: datetime
    wall: str = ""
    zone: str = ""
    late: int = LATE
    void: datetime | None = None
    series_id: str = ""
    waived: tuple[str, ...] = ()


class Publication(Frozen):
    """One post on one account at one time, with its state; `content_hash` is over exactly what is sent.

    `deleted` is since when all of it that was out is gone; its state stays what it was. The same post can be published
    anew on the account then, as the next `edition`.

    Where a member chose the time, `wall` is the local time they chose ("2026-11-27T09:00:00") and `zone` the IANA zone
    it is in: `at` follows them when the zone's rules change. Past `late` minutes it is held rather than sent, at `void`
    and later it is cancelled. `member_id` is who planned it. `run` counts how often it was put into the queue: a job of
    another run has nothing to do. `waived` names the checks that a person overruled, `series_id` what it recurs with.
    """

    id: str
    post_id: str
    account_id: str
    at: datetime
    content_hash: str
    state: PublicationState = "scheduled"
    error: Failure | None = None
    edition: int = 1
    deleted: datetime | None = None
    wall: str = ""
    zone: str = ""
    late: int = LATE
    void: datetime | None = None
    member_id: str = ""
    run: int = 0
    waived: tuple[str, ...] = ()
    series_id: str = ""
