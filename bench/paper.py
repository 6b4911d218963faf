"""How long our PDF of a signed plan takes, beside WeasyPrint alone on the same HTML."""

import time
from collections.abc import Callable, Iterator
from statistics import median

from bench.district import Kept
from plf import pdf
from plf.database import today
from plf.documents.queries import document_of
from plf.extensions import db
from plf.models import Plan
from plf.pdf import rendering
from plf.plans.queries import find
from plf.sample.cast import ZONE


def compare(district: Kept, *, rounds: int = 9) -> Iterator[str]:
    """The result, line by line. Both in turn, in processor time; the medians are compared."""
    app = district.app()
    with app.test_request_context("/"):
        plan = db.session.get(Plan, district.cast["active"][0][0])
        document = document_of(find(plan.id, plan.teacher, on=today(ZONE)))
        db.session.remove()
        db.engine.dispose()
    page = rendering.html(document)
    ours, alone = [], []
    for number in range(rounds + 1):
        pairs = (_took(lambda: pdf.render(document)), _took(lambda: _weasyprint_alone(page)))
        if number:  # the first ones load the fonts
            ours.append(pairs[0])
            alone.append(pairs[1])
    yield f"PDF of a signed plan: {median(ours):.0f} ms of CPU; WeasyPrint alone on the same HTML: {median(alone):.0f} ms; "
    yield f"{median(ours) / median(alone):.2f}× (aim: at most 1.15×), {len(pdf.render(document)):,} bytes."


def _took(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return 1000 * (time.process_time() - began)


def _weasyprint_alone(page: str) -> bytes:
    press = (
        rendering._press()
    )  # the same fonts and the same parsed stylesheet, or it would be another document
    return press.HTML(string=page).write_pdf(
        stylesheets=[press.stylesheet], font_config=press.font_config, pdf_variant="pdf/ua-1"
    )
