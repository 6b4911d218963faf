"""Opening next year's plan from one that was continued (step 7)."""

from datetime import date, datetime

from sqlalchemy import select

from plf import contents, history, jobs, rules, steps
from plf.extensions import db
from plf.lineage import queries
from plf.models import Draft, Plan, SchoolYear
from plf.notices import actions as notices
from plf.people.queries import evaluator_of
from plf.plans import actions as plans
from plf.plans import queries as plan_queries
from plf.rules import Case, Role
from plf.years.queries import current_rubric, own_agreed_by


def open_next(plan_id: int, *, on: date, at: datetime) -> Plan | None:
    """Open next year's plan of one that was continued: drafted, linked, filled in with what was signed.

    Its evaluator is whoever the teacher is paired with then, or vacant. A plan that was assigned meanwhile and has
    nothing in it yet is filled in; one that has been begun is only linked. None, and nothing done, while next year
    is not there or not open, and for somebody who has left. Again, it is the same plan. `on` is the district's day.
    Source: product.md, "Continued opens next year's plan".
    """
    before = db.session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if before is None or not rules.goes_on(before.state):
        return None
    opened = queries.next_plan(before)
    year = queries.year_after(before.year)
    if opened or year is None or not year.is_open or not before.teacher.is_active:
        return opened
    there = plan_queries.plan_of(before.teacher_id, year)
    if there is None:
        return _new_plan(before, year, on=on, at=at)
    seen = plan_queries.find(there.id, before.teacher, on=on, lock=True)
    seen.plan.continues_id = before.id
    if seen.may("continue_plan"):
        plans.begin_with(seen.plan, _text_to_go_on_with(before), at=at)
        steps.take(seen, "continue_plan", at=at, from_plan=before.id)
        notices.after_continuing(seen.plan, at=at)
    return seen.plan


def open_waiting(year: SchoolYear) -> None:
    """Have the plans opened that wait for this school year. Call it when the year is opened."""
    jobs.enqueue("continue into", {"year": year.id})


def _new_plan(before: Plan, year: SchoolYear, *, on: date, at: datetime) -> Plan:
    rules.require("continue_plan", [Role.TEACHER], Case(state=None, year_open=year.is_open))
    teacher = before.teacher
    evaluator = evaluator_of(teacher.id, max(on, year.starts_on))
    rubric = current_rubric(teacher.staff_kind)
    plan = Plan(
        year_id=year.id,
        teacher_id=teacher.id,
        evaluator_id=evaluator.id if evaluator else None,
        site_id=teacher.main_site_id,
        rubric_id=rubric.id if rubric else before.rubric_id,
        state=rules.after("continue_plan", Case(state=None)),
        state_since=at,
        assigned_at=at,
        continues_id=before.id,
        agreed_by=own_agreed_by(year, [teacher.id]).get(teacher.id),
    )
    db.session.add(plan)
    db.session.flush()
    db.session.add(Draft(plan_id=plan.id, text=_text_to_go_on_with(before), version=1, saved_at=at))
    history.begin(
        plan,
        "continue_plan",
        by=teacher,
        role=Role.TEACHER,
        at=at,
        to=plan.state,
        year=year.label,
        from_plan=before.id,
    )
    notices.after_continuing(plan, at=at)
    return plan


def _text_to_go_on_with(before: Plan) -> contents.Text:
    """What both signed, as it would be typed. Its days are last year's: the form marks them to be checked."""
    return contents.thawed(plan_queries.in_force(before))


def waiting_for(year_id: int) -> list[int]:
    """The ids of the continued plans whose next year this is and that have not been opened."""
    year = db.session.get(SchoolYear, year_id)
    before = queries.year_before(year) if year else None
    if before is None:
        return []
    after = select(Plan.continues_id).where(Plan.continues_id.is_not(None))
    continued = [state for state in rules.STATES if rules.goes_on(state)]
    return list(
        db.session.scalars(
            select(Plan.id)
            .where(Plan.year_id == before.id, Plan.state.in_(continued), Plan.id.not_in(after))
            .order_by(Plan.id)
        )
    )
