"""The job of one publication: turn after turn until there is nothing more to do, waiting in between.

The body is as small as can be and stays so: a body that changed would end the jobs of before in an error.
"""

from dbos import DBOS

from bot.jobs import at_work
from bot.jobs.queue import PUBLISH


@DBOS.workflow(name=PUBLISH)
async def publish(publication_id: str, run: int) -> None:
    """See one run of a publication through."""
    while (seconds := await turn(publication_id, run)) is not None:
        await DBOS.sleep_async(seconds)


@DBOS.step(name="turn")
async def turn(publication_id: str, run: int) -> float | None:
    """Do what there is to do; how many seconds until there is more, None when this run has done its work."""
    return await at_work.work().turn(publication_id, run)
