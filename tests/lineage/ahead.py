"""The school year after the scene’s, and the worker who opens what goes on into it."""

from datetime import timedelta

from world import local_today

from plf import jobs
from plf.database import writing
from plf.models import SchoolYear


def next_year(scene, status: str) -> None:
    """School year 2, `status` planned or open."""
    first = local_today() + timedelta(days=201)
    with scene.app.app_context(), writing() as session:
        session.add(
            SchoolYear(
                id=2,
                label="2027-2028",
                starts_on=first,
                ends_on=first + timedelta(days=280),
                plans_agreed_by=first + timedelta(days=60),
                forms_due_on=first + timedelta(days=240),
                conferences_by=first + timedelta(days=250),
                status=status,
                also_required=[],
            )
        )


def work(scene) -> None:
    """Whatever the worker has to do by now."""
    with scene.app.app_context():
        while jobs.work_once():
            pass
