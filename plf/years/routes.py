"""The list of school years, the form for one, and opening and closing it, for the office."""

from flask import Blueprint, Response, abort, flash, render_template, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import writing
from plf.extensions import db
from plf.models import SchoolYear
from plf.rules import Refusal, require_office
from plf.years import actions, queries
from plf.years.forms import MOST_TARGETS, YearForm

bp = Blueprint("years", __name__)

FACTS = (
    "label",
    "starts_on",
    "ends_on",
    "plans_agreed_by",
    "forms_due_on",
    "conferences_by",
    "also_required",
)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/years")
def list_years() -> str:
    return render_template("years/list.html", rows=queries.years())


@bp.route("/years/new", methods=["GET", "POST"])
def add_year() -> Response | tuple[str, int]:
    form = YearForm()
    return _saved(form, None) if form.validate_on_submit() else _page(form, None)


@bp.route("/years/<int:year_id>/edit", methods=["GET", "POST"])
def edit_year(year_id: int) -> Response | tuple[str, int]:
    year = _year(year_id)
    form = YearForm(obj=year, **_targets(year))
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


def _saved(form: YearForm, year: SchoolYear | None) -> Response | tuple[str, int]:
    facts = {name: form[name].data for name in FACTS}
    try:
        with writing():
            once.only(url_for("years.list_years"))
            if year:
                actions.change(year, targets=form.targets, **facts)
            else:
                actions.add(targets=form.targets, **facts)
    except Refusal as refusal:
        form.refused(refusal)
        return _page(form, year)
    flash(f"{form.label.data} is saved.", "success")
    return fragments.go_to(url_for("years.list_years"))


def _page(form: YearForm, year: SchoolYear | None) -> tuple[str, int]:
    page = render_template("years/edit.html", form=form, year=year, targets=range(1, form.targets_shown + 1))
    return page, 422 if form.errors else 200


def _targets(year: SchoolYear) -> dict:
    """The targets as the form's numbered fields."""
    fields = {}
    for number, target in enumerate(year.targets[:MOST_TARGETS], start=1):
        fields |= {f"target_{number}_day": target.by_day, f"target_{number}_percent": target.percent}
    return fields


def _year(year_id: int) -> SchoolYear:
    return db.session.get(SchoolYear, year_id) or abort(404)
