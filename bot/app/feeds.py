"""Feeds over the services of a house: read as guarded as pages are, their items read as links in the chat are."""

from functools import cache

from bot.app.desk import settings
from bot.app.house import House
from bot.domain.clock import SystemClock
from bot.domain.ids import new_id
from bot.feeds.parse import MAX_BYTES
from bot.net.client import GuardedClient
from bot.platforms import of_account
from bot.services.feeds import Feeds
from bot.services.taking import Parts, Taking

ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,application/xml;q=0.9,"
    "text/xml;q=0.9,text/html;q=0.8,*/*;q=0.5"
)


def following(house: House) -> Feeds:
    """The feeds of these services."""
    clock = SystemClock()
    parts = Parts(
        accounts=house.accounts,
        drafting=house.drafting,
        publishing=house.publishing,
        scheduling=house.scheduling,
        slots=house.slots,
        platform=of_account,
        read=house.desk.read,
    )
    return Feeds(house.store, _client().fetch, Taking(house.store, parts, clock), clock, new_id)


@cache
def _client() -> GuardedClient:
    return GuardedClient(max_bytes=MAX_BYTES, accept=ACCEPT, total_timeout=settings().fetch_timeout)
