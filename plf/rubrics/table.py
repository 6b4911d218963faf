"""Reads a rubric from its table: domain, weight, number, indicator, one line for each indicator. Pure."""

import csv
import io
from dataclasses import dataclass

from plf.contents import clean

COLUMNS = ("domain", "weight", "number", "indicator")
MOST = 200
LIMITS = {"domain": 200, "number": 20, "indicator": 300}


@dataclass(frozen=True)
class Row:
    """One indicator as it stands in the table. `weight` is the domain's percentage, if it has one."""

    domain: str
    weight: int | None
    number: str
    indicator: str


class Unreadable(ValueError):
    """What is wrong with a table, in a sentence that says where."""


def read(text: str) -> list[Row]:
    """The rows of a table in CSV, with commas, semicolons or tabs (as pasted from a spreadsheet).

    Raises Unreadable with a sentence that names the line.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        raise Unreadable(
            "The table is empty. Put the column names in its first line: domain,weight,number,indicator."
        )
    separator = max(",;\t", key=lines[0].count)
    # strict: a quotation mark that is never closed would swallow the rest of the table
    try:
        cells = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(f"The table cannot be read ({error}). Check its quotation marks.") from None
    names = [clean(name).lower() for name in cells[0]]
    absent = [name for name in ("domain", "number", "indicator") if name not in names]
    if absent:
        raise Unreadable(
            f"The first line has no column “{absent[0]}”. Begin with the line: domain,weight,number,indicator."
        )
    rows = [
        _row(number, dict(zip(names, line, strict=False))) for number, line in enumerate(cells[1:], start=2)
    ]
    _refuse_odd(rows)
    return rows


def write(rows: list[Row]) -> str:
    """The table as text, to be shown in the form again."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (row.domain, "" if row.weight is None else row.weight, row.number, row.indicator) for row in rows
    )
    return text.getvalue()


def _row(line: int, cells: dict[str, str]) -> Row:
    found = {name: " ".join(clean(cells.get(name) or "").split()) for name in COLUMNS}
    for name, most in LIMITS.items():
        if not found[name]:
            raise Unreadable(f"Line {line}: the {name} is missing. Fill it in, or take the line out.")
        if len(found[name]) > most:
            raise Unreadable(f"Line {line}: the {name} is longer than {most} characters. Shorten it.")
    weight = found["weight"].rstrip("% ")
    if weight and not (weight.isascii() and weight.isdigit() and int(weight) <= 100):
        raise Unreadable(
            f"Line {line}: the weight “{found['weight'][:20]}” is not a percentage. Write 0 to 100, or leave it empty."
        )
    return Row(found["domain"], int(weight) if weight else None, found["number"], found["indicator"])


def _refuse_odd(rows: list[Row]) -> None:
    if not rows:
        raise Unreadable("The table has column names only. Add a line for each indicator.")
    if len(rows) > MOST:
        raise Unreadable(f"The table has {len(rows)} indicators. A rubric holds up to {MOST}.")
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        if row.number in seen:
            raise Unreadable(
                f"Line {line}: the number {row.number} was used on line {seen[row.number]}. Give each indicator its own."
            )
        seen[row.number] = line
