"""Telling those who are asked for updates, reminding them, and letting them be when they have answered."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plf.action_plans.queries import table
from plf.calendars import SchoolDays
from plf.extensions import db
from plf.models import ActionPlan, UpdateAsk
from plf.notices import actions as notices
from plf.notices import reminders
from plf.people.queries import district
from plf.row_updates import queries


def tell(ask: UpdateAsk, plan: ActionPlan, *, at: datetime) -> int:
    """Tell everybody who is asked, but for the person who asks; returns how many are asked in all. `at` is UTC."""
    left = queries.progress(ask, table(plan)).left
    _tell(ask, "ask_for_updates", f"ask {ask.id}", left.keys() - {ask.person_id}, at=at)
    return len(left)


def settle(plan: ActionPlan, *, at: datetime) -> None:
    """After any update: whoever has answered all that was asked of them is asked no more."""
    asks = queries.asks(plan, open_only=True)
    if not asks:
        return
    now = table(plan)
    for ask in asks:
        notices.settle_asked(ask.id, at=at, but=queries.progress(ask, now).left)


def remind(*, day: date, since: date, school: SchoolDays, at: datetime) -> None:
    """Remind those with something left of what is asked, as plf.notices.reminders has it; again adds nothing.

    `day` is today on the district's calendar, `since` the day on which reminders were sent before.
    """
    zone = ZoneInfo(district().time_zone)
    for ask in queries.open_asks():
        plan = db.session.get(ActionPlan, ask.action_plan_id)
        left = queries.progress(ask, table(plan)).left
        notices.settle_asked(ask.id, at=at, but=left)
        began = max(since, ask.at.astimezone(zone).date())
        offset = reminders.latest(ask.due_on, since=began, today=day, school=school)
        if offset is None or not left:
            continue
        notices.settle_reminders_of_ask(ask.id, at=at)
        kind = "update_reminder" if offset < 0 else "update_overdue"
        _tell(ask, kind, f"ask {ask.id} {ask.due_on} {offset}", left.keys(), at=at)


def _tell(ask: UpdateAsk, kind: str, key: str, person_ids, *, at: datetime) -> None:
    notices.of_table(
        kind,
        ask.action_plan_id,
        notices.queries.digest_of(sorted(person_ids)),
        key=key,
        at=at,
        by_id=ask.person_id,
        row_id=ask.row_id,
        ask_id=ask.id,
        is_to_do=True,
        due_on=ask.due_on,
    )
