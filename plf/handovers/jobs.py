"""Hand-overs that were planned for a day take place at its beginning, or as soon after it as a worker is there."""

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.handovers import actions
from plf.models import HandOver
from plf.people.queries import today_here
from plf.plans.queries import find_as
from plf.rules import Role


@jobs.handler("hand_over")
def carry_out(job: jobs.Claimed) -> None:
    """Carry out one planned hand-over; nothing when it is done or was called off, and later when its day is not there."""
    with writing():
        planned = db.session.get(HandOver, job.payload["hand_over"])
        seen = find_as(Role.OFFICE, planned.plan_id, planned.asked_by, on=today_here())
        db.session.refresh(planned)  # the lock may have waited for who called it off
        if planned.done_at or planned.cancelled_at:
            return
        if planned.starts_on > today_here():
            actions.enqueue(planned)
        else:
            actions.carry_out(planned, seen, at=now())
