"""Prints of action plans: the form to choose by, the table, the board's page; and both at the public address."""

from flask import Blueprint, Response, request
from flask_login import current_user

from plf import fragments
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import LEVEL_TITLES, LEVELS, Text
from plf.editions.shown import shown
from plf.extensions import db
from plf.table_prints import papers, queries
from plf.table_prints.drawing import drawn
from plf.table_prints.forms import choice_of

bp = Blueprint("table_prints", __name__)


@bp.get("/action-plans/<int:plan_id>/print")
def choose(plan_id: int) -> Response:
    """What is printed, by choice: of the edition in the address, or of the working copy."""
    seen = action_plans.find(plan_id, current_user)
    number = request.args.get("edition", type=int)
    text, standing = queries.to_print(seen, number)
    return fragments.page(
        "table_prints/choose.html",
        seen=seen,
        plan=seen.plan,
        number=number,
        standing=standing,
        shown=shown(text),
        levels=[(name, title) for name, title in zip(LEVELS, LEVEL_TITLES, strict=True)],
        sizes=list(papers.SIZES.items()),
        as_ever=papers.AS_EVER,
    )


@bp.get("/action-plans/<int:plan_id>/print.pdf", defaults={"number": None})
@bp.get("/action-plans/<int:plan_id>/editions/<int:number>/print.pdf")
def table(plan_id: int, number: int | None) -> Response:
    seen = action_plans.find(plan_id, current_user)
    text, standing = queries.to_print(seen, number)
    return _table(text, standing, choice_of(request.args, shown(text).columns))


@bp.get("/action-plans/<int:plan_id>/summary.pdf", defaults={"number": None})
@bp.get("/action-plans/<int:plan_id>/editions/<int:number>/summary.pdf")
def summary(plan_id: int, number: int | None) -> Response:
    seen = action_plans.find(plan_id, current_user)
    return _summary(*queries.to_print(seen, number))


@bp.get("/board/<code>/<int:number>/print.pdf")
def board(code: str, number: int) -> Response:
    """What the public address shows, on paper; the whole of it, so that it is drawn once and not in each choice."""
    size = request.args.get("size", "letter")
    return _out_of_search(_table(*queries.to_print_of_board(code, number), papers.Choice(size)))


@bp.get("/board/<code>/<int:number>/summary.pdf")
def board_summary(code: str, number: int) -> Response:
    return _out_of_search(_summary(*queries.to_print_of_board(code, number)))


def _table(text: Text, standing: papers.Standing, choice: papers.Choice) -> Response:
    return _pdf([papers.table(text, standing, choice)], "action-plan", standing)


def _summary(text: Text, standing: papers.Standing) -> Response:
    return _pdf(papers.summaries(text, standing), "action-plan-summary", standing)


def _pdf(documents: list[dict], name: str, standing: papers.Standing) -> Response:
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    response = Response(drawn(documents), mimetype="application/pdf")
    which = f"edition-{standing.number}" if standing.number else f"working-copy-{standing.on.isoformat()}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{which}.pdf"'
    return response


def _out_of_search(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
