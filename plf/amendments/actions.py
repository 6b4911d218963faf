"""Changing what both signed (step 4): amending, dropping the amendment, moving or extending the checkpoint date."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from plf import contents, rules, steps
from plf.extensions import db
from plf.models import HistoryLine, Plan, Revision
from plf.people.queries import district
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.support.actions import in_touch


def amend(seen: SeenPlan, *, reason: str, at: datetime, seen_version: int) -> None:
    """Begin to amend the plan (step 4), as its teacher or evaluator, with a reason.

    What both signed stays in force, with its journal, until both have signed a new revision; the draft begins
    with its text. Raises a Refusal (422, field "reason") without a reason.
    """
    steps.check_version(seen, seen_version)
    seen.require("amend")
    plan = seen.plan
    plans.begin_with(plan, contents.thawed(queries.in_force(plan)), at=at)
    in_touch(plan, at=at)
    # The days that were signed: the meeting about the amendment will write over them.
    steps.take(
        seen,
        "amend",
        at=at,
        reason=reason,
        held_on=plan.held_on.isoformat(),
        checkpoint_on=plan.checkpoint_on.isoformat(),
    )


def drop(seen: SeenPlan, *, at: datetime, seen_version: int) -> None:
    """Drop the amendment (step 4): the plan that both signed goes on as before, with the days that held then."""
    steps.check_version(seen, seen_version)
    seen.require("drop_amendment")
    plan = seen.plan
    signed = db.session.get(Revision, plan.in_force_id)
    db.session.execute(
        update(Revision)
        .where(
            Revision.plan_id == plan.id,
            Revision.kind == "plan",
            Revision.number > signed.number,
            Revision.recalled_at.is_(None),
        )
        .values(recalled_at=at)
    )
    plan.revision_id = signed.id
    plan.held_on, plan.checkpoint_on = _days_before(seen)
    plans.begin_with(plan, contents.thawed(queries.in_force(plan)), at=at)
    plans.cancel_review(plan, at=at)
    steps.take(seen, "drop_amendment", at=at, revision=signed.number)


def _days_before(seen: SeenPlan) -> tuple[date, date]:
    """The day of the meeting and the checkpoint date as when the amendment began, moved by each pause since."""
    plan = seen.plan
    began, *resumed = _since_amending(plan)
    held_on, checkpoint_on = (date.fromisoformat(began.facts[name]) for name in ("held_on", "checkpoint_on"))
    for line in resumed:
        checkpoint_on = rules.dates_after_pause(
            seen.case,
            paused_on=date.fromisoformat(line.facts["paused_on"]),
            resumed_on=line.at.astimezone(ZoneInfo(district().time_zone)).date(),
            agreed_by=plan.year.plans_agreed_by,
            checkpoint_on=checkpoint_on,
            forms_due_on=plan.year.forms_due_on,
        ).checkpoint_on
    return held_on, checkpoint_on


def _since_amending(plan: Plan) -> list[HistoryLine]:
    """The line with which the last amendment began, and those with which the plan was resumed since."""
    lines = db.session.scalars(
        select(HistoryLine)
        .where(HistoryLine.plan_id == plan.id, HistoryLine.action.in_(("amend", "resume")))
        .order_by(HistoryLine.number)
    ).all()
    began = max(at for at, line in enumerate(lines) if line.action == "amend")
    return list(lines[began:])


def date_action(seen: SeenPlan) -> str:
    """Whether this person extends the checkpoint date (the office) or moves it (everybody else who may)."""
    return "extend_checkpoint_date" if seen.is_theirs("extend_checkpoint_date") else "move_checkpoint_date"


def latest_date(seen: SeenPlan) -> date:
    """The last day that this person may move the checkpoint to, of the district's calendar."""
    year = seen.plan.year
    return year.ends_on if date_action(seen) == "extend_checkpoint_date" else year.forms_due_on


def move_checkpoint_date(
    seen: SeenPlan, day: date, *, today: date, at: datetime, seen_version: int, reason: str = ""
) -> None:
    """Move the checkpoint date (step 4): the evaluator up to the day forms are due, the office beyond it.

    Days are of the district's calendar. Needs no new signature; the teacher is told. Raises a Refusal (422, field
    "checkpoint_on") for a day that does not fit.
    """
    action = date_action(seen)
    steps.check_version(seen, seen_version)
    seen.require(action)
    problem = rules.moved_date_problem(
        day, today=today, latest=latest_date(seen), extended=action == "extend_checkpoint_date"
    )
    if problem:
        raise rules.not_ready(problem, "checkpoint_on")
    before, seen.plan.checkpoint_on = seen.plan.checkpoint_on, day
    if day != before:
        steps.take(
            seen,
            action,
            at=at,
            reason=reason,
            checkpoint_on=day.isoformat(),
            instead_of=before.isoformat(),
        )
