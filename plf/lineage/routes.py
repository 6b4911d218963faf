"""The years of a plan on one page."""

from flask import Blueprint, Response
from flask_login import current_user

from plf import fragments
from plf.database import now
from plf.lineage import queries
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans.queries import find

bp = Blueprint("lineage", __name__)


@bp.get("/plans/<int:plan_id>/years")
def show(plan_id: int) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    years = queries.years_of(seen.plan, current_user, on=today_here())
    for each in years:
        if each.text and each.seen.sees.recorded:
            plans.note_view(each.seen.plan, current_user, at=now())
    return fragments.page("lineage/show.html", seen=seen, plan=seen.plan, years=years)
