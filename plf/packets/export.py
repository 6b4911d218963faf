"""Streams all documents of the district to a folder, with an index: for who leaves this site, and for an archive."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plf import store
from plf.extensions import db
from plf.packets import queries
from plf.packets.archive import COLUMNS, path_of, row
from plf.packets.names import same
from plf.packets.queries import Form

INDEX = "index.csv"


class Differs(Exception):
    """A file in the folder is not what was written there, as this sentence says."""


@dataclass(frozen=True)
class Exported:
    """How far the export is: `done` of `total` documents are in the folder, `added` of them were added now."""

    done: int
    total: int
    added: int


def export(folder: Path) -> Iterator[Exported]:
    """Write every issued document that is not in `folder` yet, each with a line in index.csv. Yields after each.

    It can be stopped at any moment and run again, also a year later: then it adds what is new and what is gone. A file
    that is listed keeps its name, whatever its teacher or site is called meanwhile. Nothing is written over: raises
    Differs for a file that was changed, store.Gone for a document that the database has lost, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = _lines(folder / INDEX)
    listed = {line["sha256"]: line["file"] for line in lines}
    taken = {same(path) for path in listed.values()}
    forms = queries.issued_forms()
    db.session.rollback()  # no transaction is held while files are written
    added = 0
    with (folder / INDEX).open("a", encoding="utf-8", newline="") as index:
        for done, form in enumerate(forms, start=1):
            path = listed.get(form.sha256)
            if path is None or not _is_there(folder, path, form.sha256):
                path = _write(folder, form, path, taken)
                added += 1
            if form.sha256 not in listed:
                csv.writer(index).writerow(row(form, path))
                index.flush()
                listed[form.sha256] = path
            yield Exported(done, len(forms), added)


def _lines(index: Path) -> list[dict[str, str]]:
    """The lines of the index. One that was cut off while it was written is taken out first."""
    lines = []
    if index.exists():
        with index.open(encoding="utf-8-sig", newline="") as kept:
            lines = [line for line in csv.DictReader(kept) if None not in line.values()]
    new = index.with_name(f"{INDEX}.new")
    with new.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)
    new.replace(index)
    return lines


def _is_there(folder: Path, path: str, sha256: str) -> bool:
    """Whether the file is there as it was written. Raises Differs when it is another."""
    file = folder / path
    if not file.resolve().is_relative_to(folder.resolve()):
        raise Differs(f"{INDEX} names a file outside of the folder: {path}")
    if not file.exists():
        return False
    if store.fingerprint(file.read_bytes()) != sha256:
        raise Differs(f"{path} has been changed. Move it away, and run this again.")
    return True


def _write(folder: Path, form: Form, path: str | None, taken: set[str]) -> str:
    """Write a document whole or not at all, under a name of its own; its path."""
    content = store.get(form.sha256)
    db.session.rollback()
    path = path or path_of(form, taken)
    # Written, and not listed any more because the power went; or somebody else's file.
    while (folder / path).exists() and store.fingerprint((folder / path).read_bytes()) != form.sha256:
        path = path_of(form, taken)
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    begun = (folder / path).with_suffix(".part")
    with begun.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    begun.replace(folder / path)
    return path
