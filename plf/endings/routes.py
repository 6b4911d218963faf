"""Withdrawing, reinstating and ending a plan, noting that it is not signed, and the closing list of a year."""

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from plf import fragments, once, rules
from plf.database import now, writing
from plf.endings import actions, queries
from plf.endings.forms import EndForm, EndManyForm, NotSignedForm, ReinstatementForm, WithdrawalForm
from plf.extensions import db
from plf.handovers.actions import local_midnight
from plf.models import SchoolYear
from plf.people.queries import district, today_here
from plf.plans.queries import SeenPlan, find
from plf.rules import Refusal, require_office
from plf.signing.forms import StepForm
from plf.sites.queries import site_choices

bp = Blueprint("endings", __name__)

NAMED_AT_MOST = 100


@bp.get("/plans/<int:plan_id>/withdrawal")
def withdraw_page(plan_id: int) -> Response:
    return _page("endings/withdraw.html", _seen(plan_id, "withdraw"), WithdrawalForm(formdata=None))


@bp.post("/plans/<int:plan_id>/withdrawal")
def withdraw(plan_id: int) -> Response:
    form = WithdrawalForm()

    def act(seen: SeenPlan) -> None:
        actions.withdraw(seen, reason=form.reason.data or "", at=now(), seen_version=form.version.data or -1)

    said = "The plan is withdrawn. The teacher can still read it, and the office can reinstate it."
    return _step(plan_id, form, act, said, "endings/withdraw.html")


@bp.get("/plans/<int:plan_id>/reinstatement")
def reinstate_page(plan_id: int) -> Response:
    seen = _seen(plan_id, "reinstate")
    to = rules.STATES[rules.after("reinstate", seen.case)].title
    return _page("endings/reinstate.html", seen, ReinstatementForm(formdata=None), to=to)


@bp.post("/plans/<int:plan_id>/reinstatement")
def reinstate(plan_id: int) -> Response:
    form = ReinstatementForm()

    def act(seen: SeenPlan) -> None:
        actions.reinstate(seen, at=now(), seen_version=form.version.data or -1)

    return _step(plan_id, form, act, "The plan goes on where it was.", "endings/reinstate.html")


@bp.get("/plans/<int:plan_id>/not-signed")
def not_signed_page(plan_id: int) -> Response:
    seen = _seen(plan_id, "note_not_signed")
    return _page("endings/not_signed.html", seen, NotSignedForm(formdata=None))


@bp.post("/plans/<int:plan_id>/not-signed")
def note_not_signed(plan_id: int) -> Response:
    form = NotSignedForm()

    def act(seen: SeenPlan) -> None:
        actions.note_not_signed(
            seen, reason=form.reason.data or "", at=now(), seen_version=form.version.data or -1
        )

    said = "Noted. The office sees it on its closing list; signing stays possible."
    return _step(plan_id, form, act, said, "endings/not_signed.html")


@bp.get("/plans/<int:plan_id>/unfinished-end")
def end_page(plan_id: int) -> Response:
    form = EndForm(formdata=None, why=request.args.get("why"))
    return _page("endings/end.html", _seen(plan_id, "end_unfinished"), form)


@bp.post("/plans/<int:plan_id>/unfinished-end")
def end(plan_id: int) -> Response:
    form = EndForm()

    def act(seen: SeenPlan) -> None:
        actions.end_unfinished(
            seen,
            why=form.why.data or "",
            words=form.reason.data or "",
            at=now(),
            seen_version=form.version.data or -1,
        )

    return _step(plan_id, form, act, "The plan is ended unfinished.", "endings/end.html")


@bp.get("/years/<int:year_id>/closing")
def closing_list(year_id: int) -> Response:
    """What is open in a year and with whom, one click to each, and the button that closes the year."""
    require_office(current_user.is_office)
    year, narrowed = _year(year_id), _narrowed(request.args)
    lines, total = queries.lines(year, narrowed, current_user)
    return fragments.piece_or_page(
        "endings/_list.html",
        "endings/closing.html",
        year=year,
        lines=lines,
        total=total,
        narrowed=narrowed,
        pages=-(-total // queries.ON_A_PAGE) or 1,
        counts=queries.counts(year, narrowed.site_id),
        states=rules.STATES,
        open_states=rules.OPEN,
        sites=site_choices(keep=narrowed.site_id),
        ending=queries.latest_ending(year.id),
    )


@bp.post("/plans/<int:plan_id>/reminder")
def remind(plan_id: int) -> Response:
    """The office reminds whoever the plan waits for; back to the closing list, as it was narrowed."""
    require_office(current_user.is_office)
    today = today_here()
    narrowed = _narrowed(request.form)
    year = find(plan_id, current_user, on=today).plan.year_id
    address = url_for(
        "endings.closing_list",
        year_id=year,
        state=narrowed.stage or None,
        site=narrowed.site_id,
        page=narrowed.page if narrowed.page > 1 else None,
    )
    with writing():
        once.only(address)
        seen = find(plan_id, current_user, on=today, lock=True)
        person = actions.remind(seen, since=local_midnight(today, district().time_zone), at=now())
        name = person.name
    return fragments.done(f"{name} is reminded.", address)


@bp.post("/years/<int:year_id>/closing/preview")
def preview(year_id: int) -> Response:
    """The plans that would be ended, and why; nothing is changed yet."""
    require_office(current_user.is_office)
    year = _year(year_id)
    if request.form.get("all"):
        chosen = queries.ids(year, _narrowed(request.form), by=current_user)
    else:
        chosen = queries.still_open(request.form.getlist("plan", type=int), year, by=current_user)
    if not chosen:
        raise Refusal(422, "No plan was ticked. Go back to the list and tick at least one.")
    form = EndManyForm(formdata=None, plans=",".join(str(each) for each in chosen))
    return _preview(year, form)


@bp.post("/years/<int:year_id>/closing/ends")
def end_many(year_id: int) -> Response:
    require_office(current_user.is_office)
    address = url_for("endings.ending_page", year_id=year_id)
    form = EndManyForm()
    if form.validate():
        try:
            with writing():
                once.only(address)
                actions.end_many(
                    form.plan_ids,
                    _year(year_id),
                    why=form.why.data,
                    words=form.reason.data or "",
                    by=current_user,
                    at=now(),
                )
            return fragments.go_to(address)
        except Refusal as refusal:
            form.refused(refusal)
    return _preview(_year(year_id), form, 422)


@bp.get("/years/<int:year_id>/closing/ends")
def ending_page(year_id: int) -> Response:
    """How far the last ending of many plans is."""
    require_office(current_user.is_office)
    year = _year(year_id)
    ending = queries.latest_ending(year.id)
    return fragments.piece_or_page(
        "endings/_progress.html", "endings/progress.html", year=year, ending=ending
    )


def _seen(plan_id: int, action: str) -> SeenPlan:
    seen = find(plan_id, current_user, on=today_here())
    seen.require(action)
    return seen


def _step(plan_id: int, form: StepForm, act, said: str, template: str) -> Response:
    """Take the step and go to the plan; what does not fit is said at its field, on the same page."""
    address = url_for("plans.show", plan_id=plan_id)
    try:
        with writing():
            once.only(address)
            act(find(plan_id, current_user, on=today_here(), lock=True))
    except Refusal as refusal:
        form.refused(refusal)
        return _page(template, find(plan_id, current_user, on=today_here()), form, 422)
    return fragments.done(said, address)


def _page(template: str, seen: SeenPlan, form: StepForm, status: int = 200, **more) -> Response:
    form.version.data = seen.plan.version
    return fragments.page(template, status, seen=seen, plan=seen.plan, form=form, **more)


def _preview(year: SchoolYear, form: EndManyForm, status: int = 200) -> Response:
    chosen = form.plan_ids
    return fragments.page(
        "endings/preview.html",
        status,
        year=year,
        form=form,
        total=len(chosen),
        named=queries.named(chosen, NAMED_AT_MOST),
    )


def _narrowed(typed) -> queries.Filter:
    stage = typed.get("state", "")
    return queries.Filter(
        stage=stage if stage in rules.OPEN else "",
        site_id=typed.get("site", type=int),
        page=max(1, min(typed.get("page", 1, type=int), 10**6)),
    )


def _year(year_id: int) -> SchoolYear:
    return db.session.get(SchoolYear, year_id) or abort(404)
