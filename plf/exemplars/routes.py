"""An exemplar's way: the teacher's page beside the plan, the office's list and pages, and each step on both sides."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, once, rules
from plf.database import now, writing
from plf.exemplars import actions, queries
from plf.exemplars.contents import (
    CHECKPOINT_PREFIX,
    GRADE_BANDS,
    NOTE_LIMIT,
    SECTIONS,
    SUBJECTS,
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    Shown,
)
from plf.exemplars.forms import read_chosen, read_notes, read_shown
from plf.exemplars.queries import SeenExemplar
from plf.people.queries import today_here
from plf.plans import queries as plans
from plf.plans.actions import note_view
from plf.rubrics.queries import staff_kinds
from plf.rules import HIDDEN, Refusal

bp = Blueprint("exemplars", __name__)


# The teacher's side: beside the plan


@bp.get("/plans/<int:plan_id>/exemplar")
def of_plan(plan_id: int) -> Response:
    """The teacher's page of it; for the office the way to ask, or to its own page while consent is asked and decided."""
    seen_plan = plans.find(plan_id, current_user, on=today_here())
    seen = queries.of_plan(seen_plan)
    if seen.exemplar is None or not seen.names_its_teacher:
        return fragments.page("exemplars/of_plan.html", seen=seen, plan=seen_plan.plan)
    if seen.role == rules.ExemplarRole.OFFICE:
        return fragments.go_to(url_for("exemplars.work", exemplar_id=seen.exemplar.id))
    return _work_page(seen)


@bp.post("/plans/<int:plan_id>/exemplar/offer")
def offer(plan_id: int) -> Response:
    address = url_for("exemplars.of_plan", plan_id=plan_id)
    with writing():
        once.only(address)
        actions.offer(plans.find(plan_id, current_user, on=today_here(), lock=True), at=now())
    return fragments.done(
        "You have offered your plan. Look through the words that were found in it; nothing is shown before you say yes.",
        address,
    )


@bp.post("/plans/<int:plan_id>/exemplar/ask")
def ask_for(plan_id: int) -> Response:
    address = url_for("exemplars.office")
    with writing():
        once.only(address)
        actions.ask_for(plans.find(plan_id, current_user, on=today_here(), lock=True), at=now())
    return fragments.done("The teacher is asked. The answer comes with your notices.", address)


# The office's side


@bp.get("/exemplars/office")
def office() -> Response:
    rules.require_office(current_user.is_office)
    pages = queries.office_pages()
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return fragments.page(
        "exemplars/office.html",
        rows=queries.for_the_office(page),
        page=page,
        pages=pages,
        states=rules.EXEMPLAR_STATES,
    )


@bp.get("/exemplars/office/new")
def new() -> Response:
    rules.require_office(current_user.is_office)
    kind = request.args.get("staff_kind", "teacher")[:30]
    return _text_page(Shown(staff_kind=kind), by_office=True)


@bp.post("/exemplars/office")
def write() -> Response:
    rules.require_office(current_user.is_office)
    blank = Shown(staff_kind=request.form.get("staff_kind", "")[:30])
    shown = read_shown(request.form, blank, queries.indicators(blank.staff_kind))
    try:
        with writing():
            once.only(url_for("exemplars.office"))
            seen = actions.write(current_user, shown, at=now())
            address = url_for("exemplars.work", exemplar_id=seen.exemplar.id)
    except Refusal as refusal:
        return _text_page(shown, by_office=True, refusal=_at_a_field(refusal))
    return fragments.done("Your exemplar is kept, and nobody else sees it yet.", address)


@bp.get("/exemplars/office/<int:exemplar_id>")
def work(exemplar_id: int) -> Response:
    return _work_page(_find(None, exemplar_id))


# On both sides: each address once beside the plan, once for the office


@bp.get("/plans/<int:plan_id>/exemplar/text")
@bp.get("/exemplars/office/<int:exemplar_id>/text")
def text(plan_id: int | None = None, exemplar_id: int | None = None) -> Response:
    seen = _find(plan_id, exemplar_id)
    seen.require("change")
    return _text_page(seen.shown, seen=seen, by_office=seen.exemplar.by_office)


@bp.post("/plans/<int:plan_id>/exemplar/text")
@bp.post("/exemplars/office/<int:exemplar_id>/text")
def change(plan_id: int | None = None, exemplar_id: int | None = None) -> Response:
    """Save the whole text. Somebody who was faster is not written over: both texts are shown (409)."""
    seen = _find(plan_id, exemplar_id)
    known = queries.indicators(request.form.get("staff_kind", seen.shown.staff_kind)[:30])
    shown = read_shown(request.form, seen.shown, known if seen.exemplar.by_office else None)
    address = _address(seen, plan_id)
    try:
        with writing():
            once.only(address)
            seen = _find(plan_id, exemplar_id, lock=True)
            seen.require("change")
            if _version() == seen.exemplar.version or shown.sha256 == seen.exemplar.sha256:
                actions.change(seen, shown, at=now())
                return fragments.done("The text is changed.", address)
    except Refusal as refusal:
        return _text_page(shown, seen=seen, by_office=seen.exemplar.by_office, refusal=_at_a_field(refusal))
    return _text_page(shown, seen=seen, by_office=seen.exemplar.by_office, differs=_differing(seen, shown))


@bp.post("/plans/<int:plan_id>/exemplar/words")
@bp.post("/exemplars/office/<int:exemplar_id>/words")
def decide(plan_id: int | None = None, exemplar_id: int | None = None) -> Response:
    """What becomes of the words that were found."""
    chosen, how_many = read_chosen(request.form), 0

    def act(seen: SeenExemplar) -> None:
        nonlocal how_many
        how_many = actions.decide(seen, chosen, at=now())

    return _step(
        plan_id,
        exemplar_id,
        act,
        lambda: (
            f"Decided about {how_many} {'word' if how_many == 1 else 'words'}."
            if how_many
            else "Nothing was decided."
        ),
        put=chosen,
    )


@bp.post("/exemplars/office/<int:exemplar_id>/notes")
def write_notes(exemplar_id: int) -> Response:
    notes = read_notes(request.form)
    return _step(
        None,
        exemplar_id,
        lambda seen: actions.write_notes(seen, notes, at=now()),
        lambda: "Your notes are kept.",
        notes=notes,
    )


@bp.post("/exemplars/office/<int:exemplar_id>/consent-request")
def ask_consent(exemplar_id: int) -> Response:
    return _step(
        None,
        exemplar_id,
        lambda seen: _as_read(seen, lambda: actions.ask_consent(seen, at=now())),
        lambda: "The teacher is asked to agree to exactly this text.",
    )


@bp.post("/plans/<int:plan_id>/exemplar/consent")
def consent(plan_id: int) -> Response:
    """The teacher's yes to exactly the text whose SHA-256 the form carries."""
    return _step(
        plan_id,
        None,
        lambda seen: actions.consent(seen, request.form.get("sha256", ""), at=now()),
        lambda: "You have said yes to exactly this text. The office can publish it now.",
    )


@bp.post("/exemplars/office/<int:exemplar_id>/publication")
def publish(exemplar_id: int) -> Response:
    return _step(
        None,
        exemplar_id,
        lambda seen: _as_read(seen, lambda: actions.publish(seen, at=now())),
        lambda: "It is in the library now.",
    )


@bp.post("/plans/<int:plan_id>/exemplar/withdrawal")
@bp.post("/exemplars/office/<int:exemplar_id>/withdrawal")
def withdraw(plan_id: int | None = None, exemplar_id: int | None = None) -> Response:
    """At once, whatever was changed meanwhile."""
    return _step(
        plan_id,
        exemplar_id,
        lambda seen: actions.withdraw(seen, request.form.get("reason", ""), at=now()),
        lambda: "It is withdrawn: nobody finds or reads it any more.",
    )


@bp.post("/plans/<int:plan_id>/exemplar/return")
@bp.post("/exemplars/office/<int:exemplar_id>/return")
def take_up_again(plan_id: int | None = None, exemplar_id: int | None = None) -> Response:
    return _step(
        plan_id,
        exemplar_id,
        lambda seen: actions.take_up_again(seen, at=now()),
        lambda: "It is in the making again. Nothing is shown yet.",
    )


def _find(plan_id: int | None, exemplar_id: int | None, *, lock: bool = False) -> SeenExemplar:
    if plan_id is None:
        return queries.find(exemplar_id, current_user, lock=lock)
    seen = queries.of_plan(plans.find(plan_id, current_user, on=today_here()), lock=lock)
    if seen.exemplar is None:
        raise HIDDEN
    return seen


def _address(seen: SeenExemplar, plan_id: int | None) -> str:
    if plan_id is not None:
        return url_for("exemplars.of_plan", plan_id=plan_id)
    return url_for("exemplars.work", exemplar_id=seen.exemplar.id)


def _step(
    plan_id: int | None,
    exemplar_id: int | None,
    act: Callable[[SeenExemplar], object],
    sentence: Callable[[], str],
    **typed: object,
) -> Response:
    seen = _find(plan_id, exemplar_id)
    address = _address(seen, plan_id)
    try:
        with writing():
            once.only(address)
            act(_find(plan_id, exemplar_id, lock=True))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _work_page(_find(plan_id, exemplar_id), refusal, **typed)
    return fragments.done(sentence(), address)


def _as_read(seen: SeenExemplar, act: Callable[[], None]) -> None:
    """Only if it is still as the person read it."""
    actions.check_version(seen, _version())
    act()


def _version() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _at_a_field(refusal: Refusal) -> Refusal:
    """A refusal that is shown in the form. Raises any other."""
    if refusal.status != 422:
        raise refusal
    return refusal


def _differing(seen: SeenExemplar, shown: Shown) -> list[contents.Change]:
    now_is, typed = queries.sections(seen.shown), queries.sections(shown)
    return [
        each
        for stands, mine in ((now_is.plan, typed.plan), (now_is.checkpoint, typed.checkpoint))
        for each in contents.compare({"sections": stands}, {"sections": mine})
        if each.changed
    ]


def _work_page(seen: SeenExemplar, refusal: Refusal | None = None, **typed: object) -> Response:
    seen.require("work_on")
    if seen.plan and seen.names_its_teacher and seen.plan.teacher_id != current_user.id:
        note_view(seen.plan, current_user, at=now(), how="exemplar")
    return fragments.page(
        "exemplars/work.html",
        refusal.status if refusal else 200,
        seen=seen,
        exemplar=seen.exemplar,
        wrong=refusal,
        notes=typed.get("notes", seen.exemplar.notes),
        put=typed.get("put", {}),
        marked=queries.marked(seen),
        shown=queries.sections(seen.exemplar),
        events=queries.events(seen.exemplar),
        states=rules.EXEMPLAR_STATES,
        section_titles=SECTIONS,
        note_limit=NOTE_LIMIT,
        reason=request.form.get("reason", ""),
    )


def _text_page(
    shown: Shown,
    *,
    by_office: bool,
    seen: SeenExemplar | None = None,
    refusal: Refusal | None = None,
    differs: list[contents.Change] | None = None,
) -> Response:
    return fragments.page(
        "exemplars/text.html",
        refusal.status if refusal else 409 if differs is not None else 200,
        shown=shown,
        seen=seen,
        wrong=refusal,
        differs=differs,
        by_office=by_office,
        domains=plans.domains_of(queries.indicators(shown.staff_kind)),
        staff_kinds=[pair for pair in staff_kinds(shown.staff_kind) if pair[0]],
        subjects=SUBJECTS,
        grade_bands=GRADE_BANDS,
        title_limit=TITLE_LIMIT,
        summary_limit=SUMMARY_LIMIT,
        plan_sections=contents.PLAN,
        checkpoint_sections=contents.CHECKPOINT,
        prefix=CHECKPOINT_PREFIX,
        most_rows=contents.MOST_ROWS,
    )
