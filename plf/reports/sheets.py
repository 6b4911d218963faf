"""A report as rows of cells, and what is made of it: CSV, a workbook, the document to print. Pure."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from plf.formats import short_day

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
Cell = str | int | float | date | None
_PACKED_ON = (2026, 1, 1, 0, 0, 0)  # the same report is the same file, whenever it is made
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACE = "http://schemas.openxmlformats.org"


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: so many, of a kind that has a look (static/reports.css), in words."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True)
class Line:
    """A row: its cells, where its first cell leads, its bar, and where on the bar the target is, if there is one."""

    cells: tuple[Cell, ...]
    href: str = ""
    parts: tuple[Part, ...] = ()
    target: int | None = None
    tag: str = ""


@dataclass(frozen=True)
class Column:
    """The title of a column, and whether its cells are numbers ("number"), days ("day") or words."""

    title: str
    kind: str = "text"


@dataclass
class Sheet:
    """A report: its question, the answer in a sentence or two, and the table.

    said    sentences before the table: what is counted, and how
    day     the day of the district's calendar as of which it is told; `at` when it was counted
    page, pages   of the table on the screen; files and prints have all of its lines
    """

    name: str
    title: str
    answer: str
    columns: Sequence[Column]
    lines: list[Line]
    day: date
    about: str = ""
    more: list[str] = field(default_factory=list)
    said: str = ""
    total: int = 0
    page: int = 1
    pages: int = 1
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        return [line.cells for line in self.lines]


def as_csv(sheet: Sheet) -> bytes:
    """One line for each row, under a line that says what it is. What a workbook would take for a formula has an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_no_formula(sheet.title), _no_formula(sheet.about), f"As of {sheet.day.isoformat()}"])
    writer.writerow([_no_formula(each.title) for each in sheet.columns])
    writer.writerows([[_plain(cell) for cell in row] for row in sheet.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook with one sheet. Words are text and numbers are numbers: no formula ever is one."""
    head = [
        [(sheet.title, 1)],
        [(" ".join(filter(None, [sheet.about, f"As of {short_day(sheet.day)}."])), 0)],
        [(sheet.answer, 0)],
        [],
        [(each.title, 1) for each in sheet.columns],
    ]
    rows = head + [[(cell, 0) for cell in row] for row in sheet.rows]
    at = len(head)
    lines = "".join(
        f'<row r="{n}">{"".join(_cell(n, c, value, bold) for c, (value, bold) in enumerate(row))}</row>'
        for n, row in enumerate(rows, start=1)
    )
    wide = "".join(
        f'<col min="{n}" max="{n}" width="{34 if n == 1 else 16}" customWidth="1"/>'
        for n in range(1, len(sheet.columns) + 1)
    )
    main, office = (
        f"{_SPACE}/spreadsheetml/2006/main",
        "application/vnd.openxmlformats-officedocument.spreadsheetml",
    )
    ways = f"{_SPACE}/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_SPACE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="{office}.{kind}+xml"/>'
            for name, kind in (
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("styles", "styles"),
            )
        )
        + "</Types>",
        "_rels/.rels": _way(("rId1", f"{ways}/officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{ways}"><sheets><sheet name="Report" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _way(
            ("rId1", f"{ways}/worksheet", "worksheets/sheet1.xml"), ("rId2", f"{ways}/styles", "styles.xml")
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/>'
        '<sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
        '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3">'
        + "".join(
            f'<xf numFmtId="{form}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
            for form, font in ((0, 0), (0, 1), (14, 0))
        )
        + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="{at}" '
        f'topLeftCell="A{at + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{wide}</cols>'
        f"<sheetData>{lines}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name, _PACKED_ON), _XML + part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_document(sheet: Sheet, *, district: str, made_by: str, made_on: date) -> dict[str, Any]:
    """The report as plf.pdf prints it (templates/pdf/report.html)."""
    return {
        "form": "report",
        "district": district,
        "title": sheet.title,
        "about": sheet.about,
        "answer": sheet.answer,
        "more": sheet.more,
        "said": sheet.said,
        "on": sheet.day.isoformat(),
        "made_by": made_by,
        "made_on": made_on.isoformat(),
        "columns": [{"title": each.title, "kind": each.kind} for each in sheet.columns],
        "legend": [list(each) for each in sheet.legend],
        "then": None,
        "rows": [
            {
                "cells": [shown(cell) for cell in line.cells],
                "bar": [[part.kind, part.number, part.words] for part in line.parts],
                "target": line.target,
            }
            for line in sheet.lines
        ],
    }


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    if isinstance(cell, date):
        return short_day(cell)
    if isinstance(cell, int | float):
        return f"{cell:,}"
    return cell or "–"


def _plain(cell: Cell) -> str | int | float:
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, int | float) else _no_formula(cell or "")


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell[:1] in tuple("=+-@'\t\r") and cell else cell


def _cell(row: int, column: int, value: Cell, style: int) -> str:
    place = f"{_letters(column)}{row}"
    if isinstance(value, bool) or value is None or value == "":
        return ""
    if isinstance(value, int | float):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    if isinstance(value, date):
        days = (value - date(1899, 12, 30)).days  # what a workbook counts from
        return f'<c r="{place}" s="2"><v>{days}</v></c>'
    said = escape(
        re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value))
    )
    return f'<c r="{place}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{said}</t></is></c>'


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _way(*parts: tuple[str, str, str]) -> str:
    made = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in parts
    )
    return f'<Relationships xmlns="{_SPACE}/package/2006/relationships">{made}</Relationships>'
