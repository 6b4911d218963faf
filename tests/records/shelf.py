"""Years that are long over: Ana's plan closed, and what it takes for its texts to go."""

from datetime import timedelta

from backstage import change, rows
from sqlalchemy import select, update
from world import PASSWORD, Scene, local_today

from plf import jobs
from plf.extensions import db
from plf.models import Disposition, Job, Person, SchoolYear


def closed_long_ago(scene: Scene) -> str:
    """Ana's plan is closed, with its copies, in a year that ended more than seven years ago."""
    plan = scene.plan_at("closed")
    scene.copies_are_made()
    long_ago(scene)
    return plan


def long_ago(scene: Scene) -> None:
    ended = local_today() - timedelta(days=9 * 365)
    days = {
        "starts_on": ended - timedelta(days=290),
        "plans_agreed_by": ended - timedelta(days=190),
        "forms_due_on": ended - timedelta(days=40),
        "conferences_by": ended - timedelta(days=30),
        "ends_on": ended,
    }
    change(scene, update(SchoolYear).values(**days))


def draws_up(scene: Scene, *chosen: str) -> str:
    """Olivia puts these lines ("signed:1") on a list; its address."""
    answer = scene.olivia.fill("/records/due", "/records/due", chosen=list(chosen))
    assert answer.status_code == 303, answer.text[:3000]
    return answer.location


def confirms(who, address: str):
    return who.fill(address, f"{address}/confirmation", password=PASSWORD)


def dana_is_of_the_office(scene: Scene) -> None:
    change(scene, update(Person).where(Person.id == scene.id("dana")).values(is_office=True))


def worker_comes(scene: Scene, kind: str = "dispose") -> None:
    for job_id in rows(scene, select(Job.id).where(Job.kind == kind, Job.state == "queued")):
        with scene.app.app_context():
            jobs.run(job_id)
    assert rows(scene, select(Job.error).where(Job.kind == kind, Job.state != "done")) == []


def stops(scene: Scene, address: str) -> None:
    """This list is confirmed, and the worker gave up on it."""
    confirms(scene.olivia, address)
    change(scene, "UPDATE job SET state = 'failed', error = 'The disk is full.' WHERE kind = 'dispose'")


def goes(scene: Scene, *chosen: str) -> None:
    """These lines are drawn up, confirmed and carried out."""
    confirms(scene.olivia, draws_up(scene, *chosen))
    worker_comes(scene)


def lists(scene: Scene) -> list[Disposition]:
    with scene.app.app_context():
        return list(db.session.scalars(select(Disposition)))
