"""Tables as they travel, made into files: the one of the seed where it is, and the same in our own words."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SEED = Path(__file__).parents[3] / "shared/seeds/002_daa4222219d8bbb8.txt"
PARAPHRASED = Path(__file__).with_name("paraphrased.txt")

Cells = Sequence[Sequence[str]]


# The seed where it is, and in any case the same table in our own words.
SOURCES = [each for each in (SEED, PARAPHRASED) if each.exists()]


def parted(text: str) -> tuple[list[str], Cells]:
    """What stands above the table, as paragraphs, and its cells; paragraphs of a cell in lines."""
    above, rows = [], []
    for line in text.splitlines():
        if "\t" in line and re.search(r"\w", line):
            rows.append([plain(cell) for cell in line.split("\t")])
        elif re.search(r"\w", line):
            above += plain(line.lstrip("# ")).split("\n")
    return above, rows


def plain(html: str) -> str:
    lines = re.sub(r"</?(?:p|ul|li)\b[^>]*>", "\n", html)
    lines = re.sub(r"<[^>]+>", "", lines)
    return "\n".join(" ".join(line.split()) for line in lines.split("\n") if line.strip())


def docx(above: Sequence[str], *tables: Cells, merged: str = "") -> bytes:
    """A Word document. A cell of `merged` goes on from the one above it; "1@" before a line numbers it automatically."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def paragraph(line: str) -> str:
        auto = re.match(r"(\d)@", line)
        place = (
            f'<w:pPr><w:numPr><w:ilvl w:val="{auto[1]}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
            if auto
            else ""
        )
        said = line[auto.end() :] if auto else line
        half = len(said) // 2  # Word parts words into runs as it pleases
        runs = "".join(
            f'<w:r><w:t xml:space="preserve">{escape(e)}</w:t></w:r>' for e in (said[:half], said[half:])
        )
        return f"<w:p>{place}{runs}</w:p>"

    def cell(text: str) -> str:
        down = bool(merged) and text == merged
        properties = "<w:tcPr><w:vMerge/></w:tcPr>" if down else ""
        return (
            f"<w:tc>{properties}{'<w:p/>' if down else ''.join(map(paragraph, text.split(chr(10))))}</w:tc>"
        )

    made = "<w:p/>".join(
        "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"
        for rows in tables
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(
            (("decimal", "%1."), ("lowerLetter", "%1%2."), ("lowerRoman", "%3."))
        )
    )
    return packed(
        {
            "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{"".join(map(paragraph, above))}{made}</w:body></w:document>',
            "word/numbering.xml": f'<w:numbering xmlns:w="{w}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        }
    )


def xlsx(rows: Cells, merges: Sequence[str] = ()) -> bytes:
    s = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    texts = list(dict.fromkeys(cell for row in rows for cell in row if cell))
    sheet = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{chr(65 + c)}{n}" t="s"><v>{texts.index(cell)}</v></c>'
            for c, cell in enumerate(row)
            if cell
        )
        + "</row>"
        for n, row in enumerate(rows, start=1)
    )
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in merges)
    return packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{s}" xmlns:r="{r}"><sheets><sheet name="Plan" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="x"><Relationship Id="a" Target="worksheets/s.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{s}">{"".join(f"<si><t>{escape(t)}</t></si>" for t in texts)}</sst>',
            "xl/worksheets/s.xml": f'<worksheet xmlns="{s}"><sheetData>{sheet}</sheetData><mergeCells>{merged}</mergeCells></worksheet>',
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, part in parts.items():
            into.writestr(name, part)
    return out.getvalue()


def shown(visitor, preview: str, **other) -> dict:
    """What the form of a preview sends as it is shown, with `other` in place of what is in it."""
    fields = visitor.form(preview).fields
    marked = [value for name, value in fields if name == "take"]
    return {**dict(fields), "take": marked} | other
