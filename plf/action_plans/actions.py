"""Making action plans, writing what stands above their tables, and the record of every change."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from plf import contents, rules
from plf.action_plans.contents import COLUMN, EXTRA, HEAD, MOST_COLUMNS, Part
from plf.action_plans.queries import Clash, SeenActionPlan, editors, latest_edition, parted, plans_in
from plf.extensions import db
from plf.models import ActionChange, ActionColumn, ActionEditor, ActionPlan, ActionRow, Person, StrategicPlan
from plf.people.queries import people_named

TITLE_LIMIT, COLUMN_LIMIT, HINT_LIMIT = 200, 80, 300


def make_strategic_plan(by: Person, title: str, about: str, *, at: datetime) -> StrategicPlan:
    """A strategic plan, under which action plans stand: the office makes it. `at` is UTC. Raises its Refusal."""
    office_only(by)
    plan = StrategicPlan(title=_title(title), about=_text(about, 2_000, "about"), made_at=at)
    db.session.add(plan)
    db.session.flush()
    return plan


def rename_strategic_plan(by: Person, plan: StrategicPlan, title: str, about: str) -> None:
    """Its title, and what it is about, in other words. Raises the Refusal of the office, or a 422."""
    office_only(by)
    plan.title, plan.about = _title(title), _text(about, 2_000, "about")


def remove_strategic_plan(by: Person, plan: StrategicPlan, *, at: datetime) -> None:
    """Remove one that holds no action plan, so that it can be brought back. `at` is UTC, the plan locked.

    Raises the Refusal of the office, or a 409 if it holds one.
    """
    office_only(by)
    if plans_in(plan):
        raise rules.Refusal(409, "It holds action plans. Remove those first, or keep it.")
    plan.removed_at = at


def bring_back_strategic_plan(by: Person, plan: StrategicPlan) -> None:
    """Let it be there again; one that is there already stays. Raises the Refusal of the office."""
    office_only(by)
    plan.removed_at = None


def remove(seen: SeenActionPlan, *, at: datetime) -> None:
    """Remove an action plan that was made by mistake, with all that is in it, so that it can be brought back.

    What the board adopted is a record and stays. Raises the Refusal of the rules, or a 409 if an edition was adopted.
    """
    seen.require("remove_action_plan")
    if latest_edition(seen.plan.id):
        raise rules.Refusal(
            409,
            "An edition of this action plan was adopted, so it is a record of the district and stays. "
            "To end its public address, open “Editions”.",
        )
    seen.plan.removed_at = at
    record(seen.plan, None, "removed", seen.person, before=seen.plan.title, at=at)


def bring_back(seen: SeenActionPlan, *, at: datetime) -> None:
    """Let a removed action plan be there again, as it was, last in its strategic plan. Raises the Refusal of the rules."""
    seen.require("remove_action_plan")
    strategic = seen.plan.strategic_plan
    strategic.removed_at = None
    seen.plan.position = max((each.position for each in plans_in(strategic)), default=-1) + 1
    seen.plan.removed_at = None
    record(seen.plan, None, "back", seen.person, after=seen.plan.title, at=at)


def make_in(by: Person, strategic_plan: StrategicPlan, title: str, *, at: datetime) -> ActionPlan:
    """As `make`, with the title checked and only for the office."""
    office_only(by)
    return make(strategic_plan, _title(title), by, at=at)


def office_only(by: Person) -> None:
    """Raise the Refusal (403) for somebody who is not of the office."""
    if not by.is_office:
        raise rules.Refusal(403, "Only the office makes and orders strategic plans. Ask the office.")


def put_before(seen: SeenActionPlan, *, later: bool) -> None:
    """Let an action plan trade places with the one before it in its strategic plan, or after it (`later`)."""
    seen.require("make_action_plan")
    plans = plans_in(seen.plan.strategic_plan)
    here = plans.index(seen.plan)
    there = here + (1 if later else -1)
    if 0 <= there < len(plans):
        plans[here], plans[there] = plans[there], plans[here]
    for position, plan in enumerate(plans):
        plan.position = position


def write_head(
    seen: SeenActionPlan, typed: Mapping[str, str], seen_change: int, *, at: datetime
) -> list[Clash]:
    """Write what stands above the table: {name: text} of plf.action_plans.contents.HEAD.

    Returns what clashes with what others saved since `seen_change`; that is not written, all else is. Raises the
    Refusal of the rules, or a 422 at the field.
    """
    seen.require("edit_table")
    parts = {each.name: each for each in HEAD}
    fit = {name: fitted(text, parts[name]) for name, text in typed.items()}
    if "title" in fit and not fit["title"]:
        raise rules.not_ready("Give the action plan a title.", "title")
    now = {name: getattr(seen.plan, name) for name in fit}
    to_write, clashes = parted(seen.plan, None, now, fit, seen_change)
    for name, text in to_write.items():
        changed(seen, None, name, now[name], text, at=at)
        setattr(seen.plan, name, text)
    return clashes


def name_editor(seen: SeenActionPlan, words: str, *, at: datetime) -> Person:
    """Let somebody of the roster edit this action plan: by name or e-mail address. Raises a 422 at "who"."""
    seen.require("name_editors")
    found = people_named(contents.clean(words)) if words.strip() else []
    if len(found) != 1:
        raise rules.not_ready(
            "Nobody of the roster is called so. Write a name or an e-mail address."
            if not found
            else f"{len(found)} people fit. Write the e-mail address: {', '.join(each.email for each in found[:5])}.",
            "who",
        )
    person = found[0]
    if not db.session.get(ActionEditor, (seen.plan.id, person.id)):
        db.session.add(ActionEditor(action_plan_id=seen.plan.id, person_id=person.id, since=at))
        record(seen.plan, None, "editor", seen.person, after=person.name, at=at)
    return person


def end_editor(seen: SeenActionPlan, person_id: int, *, at: datetime) -> None:
    """Let somebody edit it no more. Raises the Refusal of the rules, or HIDDEN."""
    seen.require("name_editors")
    for each in editors(seen.plan.id):
        if each.person_id == person_id:
            record(seen.plan, None, "editor", seen.person, before=each.person.name, at=at)
            db.session.delete(each)
            return
    raise rules.HIDDEN


def add_column(seen: SeenActionPlan, title: str, hint: str, *, at: datetime) -> ActionColumn:
    """A column of the district's own, after the others. Raises the Refusal of the rules, or a 422."""
    seen.require("edit_table")
    here = [each for each in seen.plan.columns if each.removed_at is None]
    if len(here) >= MOST_COLUMNS:
        raise rules.not_ready(
            f"There are {MOST_COLUMNS} columns of your own already. Remove one first.", "title"
        )
    column = ActionColumn(
        action_plan_id=seen.plan.id,
        position=max((each.position for each in seen.plan.columns), default=-1) + 1,
        title=_column_title(title),
        hint=_text(hint, HINT_LIMIT, "hint"),
    )
    db.session.add(column)
    record(seen.plan, None, "column", seen.person, after=column.title, at=at)
    return column


def change_column(seen: SeenActionPlan, column: ActionColumn, title: str, hint: str, *, at: datetime) -> None:
    """Its heading and its hint in other words. Raises the Refusal of the rules, or a 422."""
    seen.require("edit_table")
    title, hint = _column_title(title), _text(hint, HINT_LIMIT, "hint")
    changed(seen, None, "column", f"{column.title}\n{column.hint}".strip(), f"{title}\n{hint}".strip(), at=at)
    column.title, column.hint = title, hint


def order_column(seen: SeenActionPlan, column: ActionColumn, *, later: bool, at: datetime) -> None:
    """Let it trade places with the column before it, or after it (`later`). Raises the Refusal of the rules."""
    seen.require("edit_table")
    here = [each for each in seen.plan.columns if each.removed_at is None]
    there = here.index(column) + (1 if later else -1) if column in here else -1
    if 0 <= there < len(here):
        other = here[there]
        column.position, other.position = other.position, column.position
        if column.position == other.position:
            other.position += -1 if later else 1
        record(seen.plan, None, "column", seen.person, before=column.title, after=column.title, at=at)


def remove_column(seen: SeenActionPlan, column: ActionColumn, *, at: datetime, back: bool = False) -> None:
    """Take a column out of the table, or bring it `back`; what was typed in it is kept. Raises the Refusal."""
    seen.require("edit_table")
    if (column.removed_at is None) is not back:
        column.removed_at = None if back else at
        names = {"after": column.title} if back else {"before": column.title}
        record(seen.plan, None, "column", seen.person, at=at, **names)


def write_heading(seen: SeenActionPlan, name: str, title: str, hint: str, *, at: datetime) -> None:
    """Word the heading and the hint of a standard column; empty, or as it was made, is the standard again."""
    seen.require("edit_table")
    if name not in COLUMN:
        raise rules.HIDDEN
    standard = COLUMN[name]
    title, hint = _text(title, COLUMN_LIMIT, f"{name}_title"), _text(hint, HINT_LIMIT, f"{name}_hint")
    own = {}
    if title and title != standard.title:
        own["title"] = title
    if hint and hint != standard.hint:
        own["hint"] = hint
    before = seen.plan.headings.get(name, {})
    if own == before:
        return
    record(
        seen.plan,
        None,
        "heading",
        seen.person,
        before=_said(before),
        after=_said(own) or standard.title,
        at=at,
    )
    rest = {each: said for each, said in seen.plan.headings.items() if each != name}
    seen.plan.headings = {**rest, name: own} if own else rest


def fitted(text: str, part: Part, field: str = "") -> str:
    """A typed text as it is kept: clean, one line where it is one. Raises a 422 at its field if it is too long."""
    fit = contents.clean(text)
    if part.kind in ("line", "date", "person"):
        fit = " ".join(fit.split())
    return _text(fit, part.limit or EXTRA.limit, field or part.name)


def _title(text: str) -> str:
    title = _text(" ".join(text.split()), TITLE_LIMIT, "title")
    if not title:
        raise rules.not_ready("Give it a title.", "title")
    return title


def _column_title(text: str) -> str:
    title = _text(" ".join(text.split()), COLUMN_LIMIT, "title")
    if not title:
        raise rules.not_ready("Write what the column is called.", "title")
    return title


def _text(text: str, limit: int, field: str) -> str:
    fit = contents.clean(text)
    if len(fit) > limit:
        raise rules.not_ready(
            f"That is {len(fit) - limit:,} characters too long. Shorten it to {limit:,}.", field
        )
    return fit


def _said(own: Mapping[str, str]) -> str:
    return "\n".join(own.values())


def make(strategic_plan: StrategicPlan, title: str, by: Person, *, at: datetime) -> ActionPlan:
    """A new action plan with nothing in it but its title, after the others of its strategic plan. `at` is UTC."""
    plan = ActionPlan(
        strategic_plan_id=strategic_plan.id,
        position=len(strategic_plan.action_plans),
        title=title,
        code=secrets.token_urlsafe(12),
        made_at=at,
    )
    db.session.add(plan)
    db.session.flush()
    record(plan, None, "made", by, after=title, at=at)
    return plan


def record(
    plan: ActionPlan,
    row: ActionRow | None,
    cell: str,
    by: Person,
    *,
    at: datetime,
    before: str = "",
    after: str = "",
) -> ActionChange:
    """Write down one change: who, when (UTC), which cell of which row (None: above the table), from what to what.

    Whoever changes anything in an action plan calls this, once for each cell, with the plan locked.
    """
    change = ActionChange(
        action_plan_id=plan.id,
        row_id=row.id if row else None,
        cell=cell,
        before=before,
        after=after,
        person_id=by.id,
        at=at,
    )
    db.session.add(change)
    db.session.flush()
    plan.changed = change.id
    return change


def record_added(plan: ActionPlan, rows: Iterable[ActionRow], by: Person, *, at: datetime) -> None:
    """As `record`, for rows that were added at once, in their order: in one go, however many they are."""
    changes = [
        ActionChange(
            action_plan_id=plan.id, row_id=row.id, cell="added", before="", after=row.text, person_id=by.id, at=at
        )
        for row in rows
    ]  # fmt: skip
    db.session.add_all(changes)
    db.session.flush()
    plan.changed = max((each.id for each in changes), default=plan.changed)


def changed(
    seen: SeenActionPlan, row: ActionRow | None, cell: str, before: str, after: str, *, at: datetime
) -> None:
    """Record a change of a cell by this person, if it is one."""
    if before != after:
        record(seen.plan, row, cell, seen.person, before=before, after=after, at=at)
