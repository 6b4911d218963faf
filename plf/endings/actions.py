"""Withdrawing a plan and reinstating it, noting that it is not signed, and ending it unfinished, one or many."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from plf import contents, jobs, rules, steps
from plf.comments import actions as comments
from plf.endings import queries
from plf.extensions import db
from plf.handovers import actions as handovers
from plf.meetings import actions as meetings
from plf.models import Job, Person, Plan, SchoolYear
from plf.notices import actions as notices
from plf.pauses import actions as pauses
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Refusal, Role


def withdraw(seen: SeenPlan, *, reason: str, at: datetime, seen_version: int) -> None:
    """A plan that was assigned in error ends; the teacher still reads it. Raises a Refusal, 422 at "reason".

    It remembers its state, for reinstating. Meetings to come, what was asked and a planned hand-over end with it.
    """
    steps.check_version(seen, seen_version)
    seen.require("withdraw")
    seen.plan.state_before = seen.plan.state
    steps.take(seen, "withdraw", at=at, reason=reason)
    _let_go(seen.plan, at=at)


def reinstate(seen: SeenPlan, *, at: datetime, seen_version: int) -> None:
    """A withdrawn plan goes on in the state it had.

    Raises a Refusal (409) when the teacher has another plan of that year; of two at the same moment one wins.
    """
    steps.check_version(seen, seen_version)
    seen.require("reinstate")
    seen.plan.state_before = None
    try:
        steps.take(seen, "reinstate", at=at)
        db.session.flush()
    except IntegrityError:  # the index knows of one that came meanwhile, or that has ended
        raise Refusal(
            409,
            "This teacher has another plan for the same school year. Only one of them counts: "
            "withdraw that one first, then reinstate this one.",
        ) from None


def note_not_signed(seen: SeenPlan, *, reason: str, at: datetime, seen_version: int) -> None:
    """The evaluator notes that the teacher does not sign, for the office to see. Raises a Refusal, 422 at "reason"."""
    steps.check_version(seen, seen_version)
    steps.take(seen, "note_not_signed", at=at, reason=reason)


def remind(seen: SeenPlan, *, since: datetime, at: datetime) -> Person:
    """The office reminds whoever the plan waits for, once a day; returns the person. `since`: when today began (UTC).

    Raises a Refusal (409) when it waits for nobody who can be told, or they were reminded today.
    """
    plan = seen.plan
    person = {Role.TEACHER: plan.teacher, Role.EVALUATOR: plan.evaluator}.get(seen.turn)
    if person is None or not person.is_active:
        raise Refusal(409, "This plan waits for nobody who can be reminded. Open it to see what can be done.")
    if queries.was_reminded(plan, since=since):
        raise Refusal(409, f"{person.name} was reminded of this plan today already. Once a day is enough.")
    notices.tell(seen, "office_reminds", at=at, people=[person])
    return person


def end_unfinished(seen: SeenPlan, *, why: str, words: str, at: datetime, seen_version: int) -> None:
    """The office ends a plan that will not be finished, for one of rules.END_REASONS, with words or without.

    Raises a Refusal, 422 at "why" or "reason".
    """
    steps.check_version(seen, seen_version)
    seen.require("end_unfinished")
    _end(seen, why=why, words=words, at=at)


def end_many(
    plan_ids: Iterable[int], year: SchoolYear, *, why: str, words: str, by: Person, at: datetime
) -> int:
    """Have the worker end these open plans of a year, each in a write of its own; returns how many.

    One's own plan is left out, and so is what is not open or of another year. Raises 422 when none is left.
    """
    check_ending(why, words)
    ending = queries.still_open(plan_ids, year, by=by)
    if not ending:
        raise rules.not_ready(
            "None of these plans is open any more. Go back to the list and tick others.", "why"
        )
    payload = {"plans": ending, "why": why, "words": contents.clean(words), "by": by.id}
    jobs.enqueue("end_unfinished", payload, key=queries.key_of_ending(year.id) + uuid4().hex, due_at=at)
    return len(ending)


def end_one_of_many(plan_id: int, *, why: str, words: str, by: Person, on: date, at: datetime) -> str:
    """End one of many plans, as the office decided; returns "", or a sentence why it was left as it is. For the job.

    A paused plan is resumed first, as its history then tells.
    """
    seen = plans.find_as(Role.OFFICE, plan_id, by, on=on)
    overtaken = rules.overtaken(why, seen.case)
    if overtaken:
        return f"The plan of {seen.plan.teacher.name} was left as it is: {overtaken}."
    if seen.may("resume"):
        pauses.resume(seen, on=on, at=at, seen_version=seen.plan.version)
        db.session.flush()
        seen = plans.find_as(Role.OFFICE, plan_id, by, on=on)
    refusal = seen.refusal("end_unfinished")
    if refusal:
        return f"The plan of {seen.plan.teacher.name} was left as it is. {refusal.sentence}"
    _end(seen, why=why, words=words, at=at)
    return ""


def keep_sentence(job_id: int, plan_id: int, sentence: str) -> None:
    """Keep with the job why it left one of its plans as it is; of a plan that it ended itself, nothing."""
    job = db.session.get(Job, job_id)
    if sentence and not queries.was_ended_by(job, plan_id):
        job.payload = job.payload | {"left": job.payload.get("left", {}) | {str(plan_id): sentence}}


def check_ending(why: str, words: str) -> None:
    """Refuse (422) a reason that is not on the list, or words that are too long."""
    if why not in rules.END_REASONS:
        raise rules.not_ready("Choose why it is ended.", "why")
    steps.check_reason("end_unfinished", _said(why, words))


def _end(seen: SeenPlan, *, why: str, words: str, at: datetime) -> None:
    check_ending(why, words)
    seen.plan.end_reason = why
    steps.take(seen, "end_unfinished", at=at, reason=_said(why, words), why=why)
    _let_go(seen.plan, at=at)


def _said(why: str, words: str) -> str:
    words = contents.clean(words)
    return f"{rules.END_REASONS[why]}: {words}" if words else rules.END_REASONS[why]


def _let_go(plan: Plan, *, at: datetime) -> None:
    meetings.cancel_coming(plan, at=at)
    comments.end_requests(plan, at=at)
    handovers.call_off_planned(plan, at=at)
