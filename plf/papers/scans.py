"""Scans as they come in: what kind of file each is, and what is read from it in a child process with limits."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plf import store
from plf.journal import files
from plf.journal.not_taken import NotTaken, TooLarge
from plf.rules import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 6
TAKEN = "One PDF, or up to six photos (JPEG or PNG), 20 MB in all"
PATIENCE = 40  # seconds; the child itself may compute for 20
WAITS = 15  # seconds for a free place among those that are read

_CHILD = Path(__file__).with_name("in_child.py")
# A child may take a gigabyte and a processor: two at a time in each process of the site.
_AT_ONCE = threading.BoundedSemaphore(2)

# How a child ends that has used up its memory or its time.
_OUT_OF_MEANS = (signal.SIGABRT, signal.SIGKILL, signal.SIGXCPU)

_MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}

_WRONG = {
    "pages": "has more pages than a signed form can have. Scan the pages of this form alone.",
    "large": "is too large to be read here. Scan it in black and white or gray, at 150 to 300 dpi.",
    "unreadable": "could not be opened. Scan or photograph the paper once more.",
}


@dataclass(frozen=True)
class Read:
    """What was read of a scan: its bytes as one file, of which kind, how many pages, and the codes found on them.

    Codes are as pdf.check_code writes them, each once.
    """

    content: bytes
    kind: str
    sha256: str
    pages: int
    codes: tuple[str, ...]


def media_type(kind: str) -> str:
    """The type under which a scan of this kind is served."""
    return _MEDIA_TYPES[kind]


def recognize(content: bytes, name: str) -> files.Found:
    """Which of the kinds that are taken these bytes are. Raises NotTaken with a sentence for the reader."""
    called = files.label(name, "")
    if content[4:8] == b"ftyp":
        raise NotTaken(
            f"“{called}” is in a format of telephones (HEIC) that not everybody can open. Set the camera to "
            "“Most Compatible” and photograph the paper again, or save the photo as JPEG."
        )
    if content and not content.startswith((b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise NotTaken(
            f"“{called}” is no scan or photo that is taken here. Scan the paper to a PDF, or photograph it as JPEG or PNG."
        )
    return files.recognize(content, name, most=MOST_BYTES)


def read(found: Sequence[files.Found]) -> Read:
    """Read one scan: a PDF, or photos of its pages in their order; several become one PDF. It takes seconds.

    Call it outside of any transaction. Raises NotTaken with a sentence for the reader, and a Refusal (503) when
    several others are being read at the moment.
    """
    answer, made = _ask({"what": "read"}, [(each.kind, each.content) for each in found])
    wrong = answer.get("wrong")
    if wrong:
        raise NotTaken(f"“{found[0].label}” {_WRONG[wrong]}")
    content, kind = (made, "pdf") if len(found) > 1 else (found[0].content, found[0].kind)
    if len(content) > 2 * MOST_BYTES:
        raise TooLarge("These photos are too large together. Save them as JPEG, or scan the paper to a PDF.")
    return Read(content, kind, store.fingerprint(content), answer["pages"], tuple(answer["codes"]))


def picture_of(content: bytes, kind: str, page: int) -> bytes | None:
    """One page of a kept scan (from 1) as a PNG drawn by us; None when there is no such page. It takes a second.

    Raises the Refusal of `read`.
    """
    answer, made = _ask({"what": "draw", "page": page}, [(kind, content)])
    return None if "wrong" in answer else made


def _ask(what: dict[str, Any], scans: Sequence[tuple[str, bytes]]) -> tuple[dict[str, Any], bytes]:
    """Ask the child. Whatever kills it or holds it up is an answer as well."""
    if not _AT_ONCE.acquire(timeout=WAITS):
        raise Refusal(
            503, "Several scans are being read at this moment. Wait a minute, then send yours again."
        )
    try:
        asked = json.dumps({**what, "files": [(kind, len(content)) for kind, content in scans]}).encode()
        done = subprocess.run(  # noqa: S603 - our own program, and nothing of the file is in its words
            [sys.executable, "-I", "-B", str(_CHILD)],
            input=b"\n".join([asked, b"".join(content for _, content in scans)]),
            capture_output=True,
            timeout=PATIENCE,
            cwd="/",
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"wrong": "large"}, b""
    finally:
        _AT_ONCE.release()
    if done.returncode:
        return {"wrong": "large" if -done.returncode in _OUT_OF_MEANS else "unreadable"}, b""
    head, _, made = done.stdout.partition(b"\n")
    return json.loads(head), made
