"""The rows of a working copy: read, write, add, move, delete and bring back, their teams and links, and what others do."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import COLUMNS, LINKS, STATUSES, heading
from plf.action_plans.queries import Clash, SeenActionPlan
from plf.action_rows import actions, queries
from plf.action_rows.forms import LinkForm, MemberForm, NewRowForm, row_form
from plf.database import now, writing
from plf.forms import Form
from plf.models import ActionRow
from plf.people.queries import people_named
from plf.rules import HIDDEN, Refusal, not_ready

bp = Blueprint("action_rows", __name__)


@bp.get("/action-plans/<int:plan_id>/changes-since/<int:number>")
def changes_since(plan_id: int, number: int) -> Response:
    """What others changed, asked every few seconds: 204 when nothing did. `undo`: a row that one may still bring back.

    When the action plan is gone, or not theirs any more, it says so once, and is not asked again.
    """
    try:
        seen = action_plans.find_working_copy(plan_id, current_user)
    except Refusal:
        if not fragments.wants_piece():
            raise
        return fragments.piece("action_rows/_gone.html", number=number)
    if number >= seen.plan.changed:
        return Response(status=204)
    undo = request.args.get("undo", type=int)
    return _news(seen, number, undo=queries.undo_of(seen, undo) if undo else None)


@bp.get("/action-plans/<int:plan_id>/rows/<int:row_id>")
def show(plan_id: int, row_id: int) -> Response:
    """A row with its form, as a page or in place; `as=read`: as it stands in the table; `as=place`: where it may go;
    `as=saved`: the form anew, after a save, while something beside it is typed and not saved yet."""
    seen = action_plans.find_working_copy(plan_id, current_user)
    row = action_plans.row_of(seen, row_id)
    if request.args.get("as") == "read":
        return fragments.piece("action_rows/_row.html", **_context(seen, [row]), row=row)
    if request.args.get("as") == "place":
        seen.require("edit_table")
        more = {"plan": seen.plan, "table": seen.table, "row": row, "in_place": True}
        return fragments.piece("action_rows/_under.html", **more)
    return _row_answer(seen, row, left=request.args.get("as") == "saved")


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>")
def write(plan_id: int, row_id: int) -> Response:
    """Save the cells. A row that was deleted meanwhile keeps the text here; `restore` brings it back first."""
    seen = action_plans.find_working_copy(plan_id, current_user)
    row = queries.any_row(seen, row_id)
    seen.require("edit_table")
    form = _form(seen, row)
    base = form.seen.data or 0
    address = url_for("action_plans.show", plan_id=plan_id, _anchor=f"row-{row_id}")
    if row.deleted_at is not None and not request.form.get("restore"):
        return _row_answer(seen, row, 409, form)
    if not form.validate():
        return _row_answer(seen, row, 422, form)
    try:
        with writing():
            once.only(address)
            seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
            row = queries.any_row(seen, row_id)
            if row.deleted_at is not None and request.form.get("restore"):
                actions.restore(seen, row, at=now())
            if row.deleted_at is None:
                clashes = actions.write(seen, row, _typed(form, row_id), base, at=now())
    except Refusal as refusal:
        form.refused(refusal)
        seen, row = _again(plan_id, row_id)
        return _row_answer(seen, row, 422, form)
    seen, row = _again(plan_id, row_id)
    if row.deleted_at is not None:
        return _row_answer(seen, row, 409, form)
    if clashes:
        form.seen.data, form.seen.raw_data = seen.plan.changed, None
        return _row_answer(seen, row, 409, form, clashes)
    return _done(seen, base, "Saved.", address, takes_focus=row_id, closes=row_id)


def _typed(form: Form, row_id: int) -> dict[str, str]:
    return {
        field.short_name: field.data or ""
        for field in form
        if field.short_name not in ("seen", "csrf_token")
        and request.form.get(f"take-{row_id}-{field.short_name}") != "theirs"
    }


def _again(plan_id: int, row_id: int) -> tuple[SeenActionPlan, ActionRow]:
    seen = action_plans.find_working_copy(plan_id, current_user)
    return seen, queries.any_row(seen, row_id)


@bp.route("/action-plans/<int:plan_id>/rows/new", methods=["GET", "POST"])
def new(plan_id: int) -> Response:
    """A new row `under` another, `after` another, or, with neither, a priority at the end.

    Where that other row was deleted meanwhile, what was typed stays.
    """
    seen = action_plans.find_working_copy(plan_id, current_user)
    seen.require("edit_table")
    after, under = (request.args.get(name, type=int) for name in ("after", "under"))
    beside = queries.any_row(seen, after or under) if after or under else None
    if request.method == "GET" and beside and beside.deleted_at is not None:
        raise HIDDEN
    form = NewRowForm() if request.method == "POST" else NewRowForm(data={"seen": seen.plan.changed})
    if request.method == "POST" and form.validate():
        base = form.seen.data or 0
        try:
            with writing():
                once.only(url_for("action_plans.show", plan_id=plan_id))
                seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
                row_id = _add(seen, form, after, under).id
        except Refusal as refusal:
            form.refused(refusal)
            seen = action_plans.find_working_copy(plan_id, current_user)
        else:
            seen = action_plans.find_working_copy(plan_id, current_user)
            label = seen.table.place[row_id].label
            address = url_for("action_plans.show", plan_id=plan_id, _anchor=f"row-{row_id}")
            return _done(seen, base, f"{label} is added.", address, takes_focus=row_id, closes="new")
    context = {
        "seen": seen,
        "plan": seen.plan,
        "form": form,
        "beside": beside,
        "level": queries.level_of(beside) + (0 if after else 1) if beside else 0,
        "after": after,
        "under": under,
        "named": queries.named(seen, beside) if beside else "",
    }
    status = 422 if form.errors else 200
    if fragments.wants_piece() and status == 422:
        return fragments.piece_at("row-new", "action_rows/_new.html", status, swap="outerHTML", **context)
    return fragments.piece_or_page("action_rows/_new.html", "action_rows/new.html", status, **context)


def _add(seen: SeenActionPlan, form: NewRowForm, after: int | None, under: int | None) -> ActionRow:
    beside = queries.any_row(seen, after or under) if after or under else None
    if beside and beside.deleted_at is not None:
        raise not_ready(
            "The row beside this one was deleted meanwhile. Bring that one back, or copy what you wrote.",
            "text",
        )
    if after:
        above = action_plans.row_of(seen, beside.parent_id) if beside.parent_id else None
        position = beside.position + 1
    else:
        above, position = beside, None
    return actions.add(seen, above, position, form.text.data or "", form.strategy.data or "", at=now())


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/move")
def move(plan_id: int, row_id: int) -> Response:
    base = request.form.get("seen", 0, type=int)
    how = request.form.get("how", "")
    under = request.form.get("under", type=int) if how == "under" else None
    address = url_for("action_rows.show", plan_id=plan_id, row_id=row_id, _anchor=f"move-{row_id}")
    try:
        with writing():
            once.only(address)
            seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
            actions.move(seen, action_plans.row_of(seen, row_id), how, under, at=now())
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        seen, row = _again(plan_id, row_id)
        if fragments.wants_piece():
            return _news(seen, base or seen.plan.changed, said=refusal.sentence, status=422)
        return _row_answer(seen, row, 422, wrong_move=refusal.sentence)
    seen = action_plans.find_working_copy(plan_id, current_user)
    return _done(
        seen, base, f"Moved: it is {seen.table.place[row_id].label} now.", address, takes_focus=row_id
    )


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/deletion")
def delete(plan_id: int, row_id: int) -> Response:
    base = request.form.get("seen", 0, type=int)
    address = url_for("action_plans.show", plan_id=plan_id, deleted=row_id, _anchor="changes")
    with writing():
        once.only(address)
        seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
        label = actions.delete(seen, action_plans.row_of(seen, row_id), at=now())
    seen, row = _again(plan_id, row_id)
    return _done(seen, base, f"{label} is deleted.", address, closes=row_id, undo=row)


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/restoration")
def restore(plan_id: int, row_id: int) -> Response:
    base = request.form.get("seen", 0, type=int)
    address = url_for("action_plans.show", plan_id=plan_id, _anchor=f"row-{row_id}")
    with writing():
        once.only(address)
        seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
        actions.restore(seen, queries.any_row(seen, row_id), at=now())
    seen = action_plans.find_working_copy(plan_id, current_user)
    label = seen.table.place[row_id].label
    return _done(seen, base, f"{label} is back, with all that stood under it.", address, takes_focus=row_id)


@bp.get("/action-plans/<int:plan_id>/people")
def people(plan_id: int) -> Response:
    """People of the roster whose name has these letters, as suggestions while one types."""
    action_plans.find_working_copy(plan_id, current_user).require("edit_table")
    words = next(iter(request.args.values()), "").strip()[:120]
    return fragments.piece("action_rows/_people.html", found=people_named(words) if words else [])


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/team")
def add_member(plan_id: int, row_id: int) -> Response:
    form = MemberForm(prefix=f"team-{row_id}-")
    choices: list = []

    def act(seen: SeenActionPlan, row: ActionRow) -> None:
        words = request.form.get("person") or form.who.data or ""
        actions.add_member(seen, row, words, as_name=bool(request.form.get("as_name")), at=now())

    try:
        return _part(plan_id, row_id, "team", act, form)
    except actions.Several as several:
        choices = several.people
    return _part_answer(plan_id, row_id, "team", 422, form, choices)


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/team/<int:member_id>/end")
def end_member(plan_id: int, row_id: int, member_id: int) -> Response:
    return _part(
        plan_id, row_id, "team", lambda seen, row: actions.end_member(seen, row, member_id, at=now())
    )


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/links")
def add_link(plan_id: int, row_id: int) -> Response:
    form = LinkForm(prefix=f"links-{row_id}-")
    seen, row = _again(plan_id, row_id)
    seen.require("edit_table")
    chosen = request.form.get("row", type=int)
    words = (form.to.data or "").strip()[:200]
    if chosen:
        found = [each] if (each := queries.row_for_link(seen, chosen)) else []
    else:
        found = queries.rows_for_link(seen, row, words) if words else []
    if len(found) != 1:
        sentence = (
            "Choose the row that is meant."
            if found
            else f"No row has the words “{words}”. Try fewer of them, or a label."
            if words
            else "Write the label of a row, or a few words of it."
        )
        form.to.errors = [sentence]
        return _part_answer(plan_id, row_id, "links", 422, form, found)
    other = found[0]
    named = f"{other.label} {other.text}"
    if other.plan_id != plan_id:
        named = f"{other.plan_title}: {named}"
    return _part(
        plan_id,
        row_id,
        "links",
        lambda seen, row: actions.add_link(
            seen, row, form.kind.data or "", other.row_id, named, form.note.data or "", at=now()
        ),
        form,
    )


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/links/<int:link_id>/end")
def end_link(plan_id: int, row_id: int, link_id: int) -> Response:
    def act(seen: SeenActionPlan, row: ActionRow) -> None:
        mine = queries.links_of(seen, [row]).get(row.id, [])
        named = next(
            (f"{each.other.label} {each.other.text}" for each in mine if each.link.id == link_id), ""
        )
        actions.end_link(seen, row, link_id, named, at=now())

    return _part(plan_id, row_id, "links", act)


def _part(
    plan_id: int,
    row_id: int,
    part: str,
    act: Callable[[SeenActionPlan, ActionRow], object],
    form: Form | None = None,
) -> Response:
    """Change a row's team or links by one, and show that part again."""
    address = url_for("action_rows.show", plan_id=plan_id, row_id=row_id, _anchor=f"{part}-{row_id}")
    try:
        with writing():
            once.only(address)
            seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
            act(seen, action_plans.row_of(seen, row_id))
    except Refusal as refusal:
        if form is None:
            raise
        form.refused(refusal)
        return _part_answer(plan_id, row_id, part, 422, form)
    if fragments.wants_piece():
        return _part_answer(plan_id, row_id, part)
    return fragments.done("Saved.", address)


def _part_answer(
    plan_id: int, row_id: int, part: str, status: int = 200, form: Form | None = None, choices: Any = ()
) -> Response:
    seen, row = _again(plan_id, row_id)
    if row.deleted_at is not None:
        raise HIDDEN
    more = {f"{part}_form": form, f"{part}_choices": choices} if form is not None else {}
    if fragments.wants_piece():
        return fragments.piece(
            f"action_rows/_{part}.html", status, **_context(seen, [row]), **_parts(row, **more)
        )
    return _row_answer(seen, row, status, **more)


def _form(seen: SeenActionPlan, row: ActionRow, **more: Any) -> Form:
    columns = [(f"x{each.id}", each.title, each.hint) for each in action_plans.own_columns(seen.plan)]
    kind = row_form(_headings(seen), columns, strategy=queries.has_strategy(row))
    return kind(prefix=f"row-{row.id}-", **more)


def _headings(seen: SeenActionPlan) -> dict[str, tuple[str, str]]:
    return {each.name: heading(each.name, seen.plan.headings) for each in COLUMNS}


def _parts(row: ActionRow, **more: Any) -> dict[str, Any]:
    return {
        "row": row,
        "team_form": MemberForm(formdata=None, prefix=f"team-{row.id}-"),
        "team_choices": (),
        "links_form": LinkForm(formdata=None, prefix=f"links-{row.id}-"),
        "links_choices": (),
        **more,
    }


def _context(seen: SeenActionPlan, rows: list[ActionRow]) -> dict[str, Any]:
    """What drawing rows needs."""
    return {
        "seen": seen,
        "plan": seen.plan,
        "table": seen.table,
        "headings": _headings(seen),
        "links": queries.links_of(seen, rows),
        "statuses": STATUSES,
        "link_kinds": LINKS,
    }


def _row_answer(
    seen: SeenActionPlan,
    row: ActionRow,
    status: int = 200,
    form: Form | None = None,
    clashes: list[Clash] | tuple = (),
    **more: Any,
) -> Response:
    """A row with its form: what was typed, where it did not fit or clashed; else its cells as they stand."""
    if form is None:
        values = {**actions.cells_of(row, action_plans.own_columns(seen.plan)), "seen": seen.plan.changed}
        form = _form(seen, row, formdata=None, data=values)
    context = {
        **_context(seen, [row]),
        **_parts(row, **more),
        "form": form,
        "clashes": {each.cell: each for each in clashes},
        "wrong_move": more.get("wrong_move", ""),
        "left": more.get("left", False),
        "in_place": fragments.wants_piece(),
        "is_deleted": row.deleted_at is not None,
    }
    if fragments.wants_piece():
        # Only the cells: beside them something else may be half typed.
        if request.method == "POST" or context["left"]:
            return fragments.piece_at(
                f"cells-{row.id}", "action_rows/_cells.html", status, swap="outerHTML", **context
            )
        return fragments.piece("action_rows/_open.html", status, **context)
    return fragments.page("action_rows/row.html", status, **context)


def _done(
    seen: SeenActionPlan,
    base: int,
    sentence: str,
    address: str,
    *,
    takes_focus: int | str = 0,
    closes: int | str = 0,
    undo: ActionRow | None = None,
) -> Response:
    """After a change: under htmx what became of the table since `base`, else the page, with what others changed."""
    if fragments.wants_piece():
        return _news(seen, base, said=sentence, takes_focus=takes_focus, closes=closes, undo=undo)
    others = queries.said_of(queries.news(seen, base).others) if base else ""
    return fragments.done(f"{sentence} Meanwhile {others}." if others else sentence, address)


def _news(
    seen: SeenActionPlan,
    base: int,
    *,
    said: str = "",
    takes_focus: int | str = 0,
    closes: int | str = 0,
    undo: ActionRow | None = None,
    status: int = 200,
) -> Response:
    found = queries.news(seen, base)
    if closes in seen.table.place:  # it closes also when nothing in it was changed
        found.rows = seen.table.some({closes, *(row.id for row in found.rows)})
    if not said and found.others:
        said = f"{queries.said_of(found.others)}."
        if undo:
            said = f"“{undo.text}” is still deleted. {said}"
    return fragments.piece(
        "action_rows/_changes.html",
        status,
        **_context(seen, found.rows),
        news=found,
        said=said,
        takes_focus=takes_focus,
        closes=closes,
        undo=undo,
    )
