"""A packet of sixty signed copies, from the bytes that are kept, beside drawing the sixty again."""

import time
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from bench.district import Kept
from bench.paper import _key
from plf import pdf, store
from plf.database import today
from plf.documents.queries import document_of
from plf.extensions import db
from plf.models import Plan
from plf.packets import binding
from plf.plans.queries import find
from plf.sample.cast import ZONE

FORMS = 60


def compare(district: Kept) -> Iterator[str]:
    """The result, line by line, in processor time. The packet is what its job does once it has the bytes: it checks them,
    draws the cover, and binds."""
    documents = _documents(district)
    key = _key()
    copies = {}
    for document in documents:
        check_at = f"https://plf.example.org/check/{pdf.check_code(document['fingerprint'])}"
        copy = key.put_on(pdf.archive(document, check_at=check_at))
        copies[store.fingerprint(copy)] = (document["frozen"]["teacher"]["name"], copy)
    _bound(copies)  # the first one loads qpdf
    packet, bound = _took(lambda: _bound(copies))
    again, _ = _took(lambda: [pdf.render(document) for document in documents])
    yield f"A packet of {len(copies)} signed copies: {packet:.2f} s of CPU; drawing them again: {again:.1f} s; "
    yield f"{packet / again:.3f}× (aim: at most 0.05×), {binding.pages_of(bound)} pages, {len(bound):,} bytes."


def _documents(district: Kept) -> list[dict]:
    """Sixty documents of sixty people, as they signed them."""
    app = district.app()
    with app.test_request_context("/"):
        plans = db.session.scalars(
            select(Plan)
            .where(Plan.in_force_id.is_not(None), Plan.revision_id == Plan.in_force_id)
            .limit(FORMS + 40)
        ).all()
        documents = [document_of(find(plan.id, plan.teacher, on=today(ZONE))) for plan in plans]
        db.session.remove()
        db.engine.dispose()
    return [each for each in documents if each["status"] == "signed"][:FORMS]


def _bound(copies: dict[str, tuple[str, bytes]]) -> bytes:
    """The packet, as plf.packets.jobs makes it."""
    forms = []
    for sha256, (name, copy) in copies.items():
        assert store.fingerprint(copy) == sha256
        forms.append((name, copy))
    cover = {
        "form": "cover",
        "district": "Riverbend Public Schools",
        "title": "Plans, 2026-2027",
        "made_by": "Ben Carter",
        "made_on": date(2026, 11, 23).isoformat(),
        "site": "",
        "duplex": True,
        "held": [
            {
                "name": name,
                "site": "Maple Street Elementary",
                "form": "Plan, revision 1",
                "standing": "Signed Oct 6, 2026",
                "pages": binding.pages_of(copy),
            }
            for name, copy in forms
        ],
        "missing": [],
    }
    return binding.bind(pdf.render(cover), forms, title="Plans, 2026-2027", duplex=True)


def _took(what) -> tuple[float, object]:
    began = time.process_time()
    result = what()
    return time.process_time() - began, result
