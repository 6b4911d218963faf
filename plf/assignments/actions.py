"""Assigning plans (step 1): volunteering, and one or many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from plf import contents, history, jobs, rules, steps
from plf.assignments import queries
from plf.assignments.queries import Candidate
from plf.endings import actions as endings
from plf.extensions import db
from plf.models import AssignmentBatch, AssignmentLine, Draft, Person, Plan, SchoolYear, Volunteer
from plf.notices import actions as notices
from plf.notices.queries import whole_address
from plf.plans import queries as plans
from plf.rules import Case, Refusal, Role
from plf.support import actions as support
from plf.years.queries import own_agreed_by

JOB = "assign"
AT_ONCE = 100  # plans in one write, and in one request
ROWS_AT_ONCE = 500
TRIES = 5
LOST_KEPT = 200  # lines of a list that named nobody
LOOKED_AT_KEPT = timedelta(days=1)
TAKEN_BACK = "Bulk assignment taken back"


def volunteer(person: Person, year: SchoolYear, *, at: datetime) -> Volunteer:
    """Say "I would like to take part" (step 1). Evaluator and office are told, and see it on their home pages.

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
    notices.after_volunteering(said, at=at)
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


def ask(
    year: SchoolYear,
    *,
    by: Person,
    found: Sequence[Candidate],
    words: Sequence[str],
    lost: Sequence[str] = (),
    at: datetime,
) -> AssignmentBatch:
    """Write down who would be assigned a plan and who would be skipped, and why, to be looked at; assigns nothing yet.

    `found` is what `queries.chosen` says of a choice, `words` say the choice, `lost` are lines of a list that name
    nobody. Raises a Refusal (422) when the choice leaves nobody.
    """
    if not found:
        raise rules.not_ready("Nobody fits what you chose. Choose less, or another site.", "site_id")
    free = [each for each in found if not each.refusal]
    batch = AssignmentBatch(
        year_id=year.id,
        by_id=by.id,
        made_at=at,
        asked={
            "words": list(words),
            "lost": list(lost)[:LOST_KEPT],
            "later": _with_later_days(year, free),
            "vacant": sum(each.evaluator_id is None for each in free),
        },
    )
    db.session.add(batch)
    db.session.flush()
    rows = [
        {
            "batch_id": batch.id,
            "person_id": each.person_id,
            "outcome": "skipped" if each.refusal else "waiting",
            "why": each.refusal.sentence[:300] if each.refusal else "",
        }
        for each in found
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(insert(AssignmentLine), rows[start : start + ROWS_AT_ONCE])
    return batch


def start(batch: AssignmentBatch, *, on: date, at: datetime) -> None:
    """Assign what was asked for: up to AT_ONCE now, more by the worker. The batch is locked. Again, it goes on.

    Raises a Refusal (409) when it was taken back, or the year is not open.
    """
    if batch.taken_back_at:
        raise Refusal(409, "This assignment was taken back. Choose again whom to assign a plan.")
    if not batch.year.is_open:
        raise Refusal(
            409, f"{batch.year.label} is not open, so no plan can be assigned. Ask the office to open it."
        )
    batch.begun_at = batch.begun_at or at
    _carry_on_now_or_later(batch, "waiting", on=on, at=at)


def take_back(batch: AssignmentBatch, *, by: Person, on: date, at: datetime) -> None:
    """Take back an assignment: plans in which nobody has written are withdrawn, up to AT_ONCE now, more by the worker.

    The batch is locked. Who was still to be assigned no longer is. Again, it goes on. Raises a Refusal (409) before it began.
    """
    if batch.begun_at is None:
        raise Refusal(409, "Nothing has been assigned yet, so there is nothing to take back.")
    if batch.taken_back_at is None:
        batch.taken_back_at, batch.taken_back_by_id = at, by.id
        db.session.execute(
            update(AssignmentLine)
            .where(AssignmentLine.batch_id == batch.id, AssignmentLine.outcome == "waiting")
            .values(outcome="skipped", why="It was taken back before this plan was assigned.")
        )
    db.session.flush()
    _carry_on_now_or_later(batch, "assigned", on=on, at=at)


def carry_on(batch_id: int, *, on: date, at: datetime) -> bool:
    """Assign the next plans of a batch, or take the next back; whether any are left. For the worker, in one write each.

    Whoever does it again, or at the same moment, goes on where the other stopped: each person is dealt with once.
    """
    batch = db.session.get(AssignmentBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.begun_at is None:
        return False
    return _take_some_back(batch, on=on, at=at) if batch.taken_back_at else _assign_some(batch, on=on, at=at)


def forget_unused(at: datetime) -> None:
    """Let go what was only looked at, and not assigned within a day."""
    unused = select(AssignmentBatch.id).where(
        AssignmentBatch.begun_at.is_(None), AssignmentBatch.made_at < at - LOOKED_AT_KEPT
    )
    ids = list(db.session.scalars(unused.limit(20)))
    db.session.execute(delete(AssignmentLine).where(AssignmentLine.batch_id.in_(ids)))
    db.session.execute(delete(AssignmentBatch).where(AssignmentBatch.id.in_(ids)))


def _carry_on_now_or_later(batch: AssignmentBatch, outcome: str, *, on: date, at: datetime) -> None:
    if len(queries.next_lines(batch.id, outcome, AT_ONCE + 1)) > AT_ONCE:
        jobs.enqueue(JOB, {"batch": batch.id}, key=queries.key_of(batch.id) + uuid4().hex)
    else:
        carry_on(batch.id, on=on, at=at)


def _assign_some(batch: AssignmentBatch, *, on: date, at: datetime) -> bool:
    waiting = {each.person_id: each for each in queries.next_lines(batch.id, "waiting", AT_ONCE)}
    found: dict[int, Candidate] = {}
    for _ in range(TRIES):
        candidates = queries.candidates(batch.by, batch.year, on=on, only=list(waiting)) if waiting else []
        found = {each.person_id: each for each in candidates}
        free = [each for each in candidates if not each.refusal]
        try:
            with db.session.begin_nested():
                plans_of = {plan.teacher_id: plan for plan in _begin(free, batch.year, by=batch.by, at=at)}
            break
        except IntegrityError:  # somebody else assigned one of these plans at the same moment: look again
            continue
    else:
        raise Refusal(409, "Others keep assigning the same plans. Try again in a minute.")
    for person_id, line in waiting.items():
        if person_id in plans_of:
            line.outcome, line.plan_id = "assigned", plans_of[person_id].id
        else:
            refusal = found[person_id].refusal if person_id in found else None
            line.outcome = "skipped"
            line.why = (
                refusal.sentence[:300] if refusal else "They have left, or are not yours to assign now."
            )
    db.session.flush()
    left = bool(queries.next_lines(batch.id, "waiting", 1))
    if not left:
        _tell_evaluators(batch)
    return left


def _take_some_back(batch: AssignmentBatch, *, on: date, at: datetime) -> bool:
    for line in queries.next_lines(batch.id, "assigned", AT_ONCE):
        line.why = _withdraw(line.plan_id, by=batch.taken_back_by, on=on, at=at)
        line.outcome = "kept" if line.why else "taken back"
    db.session.flush()
    return bool(queries.next_lines(batch.id, "assigned", 1))


def _withdraw(plan_id: int, *, by: Person, on: date, at: datetime) -> str:
    """Withdraw one plan of a batch as assigned in error; "", or why it is kept."""
    try:
        seen = plans.find(plan_id, by, on=on, lock=True)
    except Refusal:
        return "It is not yours to withdraw any more."
    problem = rules.take_back_problem(seen.case, touched=queries.was_touched(seen.plan))
    refusal = seen.refusal("withdraw")
    if problem or refusal:
        return problem or refusal.sentence[:300]
    endings.withdraw(seen, reason=TAKEN_BACK, at=at, seen_version=seen.plan.version)
    return ""


def _tell_evaluators(batch: AssignmentBatch) -> None:
    """One mail to each evaluator for all of their teachers, but for who assigned them."""
    mails = {
        f"assigned {batch.id} {evaluator.id}": notices.as_mail(
            to=evaluator,
            subject="A plan was assigned to one of your teachers"
            if many == 1
            else f"Plans were assigned to {many:,} of your teachers",
            template="assigned",
            who=batch.by.name,
            many=many,
            year=batch.year.label,
            link=whole_address("teachers.show"),
        )
        for evaluator, many in queries.evaluators_of(batch.id)
        if evaluator.id != batch.by_id
    }
    jobs.enqueue_all("mail", mails)


def _with_later_days(year: SchoolYear, free: Sequence[Candidate]) -> int:
    ids = [each.person_id for each in free]
    return sum(
        len(own_agreed_by(year, ids[start : start + ROWS_AT_ONCE]))
        for start in range(0, len(ids), ROWS_AT_ONCE)
    )


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
            support.count_anew(seen.plan)
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
