"""Turns a frozen plan or checkpoint into the PDF that people print, sign by hand and file.

`render` is the one way to a draft, `issue` the one way to what is kept, sealed; WeasyPrint and pyHanko are loaded only
when they are first called. The district's key is in `plf.pdf.seal`.
"""

from plf.pdf.rendering import ReachesOut, archive, check, check_code, html, render, render_on_one_page
from plf.pdf.seal import NoSeal, issue

__all__ = [
    "NoSeal",
    "ReachesOut",
    "archive",
    "check",
    "check_code",
    "html",
    "issue",
    "render",
    "render_on_one_page",
]
