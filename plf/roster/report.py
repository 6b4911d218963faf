"""What was said of a roster, line by line: as a file for a workbook, and as text for the command line."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plf.packets.names import for_spreadsheet
from plf.roster.queries import KINDS

HEADINGS = ("Kind", "File", "Line", "Name", "What", "Done")


def as_csv(lines: Iterable[tuple]) -> str:
    """Every line as a row of a CSV file that workbooks open. `lines`: kind, file, line, name, what, done."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for kind, file, line, *words in lines:
        writer.writerow([KINDS[kind], file, line or "", *map(for_spreadsheet, words)])
    return "\ufeff" + out.getvalue()


def as_text(about: Mapping[str, Any], lines: Iterable[tuple], most: int) -> Iterator[str]:
    """What a file is, and of each kind of line how many there are and the first ones, `most` of them."""
    whole = "everybody who works here" if about["mode"] == "bulk" else "what changed, or some people"
    kind = "A list of people" if about["kind"] == "plain" else f"OneRoster {about['version']}"
    counts = about["counts"]
    yield f"{kind}, {whole}: {counts.get('staff', 0):,} lines of staff, {about['same']:,} people as they were."
    if passed := counts.get("not staff"):
        yield f"{passed:,} lines of pupils and parents were passed over."
    if unread := counts.get("unread"):
        yield f"{unread:,} lines could not be read. Whoever stands there may count as gone."
    for kind, name in KINDS.items():
        if count := about["lines"].get(kind):
            yield f"\n{name}: {count:,}"
            yield from _first(kind, lines, most)
            if count > most:
                yield f"  … and {count - most:,} more"


def _first(kind: str, lines: Iterable[tuple], most: int) -> Iterator[str]:
    for number, (_, file, line, name, what, done) in enumerate(each for each in lines if each[0] == kind):
        if number == most:
            return
        where = f" ({file}, line {line})" if line else f" ({file})" if file else ""
        yield f"  {name or '–'}{where}: {what}{' ' + done if done else ''}"
