"""Assigning many plans, and taking them back, some at a time, so that nobody waits for the whole."""

from datetime import datetime

from plf import jobs
from plf.assignments import actions, queries
from plf.database import now, writing
from plf.extensions import db
from plf.models import AssignmentBatch
from plf.people.queries import today_here


@jobs.handler(actions.JOB)
def carry_on(job: jobs.Claimed) -> None:
    """Carry one batch on until nothing is left of it. What was done before the worker was stopped is not done again."""
    batch_id = job.payload["batch"]
    is_left = True
    while is_left:
        with writing():
            is_left = actions.carry_on(batch_id, on=today_here(), at=now())
        standing = queries.standing(db.session.get(AssignmentBatch, batch_id))
        jobs.progress(job, standing.done, standing.to_do)


@jobs.sweeper
def forget_unused(at: datetime) -> None:
    """Let go what was only looked at."""
    actions.forget_unused(at)
