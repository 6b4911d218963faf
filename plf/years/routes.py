"""The list of school years, the form for one, and opening and closing it, for the office."""

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import now, writing
from plf.extensions import db
from plf.forms import Overtaken
from plf.models import Person, SchoolYear, YearTerms
from plf.people.queries import today_here
from plf.rubrics.queries import staff_kinds
from plf.rules import Refusal, require_office
from plf.school_calendar.queries import school_days
from plf.years import actions, proposal, queries
from plf.years.forms import MOST_TARGETS, TermsForm, YearForm

bp = Blueprint("years", __name__)

FACTS = (
    "label",
    "starts_on",
    "ends_on",
    "plans_agreed_by",
    "forms_due_on",
    "conferences_by",
    "also_required",
    "counted_kinds",
    "late_hire_days",
)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/years")
def list_years() -> str:
    return render_template("years/list.html", rows=queries.years())


@bp.route("/years/new", methods=["GET", "POST"])
def add_year() -> Response | tuple[str, int]:
    form = _form()
    return _saved(form, None) if form.validate_on_submit() else _page(form, None)


@bp.route("/years/<int:year_id>/next", methods=["GET", "POST"])
def add_next_year(year_id: int) -> Response | tuple[str, int]:
    """The year after this one, with all days proposed from this one's: the office corrects them, and saves."""
    year = _year(year_id)
    if queries.year_starting_after(year):
        raise Refusal(
            409, f"The year after {year.label} is there already. Edit it on the page of school years."
        )
    proposed = proposal.next_year(year, school_days())
    form = _form(**proposed.facts, **_numbered(proposed.targets))
    if form.validate_on_submit():
        return _saved(form, None)
    return _page(form, None, this=year)


@bp.route("/years/<int:year_id>/edit", methods=["GET", "POST"])
def edit_year(year_id: int) -> Response | tuple[str, int]:
    year = _year(year_id)
    form = _form_of(year)
    return _saved(form, year) if form.validate_on_submit() else _page(form, year)


@bp.get("/years/<int:year_id>/opening")
def ask_to_open(year_id: int) -> str:
    return render_template("years/open.html", year=_year(year_id))


@bp.post("/years/<int:year_id>/opening")
def open_year(year_id: int) -> Response:
    with writing():
        once.only(url_for("years.list_years"))
        year = _year(year_id)
        actions.open_year(year)
    flash(f"{year.label} is open: plans can be assigned.", "success")
    return fragments.go_to(url_for("years.list_years"))


@bp.post("/years/<int:year_id>/closing")
def close_year(year_id: int) -> Response:
    with writing():
        once.only(url_for("years.list_years"))
        year = _year(year_id)
        actions.close(year)
    flash(f"{year.label} is closed.", "success")
    return fragments.go_to(url_for("years.list_years"))


@bp.route("/people/<int:person_id>/year", methods=["GET", "POST"])
def terms(person_id: int) -> Response | tuple[str, int]:
    """What holds for one person in a school year: the one that is open, or another of the address."""
    person = db.session.get(Person, person_id) or abort(404)
    number = request.args.get("year", type=int)
    year = _year(number) if number else queries.open_year(today_here())
    if year is None:
        raise Refusal(409, "No school year is open. Open one first.")
    form, differing = TermsForm(**_terms(queries.terms_of(person.id, year))), []
    if form.is_submitted() and form.validate():
        address = url_for("people.person_page", person_id=person.id)
        try:
            with writing():
                once.only(address)
                stands = queries.terms_of(person.id, year, lock=True)
                form.require_seen(TermsForm(formdata=None, **_terms(stands)))
                actions.set_terms(
                    person,
                    year,
                    agreed_by=form.agreed_by.data,
                    is_counted=form.is_counted.data != "no",
                    why=form.why.data,
                    by=current_user,
                    on=today_here(),
                    at=now(),
                )
            return fragments.done("Saved.", address)
        except Refusal as refusal:
            form.refused(refusal)
        except Overtaken as overtaken:
            differing = overtaken.differing
    page = render_template(
        "years/terms.html",
        form=form,
        differing=differing,
        person=person,
        year=year,
        without=queries.agreed_by_without_terms(year, person.id),
        others=[each for each, _ in queries.years() if each.status != "closed" and each.id != year.id],
    )
    return page, 409 if differing else 422 if form.errors else 200


def _terms(stands: YearTerms | None) -> dict:
    return {
        "agreed_by": stands.agreed_by if stands else None,
        "is_counted": "no" if stands and not stands.is_counted else "yes",
        "why": stands.why if stands else "",
    }


def _saved(form: YearForm, year: SchoolYear | None) -> Response | tuple[str, int]:
    facts = {name: form[name].data for name in FACTS}
    try:
        with writing():
            once.only(url_for("years.list_years"))
            if year:
                db.session.refresh(year, with_for_update={"key_share": True})
                form.require_seen(_form_of(year, formdata=None))
                actions.change(year, targets=form.targets, **facts)
            else:
                actions.add(targets=form.targets, **facts)
    except Refusal as refusal:
        form.refused(refusal)
        return _page(form, year)
    except Overtaken as overtaken:
        return _page(form, year, differing=overtaken.differing)
    flash(f"{form.label.data} is saved.", "success")
    return fragments.go_to(url_for("years.list_years"))


def _form_of(year: SchoolYear, **more) -> YearForm:
    return _form(obj=year, **_numbered({each.by_day: each.percent for each in year.targets}), **more)


def _form(**filled) -> YearForm:
    form = YearForm(**filled)
    form.offer(staff_kinds())
    return form


def _page(
    form: YearForm, year: SchoolYear | None, this: SchoolYear | None = None, differing: list | tuple = ()
) -> tuple[str, int]:
    page = render_template(
        "years/edit.html",
        form=form,
        year=year,
        this=this,
        targets=range(1, form.targets_shown + 1),
        differing=differing,
    )
    return page, 409 if differing else 422 if form.errors else 200


def _numbered(targets: dict) -> dict:
    """The targets as the form's numbered fields."""
    fields = {}
    for number, (day, percent) in enumerate(list(targets.items())[:MOST_TARGETS], start=1):
        fields |= {f"target_{number}_day": day, f"target_{number}_percent": percent}
    return fields


def _year(year_id: int) -> SchoolYear:
    return db.session.get(SchoolYear, year_id) or abort(404)
