"""Reads a roster as a program of its own, and answers with the staff in it alone: pupils and parents never leave it.

Asked with one line of JSON on its input and the bytes of the file behind it: "known" are the identifiers of people who
are linked already, "roles" the roles that count as staff, "mode" what the office said of the file ("", "bulk" or "delta"),
"columns" which column of a plain list is what. Its answers are in telling.py.
"""

import codecs
import json
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from oneroster import OneRoster
from plain_list import PlainList
from telling import Telling, Wrong, say

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 240


def main() -> None:
    """Answer what is asked on the input."""
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437"):
        codecs.lookup(encoding)
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        _read(content, asked)
    except Wrong as wrong:
        say("wrong", str(wrong))
    except MemoryError:
        say("wrong", "large")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError):
        say("wrong", "unreadable")
    say("end")


def _read(content: bytes, asked: dict[str, Any]) -> None:
    telling = Telling()
    if content.startswith(b"PK\x03\x04"):
        OneRoster(asked, telling).read(content)
    elif content.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")) or not content.strip():
        raise Wrong("unreadable")
    else:
        PlainList(asked, telling).read(content)
    telling.end()


if __name__ == "__main__":
    main()
