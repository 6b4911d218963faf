"""Volunteering, and assigning plans: choose, see who is skipped and why, assign."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.assignments import actions, queries
from plf.database import now, writing
from plf.people.queries import today_here
from plf.rules import Refusal
from plf.sites.queries import site_choices
from plf.years.queries import open_year

bp = Blueprint("assignments", __name__)

NO_YEAR = Refusal(409, "No school year is open, so no plan can be assigned. The office opens one first.")


@bp.post("/volunteering")
def volunteer() -> Response:
    address = url_for("home.home")
    with writing():
        once.only(address)
        year = open_year(today_here())
        if year is None:
            raise NO_YEAR
        actions.volunteer(current_user, year, at=now())
    return fragments.done(
        "Thank you. Your evaluator and the office see that you would like to take part.", address
    )


@bp.get("/assignments")
def choose() -> Response:
    """Choose whom to assign a plan."""
    year = open_year(today_here())
    if year is None:
        raise NO_YEAR
    site_id = request.args.get("site", type=int)
    if current_user.is_office and site_id is None:
        found = queries.volunteers(current_user, year, on=today_here())
    else:
        found = queries.candidates(current_user, year, on=today_here(), site_id=site_id)
    if not found and not current_user.is_office:
        raise Refusal(
            403, "Only an evaluator or the office can assign plans. No teacher is paired with you now."
        )
    return fragments.page(
        "assignments/choose.html",
        year=year,
        free=[each for each in found if not each.refusal],
        taken=[each for each in found if each.refusal],
        sites=site_choices() if current_user.is_office else [],
        site_id=site_id,
    )


@bp.post("/assignments/preview")
def preview() -> Response:
    """Who will be assigned a plan, who is skipped, and why; nothing is changed yet."""
    ids = _chosen()
    year = open_year(today_here())
    if year is None:
        raise NO_YEAR
    found = queries.candidates(current_user, year, on=today_here(), only=ids) if ids else []
    if not found:
        raise Refusal(422, "Nobody was chosen. Go back and tick at least one name.")
    return fragments.page(
        "assignments/preview.html",
        year=year,
        free=[each for each in found if not each.refusal],
        skipped=[each for each in found if each.refusal],
    )


@bp.post("/assignments")
def assign() -> Response:
    address = url_for("teachers.show")
    ids = _chosen()
    if not ids:
        raise Refusal(422, "Nobody was chosen. Go back and tick at least one name.")
    with writing():
        once.only(address)
        year = open_year(today_here())
        if year is None:
            raise NO_YEAR
        plans = actions.assign(ids, year, by=current_user, on=today_here(), at=now())
        count = len(plans)
    sentence = "One plan is assigned." if count == 1 else f"{count:,} plans are assigned."
    return fragments.done(sentence, address)


def _chosen() -> set[int]:
    return set(request.form.getlist("person", type=int))
