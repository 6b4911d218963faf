"""What colleagues work on, for all staff."""

from flask import Blueprint, Response, request

from plf import fragments
from plf.focus import queries
from plf.people.queries import today_here
from plf.years.queries import open_year

bp = Blueprint("focus", __name__)


@bp.get("/focus")
def show() -> Response:
    year = open_year(today_here())
    site, band = request.args.get("site", "")[:200], request.args.get("grades", "")[:60]
    found = queries.shown(year, site=site, band="" if site else band) if year else None
    return fragments.piece_or_page(
        "focus/_focus.html",
        "focus/show.html",
        year=year,
        found=found,
        site=site,
        band="" if site else band,
        least=queries.LEAST,
    )
