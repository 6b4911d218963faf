"""The committee room: an overview, one outcome at a time, and the notes beside it."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import STATUSES
from plf.action_plans.queries import SeenActionPlan
from plf.committee import actions, queries
from plf.committee.forms import AnswerForm, NoteForm
from plf.database import now, writing
from plf.forms import Form
from plf.people.queries import today_here
from plf.rules import HIDDEN, Refusal

bp = Blueprint("committee", __name__)


@bp.get("/action-plans/<int:plan_id>/room")
def room(plan_id: int) -> Response:
    """All outcomes, and everything that was parked and decided."""
    seen = action_plans.find_working_copy(plan_id, current_user)
    notes = queries.notes(seen.table, plan_id)
    return fragments.page(
        "committee/room.html",
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        outcomes=queries.outcomes(seen.table),
        outcome_of={note.id: queries.outcome_of(seen.table, note.row_id) for note in notes},
        notes=notes,
    )


@bp.get("/action-plans/<int:plan_id>/room/<int:row_id>")
def outcome(plan_id: int, row_id: int) -> Response:
    return _page(plan_id, row_id)


@bp.post("/action-plans/<int:plan_id>/room/<int:row_id>/notes")
def note(plan_id: int, row_id: int) -> Response:
    form = _note_form(action_plans.find_working_copy(plan_id, current_user), row_id)
    if not form.validate():
        return _page(plan_id, row_id, 422, form)
    kind = form.kind.data or ""
    return _write(
        plan_id,
        row_id,
        form,
        lambda seen: actions.note(seen, int(form.row.data), kind, form.text.data or "", at=now()),
        "The decision is noted." if kind == "decision" else "The question is parked.",
    )


@bp.post("/action-plans/<int:plan_id>/room/<int:row_id>/notes/<int:note_id>/settlement")
def settle(plan_id: int, row_id: int, note_id: int) -> Response:
    form = _answer_form(note_id)
    return _write(
        plan_id,
        row_id,
        form,
        lambda seen: actions.settle(seen, note_id, form.answer.data or "", at=now()),
        "The question is settled.",
    )


def _write(
    plan_id: int, row_id: int, form: Form, act: Callable[[SeenActionPlan], object], sentence: str
) -> Response:
    address = url_for("committee.outcome", plan_id=plan_id, row_id=row_id, _anchor="notes")
    try:
        with writing():
            once.only(address)
            act(action_plans.find_working_copy(plan_id, current_user, lock=True))
    except Refusal as refusal:
        form.refused(refusal)
        return _page(plan_id, row_id, 422, form)
    return fragments.done(sentence, address)


def _note_form(seen: SeenActionPlan, row_id: int, **more) -> NoteForm:
    form = NoteForm(**more)
    rows = seen.table
    if row_id not in rows.place:
        raise HIDDEN
    inside = [row for row in rows.rows if queries.outcome_of(rows, row.id) == row_id]
    form.row.choices = [(str(row.id), rows.named(row.id)[:80]) for row in inside]
    return form


def _answer_form(note_id: int, **more) -> AnswerForm:
    return AnswerForm(prefix=f"note-{note_id}-", **more)


def _page(plan_id: int, row_id: int, status: int = 200, wrong: Form | None = None) -> Response:
    """The page; `wrong` is the form that did not fit: it stands in its place with what was typed."""
    seen = action_plans.find_working_copy(plan_id, current_user)
    shown = queries.shown(seen.table, row_id)
    notes = queries.notes(seen.table, plan_id, row_id)
    answered = (request.view_args or {}).get("note_id") if isinstance(wrong, AnswerForm) else None
    return fragments.page(
        "committee/outcome.html",
        status,
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        shown=shown,
        notes=notes,
        answers={
            each.id: wrong if each.id == answered else _answer_form(each.id, formdata=None)
            for each in notes
            if each.kind == "question" and each.settled_at is None
        },
        form=wrong
        if isinstance(wrong, NoteForm)
        else _note_form(seen, row_id, formdata=None, kind="question"),
        wrong=wrong,
        statuses=STATUSES,
        limit=actions.LIMIT,
        today=today_here(),
    )
