"""How long our PDF of a plan takes, beside WeasyPrint alone on the same HTML, and its seal beside the PDF."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.district import Kept
from plf import pdf
from plf.database import now, today
from plf.documents.queries import document_of
from plf.extensions import db
from plf.models import Plan
from plf.pdf import rendering, seal
from plf.pdf.sealing import Seal
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
    draft = document | {"status": "draft", "signatures": []}
    page = rendering.html(draft)
    check_at = f"https://plf.example.org/check/{pdf.check_code(document['fingerprint'])}"
    kept_page = rendering.html(document, check_at=check_at)
    archived = pdf.archive(document, check_at=check_at)
    key = _key()
    measured = [
        (
            _took(lambda: pdf.render(draft)),
            _took(lambda: _weasyprint_alone(page)),
            _took(lambda: pdf.archive(document, check_at=check_at)),
            _took(lambda: _weasyprint_alone(kept_page)),
            _took(lambda: key.put_on(archived)),
        )
        for _ in range(rounds + 1)
    ]
    # The first ones load the fonts.
    ours, alone, kept, kept_alone, sealed = zip(*measured[1:], strict=True)
    yield f"PDF of a draft to sign by hand: {median(ours):.0f} ms of CPU; WeasyPrint alone on the same HTML: {median(alone):.0f} ms; "
    yield f"{median(ours) / median(alone):.2f}× (aim: at most 1.15×), {len(pdf.render(draft)):,} bytes."
    yield f"The one that is kept: {median(kept):.0f} ms; WeasyPrint alone on its HTML: {median(kept_alone):.0f} ms; "
    yield f"{median(kept) / median(kept_alone):.2f}× (aim: at most 1.15×). "
    yield f"Its seal: {median(sealed):.0f} ms, {median(sealed) / median(kept):.2f}× of rendering it (aim: at most 0.2×), "
    yield f"{len(key.put_on(archived)):,} bytes."


def _key() -> Seal:
    """A seal made for this alone."""
    with tempfile.TemporaryDirectory() as folder:
        keeping = seal.Keeping(Path(folder), "only for the measuring of it")
        seal.init(keeping, district="Riverbend Public Schools", at=now())
        return seal.load(keeping)


def _took(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return 1000 * (time.process_time() - began)


def _weasyprint_alone(page: str) -> bytes:
    press = (
        rendering._press()
    )  # the same fonts and the same parsed stylesheet, or it would be another document
    return press.HTML(string=page).write_pdf(
        stylesheets=[press.stylesheet], font_config=press.font_config, pdf_variant="pdf/a-3a"
    )
