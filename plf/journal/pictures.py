"""Whether a picture is whole and nothing but a picture. It is never drawn: its parts are counted through."""

import re
import zlib

from plf.journal.not_taken import CUT_SHORT, MORE_BEHIND, NotTaken

# A hundred million points are the best telephone of today; more would fill the memory of whoever opens it.
MOST_POINTS = 120_000_000

_TOO_MANY_POINTS = "is a picture too large to open on a school computer. Save it smaller."


def _check_size(width: int, height: int) -> None:
    if not 0 < width <= 65_535 or not 0 < height <= 65_535 or width * height > MOST_POINTS:
        raise NotTaken(_TOO_MANY_POINTS)


def check_png(content: bytes) -> None:
    at, first, has_points = 8, True, False
    while True:
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + size
        if len(kind) < 4 or end > len(content):
            raise NotTaken(CUT_SHORT)
        body = memoryview(content)[at + 8 : at + 8 + size]
        if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(content[end - 4 : end]):
            raise NotTaken(CUT_SHORT)
        if first != (kind == b"IHDR") or (first and size != 13):
            raise NotTaken(CUT_SHORT)
        if first:
            _check_size(int.from_bytes(body[:4]), int.from_bytes(body[4:8]))
        first, at, has_points = False, end, has_points or kind == b"IDAT"
        if kind == b"IEND":
            break
    if content[at:].strip(b"\0\r\n"):
        raise NotTaken(MORE_BEHIND)
    if not has_points:
        raise NotTaken(CUT_SHORT)


_MARK = re.compile(rb"\xff+([^\x00\xff])")
_MARK_AFTER_POINTS = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_LAST, _POINTS = 0xD9, 0xDA
# Exif with one entry, which way up: its number, its type (short), how many (1); the value follows.
_EXIF_BUT_TURNED = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1"
# Telephones hang a second picture or a short film behind the picture; it is left behind.
_OF_TELEPHONES = re.compile(rb"\0*\xff\xd8\xff|.{4}ftyp|.{0,64}MotionPhoto_Data", re.DOTALL)


def cleaned_jpeg(content: bytes) -> bytes:
    """The picture from its first to its last mark: without what hangs behind, and without where it was taken.

    Of what the camera tells about it, which way up it is and its colors stay. Raises NotTaken.
    """
    kept, at, size_known, points_at = [content[:2]], 2, False, 0
    while (mark := _mark_at(content, at)) != _LAST:
        start, at = at, _MARK.match(content, at).end()
        size = int.from_bytes(content[at : at + 2])
        if mark == 0x01 or 0xD0 <= mark <= 0xD8 or size < 2 or at + size > len(content):
            raise NotTaken(CUT_SHORT)
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            _check_size(int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 3 : at + 5]))
            size_known = True
        body, at = content[at + 2 : at + size], at + size
        if mark == _POINTS:
            points_at = points_at or start
            next_mark = _MARK_AFTER_POINTS.search(content, at)
            at = next_mark.start() if next_mark else len(content)
        elif not points_at:
            kept.append(_without_telling(mark, body, content[start:at]))
    end = _MARK.match(content, at).end()
    if not size_known or not points_at:
        raise NotTaken(CUT_SHORT)
    _check_behind(content[end:])
    return b"".join(kept) + content[points_at:end]


def _mark_at(content: bytes, at: int) -> int:
    found = _MARK.match(content, at)
    if not found:
        raise NotTaken(CUT_SHORT)
    return found[1][0]


def _check_behind(behind: bytes) -> None:
    if behind.strip(b"\0\r\n") and not (_OF_TELEPHONES.match(behind) or behind.endswith(b"SEFT")):
        raise NotTaken(MORE_BEHIND)


def _without_telling(mark: int, body: bytes, whole: bytes) -> bytes:
    """A part of a JPEG before its points, as it is kept: of remarks and what the camera tells, what shows."""
    if mark == 0xE1 and body.startswith(b"Exif\0\0"):
        turned = _turned(body[6:])
        return _EXIF_BUT_TURNED + bytes([0, turned, 0, 0, 0, 0, 0, 0]) if turned else b""
    is_told = 0xE1 <= mark <= 0xEF or mark == 0xFE
    return b"" if is_told and not body.startswith((b"ICC_PROFILE\0", b"Adobe")) else whole


def _turned(tiff: bytes) -> int:
    """Which way up a picture is (1 to 8) by its Exif; 0 when it does not say."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(tiff[:4])
    if order is None:
        return 0
    at = int.from_bytes(tiff[4:8], order)
    for n in range(min(int.from_bytes(tiff[at : at + 2], order), 200)):
        entry = tiff[at + 2 + 12 * n : at + 14 + 12 * n]
        if int.from_bytes(entry[:2], order) == 0x0112:
            turned = int.from_bytes(entry[8:10], order)
            return turned if 1 <= turned <= 8 else 0
    return 0


def check_webp(content: bytes) -> None:
    size = int.from_bytes(content[4:8], "little") + 8
    if size > len(content):
        raise NotTaken(CUT_SHORT)
    if content[size:].strip(b"\0"):
        raise NotTaken(MORE_BEHIND)
    at, pictures = 12, 0
    while at < size:
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body, at = content[at + 8 : at + 18], at + 8 + length + length % 2
        if at > size + 1 or not re.fullmatch(rb"[A-Z0-9 ]{4}", kind):
            raise NotTaken(CUT_SHORT)
        if kind == b"VP8X":
            _check_size(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
        elif kind == b"VP8 ":
            if body[3:6] != b"\x9d\x01\x2a":
                raise NotTaken(CUT_SHORT)
            _check_size(
                int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
            )
        elif kind == b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            if body[:1] != b"\x2f":
                raise NotTaken(CUT_SHORT)
            _check_size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        pictures += kind in (b"VP8 ", b"VP8L", b"ANMF")
    if not pictures:
        raise NotTaken(CUT_SHORT)


_BOXES_OF_HEIC = {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid", b"idat", b"mpvd", b"sefd"}


def check_heic(content: bytes) -> None:
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
            raise NotTaken(MORE_BEHIND)
        if size < 8 or at + size > len(content):
            raise NotTaken(CUT_SHORT)
        kinds.add(kind)
        if kind == b"meta":
            for found in re.finditer(rb"ispe.{4}(.{4})(.{4})", content[at : at + size], re.DOTALL):
                _check_size(int.from_bytes(found[1]), int.from_bytes(found[2]))
        at += size
    if not {b"meta", b"mdat"} <= kinds:
        raise NotTaken(CUT_SHORT)
