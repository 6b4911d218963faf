"""Reads a PDF back, as a reader program would: its text by page, the glyphs it draws, its structure."""

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Keep it, or what was taken from it is gone: a page alone does not keep its document."""
    return pikepdf.open(BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page in the order in which it is drawn, with single spaces."""
    with opened(pdf) as document:
        return [" ".join("".join(letters for _, letters in _glyphs(page)).split()) for page in document.pages]


def text(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def missing_glyphs(pdf: bytes) -> int:
    """How many characters are drawn as the font's empty box."""
    with opened(pdf) as document:
        return sum(glyph == 0 for page in document.pages for glyph, _ in _glyphs(page))


def font_names(pdf: bytes) -> set[str]:
    with opened(pdf) as document:
        return {str(font.BaseFont)[8:] for page in document.pages for font in page.resources.Font.values()}


def elements(pdf: bytes) -> Iterator[pikepdf.Dictionary]:
    """The elements of the structure tree that screen readers follow, from the top down."""
    document = opened(pdf)
    waiting = [document.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            waiting = list(element.get("/K", [])) + waiting


def artifacts(pdf: bytes) -> int:
    """How many pieces of text are page furniture, which screen readers pass over."""
    with opened(pdf) as document:
        return sum(
            str(operator) == "BDC" and operands[0] == "/Artifact"
            for page in document.pages
            for operands, operator in pikepdf.parse_content_stream(page)
        )


def _glyphs(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = _letters(page.resources.Font[operands[0]])
        elif str(operator) == "ET":
            yield -1, " "
        elif str(operator) in ("Tj", "TJ"):
            for shown in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(shown, pikepdf.String):
                    codes = bytes(shown)
                    for at in range(0, len(codes), 2):
                        glyph = int.from_bytes(codes[at : at + 2])
                        yield glyph, letters.get(glyph, "")


def _letters(font: pikepdf.Dictionary) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode()
    return {
        int(glyph, 16): bytes.fromhex(letters).decode("utf-16-be")
        for glyph, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\n", table)
    }
