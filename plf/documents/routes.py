"""Prints as PDF: a plan, and the blank form."""

from flask import Blueprint, Response
from flask_login import current_user

from plf import pdf, rounds
from plf.database import now
from plf.documents import queries
from plf.extensions import db
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans.queries import find
from plf.rules import HIDDEN, Role

bp = Blueprint("documents", __name__)


@bp.get("/plans/<int:plan_id>/plan.pdf", defaults={"kind": "plan"})
@bp.get("/plans/<int:plan_id>/checkpoint.pdf", defaults={"kind": "checkpoint"})
def plan_pdf(plan_id: int, kind: str) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    document = queries.document_of(seen, kind)
    if seen.sees.recorded:
        plans.note_view(seen.plan, current_user, at=now())
    return _pdf(document, f"{kind}-{seen.plan.year.label}-{plan_id}")


@rounds.get(bp, "/blank-form.pdf")
def blank_form(plan_id: int, kind: str) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    if not seen.roles.intersection({Role.TEACHER, Role.EVALUATOR, Role.DEPUTY, Role.OFFICE}):
        raise HIDDEN
    return _pdf(queries.blank_document(seen, kind), f"blank-{kind}-{seen.plan.year.label}")


def _pdf(document: dict, name: str) -> Response:
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    response = Response(pdf.render(document), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
