"""A report as rows of cells, and what is made of it: CSV, a workbook, the document to print. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from plf.formats import short_day

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
Cell = str | int | float | date | None
_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 -- no zone in a workbook; the same report is the same file


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
    """The title of a column, and whether its cells are numbers ("number"), days ("day"), one word ("word") or text."""

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
    """A workbook with one sheet. Words are text, numbers are numbers and days are days: no formula ever is one."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_ON})
        bold, a_day = book.add_format({"bold": True}), book.add_format({"num_format": 14})
        page = book.add_worksheet("Report")
        _lay_out(page, sheet)
        page.write_string(0, 0, sheet.title, bold)
        page.write_string(1, 0, " ".join(filter(None, [sheet.about, f"As of {short_day(sheet.day)}."])))
        page.write_string(2, 0, sheet.answer)
        for column, each in enumerate(sheet.columns):
            page.write_string(4, column, each.title, bold)
        page.freeze_panes(5, 0)
        for row, cells in enumerate(sheet.rows, start=5):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, column, cell, a_day)
                elif isinstance(cell, int | float):
                    page.write_number(row, column, cell)
                elif cell:
                    page.write_string(row, column, cell)
    return out.getvalue()


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    """Columns as wide as what is in them; printed across on Letter, one page wide, with the headings on every page."""
    for column, each in enumerate(sheet.columns):
        words = [each.title, *(shown(row[column]) for row in sheet.rows)]
        page.set_column(column, column, min(50, max(map(len, words)) + 2))
    page.set_landscape()
    page.set_paper(1)
    page.fit_to_pages(1, 0)
    page.repeat_rows(4)


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
