"""Assigning plans (step 1): volunteering, and one or many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from plf import contents, history, rules, steps
from plf.assignments import queries
from plf.assignments.queries import Candidate
from plf.extensions import db
from plf.models import Draft, Person, Plan, SchoolYear, Volunteer
from plf.notices import actions as notices
from plf.plans import queries as plans
from plf.rules import Case, Refusal, Role
from plf.years.queries import own_agreed_by


def volunteer(person: Person, year: SchoolYear, *, at: datetime) -> Volunteer:
    """Say "I would like to take part" (step 1). Evaluator and office see it on their home pages.

    Raises the refusal of the rules: a plan is there already, the year is not open, or it was said before; and
    one (409) for who has no plan of their own.
    """
    if not person.staff_kind:
        raise Refusal(
            409, "People without a kind of staff have no plan of their own. Ask the office to add yours."
        )
    plan = plans.plan_of(person.id, year)
    case = Case(
        state=plan.state if plan else None,
        year_open=year.is_open,
        volunteered=queries.volunteered(person, year),
    )
    rules.require("volunteer", [Role.TEACHER], case)
    said = Volunteer(person_id=person.id, year_id=year.id, at=at)
    db.session.add(said)
    try:
        db.session.flush()
    except IntegrityError:  # said in another window at the same moment
        rules.require("volunteer", [Role.TEACHER], replace(case, volunteered=True))
    return said


def assign(teacher_ids: Iterable[int], year: SchoolYear, *, by: Person, on: date, at: datetime) -> list[Plan]:
    """Assign a plan to each of these people (step 1), skipping those who cannot have one; returns the new plans.

    The evaluator is the one they are paired with on the day `on` (the district's), or vacant. Raises a Refusal
    (409) when somebody else assigned one of them at the same moment, and the refusal itself for a single person.
    """
    ids = set(teacher_ids)
    chosen = queries.candidates(by, year, on=on, only=ids)
    refused = [each for each in chosen if each.refusal]
    if len(ids) == 1 and (refused or not chosen):
        raise refused[0].refusal if refused else rules.HIDDEN
    try:
        return _begin([each for each in chosen if not each.refusal], year, by=by, at=at)
    except IntegrityError:
        raise Refusal(
            409, "Somebody else assigned one of these plans at the same moment. Look at the list again."
        ) from None


def lock_vacant(teacher: Person) -> list[int]:
    """The ids of the teacher's open plans without an evaluator, locked.

    Before the teacher's pairings are: whoever hands such a plan over takes the plan first, and then pairs.
    """
    vacant = select(Plan.id).where(
        Plan.teacher_id == teacher.id, Plan.evaluator_id.is_(None), Plan.state.in_(rules.OPEN)
    )
    return list(db.session.scalars(vacant.order_by(Plan.id).with_for_update()))


def fill_vacancies(teacher: Person, *, evaluator: Person, by: Person, on: date, at: datetime) -> list[Plan]:
    """Name the evaluator of the teacher's open plans that have none, now that the two are paired on the day `on`.

    A plan that has an evaluator keeps them: handing over is a decision of its own. Returns the plans it changed.
    Source: product.md, "exactly one per plan, or vacant until named".
    """
    filled = []
    for plan_id in lock_vacant(teacher):
        seen = plans.find(plan_id, by, on=on, lock=True)
        if seen.plan.evaluator_id is None and seen.may("hand_over"):
            seen.plan.evaluator_id = evaluator.id
            steps.take(seen, "hand_over", at=at, to_evaluator=evaluator.id, reason="named by pairing")
            filled.append(seen.plan)
    return filled


def _begin(chosen: Sequence[Candidate], year: SchoolYear, *, by: Person, at: datetime) -> list[Plan]:
    """A plan for each of these; always in the same order, so that two who assign at once do not wait for each other."""
    own_days = own_agreed_by(year, [each.person_id for each in chosen])
    begun = []
    for each in sorted(chosen, key=lambda one: one.person_id):
        begun.append(_new_plan(each, year, agreed_by=own_days.get(each.person_id), at=at))
    db.session.flush()
    for plan in begun:
        db.session.add(Draft(plan_id=plan.id, text=contents.empty()))
        role = Role.EVALUATOR if plan.evaluator_id == by.id else Role.OFFICE if by.is_office else Role.DEPUTY
        own = {"agreed_by": plan.agreed_by.isoformat()} if plan.agreed_by else {}
        history.begin(plan, "assign", by=by, role=role, at=at, to="assigned", year=year.label, **own)
    notices.after_assigning(begun, by=by, due_on=year.plans_agreed_by, at=at)
    return begun


def _new_plan(each: Candidate, year: SchoolYear, *, agreed_by: date | None, at: datetime) -> Plan:
    plan = Plan(
        year_id=year.id,
        teacher_id=each.person_id,
        evaluator_id=each.evaluator_id,
        site_id=each.site_id,
        rubric_id=each.rubric_id,
        state=rules.after("assign", Case(state=None)),
        state_since=at,
        assigned_at=at,
        agreed_by=agreed_by,
    )
    db.session.add(plan)
    return plan
