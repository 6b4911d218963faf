"""Carries out a disposition list that was confirmed, item by item; killed, it goes on where it was. And exports."""

from sqlalchemy import bindparam, exists, func, or_, select

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.models import Disposition, DispositionItem, Plan, Revision
from plf.plans.actions import note_views
from plf.records import actions, everything, queries
from plf.records.everything import folder_of_exports

TELLS_AFTER = 20


@jobs.handler(actions.JOB)
def carry_out(job: jobs.Claimed) -> None:
    """Let go what is on the list, each plan in a write of its own."""
    number = job.payload["list"]
    of_list = DispositionItem.disposition_id == number
    total = db.session.scalar(select(func.count()).select_from(DispositionItem).where(of_list))
    waiting = list(
        db.session.scalars(
            select(DispositionItem.id)
            .where(of_list, DispositionItem.outcome == "")
            .order_by(DispositionItem.id)
        )
    )
    for done, item_id in enumerate(waiting, start=total - len(waiting) + 1):
        with writing() as session:
            _overwrite_what_goes()
            made = queries.list_of(number, lock=True)  # so that no hold is placed meanwhile
            actions.carry_out(session.get(DispositionItem, item_id), made, at=now())
        if done % TELLS_AFTER == 0 or done == total:
            jobs.progress(job, done, total)
    with writing() as session:
        actions.finish(session.get(Disposition, number), at=now())


def _overwrite_what_goes() -> None:
    """SQLite leaves what is deleted in the file until something else needs the room, unless it is told not to."""
    if db.engine.dialect.name == "sqlite":
        db.session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


@jobs.handler(everything.JOB)
def export_all(job: jobs.Claimed) -> None:
    """Write everything but what is private to a folder of its own. Killed, it goes on in the same folder."""
    plans = list(db.session.scalars(_READ_BY_EXPORT, {"by": job.payload["by"]}))
    db.session.rollback()
    for start in range(0, len(plans), 500):
        note_views(plans[start : start + 500], job.payload["by"], at=now(), how="export")
    told = -1
    for done, total, _ in everything.write(folder_of_exports() / job.payload["name"]):
        if done * 50 // total > told or done == total:
            told = done * 50 // total
            jobs.progress(job, done, total)


# Their own and those they evaluate are theirs to read anyway.
_READ_BY_EXPORT = (
    select(Plan.id)
    .where(
        Plan.teacher_id != bindparam("by"),
        or_(Plan.evaluator_id.is_(None), Plan.evaluator_id != bindparam("by")),
        exists().where(Revision.plan_id == Plan.id),
    )
    .order_by(Plan.id)
)
