"""The first page."""

from flask import Blueprint, Response
from flask_login import current_user

from plf import fragments, rules
from plf.database import now
from plf.home import queries
from plf.people.queries import today_here
from plf.plans.queries import next_page
from plf.years.queries import open_year

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> Response:
    on, person = today_here(), current_user._get_current_object()
    waiting = queries.waiting(person, open_year(on), on=on, at=now())
    return fragments.page(
        "home/home.html",
        waiting=waiting,
        next_page=next_page(waiting.own) if waiting.own else None,
        states=rules.STATES,
        today=on,
    )
