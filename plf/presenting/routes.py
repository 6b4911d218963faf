"""The guide as five slides, as a leaflet, and where it was presented when."""

from io import BytesIO

from flask import Blueprint, Response, current_app, request, url_for
from flask_login import current_user

from plf import fragments, once, pdf
from plf.database import now, writing
from plf.extensions import db
from plf.guide import queries as guide
from plf.guide.contents import gist, without_links
from plf.models import SchoolYear
from plf.people.queries import district, today_here
from plf.presenting import actions, queries
from plf.presenting.forms import RecordForm
from plf.rules import HIDDEN, STEPS, Refusal, not_ready

bp = Blueprint("presenting", __name__)

SLIDES = ("What it is", "Why", "Seven steps", "The year", "Where we are")
SHOWN = ("what", "why", "law", "roles")
# How much of the guide's words fits on the one page, tried in this order.
LEAFLET_LIMITS = (600, 420, 300, 200, 120)
SLIDE_LIMIT = 600


@bp.get("/present")
def index() -> Response:
    return _page()


def _page(form: RecordForm | None = None, status: int = 200) -> Response:
    today, year = today_here(), guide.year_now()
    sites = queries.sites_of(current_user, on=today)
    recordable = [site for site in sites if queries.may_record(current_user, site, on=today)]
    form = form or RecordForm(
        formdata=None, presented_on=today, presented_by=current_user.name, site=request.args.get("site")
    )
    form.site.choices = [(site.id, site.name) for site in recordable]
    return fragments.page(
        "presenting/index.html",
        status,
        sites=sites,
        form=form if recordable and year else None,
        recordable={site.id for site in recordable},
        presentations=queries.presentations(year, [site.id for site in sites]) if year else [],
        year=year,
        slides=SLIDES,
    )


@bp.get("/present/<int:number>")
def slide(number: int) -> Response:
    """One of the five slides, for a projector."""
    if not 1 <= number <= len(SLIDES):
        raise HIDDEN
    today, year = today_here(), guide.year_now()
    site = queries.site_for(current_user, request.args.get("site", type=int), on=today)
    return fragments.page(
        "presenting/slide.html",
        number=number,
        slides=SLIDES,
        site=site,
        asked=request.args.get("site", type=int),
        year=year,
        gists=_gists(year, SLIDE_LIMIT) if number <= 2 else {},
        steps=STEPS,
        seasons=guide.seasons_of(year),
        count=queries.count(site, year, on=today) if site and year and number == len(SLIDES) else None,
        address=_address(),
    )


@bp.get("/present/leaflet.pdf")
def leaflet() -> Response:
    """One page to hand out."""
    year = guide.year_now()
    documents = [_leaflet(year, limit) for limit in LEAFLET_LIMITS]
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    for document in documents:
        page = pdf.render(document)
        if _pages(page) == 1:
            break
    response = Response(page, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="leaflet.pdf"'
    return response


@bp.post("/present/records")
def record() -> Response:
    form, today, year = RecordForm(), today_here(), guide.year_now()
    sites = {str(site.id): site for site in queries.sites_of(current_user, on=today)}
    form.site.choices = [(site.id, site.name) for site in sites.values()]
    if year is None:
        raise not_ready(
            "No school year is open, so there is nothing to write down. Ask the office to open it."
        )
    site = sites.get(form.site.data or "")
    if site:
        queries.require_recording(current_user, site, on=today)
    if not form.validate():
        return _page(form, 422)
    here = url_for("presenting.index")
    try:
        with writing():
            once.only(here)
            actions.record(
                site,
                year,
                presented_on=form.presented_on.data,
                presented_by=form.presented_by.data,
                by=current_user,
                at=now(),
                today=today,
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _page(form, 422)
    return fragments.done(f"It is written down that the plan was presented at {site.name}.", here)


@bp.post("/present/records/<int:presentation_id>/removal")
def take_back(presentation_id: int) -> Response:
    here = url_for("presenting.index")
    with writing():
        once.only(here)
        found = queries.presentation(presentation_id, current_user, on=today_here())
        actions.take_back(found, by=current_user, at=now())
    return fragments.done("That line is gone.", here)


def _gists(year: SchoolYear | None, limit: int) -> dict[str, str]:
    found = guide.words(list(SHOWN))
    return {name: gist(text, limit) for name, text in guide.filled(found, year).items()}


def _leaflet(year: SchoolYear | None, limit: int) -> dict:
    return {
        "form": "leaflet",
        "district": district().name,
        "year": year.label if year else "",
        "made_on": today_here().isoformat(),
        "address": _address(),
        "texts": {name: without_links(text) for name, text in _gists(year, limit).items()},
        "steps": [{"number": number, "name": name, "what": what} for number, name, what in STEPS],
        "seasons": [vars(season) for season in guide.seasons_of(year)],
    }


def _address() -> str:
    return current_app.config["BASE_URL"].split("://", 1)[-1]


def _pages(content: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)
