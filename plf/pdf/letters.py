"""Mends what the glyphs of a PDF stand for, so that every name is read aloud, found and copied as it was written.

WeasyPrint 70 writes down the text of a glyph where it is first drawn. Where a letter and its marks are drawn one by one ("Ẹ̀"),
the letter gets no text there and its last mark all of it; then the letter is lost in the whole document, and both standards broken.
"""

import re
import unicodedata
from functools import cache

from fontTools import agl
from fontTools.ttLib import TTFont

from plf.pdf import tags
from plf.pdf.printable import FONTS

# A line of the table from glyphs to text: <0041> <0061>
ENTRY = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
# What WeasyPrint's names of faces end in, and their files.
FACES = ((b"-Italic", "It"), (b"-Semi-Bold", "Semibold"), (b"-Bold", "Bold"), (b"", "Regular"))


def mend(pdf) -> None:
    """Mends the tables of all fonts of `pdf`, as WeasyPrint hands it to its `finisher`, in place."""
    for font in pdf.objects:
        if isinstance(font, dict) and "ToUnicode" in font:
            face = next(face for ending, face in FACES if font["BaseFont"].endswith(ending))
            table = tags.referred(pdf, font["ToUnicode"])
            table.stream = [_mended(line, face) for line in table.stream]


def _mended(line: bytes, face: str) -> bytes:
    found = ENTRY.fullmatch(line)
    if not found:
        return line
    stands_for = _letters(face).get(int(found[1], 16), "")
    if not stands_for or (found[2] and not unicodedata.combining(stands_for[0])):
        return line
    return b"<%b> <%b>" % (found[1], stands_for.encode("utf-16-be").hex().encode())


@cache
def _letters(face: str) -> dict[int, str]:
    """What each glyph of a bundled face stands for: the first of its characters, or what the font's name for it says."""
    with TTFont(FONTS / f"SourceSans3-{face}.ttf", lazy=True) as font:
        by_name: dict[str, str] = {}
        for code, name in sorted(font.getBestCmap().items()):
            by_name.setdefault(name, chr(code))
        # "uni0300.c" is a grave accent too, drawn otherwise over capitals.
        names = enumerate(font.getGlyphOrder())
        return {glyph: by_name.get(name) or agl.toUnicode(name) for glyph, name in names}
