"""Ending many plans at the close of a year, plan by plan, so that nobody waits for the whole."""

from plf import jobs
from plf.database import now, writing
from plf.endings import actions
from plf.extensions import db
from plf.models import Person
from plf.people.queries import today_here

TELLS_AFTER = 20  # plans


@jobs.handler("end_unfinished")
def end_many(job: jobs.Claimed) -> None:
    """End the plans of one job, and keep with it which were left as they are, and why.

    What was ended before the worker was stopped is not ended again.
    """
    ending, by = job.payload["plans"], job.payload["by"]
    for number, plan_id in enumerate(ending, start=1):
        with writing():
            left = actions.end_one_of_many(
                plan_id,
                why=job.payload["why"],
                words=job.payload["words"],
                by=db.session.get(Person, by),
                on=today_here(),
                at=now(),
            )
            actions.keep_sentence(job.id, plan_id, left)
        if number % TELLS_AFTER == 0 or number == len(ending):
            jobs.progress(job, number, len(ending))
