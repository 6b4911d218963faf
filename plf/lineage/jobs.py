"""Opens next year's plans: of one that was just continued, and of all that wait when a year is opened."""

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.lineage import actions
from plf.people.queries import today_here


@jobs.handler("continue")
def go_on(job: jobs.Claimed) -> None:
    """Open next year's plan of the one in the payload, if that year is open; else it waits for `go_on_into`."""
    with writing():
        actions.open_next(job.payload["plan"], on=today_here(), at=now())


@jobs.handler("continue into")
def go_on_into(job: jobs.Claimed) -> None:
    """Open the plans that waited for a year, each in a write of its own. Again, it goes on where it was."""
    waiting = actions.waiting_for(job.payload["year"])
    db.session.rollback()
    for done, plan_id in enumerate(waiting, start=1):
        with writing():
            actions.open_next(plan_id, on=today_here(), at=now())
        if done % 50 == 0:
            jobs.progress(job, done, len(waiting))
