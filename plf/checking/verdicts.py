"""Has a file looked into by a child process (in_child.py), and says in plain words what was found and what to do."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from plf import store
from plf.checking import queries
from plf.models import Document
from plf.people.queries import district

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

# The child stops by itself after ten seconds of work; this is for one that waits.
LONGEST = 20
# One at a time in a process of the site; who comes meanwhile waits this long, in seconds.
_one_at_a_time, PATIENCE = BoundedSemaphore(1), 3


class Busy(Exception):
    """As many files as may be are being looked into right now."""


@dataclass(frozen=True)
class Verdict:
    """What was found: `kind` is a key of WORDS; `document` the one it is, or a copy of; `at` when it was sealed (ISO)."""

    kind: str
    document: Document | None = None
    at: str = ""

    @property
    def title(self) -> str:
        return WORDS[self.kind][0]

    @property
    def found(self) -> str:
        """What was found, in one sentence."""
        return WORDS[self.kind][1]

    @property
    def do(self) -> str:
        """What to do about it, in one sentence."""
        return WORDS[self.kind][2]

    @property
    def is_good(self) -> bool:
        """Whether the file is what was issued."""
        return self.kind in ("unchanged", "older")


_DO_NOT_RELY = "Do not rely on it, and ask the person who gave it to you, or the district’s office, for the file as it was issued."

# Title, what was found, what to do.
WORDS = {
    "unchanged": (
        "Issued here, unchanged",
        "This is, byte for byte, the file that was issued here after both had signed.",
        "You can rely on what it says; below is what is kept about it.",
    ),
    "older": (
        "Issued here, an older revision",
        "This is, byte for byte, a file that was issued here after both had signed, but a newer text was signed since.",
        "Ask for the newer one if you want to know what holds now; this one shows what held before.",
    ),
    "changed": (
        "Changed since it was issued",
        "This is not a file that was issued here: it is a copy of one, and was changed, damaged, printed or saved anew since.",
        _DO_NOT_RELY,
    ),
    "not kept": (
        "Sealed by the district, but not kept here",
        "The seal of the district holds, so nothing was changed since it was sealed; but this very file is not among those "
        "that are kept here, perhaps because the records were restored from an older backup.",
        "Show it to the district’s office, which can say why: it may be the only copy left.",
    ),
    "look-alike": (
        "Not ours: a seal that looks like ours",
        "The seal on this file bears the district’s name, but it was made with another key than the district’s.",
        "Do not rely on it, keep it, and tell the district’s office: somebody may want to deceive you.",
    ),
    "not ours": (
        "Not ours",
        "This file is sealed or signed, but not by this district, and nothing in it says that it was issued here.",
        "Ask whoever signed it; if it should be a form of this district, ask for the file as it was issued.",
    ),
    "no seal": (
        "No seal",
        "There is no seal on this file, and nothing in it says that it was issued here; a draft or a blank form has none either.",
        "If both have signed it, ask for the signed copy, which carries the district’s seal.",
    ),
    "locked": (
        "Locked with a password",
        "This file can only be read with a password, so what is in it could not be looked at; no form that was issued here is locked.",
        "Ask for the file as it was issued, without a password.",
    ),
    "unreadable": (
        "Could not be read",
        "This file is broken, or made so that it cannot be read within the time and memory that a form needs.",
        "Send it again in case it was cut off on its way, or ask for the file as it was issued.",
    ),
    "not a PDF": (
        "Not a PDF",
        "This file is no PDF, and every form that is issued here is one.",
        "Choose the PDF; of a paper, type its code instead.",
    ),
    "empty": (
        "Empty",
        "There is nothing in this file.",
        "Choose it again, or ask for it once more.",
    ),
}


@dataclass(frozen=True)
class Findings:
    """What the child found out; see `seals` and `marks` in in_child.py."""

    bears: bool = False
    problem: str = ""
    seals: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


def by_bytes(sha256: str) -> Verdict | None:
    """The verdict on a file that was issued here, by its SHA-256 alone; None for every other file."""
    document = queries.with_bytes(sha256)
    if document is None:
        return None
    return Verdict("older" if queries.superseded_at(document) else "unchanged", document)


def that_seal(certificates: "Sequence[Certificate]") -> "list[Certificate]":
    """Those that seal, without the ones of their issuers: of the same issuer others may have theirs too."""
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    def issues(each: "Certificate") -> bool:
        try:
            return each.extensions.get_extension_for_class(BasicConstraints).value.ca
        except ExtensionNotFound:
            return False

    return [each for each in certificates if not issues(each)]


def may_be_a_pdf(content: bytes) -> bool:
    """Whether it is worth looking into: some sign of a PDF is in it."""
    return b"%PDF-" in content[:1024] or b"endobj" in content


def look_into(content: bytes, certificates: "Sequence[Certificate]") -> Findings:
    """What a file tells of itself, found out by a child process with limits. Takes about half a second.

    Call it outside of any transaction. Raises Busy when others are being looked into and that takes too long.
    """
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return findings(_answers(content, certificates))
    finally:
        _one_at_a_time.release()


def findings(lines: bytes) -> Findings:
    """What the child said, as far as it came."""
    said = {}
    for line in lines.splitlines():
        said |= json.loads(line)
    return Findings(**said) if "bears" in said else Findings(problem="unreadable")


def _answers(content: bytes, certificates: "Sequence[Certificate]") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    asked = {"certificates": [each.public_bytes(Encoding.DER).hex() for each in certificates]}
    with subprocess.Popen(  # noqa: S603 - our own program; -I: nothing of the environment is loaded with it
        [sys.executable, "-I", Path(__file__).with_name("in_child.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        env={},
    ) as child:
        try:
            return child.communicate(json.dumps(asked).encode() + b"\n" + content, timeout=LONGEST)[0]
        except subprocess.TimeoutExpired:
            child.kill()
            return child.communicate()[0]


def verdict(content: bytes, found: Findings, certificates: "Sequence[Certificate]") -> Verdict:
    """What all of it means, for a file that was not issued here byte for byte."""
    if not may_be_a_pdf(content):
        return Verdict("not a PDF" if content else "empty")
    if found.problem == "locked":
        return Verdict("locked")
    document = queries.told_by(found.texts, [each.replace("-", "") for each in found.codes])
    for seal in found.seals:
        if seal["holds"]:
            return Verdict(_not_the_very_file(content, seal, document), document, seal["at"])
    if found.bears:
        return Verdict("changed", document)
    if any(_looks_like(seal["names"], certificates) for seal in found.seals):
        return Verdict("look-alike")
    if document:
        return Verdict("changed", document)
    if found.problem:
        return Verdict(found.problem if b"%PDF-" in content[:1024] else "not a PDF")
    return Verdict("not ours" if found.seals else "no seal")


def _not_the_very_file(content: bytes, seal: dict[str, Any], document: Document | None) -> str:
    """A file whose seal holds, and that is not kept: of another sealing, or changed where no seal can reach."""
    if document is None:
        return "not kept"
    kept, (first, again) = store.get(document.sha256), seal["hole"]
    same = content[:first] == kept[:first] and content[again:] == kept[again:]
    return "changed" if same else "not kept"


def _looks_like(names: list[str], certificates: "Sequence[Certificate]") -> bool:
    """Whether a certificate that is not the district's bears its name. (What else is in ours, other districts' have too.)"""
    from cryptography.x509.oid import NameOID

    ours = {_plain(district().name)}
    for each in certificates:
        found = each.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        found = found or each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        ours.update(_plain(name.value) for name in found)
    return any(_plain(name) in ours for name in names if name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
