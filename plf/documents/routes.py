"""Prints as PDF: the signed copy as it was issued, a draft as it stands, and the blank form."""

from flask import Blueprint, Response, redirect, url_for
from flask_login import current_user

from plf import fragments, pdf, rounds, store
from plf.database import now
from plf.documents import queries
from plf.extensions import db
from plf.models import Document
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans.queries import SeenPlan, find
from plf.rules import GONE, HIDDEN, Role

bp = Blueprint("documents", __name__)


@bp.get("/plans/<int:plan_id>/plan.pdf", defaults={"kind": "plan"})
@bp.get("/plans/<int:plan_id>/checkpoint.pdf", defaults={"kind": "checkpoint"})
def plan_pdf(plan_id: int, kind: str) -> Response:
    """What this person reads, on paper: the copy that was issued, if both signed it, else a draft."""
    seen = find(plan_id, current_user, on=today_here())
    document = queries.document_of(seen, kind)
    if document["status"] == "signed":
        issued = queries.issued_of(plan_id, document["fingerprint"])
        return _issued(seen, issued) if issued else redirect(url_for(".copies", plan_id=plan_id), 303)
    _note_view(seen)
    return _drawn(document, f"{kind}-{seen.plan.year.label}-{plan_id}")


@bp.get("/plans/<int:plan_id>/copies")
def copies(plan_id: int) -> Response:
    """All signed copies of a plan, those that are still being made too; it is looked at until they are there."""
    seen = find(plan_id, current_user, on=today_here())
    if not (seen.sees.frozen or seen.sees.checkpoint):
        raise HIDDEN
    return fragments.piece_or_page(
        "documents/_copies.html",
        "documents/copies.html",
        seen=seen,
        plan=seen.plan,
        copies=queries.copies(seen),
    )


@bp.get("/plans/<int:plan_id>/copies/<int:document_id>.pdf")
def copy(plan_id: int, document_id: int) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    issued = db.session.get(Document, document_id)
    if issued is None or issued.plan_id != plan_id or not queries.may_read(seen, issued.revision.kind):
        raise HIDDEN
    return _issued(seen, issued)


@rounds.get(bp, "/blank-form.pdf")
def blank_form(plan_id: int, kind: str) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    if not seen.roles.intersection({Role.TEACHER, Role.EVALUATOR, Role.DEPUTY, Role.OFFICE}):
        raise HIDDEN
    return _drawn(queries.blank_document(seen, kind), f"blank-{kind}-{seen.plan.year.label}")


def _issued(seen: SeenPlan, issued: Document) -> Response:
    """The very bytes that were issued. Raises rules.GONE when they went by the rules of retention."""
    if issued.revision.is_gone:
        raise GONE
    _note_view(seen)
    return _pdf(store.get(issued.sha256), queries.file_name(seen, issued))


def _drawn(document: dict, name: str) -> Response:
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    return _pdf(pdf.render(document), name)


def _note_view(seen: SeenPlan) -> None:
    if seen.sees.recorded:
        plans.note_view(seen.plan, current_user, at=now(), how="print")


def _pdf(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
