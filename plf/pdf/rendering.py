"""Draws the print page of a document and turns it into PDF bytes, always the same for the same document.

Nothing is read from the network or the disk but the bundled fonts. The seal is put on afterwards (`seal.py`).
"""

import atexit
import ctypes
import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from plf import contents, formats
from plf.pdf.printable import FONTS, printable

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TEMPLATES = Path(__file__).parents[2] / "templates"

# WeasyPrint makes no promise about threads, and its caches of fonts are shared.
_one_at_a_time = Lock()


class ReachesOut(Exception):
    """A print page asked for something outside of itself, and was not printed."""


def render(document: dict) -> bytes:
    """The PDF of a document, PDF/A-3a and PDF/UA-1. What it holds: see the first line of `templates/pdf/<form>.html`; plans and checkpoints share `plan.html`.

    The same document gives the same bytes. Raises ReachesOut, and makes nothing, if the page should ever ask for
    a file or an address.
    """
    return _print(html(document))


def render_on_one_page(documents: Sequence[dict]) -> bytes:
    """The first of these versions of a document that fits on one page, as `render` makes it; the last one if none does.

    They go from the longest to the shortest; as few as can be are drawn to find it.
    """
    made = render(documents[0])
    if _page_count(made) == 1:
        return made
    low, high, fitting = 1, len(documents) - 1, None
    while low < high:
        middle = (low + high) // 2
        made = render(documents[middle])
        if _page_count(made) == 1:
            high, fitting = middle, made
        else:
            low = middle + 1
    return fitting or render(documents[high])


def _page_count(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def archive(document: dict, *, check_at: str) -> bytes:
    """The PDF of a document that both signed, as it is kept: by the same standards, and not sealed yet.

    The frozen text is attached as the very bytes that its fingerprint is of, the signatures beside it. The page shows
    `check_at`, the address where the document can be checked, ending in its code (see `check_code`), also as a QR code;
    a field waits there for the seal. The same document and address give the same bytes.
    Raises ValueError for a document that is not signed by both or whose text has another fingerprint than it says,
    and ReachesOut as `render` does.
    """
    if document["status"] != "signed":
        raise ValueError("Only what both have signed is kept.")
    if contents.fingerprint(document["frozen"]) != document["fingerprint"]:
        raise ValueError("The text is not the one that was signed: its fingerprint is another.")
    return _print(html(document, check_at=check_at), kept=document)


def check_code(fingerprint: str) -> str:
    """Sixteen letters and digits that stand for a fingerprint (SHA-256 in hexadecimal) where people type: 80 bits of it.

    Crockford's alphabet, without I, L, O and U, which are misread: `G3NS-Q9D2-…`.
    """
    number = int(fingerprint[:20], 16)
    letters = "".join(CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def html(document: dict, *, check_at: str = "") -> str:
    """The print page of a document as HTML, before it becomes a PDF; with `check_at`, as it is kept."""
    if document["form"] in (
        "points",
        "cover",
        "guide",
        "leaflet",
        "exemplars",
        "action_table",
        "action_summary",
        "report",
    ):
        name = f"pdf/{document['form']}.html"
        return _templates().get_template(name).render(document=printable(document))
    shown, panel = printable(document), {}
    if check_at:
        panel["check"] = _check(document, check_at)
    elif document["status"] == "draft" and document["fingerprint"]:
        panel["code"] = _code(document["fingerprint"])
        panel["statements"] = _statements(shown)
    return _templates().get_template("pdf/plan.html").render(document=shown, **panel)


def check() -> str | None:
    """A sentence about what this machine lacks for PDFs, for those who start the site; None when all is there."""
    if not _has_library("libpango-1.0.so.0") or not _has_library("libpangoft2-1.0.so.0"):
        return "PDFs cannot be made: install libpango-1.0-0 and libpangoft2-1.0-0."
    if not _has_library("libharfbuzz-subset.so.0"):
        return "PDFs take 5.7 times as long as they could: install libharfbuzz-subset0."
    return None


def _print(page: str, *, kept: dict | None = None) -> bytes:
    """The PDF of a print page. With `kept`, the document that it shows, its text and signatures are attached."""
    with _one_at_a_time:
        press = _press()
        try:
            return press.HTML(string=page, base_url="plf:", url_fetcher=press.fetcher).write_pdf(
                stylesheets=[press.stylesheet],
                font_config=press.font_config,
                pdf_variant="pdf/a-3a",
                pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
                finisher=press.finish,
                attachments=_attached(kept, press) if kept else [],
            )
        except press.Stopped as stopped:
            # WeasyPrint's own is a BaseException, which would end the worker and not only the job.
            raise ReachesOut(str(stopped)) from stopped


def _attached(document: dict, press: SimpleNamespace) -> list:
    """The text as it was frozen, and the signatures on it, as files within the PDF."""
    others = {name: value for name, value in document.items() if name != "frozen"}
    # WeasyPrint would write the time of day, and the bytes would never be the same again.
    signed_at = _signed_at(document)
    return [
        press.Attachment(
            string=contents.canonical(data).encode(),
            name=f"{name}.json",
            description=description,
            created=signed_at,
            modified=signed_at,
            relationship="Source",
            url_fetcher=press.fetcher,
        )
        for name, description, data in (
            (
                "text",
                "The text that was signed. The SHA-256 of this file is printed on the form.",
                document["frozen"],
            ),
            ("signatures", "Who signed it, when and how, and what the meeting settled.", others),
        )
    ]


def _check(document: dict, check_at: str) -> dict:
    """What the printed panel says of how to check the document."""
    place, _, code = check_at.rpartition("/")
    title = f"QR code of the address where this document can be checked: {check_at}"
    return {
        "place": place,
        "code": code,
        "picture": _qr_code(check_at, title, error="m"),
        "signed_at": _signed_at(document).isoformat(),
    }


def _code(fingerprint: str) -> dict:
    """By what a scan of the paper is recognized. No address: a draft was not issued, and there is nothing to check."""
    code = check_code(fingerprint)
    # Photographs of paper are worse than scans: as much is repeated as can be.
    return {"code": code, "picture": _qr_code(code, f"QR code of this revision: {code}", error="h")}


def _statements(document: dict) -> dict[str, str]:
    """What each one signs by hand, once it is recorded what they settled in the meeting: by role."""
    if not document["record"]:
        return {}
    settled = {name: formats.day(value) for name, value in document["record"].items()}
    return {
        role: statement.format(teacher=document["frozen"]["teacher"]["name"], **settled)
        for role, statement in contents.STATEMENTS[document["form"]].items()
    }


def _qr_code(content: str, title: str, *, error: str) -> Markup:
    """A picture of `content` for the page; `error` is how much of it may be lost (l, m, q, h)."""
    # A tenth of a second to load, for those who print without.
    import segno

    picture = segno.make(content, error=error, micro=False)
    return Markup(picture.svg_inline(border=0, omitsize=True, title=title))  # noqa: S704


def _signed_at(document: dict) -> datetime:
    """When the last signature was given, in UTC: the time of the whole document."""
    return max(datetime.fromisoformat(each["signed_at"]) for each in document["signatures"]).astimezone(UTC)


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


@cache
def _templates() -> Environment:
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    formats.register(env)
    env.globals["contents"] = contents
    return env


@cache
def _press() -> SimpleNamespace:
    """WeasyPrint with our fonts, our stylesheet and no way out; made once in a process."""
    os.environ["FONTCONFIG_FILE"] = _font_list()
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    from plf.pdf import archival

    class Closed(URLFetcher):
        def fetch(self, url, headers=None):
            raise FatalURLFetchingError(f"A print page may load nothing, and asked for {url[:200]}")

    fetcher = Closed(allowed_protocols=())
    font_config = FontConfiguration()
    stylesheet = CSS(
        string=(TEMPLATES / "pdf" / "print.css").read_text(encoding="utf-8"),
        base_url="plf:",
        url_fetcher=fetcher,
        font_config=font_config,
    )
    return SimpleNamespace(
        HTML=HTML,
        Attachment=Attachment,
        Stopped=FatalURLFetchingError,
        fetcher=fetcher,
        font_config=font_config,
        stylesheet=stylesheet,
        finish=archival.finish,
    )


def _font_list() -> str:
    """A fontconfig file that knows the bundled fonts alone, so that no font of a machine can change a document."""
    folder = tempfile.mkdtemp(prefix="plf-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    listing = Path(folder, "fonts.conf")
    listing.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{escape(str(FONTS))}</dir><cachedir>{folder}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return str(listing)
