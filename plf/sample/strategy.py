"""Puts the sample district's strategic table into its database: adopted in May, carried out since, updates asked for."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plf.action_plans import actions, contents, queries
from plf.action_rows import actions as rows_of
from plf.editions import actions as editions
from plf.extensions import db
from plf.models import (
    ActionColumn,
    ActionLink,
    ActionPlan,
    ActionRow,
    ActionTeamMember,
    Person,
    StatusNote,
    StrategicPlan,
)
from plf.row_updates import actions as updates
from plf.sample import strategy_texts as texts
from plf.sample.cast import ZONE
from plf.sample.district import address
from plf.sample.strategy_table import Days, Someone, Writing, grown, said_since, whole

ASKED_FOR = timedelta(days=12)


def tell(*, this: int, today: date, at: datetime) -> None:
    """All of it. `this` is the year in which the open school year begins, `at` this moment (UTC)."""
    days = Days(this, today)
    writing = Writing(days, _someone)
    office = _person("office")
    begun = _moment(date(this - 1, 9, 1))
    strategic = actions.make_strategic_plan(office, days.said(texts.STRATEGIC_PLAN), texts.ABOUT, at=begun)
    together, tools = (
        make(strategic, writing.table(head, rows), office, at=begun)
        for head, rows in ((texts.TOGETHER, texts.ROWS), (texts.TOOLS, texts.TOOLS_ROWS))
    )
    seen = queries.find_working_copy(together.id, office, lock=True)
    actions.name_editor(seen, address("priya"), at=begun)
    _link_across({together: texts.ROWS, tools: texts.TOOLS_ROWS})
    _adopt(together, office, days.adopted_on)
    _add(together, writing.row(texts.ADDED), at=_moment(days.adopted_on + timedelta(days=40), at))
    for plan, rows in ((together, texts.ROWS), (tools, texts.TOOLS_ROWS)):
        for day, row, status, words, who in said_since(rows, days):
            seen = queries.find_working_copy(plan.id, _person(who), lock=True)
            rows_of.set_status(seen, _row(plan, row), status, words, on=day, at=_moment(day, at))
    seen = queries.find_working_copy(together.id, office, lock=True)
    updates.ask(seen, None, due_on=today + ASKED_FOR, line=texts.ASK_NOTE, today=today, at=at)


def of_size(rows: int, *, this: int, today: date, at: datetime) -> ActionPlan:
    """A further action plan with exactly so many rows, adopted as it is: to measure with."""
    days, office = Days(this, today), _person("office")
    strategic = actions.make_strategic_plan(office, f"{rows} rows to measure with", "", at=at)
    text = grown(Writing(days, _someone).table(texts.TOGETHER, texts.ROWS), rows)
    plan = make(strategic, text | {"title": f"{rows} rows"}, office, at=at)
    _adopt(plan, office, days.adopted_on)
    return plan


def make(strategic: StrategicPlan, text: contents.Text, by: Person, *, at: datetime) -> ActionPlan:
    """A new action plan with everything that a text says, links within it included."""
    plan = actions.make(strategic, text["title"], by, at=at)
    for part in contents.HEAD:
        setattr(plan, part.name, text[part.name])
    columns = {}
    for position, column in enumerate(text["columns"]):
        own = ActionColumn(
            action_plan_id=plan.id, position=position, title=column["title"], hint=column["hint"]
        )
        db.session.add(own)
        columns[column["key"]] = own
    db.session.flush()
    rows: dict[str, ActionRow] = {}
    taken: Counter[int | None] = Counter()
    for placed in contents.placed(text):
        above = rows[placed.above["key"]].id if placed.above else None
        rows[placed.row["key"]] = _write(plan, placed.row, (above, taken[above]), columns, at=at)
        taken[above] += 1
    for placed in contents.placed(text):
        for link in placed.row["links"]:
            _link(rows[placed.row["key"]], rows[link["to"]], link["kind"], link["note"])
    actions.record(plan, None, "written", by, after=f"{len(rows)} rows", at=at)
    return plan


def _write(
    plan: ActionPlan,
    row: contents.Text,
    place: tuple[int | None, int],
    columns: dict[str, ActionColumn],
    *,
    at: datetime,
) -> ActionRow:
    first, last = rows_of.days_of(row["starts"], row["ends"])
    owner = row["owner"] or {"person": None, "name": ""}
    new = ActionRow(
        action_plan_id=plan.id,
        parent_id=place[0],
        position=place[1],
        **{
            name: row[name]
            for name in ("text", "strategy", "resources", "interdependencies", "starts", "ends", "question")
        },
        starts_on=first,
        ends_on=last,
        status=row["status"],
        owner_id=owner["person"],
        owner_name="" if owner["person"] else owner["name"],
        extra={str(columns[key].id): words for key, words in row["extra"].items()},
        made_at=at,
    )
    db.session.add(new)
    db.session.flush()
    for one in row["team"]:
        name = "" if one["person"] else one["name"]
        db.session.add(ActionTeamMember(row_id=new.id, person_id=one["person"], name=name))
    for note in row["notes"]:
        on = date.fromisoformat(note["on"])
        db.session.add(
            StatusNote(
                row_id=new.id,
                on=on,
                status=note["status"],
                text=note["text"],
                person_id=note["person"],
                at=_moment(on),
            )
        )
    return new


def _link(row: ActionRow, to: ActionRow, kind: str, note: str) -> None:
    db.session.add(ActionLink(row_id=row.id, to_row_id=to.id, kind=kind, note=note))


def _link_across(plans: dict[ActionPlan, tuple[texts.Row, ...]]) -> None:
    """The interdependencies between the two action plans."""
    both = {row.key: (plan, row.text) for plan, rows in plans.items() for row in whole(rows) if row.key}
    for plan, rows in plans.items():
        for row in whole(rows):
            for kind, to, note in row.links:
                if both[to][0] is not plan:
                    _link(_row(plan, row.text), _row(*both[to]), kind, note)
    db.session.flush()


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
