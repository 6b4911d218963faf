"""One's own rows, how a row has stood, asking for updates and who has answered, and what changed since a day."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import STATUSES
from plf.action_plans.queries import SeenActionPlan
from plf.action_rows.actions import NOTE_LIMIT
from plf.contents import as_day
from plf.database import now, writing
from plf.formats import day
from plf.people.queries import district, today_here
from plf.row_updates import actions, queries
from plf.row_updates.forms import AskForm, UpdateForm
from plf.row_updates.since import since
from plf.rules import Refusal
from plf.table_answers import queries as answers

bp = Blueprint("row_updates", __name__)


@bp.get("/strategy/mine")
def mine() -> Response:
    tables = queries.mine(current_user)
    on = today_here()
    return fragments.page(
        "row_updates/mine.html",
        tables=tables,
        coming=[
            (each.seen, answers.coming(each.seen.table, on, weeks=4, own=each.seen.own)) for each in tables
        ],
        form_of=_form_of,
        statuses=STATUSES,
        today=on,
        limit=NOTE_LIMIT,
    )


@bp.get("/action-plans/<int:plan_id>/rows/<int:row_id>/updates")
def of_row(plan_id: int, row_id: int) -> Response:
    """How a row has stood, as a page; or, in the row's editor (`then=row`), the form to say how it stands."""
    return _my_row(plan_id, row_id) if fragments.wants_piece() else _row_page(plan_id, row_id)


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/updates")
def update(plan_id: int, row_id: int) -> Response:
    """From the row's own page; or from “My rows” and the row's editor, where the piece of the row is the answer."""
    form = UpdateForm(prefix=f"stands-{row_id}-")
    address = url_for("row_updates.of_row", plan_id=plan_id, row_id=row_id)
    if request.form.get("then") == "mine":
        address = url_for("row_updates.mine", _anchor=f"my_row_{row_id}")
    if not form.validate():
        return _row_answer(plan_id, row_id, 422, form)
    try:
        with writing():
            once.only(address)
            seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
            actions.update(
                seen,
                row_id,
                form.status.data,
                form.text.data or "",
                seen_note=form.seen_note,
                today=today_here(),
                at=now(),
            )
    except actions.Overtaken as overtaken:
        form.seen.data = str(overtaken.args[0])
        return _row_answer(plan_id, row_id, 409, form)
    except Refusal as refusal:
        form.refused(refusal)
        return _row_answer(plan_id, row_id, 422, form)
    if fragments.wants_piece():
        return _my_row(plan_id, row_id, saved=True)
    return fragments.done("Your update is there. Thank you.", address)


@bp.get("/action-plans/<int:plan_id>/updates")
def asks(plan_id: int) -> Response:
    return _asks_page(plan_id)


@bp.post("/action-plans/<int:plan_id>/updates")
def ask(plan_id: int) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    form = _ask_form(seen)
    if not form.validate():
        return _asks_page(plan_id, 422, form)
    chosen = form.row.data
    try:
        with writing():
            once.only(url_for("row_updates.asks", plan_id=plan_id))
            seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
            row = action_plans.row_of(seen, int(chosen)) if chosen else None
            made, count = actions.ask(
                seen, row, due_on=form.due_on.data, line=form.line.data, today=today_here(), at=now()
            )
            address = url_for("row_updates.show_ask", plan_id=plan_id, ask_id=made.id)
            by = day(made.due_on)
    except Refusal as refusal:
        form.refused(refusal)
        return _asks_page(plan_id, 422, form)
    people = "One person is" if count == 1 else f"{count} people are"
    return fragments.done(f"{people} asked for updates by {by}.", address)


@bp.get("/action-plans/<int:plan_id>/updates/<int:ask_id>")
def show_ask(plan_id: int, ask_id: int) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    asked = queries.ask_of(seen, ask_id)
    return fragments.page(
        "row_updates/ask.html",
        seen=seen,
        plan=seen.plan,
        ask=asked,
        progress=queries.progress(asked, seen.table),
        table=seen.table,
        may_close=asked.person_id == current_user.id or seen.may("ask_for_updates"),
        today=today_here(),
    )


@bp.post("/action-plans/<int:plan_id>/updates/<int:ask_id>/end")
def close(plan_id: int, ask_id: int) -> Response:
    address = url_for("row_updates.show_ask", plan_id=plan_id, ask_id=ask_id)
    with writing():
        once.only(address)
        seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
        actions.close(seen, ask_id, at=now())
    return fragments.done("Closed: nobody is asked or reminded any more.", address)


@bp.get("/action-plans/<int:plan_id>/changed")
def changed(plan_id: int) -> Response:
    """Since a day (`since`), or the first day of this quarter."""
    seen = action_plans.find_working_copy(plan_id, current_user)
    on = today_here()
    typed = request.args.get("since", "")
    chosen = as_day(typed) if typed else queries.quarter(on)
    wrong = ""
    if chosen is None or chosen > on or chosen.year < 1990:
        wrong = f"“{typed[:40]}” is not a day up to today. Here is what changed in this quarter."
        chosen = queries.quarter(on)
    begins = datetime.combine(chosen, time(), ZoneInfo(district().time_zone))
    return fragments.page(
        "row_updates/changed.html",
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        day=chosen,
        quarters=queries.quarters(on),
        found=since(seen, chosen, begins),
        wrong=wrong,
        statuses=STATUSES,
        today=on,
    )


def _form_of(row, wrong: UpdateForm | None = None) -> UpdateForm:
    """The form of a row as it stands now; or the one that did not fit, with what was typed."""
    if wrong is not None:
        return wrong
    latest = row.notes[-1].id if row.notes else 0
    return UpdateForm(formdata=None, prefix=f"stands-{row.id}-", status=row.status, seen=str(latest))


def _row_answer(plan_id: int, row_id: int, status: int, form: UpdateForm) -> Response:
    if fragments.wants_piece():
        return _my_row(plan_id, row_id, status=status, wrong=form)
    return _row_page(plan_id, row_id, status, form)


def _my_row(
    plan_id: int, row_id: int, *, status: int = 200, wrong: UpdateForm | None = None, saved: bool = False
) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    own = queries.my_table(seen)
    each = next((each for each in own.rows if each.row.id == row_id), None)
    if each is None:  # an editor, or somebody who has left the team meanwhile
        row = action_plans.row_of(seen, row_id)
        each = queries.Mine(row, None, row.notes[-1] if row.notes else None)
    return fragments.piece(
        "row_updates/_my_row.html",
        status,
        seen=seen,
        each=each,
        in_editor=request.values.get("then") == "row",
        form=_form_of(each.row, wrong),
        wrong=wrong,
        overtaken=status == 409,
        saved=saved,
        statuses=STATUSES,
        today=today_here(),
        limit=NOTE_LIMIT,
    )


def _row_page(plan_id: int, row_id: int, status: int = 200, wrong: UpdateForm | None = None) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    row = action_plans.row_of(seen, row_id)
    return fragments.page(
        "row_updates/row.html",
        status,
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        row=row,
        notes=queries.notes(row),
        form=_form_of(row, wrong),
        wrong=wrong,
        overtaken=status == 409,
        statuses=STATUSES,
        limit=NOTE_LIMIT,
        today=today_here(),
    )


def _ask_form(seen: SeenActionPlan, **more) -> AskForm:
    form = AskForm(**more)
    rows = [
        (str(row.id), f"{seen.table.named(row.id)[:80]}, and what is under it")
        for row in seen.table.rows
        if queries.may_ask(seen, row)
    ]
    form.row.choices = [("", "The whole table"), *rows] if seen.may("ask_for_updates") else rows
    return form


def _asks_page(plan_id: int, status: int = 200, wrong: AskForm | None = None) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    asked = queries.asks(seen.plan)
    return fragments.page(
        "row_updates/asks.html",
        status,
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        asked=[queries.progress(each, seen.table) for each in asked],
        form=wrong or _ask_form(seen, formdata=None, row=request.args.get("row", "")),
        wrong=wrong,
        today=today_here(),
    )
