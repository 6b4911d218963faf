"""Handing plans over to another evaluator, now or from a day on, and moving people to another site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plf import contents, jobs, rules, steps
from plf.comments import actions as comments
from plf.extensions import db
from plf.handovers import queries
from plf.meetings import actions as meetings
from plf.models import HandOver, Person, Plan, Site
from plf.notices import actions as notices
from plf.people import actions as people
from plf.people.queries import district, today_here
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.support import actions as support

FURTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Wish:
    """What the office wants: to whom, from the beginning of which day on (the district's), why, paired as well or not."""

    to: Person
    starts_on: date
    reason: str
    pairs: bool


def hand_over(seen: SeenPlan, wish: Wish, *, at: datetime) -> HandOver | None:
    """Hand the plan over now, or plan it for a later day (returned). A plan has one planned hand-over: the last.

    Between the two signatures the evaluator's is superseded, so that the new one signs again; a meeting to come is
    cancelled, because it is with somebody else. Source: product.md, "hand over to another evaluator". Raises the
    Refusal of the rules, and 422 at "who", "starts_on" or "reason".
    """
    seen.require("hand_over")
    _refuse_unfit(seen.plan, wish)
    if wish.starts_on > today_here():
        return _plan_it(seen, wish, at=at)
    _take_place(seen, wish, at=at)
    return None


def hand_over_all(
    evaluator: Person, versions: Mapping[int, int], wish: Wish, *, by: Person, at: datetime
) -> int:
    """Hand over the plans with these ids, all of one evaluator, or none of them; returns how many.

    `versions` are those on the page: a plan that changed since, or is no longer this evaluator's, refuses all (409).
    """
    if not versions:
        raise rules.not_ready("Tick at least one plan.", "plans")
    # All plans first, and then the people: so does whoever hands over others of them just now.
    found = [plans.find(plan_id, by, on=today_here(), lock=True) for plan_id in sorted(versions)]
    for seen in found:
        if seen.plan.version != versions[seen.plan.id] or seen.plan.evaluator_id != evaluator.id:
            raise Refusal(
                409,
                f"The plan of {seen.plan.teacher.name} has changed since you opened the page, so nothing was handed "
                "over. Look at the list again, then decide.",
            )
        if seen.plan.teacher_id == wish.to.id:
            raise rules.not_ready(
                f"{wish.to.name} cannot evaluate their own plan. Untick it, and hand it over to somebody else.",
                "plans",
            )
        hand_over(seen, wish, at=at)
    return len(versions)


def cancel(seen: SeenPlan, hand_over_id: int, *, at: datetime) -> HandOver:
    """Call off a planned hand-over. Raises the Refusal of the rules, HIDDEN, or 409 when it is too late."""
    planned = db.session.get(HandOver, hand_over_id, populate_existing=True)
    if planned is None or planned.plan_id != seen.plan.id:
        raise rules.HIDDEN
    seen.require("hand_over")
    if planned.done_at:
        raise Refusal(
            409, "This hand-over has taken place already. Hand the plan over again if it was wrong."
        )
    if planned.cancelled_at:
        raise Refusal(409, "This hand-over was called off already. Nothing more was changed.")
    planned.cancelled_at = at
    return planned


def carry_out(planned: HandOver, seen: SeenPlan, *, at: datetime) -> None:
    """Do what was planned, on its day or as soon after it as the worker is there. `seen`: as the office, locked.

    When the new evaluator has left, it stays planned, with the reason in `failed`, for the office to decide. A plan
    that has ended by itself meanwhile is not handed over; the two are paired all the same, for next year's.
    """
    if not planned.to.is_active:
        _fail(planned, seen, f"{planned.to.name} has left.", at=at)
        return
    planned.done_at, planned.failed = at, ""
    if seen.may("hand_over") and seen.plan.evaluator_id != planned.to_id:
        _take_place(seen, Wish(planned.to, planned.starts_on, planned.reason, planned.pairs), at=at)
    elif planned.pairs:
        people.pair(seen.plan.teacher, evaluator=planned.to, starts_on=planned.starts_on)


def call_off_planned(plan: Plan, *, at: datetime) -> None:
    """A plan that ends is not handed over any more: for other actions, asks nobody."""
    planned = queries.planned(plan.id)
    if planned:
        planned.cancelled_at = at


def transfer(person: Person, site: Site, *, by: Person, at: datetime, wish: Wish | None = None) -> int:
    """Move a person to another main site from today on, with their open plans; returns how many plans moved.

    The site leader there sees the plans from now on, the one before no more. The evaluator stays, or `wish` names
    another. Raises the Refusal of the rules, or 422 at "site_id", "who" or "reason".
    """
    if not site.is_active:
        raise rules.not_ready(f"{site.name} is not in use any more. Choose another site.", "site_id")
    if person.main_site_id == site.id:
        raise rules.not_ready(f"{person.name} works at {site.name} already. Choose another site.", "site_id")
    # The plans first, and then the person: so does whoever hands one of them over just now.
    moved = [plans.find(each.plan_id, by, on=today_here(), lock=True) for each in queries.own_open(person)]
    person.main_site_id = site.id
    people.place(person, starts_on=today_here())
    for seen in moved:
        before = seen.plan.site_id
        seen.plan.site = site
        steps.take(seen, "transfer", at=at, from_site=before, to_site=site.id)
        if wish:
            hand_over(seen, wish, at=at)
    if wish and wish.pairs and not moved:
        people.pair(person, evaluator=wish.to, starts_on=wish.starts_on)
    return len(moved)


def signs_again(seen: SeenPlan) -> bool:
    """Whether the evaluator has signed and the teacher has not, so that a new evaluator signs again."""
    return rules.after("hand_over", seen.case) != seen.case.state


def local_midnight(day: date, zone: str) -> datetime:
    """The first moment of a day on the clocks of `zone`, in UTC, also when the clocks change in that night."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def enqueue(planned: HandOver) -> None:
    """Have the worker carry it out at the beginning of its day. Again, if the day has not come when it looks."""
    jobs.enqueue(
        "hand_over",
        {"hand_over": planned.id},
        due_at=local_midnight(planned.starts_on, district().time_zone),
    )


def _refuse_unfit(plan: Plan, wish: Wish) -> None:
    name, teacher = wish.to.name, plan.teacher.name
    if wish.to.id == plan.teacher_id:
        raise rules.not_ready(f"{teacher} cannot evaluate their own plan. Name somebody else.", "who")
    if not wish.to.is_active:
        raise rules.not_ready(f"{name} has left. Name somebody who works here.", "who")
    if wish.to.id == plan.evaluator_id:
        raise rules.not_ready(f"{name} evaluates the plan of {teacher} already. Name somebody else.", "who")
    today = today_here()
    if wish.starts_on < today:
        raise rules.not_ready("That day has passed. Choose today or a later day.", "starts_on")
    if wish.starts_on - today > FURTHEST:
        raise rules.not_ready("That is more than a year from now. Choose an earlier day.", "starts_on")
    steps.check_reason("hand_over", contents.clean(wish.reason))


def _plan_it(seen: SeenPlan, wish: Wish, *, at: datetime) -> HandOver:
    call_off_planned(seen.plan, at=at)
    db.session.flush()  # one plan has one planned hand-over
    planned = HandOver(
        plan_id=seen.plan.id,
        to_id=wish.to.id,
        starts_on=wish.starts_on,
        reason=contents.clean(wish.reason),
        pairs=wish.pairs,
        asked_by_id=seen.person.id,
        asked_at=at,
    )
    db.session.add(planned)
    db.session.flush()
    enqueue(planned)
    return planned


def _take_place(seen: SeenPlan, wish: Wish, *, at: datetime) -> None:
    plan, facts = seen.plan, {}
    if signs_again(seen):
        signature = plans.standing_signature(plan, "evaluator", rules.round_of(plan.state).kind)
        signature.superseded_at, signature.superseded_why = at, "handed over"
        facts["superseded"] = signature.sha256[:16]
    meetings.cancel_coming(plan, at=at)
    if plan.evaluator:
        comments.end_requests(plan, at=at, of=plan.evaluator)
        facts["from_evaluator"] = plan.evaluator_id
    plan.evaluator = wish.to
    support.count_anew(plan)
    steps.take(seen, "hand_over", at=at, reason=wish.reason, to_evaluator=wish.to.id, **facts)
    if wish.pairs:
        people.pair(plan.teacher, evaluator=wish.to, starts_on=wish.starts_on)


def _fail(planned: HandOver, seen: SeenPlan, sentence: str, *, at: datetime) -> None:
    if planned.failed != sentence:  # a job that is done again tells nobody again
        planned.failed = sentence
        notices.tell(seen, "hand_over_failed", at=at, themselves_too=True)
