"""Bringing a table in: choose or paste it, see how it was understood and what would change, take it or leave it."""

from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_imports import actions, queries, reading
from plf.action_imports.forms import TableForm, TakeForm
from plf.action_imports.headings import CHOICES
from plf.action_plans import actions as action_plans
from plf.action_plans import queries as plans
from plf.action_plans.contents import HEAD, placed
from plf.database import now, writing
from plf.extensions import db
from plf.journal.not_taken import NotTaken, TooLarge
from plf.journal.uploads import Uploads
from plf.models import StrategicPlan, TableImport
from plf.rules import Refusal, not_ready

bp = Blueprint("action_imports", __name__)

_ANY_SIZE = 2**50
_MOST_FORM = 1024 * 1024


@bp.url_value_preprocessor
def take_files(endpoint: str | None, values: dict | None) -> None:
    """Before anything reads the form: the token against forgery is in it as well."""
    if endpoint in ("action_imports.read", "action_imports.read_new"):
        request.max_form_memory_size = _MOST_FORM
        if request.mimetype == "multipart/form-data":
            request.max_content_length = _ANY_SIZE
            request.form_data_parser_class = partial(
                Uploads, keeps=current_user.is_authenticated, most_files=1, most_bytes=reading.MOST_BYTES
            )


@bp.teardown_request
def let_files_go(error: BaseException | None) -> None:
    """The temporary files behind an upload end with the request, however it ended."""
    request.close()


@bp.get("/action-plans/<int:plan_id>/import")
def choose(plan_id: int) -> Response:
    return _choose_page(TableForm(formdata=None), plan_id=plan_id)


@bp.post("/action-plans/<int:plan_id>/import")
def read(plan_id: int) -> Response:
    return _read(plan_id=plan_id)


@bp.get("/strategy/<int:strategic_id>/import")
def choose_new(strategic_id: int) -> Response:
    return _choose_page(TableForm(formdata=None), strategic_id=strategic_id)


@bp.post("/strategy/<int:strategic_id>/import")
def read_new(strategic_id: int) -> Response:
    return _read(strategic_id=strategic_id)


def _into(
    plan_id: int | None, strategic_id: int | None, *, lock: bool = False
) -> tuple[plans.SeenActionPlan | None, StrategicPlan | None]:
    """What the table goes into, for those who may: an action plan, or a strategic plan for a new one."""
    if plan_id is not None:
        seen = plans.find_working_copy(plan_id, current_user, lock=lock)
        seen.require("edit_table")
        return seen, None
    action_plans.office_only(current_user)
    return None, plans.strategic_plan(strategic_id)


def _choose_page(
    form: TableForm, status: int = 200, *, plan_id: int | None = None, strategic_id: int | None = None
) -> Response:
    seen, strategic = _into(plan_id, strategic_id)
    return fragments.page(
        "action_imports/choose.html",
        status,
        form=form,
        seen=seen,
        plan=seen.plan if seen else None,
        strategic=strategic,
    )


def _read(*, plan_id: int | None = None, strategic_id: int | None = None) -> Response:
    _into(plan_id, strategic_id)
    form = TableForm()
    fits = form.validate()
    db.session.rollback()  # reading takes its time, and holds no transaction meanwhile
    try:
        if not fits:
            return _choose_page(form, 422, plan_id=plan_id, strategic_id=strategic_id)
        file = form.file.data if form.file.data and getattr(form.file.data, "filename", "") else None
        name = file.filename if file else "pasted text"
        found = reading.read_file(file.read(), name) if file else reading.read_pasted(form.pasted.data or "")
        # Sent twice, there are two previews of the same, and one of them is taken: no key is asked for.
        with writing():
            seen, strategic = _into(plan_id, strategic_id, lock=True)
            kept = actions.keep(current_user, found, name, seen=seen, strategic=strategic, at=now())
            address = url_for("action_imports.preview", import_id=kept.id)
    except NotTaken as wrong:
        field = form.file if form.file.data else form.pasted
        field.errors = [*field.errors, str(wrong)]
        status = 413 if isinstance(wrong, TooLarge) else 422
        return _choose_page(form, status, plan_id=plan_id, strategic_id=strategic_id)
    return fragments.go_to(address)


@bp.get("/imports/<int:import_id>")
def preview(import_id: int) -> Response:
    return _preview_page(import_id, TakeForm(formdata=None))


@bp.post("/imports/<int:import_id>/columns")
def choose_columns(import_id: int) -> Response:
    """What each column is, chosen by hand; then the preview anew."""
    address = url_for(".preview", import_id=import_id)
    with writing():
        once.only(address)
        kept = _kept(import_id, lock=True)
        kept.choices = {
            name.removeprefix("column-"): said
            for name, said in request.form.items()
            if name.startswith("column-") and said in CHOICES
        }
    return fragments.go_to(address)


@bp.post("/imports/<int:import_id>")
def take(import_id: int) -> Response:
    form = TakeForm()
    kept = _kept(import_id)
    made = _text(kept)
    try:
        with writing():
            kept = _kept(import_id, lock=True)
            seen, strategic = _into(kept.action_plan_id, kept.strategic_plan_id, lock=True)
            if made.problem:
                raise not_ready(made.problem)
            if _is_late(form, seen, made):
                return _preview_page(import_id, TakeForm(formdata=None), 409)
            if seen is None:
                title = made.text["title"] or kept.name
                plan = action_plans.make_in(current_user, strategic, title[:200], at=now())
                seen = plans.find_working_copy(plan.id, current_user, lock=True)
            address = url_for("action_plans.show", plan_id=seen.plan.id)
            once.only(address)
            if plans.table(seen.plan).rows:
                actions.take(
                    seen,
                    made,
                    form.take.data or [],
                    remove=request.form.get("remove") == "yes",
                    name=kept.name,
                    shown=form.shown.data or "",
                    at=now(),
                )
            else:
                actions.write(seen, made.text, at=now(), name=kept.name)
            actions.leave(kept)
    except Refusal as refusal:
        if refusal.status == 409:
            return _preview_page(import_id, TakeForm(formdata=None), 409)
        if refusal.status != 422:
            raise
        form.refused(not_ready(refusal.sentence, "take"))
        return _preview_page(import_id, form, 422)
    return fragments.done("The table is in the action plan. Every change is in its history.", address)


@bp.post("/imports/<int:import_id>/leave")
def leave(import_id: int) -> Response:
    with writing():
        kept = _kept(import_id, lock=True)
        plan_id = kept.action_plan_id
        address = url_for("action_plans.show", plan_id=plan_id) if plan_id else url_for("action_plans.index")
        once.only(address)
        actions.leave(kept)
    return fragments.done("Nothing was written.", address)


def _is_late(form: TakeForm, seen: plans.SeenActionPlan | None, made: reading.Understood) -> bool:
    """Whether the preview showed something else than what there is now; what would change, the action itself looks at."""
    if seen is not None and seen.plan.changed != (form.seen.data or 0):
        return True
    is_empty = seen is None or not plans.table(seen.plan).rows
    return is_empty and form.shown.data != queries.shown(made.text, None)


def _kept(import_id: int, *, lock: bool = False) -> TableImport:
    """What was read. Where this very form has taken or left it already, the answer to that is shown again."""
    try:
        return queries.kept(import_id, current_user, lock=lock)
    except Refusal:
        if answered := once.answer():
            raise once.AnsweredBefore(answered) from None
        raise


def _text(kept: TableImport) -> reading.Understood:
    return reading.understood(kept.read, kept.choices)


def _preview_page(import_id: int, form: TakeForm, status: int = 200) -> Response:
    kept = queries.kept(import_id, current_user)
    seen, strategic = _into(kept.action_plan_id, kept.strategic_plan_id)
    made = _text(kept)
    found = None
    if seen is not None:
        form.seen.data = seen.plan.changed
        if seen.table.rows and not made.problem:
            found = queries.found_in(seen, made)
    form.shown.data = queries.shown(made.text, found)
    is_again = status == 422
    return fragments.page(
        "action_imports/preview.html",
        status,
        form=form,
        kept=kept,
        seen=seen,
        plan=seen.plan if seen else None,
        strategic=strategic,
        made=made,
        labels={each.row["key"]: each.label for each in placed(made.text)},
        found=found,
        marked=set(form.take.data or []) if is_again else found.usual if found else set(),
        removes=is_again and request.form.get("remove") == "yes",
        kept_so=queries.as_written(made.text, found),
        head=[each for each in HEAD if made.text[each.name]],
        column_choices=list(CHOICES.items()),
        problems=[] if made.problem else actions.problems(made.text),
        is_late=status == 409,
    )
