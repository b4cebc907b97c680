"""How publications stand, one or thousands: each with its account, what it says and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.domain.post import Post
from bot.domain.publication import Account, Delivery, Failure, Publication
from bot.store import Connection, accounts, deliveries, posts

# So many are looked up by one question to the database.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Report:
    """How a publication stands: where it goes, what it says, of which draft and revision, and each part's journal."""

    publication: Publication
    account: Account
    post: Post
    deliveries: tuple[Delivery, ...]
    draft_id: str = ""
    revision: int = 0

    @property
    def standing(self) -> tuple[Delivery, ...]:
        """The parts that are out and were not deleted."""
        return tuple(row for row in self.deliveries if row.stands)

    @property
    def half(self) -> Literal["", "deleting", "amending"]:
        """What of it began and is not done, or may not be: deleting all that is out, or changing it."""
        if self.publication.deleted or not self.standing or self.publication.state not in ("published", "cancelled"):
            return ""
        if self.publication.state == "cancelled" or any(row.deleted for row in self.deliveries):
            return "deleting"
        if any(row.amending or row.post_id not in ("", self.publication.post_id) for row in self.standing):
            return "amending"
        return "deleting" if any(row.error for row in self.standing) else ""

    @property
    def error(self) -> Failure | None:
        """Why it does not go on, or what keeps it from being changed or deleted as a whole."""
        return self.publication.error or next((row.error for row in self.standing if row.error), None)


async def reported(connection: Connection, found: Sequence[Publication]) -> list[Report]:
    """How these publications stand, in their order."""
    known = {one: await accounts.by_id(connection, one) for one in {one.account_id for one in found}}
    reports: list[Report] = []
    for first in range(0, len(found), AT_ONCE):
        some = found[first : first + AT_ONCE]
        said = await posts.by_ids(connection, [one.post_id for one in some])
        parts = await deliveries.of_publications(connection, [one.id for one in some])
        for one in some:
            account, (draft_id, revision, post) = known[one.account_id], said[one.post_id]
            if account is not None:
                reports.append(Report(one, account, post, tuple(parts.get(one.id, ())), draft_id, revision))
    return reports
