"""The files of a backup: written beside, made safe on the disk, and checked by their SHA-256 (`sha256sum -c SHA256SUMS`)."""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FORMAT = 1
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]+)")


class Unusable(Exception):
    """Why a backup or a restore is not possible, as a sentence for those who run the site."""


def seal_off(folder: Path, about: dict[str, Any]) -> None:
    """Write the manifest and the sums of all files in `folder`, and see that all of it is on the disk."""
    text = json.dumps({"format": FORMAT, **about}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (folder / SUMS).write_text(_sums(folder), encoding="ascii")
    for path in [*_files(folder), folder / SUMS]:
        path.chmod(0o600)
        sync(path)
    for path in [*(each for each in folder.rglob("*") if each.is_dir()), folder]:
        path.chmod(0o700)
        sync(path)


def check(folder: Path) -> dict[str, Any]:
    """The manifest of a backup in which every byte is as it was written. Raises Unusable with the first that is not."""
    try:
        written = (folder / SUMS).read_bytes()
    except OSError:
        raise Unusable(f"{folder} is no whole backup: it has no {SUMS}.") from None
    listed = _listed(written)
    found = {path.relative_to(folder).as_posix() for path in _files(folder)}
    if missing := sorted(set(listed) - found):
        raise Unusable(f"{missing[0]} is missing from the backup {folder}.")
    if more := sorted(found - set(listed)):
        raise Unusable(f"{more[0]} does not belong to the backup {folder}.")
    for name, sha256 in listed.items():
        if fingerprint(folder / name) != sha256:
            raise Unusable(f"{name} in {folder} is not as it was written. Use another backup.")
    about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if about["format"] != FORMAT:
        raise Unusable(
            f"{folder} was written by another version (format {about['format']}). Use that version."
        )
    return about


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """See that a file, or the names in a folder, are on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SUMS)


def _sums(folder: Path) -> str:
    return "".join(f"{fingerprint(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder))


def _listed(written: bytes) -> dict[str, str]:
    """Name → SHA-256. Strict: one changed byte in the list itself is noticed too."""
    lines = written.decode("latin-1").split("\n")
    matches = [_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not matches or None in matches:
        raise Unusable(f"{SUMS} is not as it was written. Use another backup.")
    names = {match[2]: match[1] for match in matches}
    if MANIFEST not in names or any(".." in name or name.startswith("/") for name in names):
        raise Unusable(f"{SUMS} is not as it was written. Use another backup.")
    return names
