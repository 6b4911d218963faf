"""The list of people, each person's page, and the forms on it, for the office."""

from datetime import date

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.assignments import actions as assignments
from plf.auth.actions import invite as send_invitation
from plf.database import now, today, writing
from plf.extensions import db
from plf.forms import Overtaken
from plf.handovers.queries import open_work
from plf.models import Deputy, Leave, Pairing, Person, Placement, Site, SiteLeadership
from plf.people import actions, queries
from plf.people.forms import (
    CorrectionForm,
    DeputyForm,
    EndForm,
    LeadershipForm,
    LeaveForm,
    NamedForm,
    PairingForm,
    PersonForm,
)
from plf.people.queries import today_here
from plf.rubrics.queries import staff_kinds
from plf.rules import Refusal, require_office
from plf.sites.queries import site_choices

bp = Blueprint("people", __name__)

Page = Response | tuple[str, int]

# What can be given a last day, by the noun in its address.
ENDABLE = {"pairings": Pairing, "deputies": Deputy, "sites-led": SiteLeadership, "leaves": Leave}


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/people")
def list_people() -> str:
    words = request.args.get("words", "").strip()[:100]
    site = request.args.get("site", type=int)
    show = request.args.get("show", "here")
    page = max(request.args.get("page", 1, type=int), 1)
    people, total = queries.people(words, site, show, page)
    return render_template(
        "people/list.html",
        people=people,
        total=total,
        page=page,
        pages=max(-(-total // queries.ON_A_PAGE), 1),
        words=words,
        site=site,
        show=show,
        sites=site_choices(keep=site),
        address=url_for("people.list_people", words=words, site=site, show=show, page=""),
    )


@bp.route("/people/new", methods=["GET", "POST"])
def add_person() -> Page:
    form = PersonForm(main_site_id=request.args.get("site", ""))
    form.offer(site_choices(), staff_kinds())
    if not form.is_submitted():
        return render_template("people/edit.html", form=form, person=None), 200
    if form.validate():
        try:
            with writing():
                once.only(url_for("people.list_people"))
                person = actions.add(at=now(), **_facts(form))
                here = url_for("people.person_page", person_id=person.id)
            flash(
                f"{form.given_name.data} {form.family_name.data} is added. Send the invitation when they may begin.",
                "success",
            )
            return fragments.go_to(here)
        except Refusal as refusal:
            form.refused(refusal)
    return render_template("people/edit.html", form=form, person=None), 422


@bp.get("/people/<int:person_id>")
def person_page(person_id: int) -> Page:
    return _page(_person(person_id))


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
def edit_person(person_id: int) -> Page:
    person = _person(person_id)
    form = _form_of(person)
    if not form.is_submitted():
        return render_template("people/edit.html", form=form, person=person), 200
    if form.validate():
        try:
            with writing():
                once.only(_address(person))
                db.session.refresh(person, with_for_update={"key_share": True})
                form.require_seen(_form_of(person, formdata=None))
                actions.change(person, **_facts(form))
            flash("Saved.", "success")
            return fragments.go_to(_address(person))
        except Refusal as refusal:
            form.refused(refusal)
        except Overtaken as overtaken:
            page = render_template(
                "people/edit.html", form=form, person=person, differing=overtaken.differing
            )
            return page, 409
    return render_template("people/edit.html", form=form, person=person), 422


def _form_of(person: Person, **more) -> PersonForm:
    form = PersonForm(obj=person, **more)
    form.offer(site_choices(keep=person.main_site_id), staff_kinds(keep=person.staff_kind))
    if "formdata" in more or not form.is_submitted():
        form.main_site_id.data = str(person.main_site_id or "")
    return form


@bp.post("/people/<int:person_id>/invitation")
def invite(person_id: int) -> Response:
    person = _person(person_id)
    with writing():
        once.only(_address(person))
        if not person.is_active:
            raise Refusal(409, f"{person.name} has left. Reactivate them first, then send the invitation.")
        send_invitation(person, at=now())
    flash(f"An invitation is on its way to {person.email}. It is good for 14 days.", "success")
    return fragments.go_to(_address(person))


@bp.route("/people/<int:person_id>/deactivation", methods=["GET", "POST"])
def deactivate(person_id: int) -> Response | str:
    person = _person(person_id)
    if request.method == "GET":
        teachers = queries.teachers_of(person.id, today(queries.district().time_zone))
        return render_template("people/deactivate.html", person=person, teachers=len(teachers))
    with writing():
        once.only(_address(person))
        actions.deactivate(person, at=now())
    flash(f"{person.name} cannot sign in any more.", "success")
    return fragments.go_to(_address(person))


@bp.post("/people/<int:person_id>/reactivation")
def reactivate(person_id: int) -> Response:
    person = _person(person_id)
    with writing():
        once.only(_address(person))
        actions.reactivate(person)
    flash(f"{person.name} can sign in again.", "success")
    return fragments.go_to(_address(person))


@bp.post("/people/<int:person_id>/pairings")
def pair(person_id: int) -> Page:
    person = _person(person_id)
    form = PairingForm(prefix="pairing-")

    def save(evaluator: Person) -> None:
        assignments.lock_vacant(person)
        pairing = actions.pair(person, evaluator=evaluator, starts_on=form.starts_on.data)
        if pairing.holds_on(today_here()):
            assignments.fill_vacancies(
                person, evaluator=evaluator, by=current_user, on=today_here(), at=now()
            )

    return _name_someone(person, form, save, pairing=form)


@bp.post("/people/<int:person_id>/deputies")
def stand_in(person_id: int) -> Page:
    person = _person(person_id)
    form = DeputyForm(prefix="deputy-")

    def save(deputy: Person) -> None:
        actions.stand_in(person, deputy=deputy, starts_on=form.starts_on.data, ends_on=form.ends_on.data)

    return _name_someone(person, form, save, deputy=form)


@bp.post("/people/<int:person_id>/sites-led")
def lead_site(person_id: int) -> Page:
    person = _person(person_id)
    form = LeadershipForm(prefix="leading-")
    form.offer(site_choices())
    if form.validate():
        try:
            with writing():
                once.only(_address(person))
                site = db.session.get(Site, int(form.site_id.data))
                actions.lead(site, leader=person, starts_on=form.starts_on.data, ends_on=form.ends_on.data)
            return _saved(person)
        except Refusal as refusal:
            form.refused(refusal)
    return _page(person, leading=form)


@bp.post("/people/<int:person_id>/leaves")
def go_on_leave(person_id: int) -> Page:
    person = _person(person_id)
    form = LeaveForm(prefix="leave-")
    if form.validate():
        try:
            with writing():
                once.only(_address(person))
                actions.away(person, starts_on=form.starts_on.data, ends_on=form.ends_on.data)
            return _saved(person)
        except Refusal as refusal:
            form.refused(refusal)
    return _page(person, leave=form)


@bp.post("/people/<int:person_id>/placements")
def correct_place(person_id: int) -> Page:
    person = _person(person_id)
    form = _correction_form(person, prefix="correction-")
    if form.validate():
        try:
            with writing():
                once.only(_address(person))
                where = None if form.is_nowhere else actions.Place(form.site, form.staff_kind.data)
                actions.correct_place(person, where, starts_on=form.starts_on.data, ends_on=form.ends_on.data)
            return _saved(person)
        except Refusal as refusal:
            form.refused(refusal)
    return _page(person, correction=form)


def _correction_form(person: Person, **more) -> CorrectionForm:
    form = CorrectionForm(site_id=str(person.main_site_id or ""), staff_kind=person.staff_kind, **more)
    form.offer(site_choices(also_closed=True), staff_kinds(keep=person.staff_kind))
    return form


@bp.route(
    "/people/<int:person_id>/<any(pairings, deputies, 'sites-led', leaves):kind>/<int:row_id>/end",
    methods=["GET", "POST"],
)
def end(person_id: int, kind: str, row_id: int) -> Page:
    person = _person(person_id)
    row = db.session.get(ENDABLE[kind], row_id)
    if row is None or person_id not in _belongs_to(row):
        abort(404)
    form = EndForm(ends_on=today(queries.district().time_zone))
    if form.validate_on_submit():
        try:
            with writing():
                once.only(_address(person))
                actions.end(row, ends_on=form.ends_on.data)
            return _saved(person)
        except Refusal as refusal:
            form.refused(refusal)
    return render_template(
        "people/end.html", form=form, person=person, row=row, kind=kind
    ), 422 if form.errors else 200


def _belongs_to(row: Pairing | Deputy | SiteLeadership | Leave) -> set[int]:
    if isinstance(row, Pairing):
        return {row.teacher_id, row.evaluator_id}
    return {row.evaluator_id} if isinstance(row, Deputy) else {row.person_id}


def _name_someone(person: Person, form: NamedForm, save, **forms) -> Page:
    """Find who was meant, and save; else show the person's page again with the reasons."""
    named = form.the_one(queries.people_named(form.who.data)) if form.validate() else None
    if named:
        try:
            with writing():
                once.only(_address(person))
                save(named)
            return _saved(person)
        except Refusal as refusal:
            form.refused(refusal)
    return _page(person, **forms)


def _facts(form: PersonForm) -> dict:
    return {
        "given_name": form.given_name.data,
        "family_name": form.family_name.data,
        "email": form.email.data,
        "position": form.position.data,
        "staff_kind": form.staff_kind.data,
        "main_site_id": form.chosen_site,
        "is_office": form.is_office.data,
    }


def _saved(person: Person) -> Response:
    flash("Saved.", "success")
    return fragments.go_to(_address(person))


def _page(
    person: Person,
    pairing: PairingForm | None = None,
    deputy: DeputyForm | None = None,
    leading: LeadershipForm | None = None,
    leave: LeaveForm | None = None,
    correction: CorrectionForm | None = None,
) -> Page:
    wrong = next((form for form in (pairing, deputy, leading, leave, correction) if form), None)
    day = today(queries.district().time_zone)
    leading = leading or LeadershipForm(prefix="leading-", formdata=None, starts_on=day)
    leading.offer(site_choices())
    page = render_template(
        "people/person.html",
        person=person,
        day=day,
        invitation=queries.latest_invitation(person.id),
        pairings=queries.evaluators_over_time(person.id),
        teachers=queries.teachers_of(person.id, day),
        deputies=queries.deputies_of(person.id),
        sites_led=queries.leaderships_of(person.id),
        leaves=queries.leaves_of(person.id),
        placements=queries.placements_of(person.id),
        kinds=dict(staff_kinds(keep=person.staff_kind)),
        pairing=pairing or PairingForm(prefix="pairing-", formdata=None, starts_on=day),
        deputy=deputy or DeputyForm(prefix="deputy-", formdata=None, starts_on=day),
        leading=leading,
        leave=leave or LeaveForm(prefix="leave-", formdata=None, starts_on=day),
        correction=correction or _correction_form(person, prefix="correction-", formdata=None),
        work=open_work(person),
        errors=wrong.error_pairs if wrong else [],
        status_on=_status_on,
    )
    return page, 422 if wrong else 200


def _status_on(row: Pairing | Deputy | SiteLeadership | Leave | Placement, day: date) -> str:
    """ "now", "later" or "before", for the tag beside a row."""
    if row.starts_on > day:
        return "later"
    return "before" if row.ends_on and row.ends_on < day else "now"


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def _address(person: Person) -> str:
    return url_for("people.person_page", person_id=person.id)
