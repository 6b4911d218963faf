"""Reads an uploaded PDF as a program of its own: whatever a file does to it, the site goes on.

Asked with one line of JSON on its input and the bytes of the file behind it; answers with a line of JSON for each thing that it
found out (see `seals` and `marks`). Standard library, pyHanko and PDFium alone; it knows nothing of the rest.
"""

import asyncio
import codecs
import hashlib
import io
import json
import logging
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from time import process_time
from typing import Any

MOST_MEMORY = 768 * 1024 * 1024
# At the one it is stopped, at the other it ends by itself.
MOST_SECONDS, ENOUGH_SECONDS = 10, 5

MOST_SEALS = 10
# Of a file that is a copy of one of ours, its text and its code are among the first of these.
MOST_STREAMS, MOST_UNPACKED, MOST_OF_ONE = 2000, 64 * 1024 * 1024, 4 * 1024 * 1024
MOST_PAGES = 60
# Who wants to find out which codes there are may not have many of them looked up at once.
MOST_TEXTS, MOST_CODES = 20, 3

_STREAM = re.compile(rb"stream\r?\n")
_FINGERPRINT = re.compile(rb'"fingerprint":"([0-9a-f]{64})"')
_CODE = re.compile(r"(?<![0-9A-Z-])(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}(?![0-9A-Z-])")


def main() -> None:
    """Answer what is asked on the input: "certificates" are those of the district, DER in hexadecimal."""
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    certificates = [bytes.fromhex(each) for each in asked["certificates"]]
    loop = asyncio.new_event_loop()
    load()
    set_limits()
    for answer in (seals(content, certificates, loop), marks(content)):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()  # if the next one is too much, this one has been said


def load() -> None:
    """Load all that will be needed: after `set_limits` there is no way to."""
    for module in ("pyhanko.sign.validation", "pyhanko.pdf_utils.filters", "pypdfium2"):
        import_module(module)
    for encoding in ("ascii", "latin-1", "utf-16", "utf-16-be", "utf-16-le", "idna"):
        codecs.lookup(encoding)


def set_limits() -> None:
    """So much memory and time, and from now on no file and no connection: nothing more can be opened."""
    logging.disable(logging.CRITICAL)
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def seals(content: bytes, certificates: list[bytes], loop: asyncio.AbstractEventLoop) -> dict[str, Any]:
    """Which seals are on it and whether they hold; or the problem: "locked" or "unreadable".

    bears   one of our certificates is somewhere in the file, readable or not
    seals   for each: "certificate" (its SHA-256), "names", "holds", "at" (ISO), and "hole": where in the file it lies.
            A seal holds if it is by one of our certificates and nothing at all was changed or added since.
    """
    small = content.lower()
    found = {"bears": any(each.hex().encode() in small for each in certificates), "seals": [], "problem": ""}
    del small
    try:
        found["seals"] = _seals(content, certificates, loop)
    except _Locked:
        found["problem"] = "locked"
    except Exception:
        found["problem"] = "unreadable"
    return found


class _Locked(Exception):
    """It cannot be read without a password."""


def _seals(
    content: bytes, certificates: list[bytes], loop: asyncio.AbstractEventLoop
) -> list[dict[str, Any]]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(content), strict=True)
    if reader.encrypted:
        raise _Locked
    signatures = reader.embedded_regular_signatures
    if len(signatures) > MOST_SEALS:
        raise ValueError("more seals than anybody puts on a form")
    return [_seal(each, content, certificates, loop) for each in signatures]


def _seal(
    signature, content: bytes, certificates: list[bytes], loop: asyncio.AbstractEventLoop
) -> dict[str, Any]:
    certificate = signature.signer_cert
    der = certificate.dump()
    names = certificate.subject.native
    at = signature.self_reported_timestamp
    return {
        "certificate": hashlib.sha256(der).hexdigest(),
        "names": [str(names.get(name, ""))[:200] for name in ("organization_name", "common_name")],
        "at": at.astimezone(UTC).isoformat() if at and at.tzinfo else "",
        "hole": _hole(signature),
        "holds": der in certificates and _holds(signature, content, loop),
    }


def _hole(signature) -> list[int]:
    """Where the seal itself lies in the file, which it cannot cover: from, to."""
    _, first, again, _ = (int(each) for each in signature.byte_range)
    return [first, again]


def _holds(signature, content: bytes, loop: asyncio.AbstractEventLoop) -> bool:
    """Whether the seal is intact, covers the whole file, and nothing is hidden in its own place."""
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if not _is_filled_as_usual(content, *_hole(signature)):
        return False
    try:
        status = loop.run_until_complete(
            async_validate_pdf_signature(signature, _trusting(signature), skip_diff=True)
        )
    except SignatureValidationError:
        return False
    return (
        status.intact
        and status.valid
        and status.trusted
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.docmdp_ok is not False
    )


def _is_filled_as_usual(content: bytes, first: int, again: int) -> bool:
    """Whether the place of the seal holds the seal, as pyHanko writes it, and then zeros alone."""
    from asn1crypto.parser import peek

    hole = content[first:again]
    filled = bytes.fromhex(hole[1:-1].decode("ascii"))
    return hole == b"<%s>" % filled.hex().upper().encode() and not filled[peek(filled) :].strip(b"\0")


def _trusting(signature):
    """Its certificate is one of the district's own, and so all that has to be trusted, at the time when it sealed."""
    from pyhanko_certvalidator import ValidationContext

    at, now = signature.self_reported_timestamp, datetime.now(UTC)
    return ValidationContext(
        trust_roots=[signature.signer_cert],
        moment=at if at and at.tzinfo and at < now else now,
        allow_fetching=False,
    )


def marks(content: bytes) -> dict[str, list[str]]:
    """What tells which of our documents it could be a copy of, however broken it is.

    texts   the SHA-256 of what could be an attached text, or what an attachment says that it is
    codes   what is printed on its pages and looks like a code
    """
    texts, codes = dict.fromkeys(_texts(content)), dict.fromkeys(_codes(content))
    return {"texts": list(texts)[:MOST_TEXTS], "codes": list(codes)[:MOST_CODES]}


def _texts(content: bytes) -> Iterator[str]:
    for stream in _streams(content):
        if stream.startswith(b"{"):
            yield hashlib.sha256(stream).hexdigest()
            yield from (each.decode() for each in _FINGERPRINT.findall(stream)[:1])


def _streams(content: bytes) -> Iterator[bytes]:
    """What is packed in the file, unpacked within limits, without asking its own table of contents."""
    left = MOST_UNPACKED
    for _, found in zip(range(MOST_STREAMS), _STREAM.finditer(content), strict=False):
        if process_time() > ENOUGH_SECONDS:
            return
        most = found.end() + MOST_OF_ONE
        end = content.find(b"endstream", found.end(), most)
        packed = content[found.end() : end if end > 0 else most]
        if packed.startswith(b"{"):
            yield packed.rstrip(b"\r\n")
        try:
            unpacked = zlib.decompressobj().decompress(packed, min(left, MOST_OF_ONE))
        except zlib.error:
            continue
        left -= len(unpacked)
        if left <= 0:
            return
        yield unpacked


def _codes(content: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        for number in range(min(len(document), MOST_PAGES)):
            if process_time() > ENOUGH_SECONDS:
                return
            page = document[number]
            words = page.get_textpage().get_text_bounded()
            yield from _CODE.findall(re.sub(r"\s+", " ", words))
            page.close()
    except Exception:
        return


if __name__ == "__main__":
    main()
