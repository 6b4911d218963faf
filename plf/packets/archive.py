"""Names signed copies and tells of them: the folders of a ZIP, its index for spreadsheets and its index for people."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO
from urllib.parse import quote

from jinja2 import Environment

from plf.packets.names import for_spreadsheet, safe, unique
from plf.packets.queries import FORM, Form

COLUMNS = (
    "file",
    "sha256",
    "check code",
    "form",
    "revision",
    "year",
    "teacher",
    "site",
    "signed",
    "part",
    "missing",
)
PART = 60 * 1024 * 1024  # bytes of signed copies in one ZIP


@dataclass(frozen=True)
class Entry:
    """A signed copy and its path in the ZIP; `part` is the number of the ZIP."""

    form: Form
    path: str
    part: int

    @property
    def address(self) -> str:
        """The path as a link."""
        return quote(self.path)


def path_of(form: Form, taken: set[str]) -> str:
    """Where a signed copy is kept: "2026-2027/Maple Street Elementary/Ortiz, Ana – plan – rev 2.pdf". Takes the name."""
    who = f"{safe(form.family, instead='Without a family name')}, {safe(form.given, instead='-')}"
    folders = f"{safe(form.year)}/{safe(form.site, instead='Without a site')}"
    paper = " – paper signed by hand" if form.paper else ""
    name = f"{folders}/{who} – {form.kind} – rev {form.number}{paper}"
    return unique(name, taken, ending=f".{form.paper or 'pdf'}")


def entries(forms: Iterable[Form]) -> list[Entry]:
    """The signed copies with their paths, and in which ZIP each is: none holds more than PART bytes of several."""
    found, taken, part, filled = [], set(), 1, 0
    for form in forms:
        if filled and filled + form.size > PART:
            part, filled = part + 1, 0
        filled += form.size
        found.append(Entry(form, path_of(form, taken), part))
    return found


def row(form: Form, path: str, part: int | str = "") -> list[str]:
    """A line of the index."""
    cells = (
        path,
        form.sha256,
        form.code,
        f"{FORM[form.kind]}{', scan of the paper' if form.paper else ''}",
        form.number or "",
        form.year,
        form.name,
        form.site,
        _moment(form.signed_at),
        part,
        form.why,
    )
    return [for_spreadsheet(str(cell)) for cell in cells]


def index_csv(all_of_it: Sequence[Entry], missing: Sequence[Form]) -> str:
    """All signed copies of all parts and what is missing, for a spreadsheet (in UTF-8, with the mark that Excel looks for)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(row(each.form, each.path, each.part) for each in all_of_it)
    writer.writerows(row(each, "") for each in missing)
    return "\ufeff" + text.getvalue()


def write(
    to: IO[bytes],
    contents: Iterator[tuple[Entry, bytes]],
    *,
    indexes: dict[str, str],
    at: datetime,
) -> None:
    """Write a ZIP: the signed copies as they are, and the indexes. They are dated when they were issued, `at` for these."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
        for entry, content in contents:
            archive.writestr(_info(entry.path, entry.form.issued_at or at), content)
        for name, text in indexes.items():
            archive.writestr(_info(name, at), text.encode())


def index_html(env: Environment, **context: object) -> str:
    """The index for people, in which each file can be clicked."""
    return env.get_template("packets/index.html").render(**context)


def _info(path: str, at: datetime) -> zipfile.ZipInfo:
    # A ZIP knows no time zones, and a computer shows what it says.
    info = zipfile.ZipInfo(path, at.astimezone(UTC).timetuple()[:6])
    info.external_attr = 0o644 << 16
    return info


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
