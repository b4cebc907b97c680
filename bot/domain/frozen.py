"""The base of every domain object: immutable, strict about its fields."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value; a change is a new object (`model_copy(update=...)`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
