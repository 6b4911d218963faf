"""Puts the sample district's strategic table into its database: adopted in May, carried out since, updates asked for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plf.action_imports import actions as imports
from plf.action_plans import actions, contents, queries
from plf.action_rows import actions as rows_of
from plf.editions import actions as editions
from plf.editions.queries import outcomes
from plf.extensions import db
from plf.models import ActionPlan, ActionRow, Person, StrategicPlan
from plf.row_updates import actions as updates
from plf.sample import strategy_texts as texts
from plf.sample.cast import ZONE
from plf.sample.district import address
from plf.sample.strategy_table import Days, Someone, Writing, grown, said, whole

ASKED_FOR = timedelta(days=12)
FILE = "Action plan.docx"
TABLES = ((texts.TOGETHER, texts.ROWS), (texts.TOOLS, texts.TOOLS_ROWS))


def adopt(*, this: int, today: date, at: datetime) -> None:
    """The table up to its adoption in May. `this` is the year in which the open school year begins, `at` now (UTC)."""
    days = Days(this, today)
    writing = Writing(days, _someone, says=False)
    office = _person("office")
    begun = _moment(date(this - 1, 9, 1))
    strategic = actions.make_strategic_plan(office, days.said(texts.STRATEGIC_PLAN), texts.ABOUT, at=begun)
    plans = [make(strategic, writing.table(head, rows), office, at=begun) for head, rows in TABLES]
    seen = queries.find_working_copy(plans[0].id, office, lock=True)
    actions.name_editor(seen, address("priya"), at=begun)
    _link_across(plans, office, at=begun)
    _say(plans, days, before=True, at=at)
    _adopt(plans[0], office, days.adopted_on)


def carry_out(*, this: int, today: date, at: datetime) -> None:
    """What was done with it since, up to this moment; and updates are asked for."""
    days, plans = Days(this, today), [_plan(head["title"]) for head, _ in TABLES]
    writing = Writing(days, _someone, says=False)
    _add(plans[0], writing.row(texts.ADDED), at=_moment(days.adopted_on + timedelta(days=40), at))
    _say(plans, days, before=False, at=at)
    seen = queries.find_working_copy(plans[0].id, _person("office"), lock=True)
    updates.ask(seen, None, due_on=today + ASKED_FOR, line=texts.ASK_NOTE, today=today, at=at)


def served_by(name: str) -> list[dict[str, str]]:
    """The outcomes of the adopted edition that the plan with the text of this name serves, as a form sends them."""
    wanted = texts.SERVES.get(name, ())
    return [one for one in outcomes() if one["title"] in wanted] if wanted else []


def of_size(rows: int, *, this: int, today: date, at: datetime) -> ActionPlan:
    """A further action plan with exactly so many rows, adopted as it is: to measure with."""
    days, office = Days(this, today), _person("office")
    strategic = actions.make_strategic_plan(office, f"{rows} rows to measure with", "", at=at)
    text = grown(Writing(days, _someone).table(texts.TOGETHER, texts.ROWS), rows)
    plan = make(strategic, text | {"title": f"{rows} rows"}, office, at=at)
    _adopt(plan, office, days.adopted_on)
    return plan


def make(strategic: StrategicPlan, text: contents.Text, by: Person, *, at: datetime) -> ActionPlan:
    """A new action plan with everything that a text says, links within it included, as somebody brings in a table."""
    plan = actions.make_in(by, strategic, text["title"], at=at)
    imports.write(queries.find_working_copy(plan.id, by, lock=True), text, at=at, name=FILE)
    return plan


def _link_across(plans: list[ActionPlan], by: Person, *, at: datetime) -> None:
    """The interdependencies between the two action plans."""
    here = {
        row.key: plan for plan, (_, rows) in zip(plans, TABLES, strict=True) for row in whole(rows) if row.key
    }
    known = {row.key: row.text for _, rows in TABLES for row in whole(rows) if row.key}
    for plan, (_, rows) in zip(plans, TABLES, strict=True):
        seen = queries.find_working_copy(plan.id, by, lock=True)
        for row in whole(rows):
            for kind, to, note in row.links:
                if here[to] is not plan:
                    other = _row(here[to], known[to])
                    label = queries.places(other.action_plan_id)[other.id].label
                    named = f"{here[to].title}: {label} {other.text}"
                    rows_of.add_link(seen, _row(plan, row.text), kind, other.id, named, note, at=at)


def _say(plans: list[ActionPlan], days: Days, *, before: bool, at: datetime) -> None:
    """What was said of rows, by those who carry them, on its day: before the adoption, or after it."""
    for plan, (_, rows) in zip(plans, TABLES, strict=True):
        for day, row, status, words, who in said(rows, days):
            if (day <= days.adopted_on) is before:
                seen = queries.find_working_copy(plan.id, _person(who), lock=True)
                rows_of.set_status(seen, _row(plan, row), status, words, on=day, at=_moment(day, at))


def _adopt(plan: ActionPlan, by: Person, on: date) -> None:
    """The office adopts it, and opens its public address."""
    seen, at = queries.find_working_copy(plan.id, by, lock=True), _moment(on)
    editions.adopt(seen, adopted_on=on, note=texts.EDITION_NOTE, seen_change=plan.changed, today=on, at=at)
    editions.publish(seen, is_public=True, shows=(), at=at)


def _add(plan: ActionPlan, row: contents.Text, *, at: datetime) -> None:
    """A step that somebody of the office thought of later, as the last one under its outcome."""
    seen = queries.find_working_copy(plan.id, _person("ivan"), lock=True)
    new = rows_of.add(seen, _row(plan, texts.ADDED_UNDER), None, row["text"], "", at=at)
    rows_of.write(seen, new, {"starts": row["starts"]}, plan.changed, at=at)


def _plan(title: str) -> ActionPlan:
    return db.session.scalars(select(ActionPlan).where(ActionPlan.title == title)).one()


def _row(plan: ActionPlan, words: str) -> ActionRow:
    return db.session.scalars(
        select(ActionRow).where(ActionRow.action_plan_id == plan.id, ActionRow.text == words)
    ).one()


def _someone(key: str) -> Someone:
    person = _person(key)
    return {"person": person.id, "name": person.name}


def _person(key: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == address(key))).one()


def _moment(on: date, latest: datetime | None = None) -> datetime:
    """The afternoon of that day, in UTC; not after `latest`."""
    local = datetime.combine(on, time(15), ZoneInfo(ZONE)).astimezone(UTC)
    return min(local, latest) if latest else local
