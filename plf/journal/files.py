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
from plf.journal import office
from plf.journal.office import NotTaken

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

# A hundred million points are the best telephone of today; more would fill the memory of whoever opens it.
MOST_POINTS = 120_000_000

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


class TooLarge(NotTaken):
    """A file with more bytes than are taken."""


@dataclass(frozen=True)
class Found:
    """A file that is taken: its bytes (for pictures, without what hangs behind them), its kind, and its label."""

    content: bytes
    kind: str
    label: str
    sha256: str


def recognize(content: bytes, name: str) -> Found:
    """What these bytes are. `name` is what the browser called them. Raises NotTaken with a sentence for the reader."""
    called = label(name, "")
    try:
        if not content:
            raise NotTaken("is empty. Choose it again.")
        if len(content) > MOST_BYTES:
            raise TooLarge("is larger than 10 MB. Make it smaller, or add a link to it.")
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
    name = contents.clean(re.split(r"[/\\]", name)[-1])
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
        _check_png(content)
        return "png", content
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg", _whole_jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        _check_webp(content)
        return "webp", content
    if content[4:8] == b"ftyp":
        _check_heic(content)
        return "heic", content
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


_CUT_SHORT = "is not whole. Save or send it to yourself again, then choose it again."
_MORE_BEHIND = "has something else hidden behind it. Print or save it anew, then choose that."
_TOO_MANY_POINTS = "is a picture too large to open on a school computer. Save it smaller."


# PDF

_NO_PDF = "is no PDF that could be opened. Print it to a PDF again."
_STREAM = re.compile(rb"stream\r?\n")
_RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia)(?![A-Za-z])|/XFA[\s\[(<\d]")


def _check_pdf(content: bytes) -> None:
    if not re.match(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t%]", content):
        raise NotTaken(_NO_PDF)
    whole = content.rstrip(b"\r\n\t \0")
    if not whole.endswith(b"%%EOF"):
        raise NotTaken(_MORE_BEHIND if b"%%EOF" in content else _CUT_SHORT)
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


# Pictures


def _check_size(width: int, height: int) -> None:
    if not 0 < width <= 65_535 or not 0 < height <= 65_535 or width * height > MOST_POINTS:
        raise NotTaken(_TOO_MANY_POINTS)


def _check_png(content: bytes) -> None:
    at, first, has_points = 8, True, False
    while True:
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + size
        if len(kind) < 4 or end > len(content):
            raise NotTaken(_CUT_SHORT)
        body = memoryview(content)[at + 8 : at + 8 + size]
        if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(content[end - 4 : end]):
            raise NotTaken(_CUT_SHORT)
        if first != (kind == b"IHDR") or (first and size != 13):
            raise NotTaken(_CUT_SHORT)
        if first:
            _check_size(int.from_bytes(body[:4]), int.from_bytes(body[4:8]))
        first, at, has_points = False, end, has_points or kind == b"IDAT"
        if kind == b"IEND":
            break
    if content[at:].strip(b"\0\r\n"):
        raise NotTaken(_MORE_BEHIND)
    if not has_points:
        raise NotTaken(_CUT_SHORT)


# Telephones hang a second picture or a short film behind the picture; it is left behind.
_MARK = re.compile(rb"\xff+([^\x00\xff])")
_MARK_AFTER_POINTS = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_OF_TELEPHONES = re.compile(rb"\0*\xff\xd8\xff|.{4}ftyp|.{0,64}MotionPhoto_Data", re.DOTALL)


def _whole_jpeg(content: bytes) -> bytes:
    """The picture from its first to its last mark, without what hangs behind."""
    at, size_known = 2, False
    while True:
        found = _MARK.match(content, at)
        if not found:
            raise NotTaken(_CUT_SHORT)
        mark, at = found[1][0], found.end()
        if mark == 0xD9:
            break
        if mark == 0x01 or 0xD0 <= mark <= 0xD8:
            raise NotTaken(_CUT_SHORT)
        size = int.from_bytes(content[at : at + 2])
        if size < 2 or at + size > len(content):
            raise NotTaken(_CUT_SHORT)
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            _check_size(int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 3 : at + 5]))
            size_known = True
        at += size
        if mark == 0xDA:
            next_mark = _MARK_AFTER_POINTS.search(content, at)
            if not next_mark or not size_known:
                raise NotTaken(_CUT_SHORT)
            at = next_mark.start()
    behind = content[at:]
    if behind.strip(b"\0\r\n") and not (_OF_TELEPHONES.match(behind) or behind.endswith(b"SEFT")):
        raise NotTaken(_MORE_BEHIND)
    if not size_known:
        raise NotTaken(_CUT_SHORT)
    return content[:at]


def _check_webp(content: bytes) -> None:
    size = int.from_bytes(content[4:8], "little") + 8
    if size > len(content):
        raise NotTaken(_CUT_SHORT)
    if content[size:].strip(b"\0"):
        raise NotTaken(_MORE_BEHIND)
    at, pictures = 12, 0
    while at < size:
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body, at = content[at + 8 : at + 18], at + 8 + length + length % 2
        if at > size + 1 or not re.fullmatch(rb"[A-Z0-9 ]{4}", kind):
            raise NotTaken(_CUT_SHORT)
        if kind == b"VP8X":
            _check_size(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
        elif kind == b"VP8 ":
            if body[3:6] != b"\x9d\x01\x2a":
                raise NotTaken(_CUT_SHORT)
            _check_size(
                int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
            )
        elif kind == b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            if body[:1] != b"\x2f":
                raise NotTaken(_CUT_SHORT)
            _check_size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        pictures += kind in (b"VP8 ", b"VP8L", b"ANMF")
    if not pictures:
        raise NotTaken(_CUT_SHORT)


_BOXES_OF_HEIC = {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid", b"idat", b"mpvd", b"sefd"}


def _check_heic(content: bytes) -> None:
    first = int.from_bytes(content[:4])
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, min(first, 256), 4))}
    if not brands & {b"heic", b"heix", b"heim", b"heis"}:
        raise NotTaken(
            "is a video or sound. Put it where the district keeps recordings, and add a link to it."
        )
    at, kinds = 0, set()
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        if size == 0 and kind == b"mdat":
            size = len(content) - at
        if kind not in _BOXES_OF_HEIC:
            raise NotTaken(_MORE_BEHIND)
        if size < 8 or at + size > len(content):
            raise NotTaken(_CUT_SHORT)
        kinds.add(kind)
        if kind == b"meta":
            for found in re.finditer(rb"ispe.{4}(.{4})(.{4})", content[at : at + size], re.DOTALL):
                _check_size(int.from_bytes(found[1]), int.from_bytes(found[2]))
        at += size
    if not {b"meta", b"mdat"} <= kinds:
        raise NotTaken(_CUT_SHORT)
