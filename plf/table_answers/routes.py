"""The page of answers of an action plan, for its people."""

from flask import Blueprint, Response, request
from flask_login import current_user

from plf import fragments
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import STATUSES
from plf.people.queries import today_here
from plf.table_answers import queries, serving
from plf.timeline import queries as timeline
from plf.years.queries import open_year

bp = Blueprint("table_answers", __name__)


@bp.get("/action-plans/<int:plan_id>/answers")
def show(plan_id: int) -> Response:
    seen, on = action_plans.find_working_copy(plan_id, current_user), today_here()
    year = open_year(on)
    weeks = request.args.get("weeks", 4, type=int)
    weeks = weeks if weeks in queries.WEEKS else 4
    return fragments.page(
        "table_answers/show.html",
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        rolled=timeline.rolled_up(seen.table),
        answers=queries.answers(seen.table, on),
        coming=queries.coming(seen.table, on, weeks=weeks),
        year=year,
        served=serving.served(year) if year else {},
        steps=serving.STEPS,
        troubles=timeline.troubles(seen.plan),
        weeks=weeks,
        choices=queries.WEEKS,
        statuses=STATUSES,
        today=on,
    )
