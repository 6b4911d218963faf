"""Strategic plans and their action plans: the working copy's page, what stands above the table, columns, editors."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_plans import actions, queries
from plf.action_plans.contents import COLUMN, COLUMNS, HEAD, LINKS, STATUSES, heading
from plf.action_plans.forms import (
    ColumnForm,
    EditorForm,
    HeadForm,
    HeadingsForm,
    StrategicPlanForm,
    TitleForm,
)
from plf.action_plans.queries import SeenActionPlan
from plf.action_rows import queries as action_rows
from plf.database import now, writing
from plf.forms import Form
from plf.rules import HIDDEN, Refusal

bp = Blueprint("action_plans", __name__)


@bp.get("/strategy")
def index() -> Response:
    plans = queries.strategic_plans(current_user)
    own = {each.id for _, found in plans for each in found if _reads_working_copy(each.id)}
    strategic, tables = queries.removed(current_user)
    return fragments.page(
        "action_plans/index.html", plans=plans, own=own, removed_strategic=strategic, removed_tables=tables
    )


def _reads_working_copy(plan_id: int) -> bool:
    return queries.find(plan_id, current_user).may("read_working_copy")


@bp.route("/strategy/new", methods=["GET", "POST"])
def new_strategic_plan() -> Response:
    actions.office_only(current_user)
    form = StrategicPlanForm()
    return _write(
        form,
        lambda: url_for("action_plans.index"),
        lambda: actions.make_strategic_plan(current_user, form.title.data, form.about.data or "", at=now()),
        "The strategic plan is made. Make its action plans next.",
        "action_plans/strategic_plan.html",
        plan=None,
    )


@bp.route("/strategy/<int:strategic_id>", methods=["GET", "POST"])
def strategic_plan(strategic_id: int) -> Response:
    actions.office_only(current_user)
    plan = queries.strategic_plan(strategic_id)
    form = StrategicPlanForm(title=plan.title, about=plan.about)
    return _write(
        form,
        lambda: url_for("action_plans.index"),
        lambda: actions.rename_strategic_plan(
            current_user, queries.strategic_plan(strategic_id), form.title.data, form.about.data or ""
        ),
        "Saved.",
        "action_plans/strategic_plan.html",
        plan=plan,
        is_empty=not queries.plans_in(plan),
    )


@bp.post("/strategy/<int:strategic_id>/removal")
def remove_strategic_plan(strategic_id: int) -> Response:
    address = url_for("action_plans.index")
    with writing():
        once.only(address)
        actions.remove_strategic_plan(current_user, queries.strategic_plan(strategic_id, lock=True), at=now())
    return fragments.done("The strategic plan is removed. You can bring it back below.", address)


@bp.post("/strategy/<int:strategic_id>/return")
def bring_back_strategic_plan(strategic_id: int) -> Response:
    address = url_for("action_plans.index")
    with writing():
        once.only(address)
        actions.bring_back_strategic_plan(current_user, queries.removed_strategic_plan(strategic_id))
    return fragments.done("The strategic plan is back.", address)


@bp.route("/strategy/<int:strategic_id>/action-plans/new", methods=["GET", "POST"])
def new(strategic_id: int) -> Response:
    actions.office_only(current_user)
    form = TitleForm()
    made = []
    return _write(
        form,
        lambda: url_for("action_plans.show", plan_id=made[0]) if made else url_for("action_plans.index"),
        lambda: made.append(
            actions.make_in(
                current_user, queries.strategic_plan(strategic_id, lock=True), form.title.data, at=now()
            ).id
        ),
        "The action plan is made. Write its first priority, or import a table.",
        "action_plans/new.html",
        strategic=queries.strategic_plan(strategic_id),
    )


@bp.route("/action-plans/<int:plan_id>/removal", methods=["GET", "POST"])
def remove(plan_id: int) -> Response:
    """What goes out of sight with an action plan, and the button that removes it."""
    address = url_for("action_plans.index", _anchor="removed")
    try:
        seen = queries.find_working_copy(plan_id, current_user)
        seen.require("remove_action_plan")
        if request.method == "POST":
            with writing():
                once.only(address)
                actions.remove(queries.find_working_copy(plan_id, current_user, lock=True), at=now())
            return fragments.done(f"“{seen.plan.title}” is removed. You can bring it back below.", address)
    except Refusal as refusal:
        if refusal is not HIDDEN:
            raise
        gone = queries.find_removed(plan_id, current_user)  # by a colleague, a moment ago
        return fragments.done(
            f"“{gone.plan.title}” is removed already. You can bring it back below.", address
        )
    rows = seen.table.rows
    return fragments.page(
        "action_plans/remove.html",
        seen=seen,
        plan=seen.plan,
        edition=queries.latest_edition(plan_id),
        rows=len(rows),
        people=len({each.person_id or each.name for row in rows for each in row.team}),
        links=sum(len(row.links) for row in rows),
    )


@bp.post("/action-plans/<int:plan_id>/return")
def bring_back(plan_id: int) -> Response:
    address = url_for("action_plans.show", plan_id=plan_id)
    try:
        with writing():
            once.only(address)
            actions.bring_back(queries.find_removed(plan_id, current_user, lock=True), at=now())
    except Refusal as refusal:
        if refusal is not HIDDEN or not queries.find(plan_id, current_user).may("remove_action_plan"):
            raise
        return fragments.done("It is back already.", address)
    return fragments.done("It is back, as it was.", address)


@bp.post("/action-plans/<int:plan_id>/position")
def order(plan_id: int) -> Response:
    address = url_for("action_plans.index", _anchor=f"plan-{plan_id}")
    with writing():
        once.only(address)
        seen = queries.find_working_copy(plan_id, current_user, lock=True)
        actions.put_before(seen, later=request.form.get("how") == "down")
    return fragments.done("The order is changed.", address)


@bp.get("/action-plans/<int:plan_id>")
def show(plan_id: int) -> Response:
    """The working copy, for its people; others are led to the latest edition."""
    seen = queries.find(plan_id, current_user)
    if not seen.may("read_working_copy"):
        return redirect(f"/action-plans/{plan_id}/editions/latest")
    deleted = request.args.get("deleted", type=int)
    return fragments.page(
        "action_plans/show.html",
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        head=HEAD,
        headings=headings(seen),
        links=action_rows.links_of(seen, seen.table.rows),
        statuses=STATUSES,
        undo=action_rows.undo_of(seen, deleted) if deleted else None,
        news=action_rows.News(seen.plan.changed),
        opened={},
        said="",
        takes_focus=0,
        closes=0,
    )


def headings(seen: SeenActionPlan) -> dict[str, tuple[str, str]]:
    """Title and hint of each standard column, as this action plan words them."""
    return {each.name: heading(each.name, seen.plan.headings) for each in COLUMNS}


@bp.route("/action-plans/<int:plan_id>/head", methods=["GET", "POST"])
def head(plan_id: int) -> Response:
    seen = queries.find_working_copy(plan_id, current_user)
    seen.require("edit_table")
    form = HeadForm(obj=seen.plan, data={"seen": seen.plan.changed})
    clashes = []
    if request.method == "POST" and form.validate():
        typed = {
            each.name: form[each.name].data or ""
            for each in HEAD
            if request.form.get(f"take-{each.name}") != "theirs"
        }
        address = url_for("action_plans.show", plan_id=plan_id)
        try:
            with writing():
                once.only(address)
                seen = queries.find_working_copy(plan_id, current_user, lock=True)
                clashes = actions.write_head(seen, typed, form.seen.data or 0, at=now())
        except Refusal as refusal:
            form.refused(refusal)
        else:
            if not clashes:
                return fragments.done("Saved.", address)
            form.seen.data, form.seen.raw_data = seen.plan.changed, None
    return fragments.page(
        "action_plans/head.html",
        409 if clashes else 422 if form.errors else 200,
        seen=seen,
        plan=seen.plan,
        form=form,
        head=HEAD,
        clashes={each.cell: each for each in clashes},
    )


@bp.get("/action-plans/<int:plan_id>/columns")
def columns(plan_id: int) -> Response:
    return _columns_page(plan_id)


@bp.post("/action-plans/<int:plan_id>/columns")
def add_column(plan_id: int) -> Response:
    form = ColumnForm()
    return _change_columns(
        plan_id,
        lambda seen: actions.add_column(seen, form.title.data or "", form.hint.data or "", at=now()),
        "The column is there.",
        form,
    )


@bp.post("/action-plans/<int:plan_id>/columns/<int:column_id>")
def change_column(plan_id: int, column_id: int) -> Response:
    """Its words, its place, or whether it is there, by the button that was pressed."""
    form = ColumnForm(prefix=f"column-{column_id}-")
    how = request.form.get("how", "")

    def change(seen: SeenActionPlan) -> None:
        column = queries.column_of(seen.plan, column_id)
        if how in ("earlier", "later"):
            actions.order_column(seen, column, later=how == "later", at=now())
        elif how in ("remove", "back"):
            actions.remove_column(seen, column, at=now(), back=how == "back")
        else:
            actions.change_column(seen, column, form.title.data or "", form.hint.data or "", at=now())

    said = {"remove": "The column is out of the table. What was typed in it is kept."}
    return _change_columns(plan_id, change, said.get(how, "Saved."), None if how else form)


@bp.post("/action-plans/<int:plan_id>/headings")
def change_headings(plan_id: int) -> Response:
    form = HeadingsForm()

    def change(seen: SeenActionPlan) -> None:
        seen.require("edit_table")
        for name in COLUMN:
            actions.write_heading(
                seen,
                name,
                form[f"{name}_title"].data or "",
                form[f"{name}_hint"].data or "",
                at=now(),
            )

    return _change_columns(plan_id, change, "Saved.", form)


def _change_columns(
    plan_id: int, act: Callable[[SeenActionPlan], object], sentence: str, form: Form | None
) -> Response:
    address = url_for("action_plans.columns", plan_id=plan_id)
    queries.find_working_copy(plan_id, current_user).require("edit_table")
    if form is not None and not form.validate():
        return _columns_page(plan_id, 422, form)
    try:
        with writing():
            once.only(address)
            act(queries.find_working_copy(plan_id, current_user, lock=True))
    except Refusal as refusal:
        if form is None:
            raise
        form.refused(refusal)
        return _columns_page(plan_id, 422, form)
    return fragments.done(sentence, address)


def _columns_page(plan_id: int, status: int = 200, wrong: Form | None = None) -> Response:
    seen = queries.find_working_copy(plan_id, current_user)
    seen.require("edit_table")
    words = {
        f"{name}_{what}": text
        for name, pair in headings(seen).items()
        for what, text in zip(("title", "hint"), pair, strict=True)
    }
    forms = {
        each.id: ColumnForm(formdata=None, prefix=f"column-{each.id}-", title=each.title, hint=each.hint)
        for each in seen.plan.columns
    }
    if isinstance(wrong, ColumnForm) and "column_id" in request.view_args:
        forms[request.view_args["column_id"]] = wrong
    is_new = isinstance(wrong, ColumnForm) and "column_id" not in request.view_args
    return fragments.page(
        "action_plans/columns.html",
        status,
        seen=seen,
        plan=seen.plan,
        forms=forms,
        wrong=wrong,
        new_form=wrong if is_new else ColumnForm(formdata=None),
        headings_form=wrong if isinstance(wrong, HeadingsForm) else HeadingsForm(formdata=None, data=words),
        standard=COLUMNS,
    )


@bp.route("/action-plans/<int:plan_id>/editors", methods=["GET", "POST"])
def editors(plan_id: int) -> Response:
    seen = queries.find_working_copy(plan_id, current_user)
    seen.require("name_editors")
    form = EditorForm()
    return _write(
        form,
        lambda: url_for("action_plans.editors", plan_id=plan_id),
        lambda: actions.name_editor(
            queries.find_working_copy(plan_id, current_user, lock=True), form.who.data, at=now()
        ),
        "Named: they can edit it from now on.",
        "action_plans/editors.html",
        seen=seen,
        plan=seen.plan,
        editors=queries.editors(plan_id),
    )


@bp.post("/action-plans/<int:plan_id>/editors/<int:person_id>/end")
def end_editor(plan_id: int, person_id: int) -> Response:
    address = url_for("action_plans.editors", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = queries.find_working_copy(plan_id, current_user, lock=True)
        actions.end_editor(seen, person_id, at=now())
    return fragments.done("They no longer edit it.", address)


@bp.get("/action-plans/<int:plan_id>/history")
def history(plan_id: int) -> Response:
    """Every change of the action plan, or of one row (`row`), latest first; `before` a number: older ones."""
    seen = queries.find_working_copy(plan_id, current_user)
    row_id = request.args.get("row", type=int)
    row = action_rows.any_row(seen, row_id) if row_id else None
    changes, has_more = queries.history(plan_id, row_id, before=request.args.get("before", type=int))
    return fragments.page(
        "action_plans/history.html",
        seen=seen,
        plan=seen.plan,
        row=row,
        changes=changes,
        has_more=has_more,
        places=queries.places(plan_id),
        texts=queries.row_texts([each.row_id for each in changes if each.row_id]),
        cell_titles=cell_titles(seen),
        statuses=STATUSES,
        links=LINKS,
    )


def cell_titles(seen: SeenActionPlan) -> Mapping[str, str]:
    """How a cell is called in the history, by the name that its change carries."""
    return {
        **{each.name: each.title for each in HEAD},
        **{name: title for name, (title, _) in headings(seen).items()},
        **{f"x{each.id}": each.title for each in seen.plan.columns},
        "text": "Text",
        "strategy": "Strategy",
        "team": "Team",
        "links": "Interdependencies",
        "note": "Note",
        "editor": "Editors",
        "column": "Own columns",
        "heading": "Headings",
    }


def _write(
    form: Form,
    address: Callable[[], str],
    act: Callable[[], object],
    sentence: str,
    template: str,
    **context,
) -> Response:
    if request.method == "POST" and form.validate():
        try:
            with writing():
                once.only(address())
                act()
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return fragments.done(sentence, address())
    return fragments.page(template, 422 if form.errors else 200, form=form, **context)
