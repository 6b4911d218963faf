"""The page with the district's name, time zone and points, for the office."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import writing
from plf.district import actions
from plf.district.forms import DistrictForm
from plf.documents import queries as documents
from plf.extensions import db
from plf.people.queries import district
from plf.rules import require_office

bp = Blueprint("district", __name__)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.route("/district", methods=["GET", "POST"])
def edit() -> Response | tuple[str, int]:
    form = DistrictForm(obj=district())
    form.offer_zone(district().time_zone)
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    here = url_for("district.edit")
    with writing():
        once.only(here)
        actions.change(
            db.session.merge(district()),
            name=form.name.data,
            time_zone=form.time_zone.data,
            points_owed=form.points_owed.data,
            points_years=form.points_years.data,
        )
    flash("Saved.", "success")
    return fragments.go_to(here)


def _page(form: DistrictForm) -> str:
    return render_template("district/edit.html", form=form, waiting=documents.waiting())
