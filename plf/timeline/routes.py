"""The timeline of an action plan's rows, for its people."""

from flask import Blueprint, Response
from flask_login import current_user

from plf import fragments
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import STATUSES
from plf.people.queries import today_here
from plf.timeline import queries

bp = Blueprint("timeline", __name__)


@bp.get("/action-plans/<int:plan_id>/timeline")
def show(plan_id: int) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    rolled, on = queries.rolled_up(seen.table), today_here()
    return fragments.page(
        "timeline/show.html",
        seen=seen,
        plan=seen.plan,
        table=seen.table,
        rolled=rolled,
        chart=queries.drawn(seen.table, rolled, on),
        troubles=queries.troubles(seen.plan),
        statuses=STATUSES,
        today=on,
    )
