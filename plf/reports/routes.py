"""The office's questions, each on one page, as a file and as a print; the index of them; and the law's packet."""

from contextlib import suppress

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from plf import fragments, once, pdf, rules
from plf.database import brief_write, now, writing
from plf.extensions import db
from plf.models import Site
from plf.people.queries import district, today_here
from plf.reports import actions, focus, law, points, queries, sheets, waiting
from plf.reports.forms import Question, question
from plf.reports.kept import Standing
from plf.reports.queries import Asked
from plf.reports.scopes import Scope, offered, scope_of
from plf.reports.sheets import Sheet
from plf.rules import HIDDEN, Refusal

bp = Blueprint("reports", __name__)

# In the order of the index: what each is called there.
TITLES = {
    "adoption": "Who has begun a plan?",
    "people": "Who exactly?",
    "steps": "In which of the seven steps are plans?",
    "waiting": "Who is stuck, with whom, since when?",
    "deadlines": "Are forms in and conferences held?",
    "focus": "What did teachers choose to work on?",
    "law": "Which of the law’s elements are there?",
    "points": "How many hours and points were entered?",
}
# Those that are told from the numbers of the sites.
BY_SITES = {
    "adoption": queries.adoption,
    "steps": queries.steps,
    "deadlines": queries.deadlines,
    "law": law.law,
}
OTHERS = {"people": queries.people, "waiting": waiting.waiting, "focus": focus.told, "points": points.points}
SHOWS = {"people": {"": "Everybody", **queries.STANDS}, "waiting": waiting.SHOWS}
NEEDS_SITE = ("people",)
MOST_PRINTED = 600  # lines, which take about ten seconds to draw


@bp.get("/reports")
def index() -> Response:
    """The questions with their answers, as far as they are quickly told."""
    scope = _scope()
    if not scope.roles:
        rules.require_report("adoption", scope.roles)
    day, year = today_here(), queries.year_on(today_here())
    tiles = []
    if year:
        asked = Asked(year, day, scope)
        stands = _standing(asked)
        for name in offered(scope):
            if name in ("adoption", "steps", "deadlines"):
                tiles.append((name, TITLES[name], BY_SITES[name](asked, stands).answer))
            elif name == "waiting":
                tiles.append((name, TITLES[name], waiting.waiting(asked).answer))
            elif name not in NEEDS_SITE:
                tiles.append((name, TITLES[name], ABOUT[name]))
    return fragments.page(
        "reports/index.html", tiles=tiles, shorter=_shorter(scope), year=year, day=day, sites=_led(scope)
    )


# Questions of a board that one of the reports answers when it is narrowed.
SHORTER = {
    "waiting": [
        ("Which signature is missing?", {"show": "signature"}),
        ("Who has not been in touch?", {"show": "silent"}),
        ("Which plans have no evaluator?", {"show": "vacant"}),
    ]
}
ABOUT = {
    "focus": "The indicators that signed plans are about, by site and grade band, without names.",
    "law": "The elements of House Bill 2957, plan by plan, with a packet for the board or the state.",
    "points": "What people entered in their journals against what they owe.",
}


@bp.get("/reports/<any(adoption, people, steps, waiting, deadlines, focus, law, points):name>")
def show(name: str) -> Response:
    scope = _scope()
    rules.require_report(name, scope.roles)
    asks = question(request.args, today=today_here())
    asked = _asked(asks, scope, name)
    if asked is None:
        return fragments.page("reports/none.html", title=TITLES[name])
    if name in NEEDS_SITE and asked.site is None:
        return fragments.go_to(url_for("reports.show", name="adoption", on=asks.typed or None))
    sheet = _sheet(name, asked)
    here = {
        "on": asks.typed if asks.typed and not asks.wrong else None,
        "site": asked.site.id if asked.site else None,
        "words": asks.words or None,
        "show": asks.show or None,
    }
    return fragments.page(
        "reports/report.html",
        422 if asks.wrong else 200,
        sheet=sheet,
        headings=[(each.title, "number") if each.kind == "number" else each.title for each in sheet.columns],
        asks=asks,
        asked=asked,
        name=name,
        here=here,
        shows={
            way: title
            for way, title in SHOWS.get(name, {}).items()
            if way != "vacant" or not scope.evaluators
        },
        bands=focus.bands(asked) if name == "focus" else [],
        today=today_here(),
        counted_at=now(),
        sites=focus.sites(asked) if name == "focus" and scope.sites is None else _led(scope),
        assigns=name == "people" and current_user.is_office and asked.year.is_open,
    )


@bp.get(
    "/reports/<any(adoption, people, steps, waiting, deadlines, focus, law, points):name>.<any(csv, xlsx, pdf):kind>"
)
def file(name: str, kind: str) -> Response:
    """The whole report, not only the page of it that is shown."""
    scope = _scope()
    rules.require_report(name, scope.roles)
    asks = question(request.args, today=today_here())
    if asks.wrong:
        raise Refusal(422, asks.wrong)
    asked = _asked(asks, scope, name, whole=True)
    if asked is None or (name in NEEDS_SITE and asked.site is None):
        raise HIDDEN
    sheet = _sheet(name, asked)
    if kind == "pdf" and len(sheet.lines) > MOST_PRINTED:
        raise Refusal(
            422,
            f"{len(sheet.lines):,} lines are too many for one print. Choose one site, or get the workbook or the CSV file.",
        )
    content = _content(sheet, kind)
    response = Response(content, content_type=sheets.MEDIA_TYPES[kind])
    saved = "inline" if kind == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{saved}; filename="{name}-{asked.day.isoformat()}.{kind}"'
    return response


@bp.post("/reports/law/packet")
def ask_for_packet() -> Response:
    """The law's elements of all the sites that are theirs, or of one, as a packet; a job makes it."""
    scope = _scope()
    rules.require_report("law", scope.roles)
    asks = question(request.form, today=today_here())
    if asks.wrong:
        raise Refusal(422, asks.wrong)
    asked = _asked(asks, scope, "law")
    if asked is None:
        raise HIDDEN
    with writing():
        once.only(url_for("packets.packets"))
        packet_id = actions.ask_for_law(
            current_user, asked.year, day=asked.day, site=asked.site, sites=asked.scope.sites, at=now()
        ).id
    return fragments.go_to(url_for("packets.packet", packet_id=packet_id))


def _scope() -> Scope:
    return scope_of(current_user, on=today_here())


def _asked(asks: Question, scope: Scope, name: str, *, whole: bool = False) -> Asked | None:
    """What is asked for; None when there is no school year. Raises HIDDEN for a site that is not theirs."""
    year = queries.year_on(asks.day)
    if year is None:
        return None
    site = None
    if asks.site_id is not None:
        site = db.session.get(Site, asks.site_id)
        if site is None:
            raise HIDDEN
        scope = scope.at(site.id)
    show = asks.show if asks.show in SHOWS.get(name, {}) or name == "focus" else ""
    return Asked(year, asks.day, scope, site, asks.words, show, None if whole else asks.page)


def _sheet(name: str, asked: Asked) -> Sheet:
    if name in BY_SITES:
        return BY_SITES[name](asked, _standing(asked, with_states=name == "steps"))
    return OTHERS[name](asked)


def _standing(asked: Asked, *, with_states: bool = True) -> Standing:
    """The numbers of the sites; those of a day that was counted just now are kept for who asks next."""
    stands = queries.standing(asked, with_states=with_states)
    if not stands.is_kept and asked.scope.sites is None:
        # Whoever is writing just now goes first: it can be counted again.
        with suppress(OperationalError), brief_write() as session:
            if actions.take_turn(session, stands.turn):
                actions.keep(session, asked.year.id, asked.day, stands.sites, at=stands.at)
    return stands


def _content(sheet: Sheet, kind: str) -> bytes:
    if kind == "csv":
        return sheets.as_csv(sheet)
    if kind == "xlsx":
        return sheets.as_xlsx(sheet)
    document = sheets.as_document(
        sheet, district=district().name, made_by=current_user.name, made_on=today_here()
    )
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    return pdf.render(document)


def _led(scope: Scope) -> list[tuple[int, str]]:
    """The sites of a site leader, to choose from; the office finds them by name."""
    if scope.sites is None:
        return []
    return sorted(queries.site_names(scope.sites).items(), key=lambda each: each[1])


def _shorter(scope: Scope) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Those for somebody: an evaluator has no plans without one."""
    return {
        name: [each for each in ways if each[1]["show"] != "vacant" or not scope.evaluators]
        for name, ways in SHORTER.items()
    }
