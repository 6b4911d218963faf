"""Asks a child process with limits what is in a roster, and answers with what it says: of people, the staff alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import Any

from plf.journal.not_taken import NotTaken, TooLarge

MOST_BYTES = 60 * 1024 * 1024
MOST_ANSWER = 512 * 1024 * 1024
PATIENCE = 300  # seconds; the child itself may compute for 240
TAKEN = "A OneRoster file (.zip), or a list of people as CSV; up to 60 MB"

_CHILD = Path(__file__).parent / "child" / "main.py"
_WRONG = {
    "large": "holds far more than the roster of a district. Export orgs, users and roles alone, then choose that file.",
    "locked": "is protected by a password. Pack it without one, then choose it again.",
    "unreadable": "could not be opened. Export it anew, then choose that file.",
    "no_users": "has no users.csv in it. Choose the whole OneRoster export as it was made, as one .zip file.",
    "no_roles": "does not say who is staff: there is no roles.csv, and users.csv has no column “role”.",
    "no_table": "has no table in it. Save the list as CSV, with a heading above each column.",
    "twice": "has two files of the same name in different folders. Pack only those that are to be read.",
}  # fmt: skip


class ChooseColumns(Exception):
    """The list cannot be read before somebody says which of its columns is what."""


def check(content: bytes, name: str) -> None:
    """Refuse before it is kept what is no roster for sure. Raises NotTaken with a sentence."""
    called = _called(name)
    if not content:
        raise NotTaken(f"{called} is empty. Choose the file that your student information system exported.")
    if len(content) > MOST_BYTES:
        raise TooLarge(
            f"{called} is larger than 60 MB. {_WRONG['large'].rpartition('. ')[0].split('. ')[-1]}."
        )
    if content.startswith(b"\xd0\xcf\x11\xe0") or (
        content.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in content
    ):
        raise NotTaken(f"{called} is a workbook. Save the sheet as CSV, then choose that file.")
    if content.startswith(b"%PDF"):
        raise NotTaken(f"{called} is a PDF. {TAKEN}.")


def answers(content: bytes, name: str, **asked: Any) -> Iterator[list]:
    """What the child says of a file, one answer after the other (plf/roster/child/telling.py). It takes up to minutes.

    `asked`: known, roles, mode, columns. Call it outside of any transaction. Raises NotTaken with a sentence, and
    ChooseColumns after the headings of a list were said.
    """
    with TemporaryFile() as given:
        given.write(json.dumps(asked).encode() + b"\n")
        given.write(content)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own program, and nothing of the file is in its words
            [sys.executable, "-I", "-B", str(_CHILD)],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
        )
        timer = Timer(PATIENCE, child.kill)
        timer.start()
        try:
            yield from _said(child.stdout, _called(name))
        finally:
            timer.cancel()
            child.kill()
            child.stdout.close()
            child.wait()


def _said(lines, called: str) -> Iterator[list]:
    size = 0
    for line in lines:
        size += len(line)
        answer = json.loads(line) if size <= MOST_ANSWER and line.endswith(b"\n") else ["wrong", "large"]
        if answer[0] == "end":
            return
        if answer[0] == "wrong":
            _refuse(answer[1], called)
        yield answer
    raise NotTaken(f"{called} {_WRONG['large']}")


def _refuse(wrong: str, called: str) -> None:
    if wrong == "choose_columns":
        raise ChooseColumns
    if wrong.startswith("columns:"):
        _, file, missing = wrong.split(":", 2)
        raise NotTaken(f"{called}: {file} has no column “{missing}”. Export it anew with all of its columns.")
    raise NotTaken(f"{called} {_WRONG[wrong]}")


def _called(name: str) -> str:
    return f"“{name[:80] or 'The file'}”"
