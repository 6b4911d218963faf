"""The library's pages: browse and search, read, print, one's folder, and starting one's plan from an exemplar."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, once, pdf
from plf.database import now, writing
from plf.exemplars import queries as exemplars
from plf.exemplars.contents import SECTIONS
from plf.extensions import db
from plf.library import actions, queries
from plf.library.catalog import DRAWERS
from plf.library.queries import Narrowed, Origin
from plf.models import Exemplar
from plf.people.queries import district, today_here
from plf.plans import actions as plans
from plf.plans.queries import SeenPlan, draft_of
from plf.rules import Refusal

bp = Blueprint("library", __name__)


@bp.get("/exemplars")
def show() -> Response:
    chosen = {name: request.args[name][:200] for name in DRAWERS if request.args.get(name)}
    found = queries.search(
        Narrowed(request.args.get("words", ""), chosen, request.args.get("page", 1, type=int))
    )
    kept = {name: value for name, value in {"words": found.typed, **found.chosen}.items() if value}
    address = url_for("library.show", **kept)
    return fragments.piece_or_page(
        "library/_library.html",
        "library/show.html",
        found=found,
        page_address=f"{address}{'&' if kept else '?'}page=",
    )


@bp.get("/exemplars/<int:exemplar_id>")
def read(exemplar_id: int) -> Response:
    exemplar = exemplars.read(exemplar_id)
    return fragments.page(
        "library/read.html",
        exemplar=exemplar,
        readable=queries.readable(exemplar),
        is_in_folder=queries.is_in_folder(current_user, exemplar.id),
        can_start=queries.why_not(queries.own_plan(current_user, on=today_here())) is None,
    )


@bp.get("/exemplars/<int:exemplar_id>/exemplar.pdf")
def printed(exemplar_id: int) -> Response:
    return _printed([exemplars.read(exemplar_id)], "exemplar")


# One's folder


@bp.get("/exemplars/folder")
def folder() -> Response:
    return fragments.page(
        "library/folder.html", exemplars=queries.folder(current_user), most=actions.MOST_IN_FOLDER
    )


@bp.get("/exemplars/folder/folder.pdf")
def folder_printed() -> Response:
    found = queries.folder(current_user)
    if not found:
        raise Refusal(
            409, "Your folder is empty, so there is nothing to print. Put exemplars into it from their pages."
        )
    return _printed(found, "exemplars")


@bp.post("/exemplars/<int:exemplar_id>/folder")
def put_in_folder(exemplar_id: int) -> Response:
    address = url_for("library.read", exemplar_id=exemplar_id)
    with writing():
        once.only(address)
        actions.put_in_folder(current_user, exemplar_id, at=now())
    return fragments.done("It is in your folder.", address)


@bp.post("/exemplars/<int:exemplar_id>/folder/removal")
def take_out_of_folder(exemplar_id: int) -> Response:
    address = url_for("library.folder")
    with writing():
        once.only(address)
        actions.take_out_of_folder(current_user, exemplar_id)
    return fragments.done("It is taken out of your folder.", address)


def _printed(found: list[Exemplar], name: str) -> Response:
    document = {
        "form": "exemplars",
        "district": district().name,
        "exemplars": [
            {
                "title": each.title,
                "summary": each.summary,
                "facts": " · ".join(filter(None, [each.subject, each.grade_band, *each.learning_kinds])),
                "plan": queries.readable(each).plan,
                "checkpoint": queries.readable(each).checkpoint,
            }
            for each in found
        ],
    }
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    response = Response(pdf.render(document), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


# From an exemplar into one's own plan


@bp.get("/exemplars/sections/<section>")
def same_section(section: str) -> Response:
    """A section as exemplars have it: in place beside one's form under htmx, a page of its own without."""
    own = queries.own_plan(current_user, on=today_here())
    found = queries.same_section(own, section)
    at = request.args.get("at", 0, type=int)
    is_of_plan = section in {each.name for each in contents.PLAN}
    return fragments.piece_or_page(
        "library/_same_section.html",
        "library/same_section.html",
        section={"name": section, "title": SECTIONS[section]},
        same=found,
        at=at % len(found) if found else 0,
        can_start=is_of_plan and queries.why_not(own) is None,
    )


@bp.get("/exemplars/<int:exemplar_id>/start")
def start(exemplar_id: int) -> Response:
    """What is taken and what it replaces, before anything is."""
    exemplar = exemplars.read(exemplar_id)
    own = queries.own_plan(current_user, on=today_here())
    return _start_page(exemplar, own, ticked=request.args.getlist("section"))


@bp.post("/exemplars/<int:exemplar_id>/start")
def take(exemplar_id: int) -> Response:
    chosen = request.form.getlist("take")
    try:
        with writing():
            own = queries.own_plan(current_user, on=today_here(), lock=True)
            address = url_for("plans.write", plan_id=own.plan.id) if own else url_for("library.show")
            once.only(address)
            taken = actions.take(own, exemplar_id, chosen, at=now(), seen_version=_version())
            titles = [each.title for each in taken]
    except Refusal as refusal:
        if refusal.status != 422 and not isinstance(refusal, plans.Conflict):
            raise
        own = queries.own_plan(current_user, on=today_here())
        return _start_page(exemplars.read(exemplar_id), own, ticked=chosen, refusal=refusal)
    return fragments.done(f"Taken into your plan: {', '.join(titles)}. Make it your own.", address)


def _version() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _start_page(
    exemplar: Exemplar, own: SeenPlan | None, *, ticked: list[str], refusal: Refusal | None = None
) -> Response:
    why_not = queries.why_not(own)
    return fragments.page(
        "library/start.html",
        refusal.status if refusal else 200,
        exemplar=exemplar,
        own=own,
        why_not=why_not,
        offers=[] if why_not else queries.offered(own, exemplar),
        version=0 if why_not else draft_of(own.plan).version,
        ticked=ticked,
        wrong=refusal if refusal and refusal.status == 422 else None,
        changed=refusal is not None and refusal.status == 409,
    )


@bp.app_template_global("plan_origins")
def plan_origins(seen: SeenPlan) -> list[Origin]:
    """Where a plan began, for its page; nothing is asked of one that began on its own."""
    return queries.origins(seen.plan) if "origins" in seen.has else []
