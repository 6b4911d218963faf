"""The office's pages about records: rules, holds, what is due, lists, public records, export, and what was done."""

from io import BytesIO

from flask import Blueprint, Response, request, send_file, url_for
from flask_login import current_user

from plf import fragments, jobs, once
from plf.auth import proof
from plf.database import now, writing
from plf.extensions import db
from plf.models import Person, Plan
from plf.packets.names import safe
from plf.people.queries import district, today_here
from plf.plans import actions as plans
from plf.records import actions, everything, public, queries
from plf.records.forms import ConfirmForm, DueForm, HoldForm, LiftForm, PublicForm, RuleForm
from plf.records.kinds import ACTS, BY_ITSELF, KINDS
from plf.rules import Refusal, not_ready, require_office

bp = Blueprint("records", __name__)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/records")
def index() -> Response:
    """Where everything about records begins, and what was done with them."""
    page = max(1, request.args.get("page", 1, type=int))
    acts, total = queries.acts(page)
    return fragments.page(
        "records/index.html",
        acts=acts,
        names=ACTS,
        number=page,
        pages=-(-total // queries.ON_A_PAGE) or 1,
        holds=len(queries.holds()),
        lists=queries.lists(),
    )


@bp.get("/records/retention")
def retention() -> Response:
    kind = request.args.get("kind", "")
    kept = queries.retention()
    chosen = kept.get(kind)
    form = RuleForm(
        formdata=None, kind=kind, **({"years": chosen.years, "source": chosen.source} if chosen else {})
    )
    return _retention(form)


@bp.post("/records/retention")
def set_rule() -> Response:
    form, here = RuleForm(), url_for("records.retention")
    if not form.validate():
        return _retention(form, 422)
    try:
        with writing():
            once.only(here)
            actions.set_rule(
                form.kind.data,
                years=form.years.data,
                source=form.source.data or "",
                by=current_user,
                at=now(),
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _retention(form, 422)
    return fragments.done("That is how long they are kept now.", here)


def _retention(form: RuleForm, status: int = 200) -> Response:
    return fragments.page(
        "records/retention.html",
        status,
        form=form,
        kept=queries.retention(),
        kinds=KINDS,
        by_itself=BY_ITSELF,
    )


@bp.get("/records/holds")
def holds() -> Response:
    return _holds(HoldForm(formdata=None))


@bp.post("/records/holds")
def place_hold() -> Response:
    form, here = HoldForm(), url_for("records.holds")
    try:
        of = {form.of.data or "": _held(form)}
        with writing():
            once.only(here)
            actions.place_hold(of, reason=form.reason.data or "", by=current_user, at=now())
    except Refusal as refusal:
        _offer(form)
        form.refused(refusal)
        return _holds(form, 422)
    return fragments.done("It is held. Nothing of it goes until the hold is lifted.", here)


@bp.get("/records/holds/<int:hold_id>")
def hold(hold_id: int) -> Response:
    return _hold(hold_id, LiftForm(formdata=None))


@bp.post("/records/holds/<int:hold_id>")
def lift_hold(hold_id: int) -> Response:
    form, here = LiftForm(), url_for("records.holds")
    try:
        with writing():
            once.only(here)
            actions.lift_hold(
                queries.hold_of(hold_id, lock=True), why=form.why.data or "", by=current_user, at=now()
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _hold(hold_id, form, 422)
    return fragments.done("The hold is lifted.", here)


def _hold(hold_id: int, form: LiftForm, status: int = 200) -> Response:
    return fragments.page(
        "records/hold.html", status, hold=queries.hold_of(hold_id), form=form, about=queries.about
    )


def _holds(form: HoldForm, status: int = 200) -> Response:
    _offer(form)
    return fragments.page(
        "records/holds.html",
        status,
        form=form,
        standing=queries.holds(),
        lifted=queries.holds(standing=False),
        about=queries.about,
    )


def _offer(form: HoldForm) -> None:
    form.site.choices = [("", "Choose a site"), *((str(each.id), each.name) for each in queries.sites())]
    form.year.choices = [("", "Choose a year"), *((str(each.id), each.label) for each in queries.years())]


def _held(form: HoldForm) -> int:
    """The id of what is to be held. Raises a Refusal (422) at its field."""
    if form.of.data == "person_id":
        return _person(form.who.data or "").id
    if form.of.data == "plan_id":
        return _plan(form.plan.data or "").id
    field, there = {
        "site_id": ("site", {str(each.id) for each in queries.sites()}),
        "year_id": ("year", {str(each.id) for each in queries.years()}),
    }.get(form.of.data or "", ("of", set()))
    chosen = form[field].data or ""
    if field == "of" or chosen not in there:
        raise not_ready("Choose what is held.", field)
    return int(chosen)


def _person(words: str) -> Person:
    found = queries.people_named(words)
    if len(found) != 1:
        raise not_ready(
            f"Several people are called “{words}”. Write the e-mail address."
            if found
            else "Write the whole name, or the e-mail address, of somebody who is or was here.",
            "who",
        )
    return found[0]


def _plan(words: str) -> Plan:
    number = words.strip().rpartition("/")[2]
    found = queries.plan_of(int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise not_ready("Write the number of a plan, as in its address: of /plans/12 it is 12.", "plan")
    return found


@bp.get("/records/due")
def due() -> Response:
    """What is due, by year and kind, and what is held and why."""
    return _due(DueForm(formdata=None))


@bp.post("/records/due")
def draw_up() -> Response:
    form = DueForm()
    try:
        with writing():
            once.only(url_for("records.due"))
            made = actions.draw_up(form.pairs, by=current_user, on=today_here(), at=now())
            address = url_for("records.disposition", number=made.id)
    except Refusal as refusal:
        form.refused(refusal)
        return _due(form, 422)
    return fragments.done("The list is drawn up. Nothing has gone yet: it needs a second look.", address)


def _due(form: DueForm, status: int = 200) -> Response:
    found = queries.due(on=today_here())
    kept = queries.retention()
    form.chosen.choices = [
        (
            f"{each.kind}:{each.year.id}",
            f"{each.year.label}: {KINDS[each.kind].name} ({_plans(each)})",
            f"Kept {kept[each.kind].years} years. {kept[each.kind].source}",
        )
        for each in found
        if each.count
    ]
    held = [(each, queries.named(each.held)) for each in found if each.held]
    return fragments.page("records/due.html", status, form=form, due=found, held=held, kinds=KINDS)


def _plans(due: queries.Due) -> str:
    if not KINDS[due.kind].by_plan:
        return "all answers"
    return "one plan" if due.count == 1 else f"{due.count:,} plans"


@bp.get("/records/lists/<int:number>")
def disposition(number: int) -> Response:
    return _list(number, ConfirmForm(formdata=None))


@bp.post("/records/lists/<int:number>/confirmation")
def confirm(number: int) -> Response:
    form, here = ConfirmForm(), url_for("records.disposition", number=number)
    try:
        shown = proof.of_session(current_user, form.password.data or "")
        with writing():
            once.only(here)
            made = queries.list_of(number, lock=True)
            actions.confirm(made, by=current_user, proof=shown.how, at=now())
    except Refusal as refusal:
        form.refused(refusal)
        return _list(number, form, 422)
    return fragments.done("Confirmed. The worker carries it out now.", here)


@bp.post("/records/lists/<int:number>/going-on")
def go_on(number: int) -> Response:
    here = url_for("records.disposition", number=number)
    with writing():
        once.only(here)
        actions.go_on(queries.list_of(number, lock=True), by=current_user, at=now())
    return fragments.done("It goes on.", here)


@bp.post("/records/lists/<int:number>/end")
def drop(number: int) -> Response:
    here = url_for("records.due")
    with writing():
        once.only(here)
        actions.drop(queries.list_of(number, lock=True), by=current_user, at=now())
    return fragments.done("The list is given up. Nothing has gone.", here)


def _list(number: int, form: ConfirmForm, status: int = 200) -> Response:
    made = queries.list_of(number)
    page = max(1, request.args.get("page", 1, type=int))
    items, total = queries.items(number, page)
    is_own = made.drawn_by_id == current_user.id
    return fragments.piece_or_page(
        "records/_progress.html",
        "records/list.html",
        status,
        made=made,
        form=form,
        counted=queries.counted(number),
        items=items,
        number=page,
        pages=-(-total // queries.ON_A_PAGE) or 1,
        kinds=KINDS,
        job=queries.job_of(made),
        has_stopped=queries.has_stopped(made),
        waits_for_another=is_own and queries.others_of_the_office(current_user.id),
        needs_password=proof.needed(current_user),
    )


@bp.get("/records/public")
def public_request() -> Response:
    return _public(PublicForm(formdata=None, of="person", given=["history", "views"]))


@bp.post("/records/public")
def export_public() -> Response:
    """A ZIP of one person's or one plan's records; that it was made is written down first."""
    form, at = PublicForm(), now()
    try:
        found = (
            [_plan(form.plan.data or "")]
            if form.of.data == "plan"
            else queries.plans_of(_person(form.who.data or "").id)
        )
        if not found:
            raise not_ready("There is no plan of this person, so there is nothing to hand out.", "who")
        request_is, why = actions.words_of_request(form.request.data or "", form.withheld.data or "")
    except Refusal as refusal:
        form.refused(refusal)
        return _public(form, 422)
    asked = public.Asked(
        plan_ids=[each.id for each in found],
        given=frozenset(form.given.data or ()),
        request=request_is,
        withheld=why,
        by=current_user.name,
        district=district().name,
        zone=district().time_zone,
        at=at,
    )
    name = safe(f"Public records – {found[0].teacher.name}", instead="Public records") + ".zip"
    with writing():
        actions.note(
            "public_export",
            f"{found[0].teacher.name}: {len(found)} plan{'s' if len(found) != 1 else ''}",
            by=current_user,
            at=at,
            plans=asked.plan_ids,
            given=sorted(asked.given),
            request=request_is,
            withheld=why,
        )
    plans.note_views(asked.plan_ids, current_user.id, at=at, how="public")
    db.session.rollback()
    file = BytesIO()  # some sealed copies of one person
    public.write(file, asked)
    file.seek(0)
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


def _public(form: PublicForm, status: int = 200) -> Response:
    return fragments.page("records/public.html", status, form=form)


@bp.get("/records/export")
def export_page() -> Response:
    """How far the last export of everything is, and the button for another."""
    return fragments.piece_or_page(
        "records/_export.html",
        "records/export.html",
        job=queries.latest_export(),
        folder=everything.folder_of_exports(),
    )


@bp.post("/records/export")
def export_all() -> Response:
    here = url_for("records.export_page")
    with writing():
        once.only(here)
        if queries.is_exporting():
            raise Refusal(409, "An export is being written already. Wait until it is done.")
        actions.note("export_all", "Everything, without drafts and private notes", by=current_user, at=now())
        jobs.enqueue(everything.JOB, {"name": now().strftime("%Y-%m-%d-%H%M%S"), "by": current_user.id})
    return fragments.done("The export is being written.", here)
