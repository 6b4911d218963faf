"""Writes everything that the district keeps to a folder: tables as JSON lines, lists as CSV, files, signed copies, a manifest.

The format is described in docs/export-format.md. Stopped, it goes on where it was when it is run again.
"""

import base64
import csv
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, Table, exists, false, func, or_, select, true

from plf import store
from plf.database import now
from plf.extensions import db
from plf.models import (
    Evidence,
    FeedbackAnswer,
    JournalEntry,
    Paper,
    Person,
    Plan,
    Revision,
    SchoolYear,
    Signature,
    Site,
    StoredFile,
)
from plf.packets import export
from plf.packets.names import for_spreadsheet

JOB = "export_all"
FORMAT = 1
MANIFEST = "manifest.csv"
# What lets somebody sign in, what lasts a day or less, and what is worked out anew from the rest.
LEFT_OUT = {
    "answered", "failed_try", "identity", "invitation", "used_answer", "job", "worker", "kept_text", "sign_in",
    "stored_file", "packet", "packet_file", "scan",
    "table_import", "exemplar_words", "library_edition", "count_mark", "count_turn", "kept_day", "site_count",
}  # fmt: skip
SECRET = {("person", "password_hash")}
# Its writer's alone, or kept from everybody who works here: only who runs the site may take it along, to move elsewhere
# (--with-private). Table → the rows that are written without that.
_OF_PRIVATE = select(JournalEntry.id).where(JournalEntry.is_private)
PRIVATE: dict[str, ColumnElement[bool]] = {
    "draft": false(),
    "journal_entry": JournalEntry.is_private.is_(False),
    "evidence": Evidence.entry_id.not_in(_OF_PRIVATE),
    "revision": or_(Revision.recalled_at.is_(None), exists().where(Signature.revision_id == Revision.id)),
    "feedback_answer": FeedbackAnswer.is_shown,
    **dict.fromkeys(
        ("feedback_given", "exemplar_source", "exemplar_replacement", "exemplar_event", "exemplar_consent"),
        false(),
    ),
}


def folder_of_exports() -> Path:
    """Where the exports lie that are asked for on a page: on the machine of the worker."""
    return Path(current_app.config["INSTANCE"]) / "exports"


def write(folder: Path, *, with_private: bool = False) -> Iterator[tuple[int, int, str]]:
    """Write everything to `folder`. Yields (steps done, of how many, what comes next).

    Tables are written anew each time; files that are there as they should be are left, those that are none of it any
    more go. Only who writes the folder may read it. Raises export.Differs for a signed copy that was changed in the
    folder, store.Gone for bytes that the database has lost, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / MANIFEST).unlink(missing_ok=True)  # what has none is not finished
    tables = [each for each in db.metadata.sorted_tables if each.name not in LEFT_OUT]
    files = _files(with_private=with_private)
    total = len(tables) + len(files) + 3
    done = 0
    # One look at all tables: on PostgreSQL that has to be said, on SQLite a reader sees one moment anyway.
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    for table in tables:
        _write_table(folder, table, with_private=with_private)
        done += 1
        yield done, total, f"table {table.name}"
    _write_lists(folder)
    db.session.rollback()
    done += 1
    yield done, total, "lists"
    _drop_other_files(folder / "files", keep=set(files))
    for sha256 in files:
        _write_file(folder, sha256)
        done += 1
        yield done, total, "files"
    for _ in export.export(folder / "signed"):
        pass
    db.session.rollback()
    done += 1
    yield done, total, "signed copies"
    _write_manifest(folder, with_private=with_private)
    yield total, total, "manifest"


def _columns(table: Table) -> list:
    return [column for column in table.columns if (table.name, column.name) not in SECRET]


def _rows(table: Table, *, with_private: bool) -> Select:
    statement = select(*_columns(table)).order_by(*table.primary_key.columns)
    if table.name in PRIVATE and not with_private:
        statement = statement.where(PRIVATE[table.name])
    return statement


def _write_table(folder: Path, table: Table, *, with_private: bool) -> None:
    rows = db.session.execute(_rows(table, with_private=with_private).execution_options(yield_per=500))
    with _whole(folder / "tables" / f"{table.name}.jsonl") as out:
        for row in rows:
            line = {name: _plain(value) for name, value in row._mapping.items()}
            out.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _write_lists(folder: Path) -> None:
    for name, (head, statement) in LISTS.items():
        with _whole(folder / "lists" / f"{name}.csv", newline="") as out:
            out.write("\ufeff")
            writer = csv.writer(out)
            writer.writerow(head)
            for row in db.session.execute(statement.execution_options(yield_per=500)):
                writer.writerow([for_spreadsheet("" if cell is None else str(cell)) for cell in row])


_EVALUATOR = Person.__table__.alias("evaluator")
# What people open first: name → heads, rows.
LISTS: dict[str, tuple[tuple[str, ...], Select]] = {
    "people": (
        (
            "id",
            "given name",
            "family name",
            "e-mail",
            "position",
            "kind of staff",
            "site",
            "office",
            "active",
        ),
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.position,
            Person.staff_kind,
            Site.name,
            Person.is_office,
            Person.is_active,
        )
        .outerjoin(Site, Site.id == Person.main_site_id)
        .order_by(Person.id),
    ),
    "sites": (("id", "name", "active"), select(Site.id, Site.name, Site.is_active).order_by(Site.id)),
    "plans": (
        ("id", "year", "teacher id", "family name", "given name", "evaluator", "site", "state", "since"),
        select(
            Plan.id,
            SchoolYear.label,
            Person.id,
            Person.family_name,
            Person.given_name,
            _EVALUATOR.c.email,
            Site.name,
            Plan.state,
            Plan.state_since,
        )
        .join(SchoolYear, SchoolYear.id == Plan.year_id)
        .join(Person, Person.id == Plan.teacher_id)
        .outerjoin(_EVALUATOR, _EVALUATOR.c.id == Plan.evaluator_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .order_by(Plan.id),
    ),
}


def _files(*, with_private: bool) -> list[str]:
    """The fingerprints of evidence and of scans of paper whose bytes are kept."""
    named = (
        select(Evidence.sha256)
        .where(Evidence.sha256.is_not(None), true() if with_private else PRIVATE["evidence"])
        .union(select(Paper.sha256))
        .subquery()
    )
    kept = select(named.c.sha256).join(StoredFile, StoredFile.sha256 == named.c.sha256)
    return sorted(db.session.scalars(kept.where(func.length(StoredFile.content) > 0)))


def _write_file(folder: Path, sha256: str) -> None:
    path = folder / "files" / sha256[:2] / sha256
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        return
    content = store.get(sha256)
    db.session.rollback()
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_suffix(".part")
    with begun.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    begun.replace(path)


def _drop_other_files(folder: Path, *, keep: set[str]) -> None:
    """What lies there from before and is not to be in it: a private file, or one that went by rule meanwhile."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in keep:
            path.unlink()


class _whole:
    """A text file that is there whole or not at all."""

    def __init__(self, path: Path, *, newline: str | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.begun = path, path.with_name(path.name + ".part")
        self.newline = newline

    def __enter__(self):
        self.out = self.begun.open("w", encoding="utf-8", newline=self.newline)
        return self.out

    def __exit__(self, kind: object, *_: object) -> None:
        self.out.close()
        if kind is None:
            self.begun.replace(self.path)


def _write_manifest(folder: Path, *, with_private: bool) -> None:
    about = {
        "format": FORMAT,
        "written_at": now().isoformat(timespec="seconds"),
        "with_private": with_private,
    }
    with _whole(folder / "export.json") as out:
        json.dump(about, out, indent=1)
    with _whole(folder / MANIFEST, newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("file", "bytes", "sha256"))
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in (MANIFEST, f"{MANIFEST}.part"):
                with path.open("rb") as content:
                    sha256 = hashlib.file_digest(content, "sha256").hexdigest()
                writer.writerow((path.relative_to(folder).as_posix(), path.stat().st_size, sha256))
