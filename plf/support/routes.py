"""The page of support on a plan: the teacher asks, the evaluator answers, offers help and notes that they talked."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import now, writing
from plf.forms import Form
from plf.models import SupportNote
from plf.people.queries import today_here
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.support import actions, queries
from plf.support.forms import AnswerForm, AskForm, CheckInForm, OfferForm, ReplyForm

bp = Blueprint("support", __name__)


@bp.get("/plans/<int:plan_id>/support")
def show(plan_id: int) -> Response:
    return _page(plan_id)


@bp.post("/plans/<int:plan_id>/support/asks")
def ask(plan_id: int) -> Response:
    form = AskForm()
    return _write(
        plan_id,
        form,
        lambda seen: actions.ask(seen, form.ask.data or "", at=now()),
        "You have asked for support. Your evaluator sees it.",
    )


@bp.post("/plans/<int:plan_id>/support/asks/<int:ask_id>/answer")
def answer(plan_id: int, ask_id: int) -> Response:
    form = _answer_form(ask_id)
    return _write(
        plan_id,
        form,
        lambda seen: actions.answer(seen, ask_id, form.answer.data or "", at=now()),
        "Your answer is there.",
    )


@bp.post("/plans/<int:plan_id>/support/asks/<int:ask_id>/end")
def no_longer_needed(plan_id: int, ask_id: int) -> Response:
    address = url_for("support.show", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
        settled = actions.no_longer_needed(seen, ask_id, at=now()).settled
    if settled == "answered":
        return fragments.done("It was answered meanwhile: the answer is below.", address)
    return fragments.done("Marked as no longer needed.", address)


@bp.post("/plans/<int:plan_id>/support/replies")
def reply(plan_id: int) -> Response:
    form = ReplyForm()
    return _write(
        plan_id,
        form,
        lambda seen: actions.reply(seen, form.reply.data or "", at=now()),
        "Your reply is there.",
    )


@bp.post("/plans/<int:plan_id>/support/offers")
def offer(plan_id: int) -> Response:
    form = OfferForm()
    return _write(
        plan_id,
        form,
        lambda seen: actions.offer(seen, form.offer.data or "", at=now()),
        "Your offer is there for the teacher to read.",
    )


@bp.post("/plans/<int:plan_id>/support/check-ins")
def check_in(plan_id: int) -> Response:
    """From the page of support, or from the first page, with the line alone."""
    form = CheckInForm()
    if not form.validate():
        return _page(plan_id, 422, form)
    home = url_for("home.home", _anchor="this_week") if request.form.get("then") == "home" else None
    return _write(
        plan_id,
        form,
        lambda seen: actions.check_in(
            seen,
            form.line.data or "",
            talked_on=form.talked_on.data,
            how=form.how.data or "",
            at=now(),
            today=today_here(),
        ),
        "Your check-in is noted.",
        address=home,
    )


def _write(
    plan_id: int, form: Form, act: Callable[[SeenPlan], object], sentence: str, address: str | None = None
) -> Response:
    address = address or url_for("support.show", plan_id=plan_id)
    try:
        with writing():
            once.only(address)
            act(plans.find(plan_id, current_user, on=today_here(), lock=True))
    except Refusal as refusal:
        form.refused(refusal)
        return _page(plan_id, 422, form)
    return fragments.done(sentence, address)


def _answer_form(ask_id: int, **more: None) -> AnswerForm:
    return AnswerForm(prefix=f"ask-{ask_id}-", **more)


def _page(plan_id: int, status: int = 200, wrong: Form | None = None) -> Response:
    """The page; `wrong` is the form that did not fit: it stands in its place with what was typed."""
    seen = plans.find(plan_id, current_user, on=today_here())
    notes = queries.notes(seen)
    return fragments.page(
        "support/show.html",
        status,
        seen=seen,
        plan=seen.plan,
        notes=notes,
        to_answer=_to_answer(notes, wrong),
        wrong=wrong,
        limit=actions.LIMIT,
        today=today_here(),
        **{
            name: wrong if isinstance(wrong, kind) else kind(formdata=None)
            for name, kind in (
                ("ask_form", AskForm),
                ("reply_form", ReplyForm),
                ("offer_form", OfferForm),
                ("check_in_form", CheckInForm),
            )
        },
    )


def _to_answer(notes: list[SupportNote], wrong: Form | None) -> list[tuple[SupportNote, AnswerForm]]:
    """The open asks, the longest waiting first, with their forms; and the one whose answer did not fit."""
    being_answered = request.view_args["ask_id"] if isinstance(wrong, AnswerForm) else None
    return [
        (note, wrong if note.id == being_answered else _answer_form(note.id, formdata=None))
        for note in reversed(notes)
        if note.kind == "ask" and (not note.settled or note.id == being_answered)
    ]
