"""Asking for support, answering, offering it, checking in; and being in touch, whatever it was about.

Notes are the record themselves: they leave the plan's version and its history alone.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from plf import contents, rules
from plf.extensions import db
from plf.formats import day as in_words
from plf.models import Plan, SupportNote
from plf.notices import actions as notices
from plf.people.queries import district
from plf.plans.queries import SeenPlan
from plf.support import queries

LIMIT = 600
# The notice that the other one gets; of a talk both know.
TELLS = {
    "ask": "ask_for_support",
    "answer": "answer_support",
    "reply": "reply_to_support",
    "offer": "support",
}
WAYS = ("in person", "call", "message", "visit")


def in_touch(plan: Plan, *, at: datetime) -> None:
    """Teacher and evaluator were in touch at this moment (UTC). An earlier one than is known changes nothing."""
    before = plan.touched_at
    if before is not None and before >= at:
        return
    zone = district().time_zone
    if before is not None and before < queries.begins(queries.week_of(_day_of(at, zone)), zone):
        plan.touched_before = before
    plan.touched_at = at


def count_anew(plan: Plan) -> None:
    """The plan has another evaluator: these two were not in touch yet, whoever was before."""
    plan.touched_at = plan.touched_before = None


def ask(seen: SeenPlan, text: str, *, at: datetime) -> SupportNote:
    """The teacher asks for support. Raises the Refusal of the rules, or a 422 at "ask"."""
    seen.require("ask_for_support")
    return _add(seen, "ask", _fitting(text, "ask", "Write what would help you; one line is enough."), at=at)


def no_longer_needed(seen: SeenPlan, ask_id: int, *, at: datetime) -> SupportNote:
    """The teacher no longer needs what they asked for. One that was answered meanwhile stays answered.

    Raises the Refusal of the rules, or HIDDEN for what is no ask of this plan.
    """
    seen.require("ask_for_support")
    asked = queries.ask_of(seen, ask_id)
    if not asked.settled:
        asked.settled, asked.settled_at = "not needed", at
    return asked


def answer(seen: SeenPlan, ask_id: int, text: str, *, at: datetime) -> SupportNote:
    """The evaluator or a deputy answers an ask; a second answer is kept too.

    Raises the Refusal of the rules, HIDDEN for what is no ask of this plan, or a 422 at "answer".
    """
    seen.require("answer_support")
    asked = queries.ask_of(seen, ask_id)
    text = _fitting(text, "answer", "Write your answer; one line is enough.")
    if not asked.settled:
        asked.settled, asked.settled_at = "answered", at
    return _add(seen, "answer", text, at=at, answers_id=asked.id)


def reply(seen: SeenPlan, text: str, *, at: datetime) -> SupportNote:
    """The teacher writes back to an answer, an offer or a check-in. Raises the Refusal of the rules, or a 422 at "reply"."""
    seen.require("ask_for_support")
    return _add(seen, "reply", _fitting(text, "reply", "Write your reply; one line is enough."), at=at)


def offer(seen: SeenPlan, text: str, *, at: datetime) -> SupportNote:
    """The evaluator or a deputy offers help. Raises the Refusal of the rules, or a 422 at "offer"."""
    seen.require("support")
    return _add(seen, "offer", _fitting(text, "offer", "Write what you offer; one line is enough."), at=at)


def check_in(
    seen: SeenPlan, line: str, *, talked_on: date | None, how: str, at: datetime, today: date
) -> SupportNote:
    """The evaluator or a deputy notes that the two talked: one line, the day (None: today) and how (may be empty).

    `talked_on` and `today` are days of the district's calendar. Talks of an earlier day may be noted later.
    Raises the Refusal of the rules, or a 422 at "line", "talked_on" or "how".
    """
    seen.require("support")
    line = _fitting(line, "line", "Write in one line what you talked about.")
    day = talked_on or today
    _check_day(seen.plan, day, today)
    if how and how not in WAYS:
        raise rules.not_ready("Choose from the list how you talked.", "how")
    zone = district().time_zone
    # Of another day only the day is known: the middle of it stands for all of it.
    touched = at if day == today else datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    return _add(seen, "check_in", " ".join(line.split()), at=at, touched=touched, talked_on=day, how=how)


def _check_day(plan: Plan, day: date, today: date) -> None:
    assigned_on = _day_of(plan.assigned_at, district().time_zone)
    if day > today:
        raise rules.not_ready("That day has not come yet. Choose today or an earlier day.", "talked_on")
    if day < assigned_on:
        raise rules.not_ready(
            f"There was no plan yet on that day. Choose {in_words(assigned_on)} or a later day.", "talked_on"
        )


def _fitting(text: str, field: str, ask_for_it: str) -> str:
    text = contents.clean(text)
    if not text:
        raise rules.not_ready(ask_for_it, field)
    if len(text) > LIMIT:
        over = len(text) - LIMIT
        raise rules.not_ready(f"That is {over:,} characters too long. Shorten it to {LIMIT:,}.", field)
    return text


def _add(
    seen: SeenPlan, kind: str, text: str, *, at: datetime, touched: datetime | None = None, **facts
) -> SupportNote:
    note = SupportNote(
        plan_id=seen.plan.id, kind=kind, person_id=seen.person.id, role=seen.role, text=text, at=at, **facts
    )
    db.session.add(note)
    in_touch(seen.plan, at=touched or at)
    if kind in TELLS:
        notices.tell(seen, TELLS[kind], at=at)
    return note


def _day_of(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
