"""The job of one publication: the engine knows it by name, keeps it until it is done and gives it to one who lives.

What was done of it, and when there is more to do, is in the delivery journal. The engine records no step beside that:
who takes a job up anew begins with a look at the journal, and no stop can fall between a step and its record.
"""

from dbos import DBOS

from bot.jobs import at_work
from bot.jobs.queue import PUBLISH


@DBOS.workflow(name=PUBLISH)
async def publish(publication_id: str, run: int) -> None:
    """See one run of a publication through."""
    await at_work.work().see_through(publication_id, run)
