"""Files and pasted text as they come in: what kind each is, and what a child process with limits reads from it."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from plf.action_imports import own, understanding
from plf.action_imports.understanding import Understood
from plf.journal.not_taken import NotTaken, TooLarge
from plf.rules import Refusal

MOST_BYTES = 4 * 1024 * 1024
MOST_PASTED = 200_000
MOST_READ = 4 * 1024 * 1024
TAKEN = "A Word document (.docx), a workbook (.xlsx), CSV, or JSON that was exported here; up to 4 MB"
PATIENCE, WAITS = 25, 15  # seconds; the child itself may compute for 15

_CHILD = Path(__file__).with_name("in_child.py")
_AT_ONCE = threading.BoundedSemaphore(2)
_WRONG = {
    "large": "holds far more than a table of an action plan. Copy the table alone into a new document.",
    "locked": "is protected by a password. Save it without one, then choose it again.",
    "unreadable": "could not be opened. Open it in Word or Excel, save it anew, then choose that.",
    "no_table": "has no table in it. Choose the document with the table, or copy the table and paste it.",
    "many_rows": "has more than 5,000 rows. An action plan holds up to 2,000; keep those of this plan.",
}


def read_file(content: bytes, name: str) -> dict[str, Any]:
    """What is in a file: {"kind": "sheet" or "json", …}, to be kept and understood later. It takes up to seconds.

    Call it outside of any transaction. Raises NotTaken with a sentence, and a Refusal (503) when several are read.
    """
    called = f"“{name[:80] or 'The file'}”"
    if not content:
        raise NotTaken(f"{called} is empty. Choose the document with the table.")
    if len(content) > MOST_BYTES:
        raise TooLarge(f"{called} is larger than 4 MB. Copy the table alone into a new document.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotTaken(f"{called} {_WRONG['locked']}")
        raise NotTaken(
            f"{called} is in an old format (.doc, .xls). Save it as .docx or .xlsx, then choose that."
        )
    if content.startswith(b"%PDF"):
        raise NotTaken(
            f"{called} is a PDF, in which a table is a drawing. Choose the document it was made from."
        )
    if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{"):
        try:
            own.from_json(content)
        except own.NotOurs:
            raise NotTaken(f"{called} is JSON, but no action plan that was exported here.") from None
        return {"kind": "json", "json": content.decode("utf-8-sig")}
    return _ask(content, _kind(content, called, name), called)


def read_pasted(text: str) -> dict[str, Any]:
    """As `read_file`, for what was pasted: HTML, or lines whose cells stand between tabs."""
    if not text.strip():
        raise NotTaken("Choose a file, or paste the table.")
    if len(text) > MOST_PASTED:
        raise TooLarge(f"That is more than {MOST_PASTED:,} characters. Choose the file instead.")
    return _ask(text.encode(), "text", "What you pasted")


def understood(read: dict[str, Any], chosen: dict[str, str]) -> Understood:
    """What was read, understood with its columns as chosen."""
    if read["kind"] == "json":
        return own.from_json(read["json"].encode())
    sheet = read["sheet"]
    if sheet.get("own"):
        return (own.from_docx if sheet["own"] == "docx" else own.from_grid)(sheet)
    return understanding.understand(sheet, chosen)


def _kind(content: bytes, called: str, name: str) -> str:
    if content.startswith(b"PK\x03\x04"):
        for part, kind in ((b"word/document.xml", "docx"), (b"xl/workbook.xml", "xlsx")):
            if part in content:
                return kind
        raise NotTaken(f"{called} is no Word document and no workbook. {TAKEN}.")
    if b"\0" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotTaken(f"{called} is no document with a table. {TAKEN}.")
    if re.search(rb"<(table|html|td)\b", content[:200_000], re.I) or (
        b"\t" in content[:20_000] and not name.lower().endswith(".csv")
    ):
        return "text"
    if not re.search(rb"[,;\t]", content[:20_000]):
        raise NotTaken(f"{called} {_WRONG['no_table']}")
    return "csv"


def _ask(content: bytes, kind: str, called: str) -> dict[str, Any]:
    """Ask the child. Whatever kills it or holds it up is an answer as well."""
    if not _AT_ONCE.acquire(timeout=WAITS):
        raise Refusal(
            503, "Several tables are being read at this moment. Wait a minute, then send yours again."
        )
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and nothing of the file is in its words
            [sys.executable, "-I", "-B", str(_CHILD)],
            input=json.dumps({"kind": kind}).encode() + b"\n" + content,
            capture_output=True,
            timeout=PATIENCE,
            cwd="/",
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotTaken(f"{called} {_WRONG['large']}") from None
    finally:
        _AT_ONCE.release()
    if done.returncode or len(done.stdout) > MOST_READ:
        raise NotTaken(f"{called} {_WRONG['large']}")
    sheet = json.loads(done.stdout)
    if "wrong" in sheet:
        raise NotTaken(f"{called} {_WRONG[sheet['wrong']]}")
    return {"kind": "sheet", "sheet": sheet}
