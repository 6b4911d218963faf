"""Five more teachers of Ben with plans under way, signed long ago, each silent for so many days."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from world import ZONE, local_today

from plf.database import writing
from plf.models import Person, Plan, Revision, Signature

NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")


def grove(scene, *days_silent: int, since: datetime | None = None) -> None:
    """Ben has five more teachers, each with a plan signed long ago, not in touch for so many days."""
    scene.plan_at("active")
    long_ago = since or datetime.now(UTC) - timedelta(days=80)
    with scene.app.app_context(), writing() as session:
        pattern = session.get(Plan, 1)
        pattern.paused_at = long_ago  # Ana is away in these scenes
        for number, (name, days) in enumerate(zip(NAMES, days_silent, strict=False)):
            teacher = Person(
                given_name="Teacher",
                family_name=name,
                email=f"{name.lower()}@riverbend.example",
                created_at=long_ago,
                main_site_id=1,
            )
            session.add(teacher)
            session.flush()
            plan = Plan(
                year_id=1,
                teacher_id=teacher.id,
                evaluator_id=scene.id("ben"),
                site_id=1,
                rubric_id=1,
                state="active",
                state_since=long_ago,
                assigned_at=long_ago,
                touched_at=noon_before(days),
            )
            session.add(plan)
            session.flush()
            signed_by_both(session, plan, long_ago, number)


def noon_before(days: int) -> datetime:
    """Noon in the district, so many of its days ago: whether or not the clocks have changed since."""
    return datetime.combine(local_today() - timedelta(days=days), time(12), ZoneInfo(ZONE)).astimezone(UTC)


def signed_by_both(session, plan, at, number) -> None:
    revision = Revision(
        plan_id=plan.id,
        kind="plan",
        number=1,
        frozen="{}",
        sha256=f"{number:064}",
        frozen_at=at,
        frozen_by_id=plan.teacher_id,
    )
    session.add(revision)
    session.flush()
    plan.revision_id = plan.in_force_id = revision.id
    session.add(
        Signature(
            plan_id=plan.id,
            revision_id=revision.id,
            role="teacher",
            person_id=plan.teacher_id,
            signed_at=at,
            statement="",
            agreed="{}",
            sha256=f"{number:064}",
            proof="password",
            proved_at=at,
        )
    )
