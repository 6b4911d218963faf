"""What an uploaded file really is, read from its bytes. Nothing is ever drawn, unpacked to disk or carried out.

The name and the type that came with a file are not believed: the name becomes a label, the type is found here.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from plf import contents, store
from plf.journal import office, pictures
from plf.journal.not_taken import CUT_SHORT, MORE_BEHIND, NotTaken, TooLarge

MOST_BYTES = 10 * 1024 * 1024
LABEL_LIMIT = 120

# The kinds of files that are taken, with the type under which they are served and the ends that a name may have.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", ("pdf",)),
    "jpeg": ("image/jpeg", ("jpg", "jpeg")),
    "png": ("image/png", ("png",)),
    "webp": ("image/webp", ("webp",)),
    "heic": ("image/heic", ("heic", "heif")),
    **{kind: (media_type, (kind,)) for kind, media_type in office.MEDIA_TYPES.items()},
}
ENDS = tuple(f".{end}" for _, ends in KINDS.values() for end in ends)

TAKEN = "PDF, pictures (JPEG, PNG, WebP, HEIC), and Word, Excel, PowerPoint or OpenDocument files"

# How files begin that people do try, and what to do instead.
_INSTEAD: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "a GIF picture. Save it as PNG or JPEG."),
    (b"BM", "a bitmap. Save it as PNG or JPEG."),
    (b"II*\0", "a TIFF picture. Save it as PDF, PNG or JPEG."),
    (b"MM\0*", "a TIFF picture. Save it as PDF, PNG or JPEG."),
    (b"\xd0\xcf\x11\xe0", "in an old Office format. Save it as .docx, .xlsx, .pptx or PDF."),
    (b"{\\rtf", "a rich-text file. Save it as .docx or PDF."),
    (b"MZ", "a program. Programs are not taken."),
    (b"\x7fELF", "a program. Programs are not taken."),
    (b"#!", "a program. Programs are not taken."),
    (b"Rar!", "an archive. Add the files that are in it one by one."),
    (b"7z\xbc\xaf", "an archive. Add the files that are in it one by one."),
    (b"\x1f\x8b", "an archive. Add the files that are in it one by one."),
    (b"ID3", "sound. Put it where the district keeps recordings, and add a link to it."),
    (b"\x1aE\xdf\xa3", "a video. Put it where the district keeps recordings, and add a link to it."),
)


@dataclass(frozen=True)
class Found:
    """A file that is taken: its bytes (a photo without what hangs on it), its kind, and its label."""

    content: bytes
    kind: str
    label: str
    sha256: str


def recognize(content: bytes, name: str, *, most: int = MOST_BYTES) -> Found:
    """What these bytes are, `most` of them. `name` is what the browser called them. Raises NotTaken with a sentence for the reader."""
    called = label(name, "")
    try:
        if not content:
            raise NotTaken("is empty. Choose it again.")
        if len(content) > most:
            raise TooLarge(f"is larger than {most // 2**20} MB. Make it smaller, or add a link to it.")
        kind, content = _kind_of(content)
    except NotTaken as why:
        raise type(why)(f"“{called}” {why}") from why
    return Found(content, kind, label(name, kind), store.fingerprint(content))


def media_type(kind: str) -> str:
    """The type under which files of a kind are served."""
    return KINDS[kind][0]


def label(name: str, kind: str) -> str:
    """A name to show and to save under: no folders, quotes, controls or hidden marks, with the end that fits.

    With no `kind` the end stays as it is: for a sentence about a file that was not taken.
    """
    name = contents.clean(re.split(r"[/\\]", name)[-1][:400])
    name = "".join(
        " " if unicodedata.category(each)[0] in "CZ" else "-" if each in "\"'`<>:|?*;%&$={}" else each
        for each in name
    )
    stem = " ".join(name.split()).lstrip(".- ").rstrip(". ")
    if not kind:
        return stem[:LABEL_LIMIT] or "The file"
    ends = KINDS[kind][1]
    found = re.fullmatch(r"(.*)\.([A-Za-z][A-Za-z0-9]{0,4})", stem)
    end = found[2].lower() if found and found[2].lower() in ends else ends[0]
    while found := re.fullmatch(r"(.*)\.([A-Za-z][A-Za-z0-9]{0,4})", stem):
        stem = found[1].rstrip(". ")  # “plan.pdf.html” ends as “plan.pdf”
    return f"{stem[: LABEL_LIMIT - len(end) - 1].rstrip('. ') or 'file'}.{end}"


def _kind_of(content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "pdf", content
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", pictures.cleaned_png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg", pictures.cleaned_jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp", pictures.cleaned_webp(content)
    if content[4:8] == b"ftyp":
        return "heic", pictures.cleaned_heic(content)
    if content.startswith(b"PK"):
        return office.kind_of(content), content
    for start, instead in _INSTEAD:
        if content.startswith(start):
            raise NotTaken(f"is {instead}")
    head = content[:1024].replace(b"\0", b"").lower()
    if any(mark in head for mark in (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<?php")):
        raise NotTaken("is a page or drawing for browsers. Print it to a PDF, or add a link to it.")
    if b"%PDF-" in content[:1024]:
        raise NotTaken(_NO_PDF)
    raise NotTaken(f"is not a kind of file that is taken. Taken are {TAKEN}.")


# PDF

_NO_PDF = "is no PDF that could be opened. Print it to a PDF again."
_STREAM = re.compile(rb"stream\r?\n")
_RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia)(?![A-Za-z])|/XFA[\s\[(<\d]")


def _check_pdf(content: bytes) -> None:
    if not re.match(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t%]", content):
        raise NotTaken(_NO_PDF)
    whole = content.rstrip(b"\r\n\t \0")
    if not whole.endswith(b"%%EOF"):
        raise NotTaken(MORE_BEHIND if b"%%EOF" in content else CUT_SHORT)
    start = re.search(rb"startxref\s+(\d{1,10})\s*%%EOF$", whole[-1024:])
    if not start or not _is_table_of_pdf(content, int(start[1])):
        raise NotTaken(_NO_PDF)
    plain = _without_disguise(content)
    if b"/Encrypt" in plain:
        raise NotTaken("is locked with a password. Print it to a new PDF, or take a picture of it.")
    for text in chain([plain], _hidden_objects(content)):
        if _RUNS.search(text):
            raise NotTaken(
                "carries a program or a form that runs one. Print it to a new PDF, then choose that."
            )


def _is_table_of_pdf(content: bytes, at: int) -> bool:
    return bool(re.match(rb"\s{0,4}(xref\s|\d{1,10}\s+\d{1,5}\s+obj)", content[at : at + 40]))


def _without_disguise(text: bytes) -> bytes:
    """Names in a PDF may be spelled with numbers: /J#61vaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text)


def _hidden_objects(content: bytes) -> Iterator[bytes]:
    """The packed lists of objects, unpacked within limits, in which names can hide."""
    left, at = 4 * MOST_BYTES, 0
    while found := _STREAM.search(content, at):
        end = content.find(b"endstream", found.end())
        end = end if end > 0 else len(content)
        packed = memoryview(content)[found.end() : end]
        if b"ObjStm" in _without_disguise(content[at : found.start()]):
            for piece in _unpacked(bytes(packed)):
                left -= len(piece)
                if left <= 0:
                    raise NotTaken("unpacks to more than it should. Print it to a new PDF, then choose that.")
                yield _without_disguise(piece)
        at = end + len(b"endstream")


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """What is packed, a megabyte at a time, each piece with the end of the one before."""
    unpacking, before = zlib.decompressobj(), b""
    while packed:
        try:
            piece = unpacking.decompress(packed, 1024 * 1024)
        except zlib.error:
            raise NotTaken(_NO_PDF) from None
        yield before[-64:] + piece
        before, packed = piece, unpacking.unconsumed_tail
