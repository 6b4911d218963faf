"""The list: every plan that one looks after, narrowed by state and site."""

from flask import Blueprint, Response, request
from flask_login import current_user

from plf import fragments, rules
from plf.people.queries import today_here
from plf.rules import Refusal
from plf.teachers import queries
from plf.years.queries import open_year

bp = Blueprint("teachers", __name__)


@bp.get("/teachers")
def show() -> Response:
    on, person = today_here(), current_user._get_current_object()
    if not queries.has_list(person, on=on):
        raise Refusal(
            403,
            "Only evaluators, site leaders and the office have a list of teachers. Your own plan is on Home.",
        )
    year = open_year(on)
    if year is None:
        return fragments.page("teachers/show.html", year=None, lines=[], total=0)
    narrowed = queries.Filter(
        stage=_stage(request.args.get("state", "")),
        site_id=request.args.get("site", type=int),
        # All of a district by silence would be read from end to end; the office looks at one state or site.
        by_silence=request.args.get("order") == "silence" and not person.is_office,
        page=max(1, request.args.get("page", 1, type=int)),
    )
    lines, total = queries.lines(person, year, narrowed, on=on)
    return fragments.piece_or_page(
        "teachers/_list.html",
        "teachers/show.html",
        year=year,
        lines=lines,
        total=total,
        narrowed=narrowed,
        pages=-(-total // queries.ON_A_PAGE) or 1,
        sites=queries.sites_listed(person, year, on=on),
        states=[(name, state.title) for name, state in rules.STATES.items()],
    )


def _stage(typed: str) -> str:
    return typed if typed in rules.STATES or typed == "none" else ""
