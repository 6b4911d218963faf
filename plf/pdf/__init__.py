"""Turns a frozen plan into the PDF that people print, sign by hand and file.

`render` is the one way to get those bytes; WeasyPrint is loaded only when it is first called.
"""

from plf.pdf.rendering import ReachesOut, check, html, render

__all__ = ["ReachesOut", "check", "html", "render"]
