"""Draws the print page of a document and turns it into PDF bytes, always the same for the same document.

Nothing is read from the network or the disk but the bundled fonts. Sealing will stand in `render`.
"""

import atexit
import ctypes
import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plf import formats
from plf.pdf.printable import FONTS, printable

TEMPLATES = Path(__file__).parents[2] / "templates"

# WeasyPrint makes no promise about threads, and its caches of fonts are shared.
_one_at_a_time = Lock()


class ReachesOut(Exception):
    """A print page asked for something outside of itself, and was not printed."""


def render(document: dict) -> bytes:
    """The PDF of a document (see `templates/pdf/plan.html` and `points.html` for what it holds), tagged by PDF/UA-1.

    The same document gives the same bytes. Raises ReachesOut, and makes nothing, if the page should ever ask for
    a file or an address.
    """
    return _print(html(document))


def html(document: dict) -> str:
    """The print page of a document as HTML, before it becomes a PDF."""
    page = "pdf/points.html" if document["form"] == "points" else "pdf/plan.html"
    return _templates().get_template(page).render(document=printable(document))


def check() -> str | None:
    """A sentence about what this machine lacks for PDFs, for those who start the site; None when all is there."""
    if not _has_library("libpango-1.0.so.0") or not _has_library("libpangoft2-1.0.so.0"):
        return "PDFs cannot be made: install libpango-1.0-0 and libpangoft2-1.0-0."
    if not _has_library("libharfbuzz-subset.so.0"):
        return "PDFs take 5.7 times as long as they could: install libharfbuzz-subset0."
    return None


def _print(page: str) -> bytes:
    with _one_at_a_time:
        press = _press()
        try:
            return press.HTML(string=page, base_url="plf:", url_fetcher=press.fetcher).write_pdf(
                stylesheets=[press.stylesheet],
                font_config=press.font_config,
                pdf_variant="pdf/ua-1",
                pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
                finisher=press.finish,
            )
        except press.Stopped as stopped:
            # WeasyPrint's own is a BaseException, which would end the worker and not only the job.
            raise ReachesOut(str(stopped)) from stopped


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
    return env


@cache
def _press() -> SimpleNamespace:
    """WeasyPrint with our fonts, our stylesheet and no way out; made once in a process."""
    os.environ["FONTCONFIG_FILE"] = _font_list()
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    from plf.pdf import tags

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
        Stopped=FatalURLFetchingError,
        fetcher=fetcher,
        font_config=font_config,
        stylesheet=stylesheet,
        finish=tags.finish,
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
