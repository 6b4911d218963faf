"""Whether a picture is whole and nothing but a picture. It is never drawn: its parts are counted through."""

import re
import zlib
from collections.abc import Iterator

from plf.journal.not_taken import CUT_SHORT, MORE_BEHIND, NotTaken

# A hundred million points are the best telephone of today; more would fill the memory of whoever opens it.
MOST_POINTS = 120_000_000

_TOO_MANY_POINTS = "is a picture too large to open on a school computer. Save it smaller."


def _check_size(width: int, height: int) -> None:
    if not 0 < width <= 65_535 or not 0 < height <= 65_535 or width * height > MOST_POINTS:
        raise NotTaken(_TOO_MANY_POINTS)


# What shows, or makes it move. All else tells: who made it, with what, where, and from which other pictures.
_SHOWS_IN_PNG = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)


def cleaned_png(content: bytes) -> bytes:
    """The picture without where and with what it was made; which way up it is and its colors stay. Raises NotTaken."""
    at, first, has_points, kept = 8, True, False, [content[:8]]
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
        if kind == b"eXIf":
            kept.append(_png_turned(bytes(body)))
        elif kind in _SHOWS_IN_PNG:
            kept.append(content[at:end])
        first, at, has_points = False, end, has_points or kind == b"IDAT"
        if kind == b"IEND":
            break
    if content[at:].strip(b"\0\r\n"):
        raise NotTaken(MORE_BEHIND)
    if not has_points:
        raise NotTaken(CUT_SHORT)
    return b"".join(kept)


def _png_turned(exif: bytes) -> bytes:
    turned = _turned(exif)
    if not turned:
        return b""
    part = b"eXIf" + _tiff_but_turned(turned)
    return (len(part) - 4).to_bytes(4) + part + zlib.crc32(part).to_bytes(4)


_MARK = re.compile(rb"\xff+([^\x00\xff])")
_MARK_AFTER_POINTS = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_LAST, _POINTS = 0xD9, 0xDA
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
        return b"\xff\xe1\0\x22Exif\0\0" + _tiff_but_turned(turned) if turned else b""
    is_told = 0xE1 <= mark <= 0xEF or mark == 0xFE
    return b"" if is_told and not body.startswith((b"ICC_PROFILE\0", b"Adobe")) else whole


def _tiff_but_turned(turned: int) -> bytes:
    # One entry, which way up: its number, its type (short), how many (1), and the value.
    return b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1" + bytes([0, turned, 0, 0, 0, 0, 0, 0])


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


_SHOWS_IN_WEBP = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP")
_TELLS_OF_EXIF, _TELLS_OF_XMP = 0x08, 0x04


def cleaned_webp(content: bytes) -> bytes:
    """The picture without where and with what it was made; which way up it is and its colors stay. Raises NotTaken."""
    size = int.from_bytes(content[4:8], "little") + 8
    if size > len(content):
        raise NotTaken(CUT_SHORT)
    if content[size:].strip(b"\0"):
        raise NotTaken(MORE_BEHIND)
    at, pictures, kept = 12, 0, []
    while at < size:
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        start, body, at = at, content[at + 8 : at + 18], at + 8 + length + length % 2
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
        if kind == b"EXIF":
            kept.append(_webp_turned(content[start + 8 : start + 8 + length]))
        elif kind in _SHOWS_IN_WEBP:
            kept.append(content[start:at] + b"\0" * (at - len(content)))
    if not pictures:
        raise NotTaken(CUT_SHORT)
    return _webp_of([part for part in kept if part])


def _webp_turned(exif: bytes) -> bytes:
    turned = _turned(exif.removeprefix(b"Exif\0\0"))
    return b"EXIF" + (26).to_bytes(4, "little") + _tiff_but_turned(turned) if turned else b""


def _webp_of(parts: list[bytes]) -> bytes:
    """A WebP of these parts; its first says whether it goes on to tell which way up it is."""
    tells = _TELLS_OF_EXIF if any(part.startswith(b"EXIF") for part in parts) else 0
    if parts[0].startswith(b"VP8X") and len(parts[0]) > 8:
        flags = parts[0][8] & ~(_TELLS_OF_EXIF | _TELLS_OF_XMP) | tells
        parts = [parts[0][:8] + bytes([flags]) + parts[0][9:], *parts[1:]]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


_BOXES_OF_HEIC = {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid", b"idat", b"mpvd", b"sefd"}


# What tells, and what telephones hang on: emptied where it stands, because all else is found by its place.
_TELLS_IN_HEIC = {b"uuid", b"mpvd", b"sefd"}


def cleaned_heic(content: bytes) -> bytes:
    """The picture with nothing of where and with what it was made; it says itself which way up it is. Raises NotTaken."""
    first = int.from_bytes(content[:4])
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, min(first, 256), 4))}
    if not brands & {b"heic", b"heix", b"heim", b"heis"}:
        raise NotTaken(
            "is a video or sound. Put it where the district keeps recordings, and add a link to it."
        )
    at, kinds, emptied = 0, set(), bytearray(content)
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
            for start, end in _told_in_heic(content, at, at + size):
                emptied[start:end] = bytes(end - start)
        if kind in _TELLS_IN_HEIC:
            emptied[at + 4 : at + size] = b"free" + bytes(size - 8)
        at += size
    if not {b"meta", b"mdat"} <= kinds:
        raise NotTaken(CUT_SHORT)
    return bytes(emptied)


def _told_in_heic(content: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where the remarks (Exif, XMP) of the picture's list of things stand in the file. ISO/IEC 14496-12, 8.11."""
    boxes = dict(_boxes(content, start + 12, end))
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return []
    at, stop = boxes[b"iinf"]
    telling = set()
    for kind, (inner, _) in _boxes(content, at + (6 if content[at] == 0 else 8), stop):
        long = content[inner] == 3
        number = content[inner + 4 : inner + (8 if long else 6)]
        called = content[inner + len(number) + 6 : inner + len(number) + 10]
        if kind == b"infe" and content[inner] >= 2 and called in (b"Exif", b"mime", b"uri "):
            telling.add(int.from_bytes(number))
    inside = boxes.get(b"idat", (0, 0))[0]
    found = []
    for number, way, piece, length in _places(content, *boxes[b"iloc"]):
        if number in telling:
            piece += inside if way == 1 else 0
            if way > 1 or piece + length > len(content) or (way == 0 and not length):
                raise NotTaken(CUT_SHORT)
            found.append((piece, piece + length))
    return found


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """The boxes between two places: their kind, and where what is in them begins and ends."""
    while at + 8 <= end:
        size = int.from_bytes(content[at : at + 4])
        if size < 8 or at + size > end:
            raise NotTaken(CUT_SHORT)
        yield content[at + 4 : at + 8], (at + 8, at + size)
        at += size


def _places(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Where each thing stands, by the box that lists it (iloc): its number, in which way, its place and length."""
    version, sizes, at = content[at], content[at + 4 : at + 6], at + 6
    of_place, of_length, of_base, of_index = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4, sizes[1] & 15

    def read(size: int) -> int:
        nonlocal at
        if at + size > end:
            raise NotTaken(CUT_SHORT)
        at += size
        return int.from_bytes(content[at - size : at])

    for _ in range(read(4 if version == 2 else 2)):
        number, way = read(4 if version == 2 else 2), read(2) & 15 if version else 0
        read(2)
        base = read(of_base)
        for _ in range(read(2)):
            read(of_index if version else 0)
            place, length = base + read(of_place), read(of_length)
            yield number, way, place, length
