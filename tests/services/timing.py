"""The services of time over a newsroom, for tests of scheduling, slots and series."""

from services.newsroom import IDA

from bot.domain.ids import new_id
from bot.domain.moment import Moment
from bot.domain.ports import NoQueue
from bot.services.recurring import Recurring
from bot.services.scheduling import Scheduling
from bot.services.slots import Slots

OWNER = IDA.model_copy(update={"role": "owner"})
ATHENS = "Europe/Athens"


class Noted(NoQueue):
    """Remembers what was put into it, and when it is due; breaks as often as it is told."""

    def __init__(self):
        self.put_in = []
        self.breaks = 0

    async def put(self, transaction, publication, at=None):
        if self.breaks:
            self.breaks -= 1
            raise ConnectionError("killed in between")
        self.put_in.append((publication.id, publication.run, at or publication.at))


class Timing:
    """The services, and what tests ask of them; everybody types in Athens."""

    def __init__(self, newsroom):
        self.newsroom, self.queue = newsroom, Noted()
        newsroom.publishing._queue = self.queue
        self.slots = Slots(newsroom.store, newsroom.clock, new_id)
        of = (newsroom.store, newsroom.offers, newsroom.publishing)
        self.scheduling = Scheduling(*of, self.slots, self.queue, newsroom.clock)
        self.recurring = Recurring(newsroom.store, newsroom.drafting, newsroom.publishing, newsroom.clock, new_id)

    async def scheduled(self, text="fri 14:30", **more):
        draft = await self.newsroom.draft()
        (one,) = await self.scheduling.schedule(draft, ["sandbox"], self.at(text), actor=IDA, **more)
        return await self.report(one)

    def at(self, text):
        found = self.scheduling.read(text, member_zone=ATHENS)
        assert isinstance(found, Moment), found
        return found

    async def report(self, publication):
        return await self.newsroom.publishing.report(publication)

    async def deliver(self, publication, **more):
        return (await self.newsroom.owner(**more).deliver(publication)).publication.state
