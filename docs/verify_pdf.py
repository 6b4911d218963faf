#!/usr/bin/env python3
"""Checks a form that a school district issued, without the district's site: its seal, and the text that is attached to it.

    pip install "pyhanko>=0.38"
    python verify_pdf.py FORM.pdf CERTIFICATES.pem [MORE.pem …]

The certificates are the district's own, fetched from the check page of its site or had from its office. Says what it finds, and ends
with 0 if everything holds and with 1 if anything does not. What each answer means: verify.md. Python 3.11, pyHanko, nothing else.
"""

import asyncio
import hashlib
import io
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import parser, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class DoesNotHold(Exception):
    """What is wrong with the file, as a sentence."""


def main(form: str, *certificates: str) -> int:
    """Check one file and print what was found; 0 if it holds."""
    logging.disable(logging.CRITICAL)
    content = Path(form).read_bytes()
    print(f"File: {form}\n  SHA-256 of the file: {hashlib.sha256(content).hexdigest()}")
    try:
        ours = [each for path in certificates for each in load_certificates(path)]
        reader = read(content)
        check_seal(reader, content, ours)
        check_text(reader)
    except DoesNotHold as why:
        print(f"\nIT DOES NOT HOLD. {why}")
        return 1
    print("\nIT HOLDS: this is what the district sealed, and nothing was changed since.")
    return 0


def load_certificates(path: str) -> list[x509.Certificate]:
    """The certificates in a PEM file."""
    try:
        blocks = list(pem.unarmor(Path(path).read_bytes(), multiple=True))
        found = [x509.Certificate.load(der) for kind, _, der in blocks if kind == "CERTIFICATE"]
    except (OSError, ValueError) as why:
        raise DoesNotHold(f"{path} cannot be read: {why}") from None
    if not found:
        raise DoesNotHold(f"There is no certificate in {path}.")
    return found


def read(content: bytes) -> PdfFileReader:
    """The file, read strictly: two programs must not be able to see two different files in it."""
    if not content.startswith(b"%PDF-"):
        raise DoesNotHold("It is not a PDF.")
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=True)
        locked = reader.encrypted
    except Exception as why:
        raise DoesNotHold(
            f"It is broken or was saved by another program, and cannot be read: {why}"
        ) from None
    if locked:
        raise DoesNotHold("It is locked with a password. What a district issues is not.")
    return reader


def check_seal(reader: PdfFileReader, content: bytes, ours: list[x509.Certificate]) -> None:
    """One seal, by one of these certificates, over the whole file as it is."""
    try:
        seals = list(reader.embedded_regular_signatures)
        if not seals:
            raise DoesNotHold("There is no seal on it.")
        if len(seals) > 1:
            raise DoesNotHold(f"There are {len(seals)} signatures on it, and a form carries one seal.")
        seal = seals[0]
        by, at = seal.signer_cert, seal.self_reported_timestamp
        print(f"  Seal: by {by.subject.human_friendly}\n  SHA-256 of its certificate: {by.sha256.hex()}")
        if by.dump() not in [each.dump() for each in ours]:
            raise DoesNotHold("Its seal is by none of the certificates given, whatever name it bears.")
        if at is None or at > datetime.now(UTC):
            raise DoesNotHold("Its seal does not say when it was made, or a time that is still to come.")
        trusted = ValidationContext(trust_roots=[by], allow_fetching=False, moment=at)
        status = asyncio.run(async_validate_pdf_signature(seal, trusted, skip_diff=True))
        hole = bytes.fromhex(content[seal.byte_range[1] + 1 : seal.byte_range[2] - 1].decode("ascii"))
        nothing_hidden = not hole[parser.peek(hole) :].strip(b"\0")
    except DoesNotHold:
        raise
    except Exception as why:
        raise DoesNotHold(f"Its seal is broken, and cannot be read: {why}") from None
    if not (status.intact and status.valid):
        raise DoesNotHold("Its seal is broken: the file was changed after it was sealed.")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE or not nothing_hidden:
        raise DoesNotHold("Something was added to it after it was sealed.")
    if not status.trusted or status.docmdp_ok is False:
        raise DoesNotHold("Its certificate did not hold when it was sealed.")
    print(f"  Sealed: {at:%Y-%m-%d %H:%M:%S %Z}, by the clock of the district's server")


def check_text(reader: PdfFileReader) -> None:
    """The text that is attached is the one that both signed, by the fingerprint that their signatures name."""
    attached = {}
    for each in reader.root.get("/AF", ()):
        file = each.get_object()
        attached[str(file["/UF"])] = file["/EF"]["/F"].data
    if not {"text.json", "signatures.json"} <= attached.keys():
        raise DoesNotHold("The text and its signatures are not attached to it.")
    sha256 = hashlib.sha256(attached["text.json"]).hexdigest()
    signed = json.loads(attached["signatures.json"])
    print(
        f"  SHA-256 of the text: {sha256}\n  Code: {code(sha256)} (compare both with what is printed at the end)"
    )
    for each in signed["signatures"]:
        stands_for = f", deputy for {each['for']}" if each.get("for") else ""
        paper = f", on paper on {each['paper']['signed_on']}" if each.get("paper") else ""
        print(f"  {each['role'].capitalize()}: {each['name']}{stands_for}, {each['signed_at']}{paper}")
        print(f"    SHA-256 of this signature: {each['sha256']}")
    if signed["fingerprint"] != sha256:
        raise DoesNotHold("The text that is attached is not the one that was signed.")
    if {each["role"] for each in signed["signatures"]} != {"evaluator", "teacher"}:
        raise DoesNotHold("It was not signed by both.")


def code(sha256: str) -> str:
    """The code that is printed on the form: 80 bits of the fingerprint, in letters that are not misread."""
    number = int(sha256[:20], 16)
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
