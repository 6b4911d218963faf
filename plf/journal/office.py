"""Whether a packed file is an Office document that can hurt nobody: looked at within limits, never unpacked to disk."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from plf.journal.not_taken import NotTaken

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_BY_MEDIA_TYPE = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}
_MAIN_PARTS = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}

MOST_MEMBERS = 2000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_KEPT = 1024 * 1024  # one part that has to be looked at whole
MOST_INSIDE = 10 * 1024 * 1024  # a document inside the document
DEEPEST = 2  # a chart in a presentation holds a spreadsheet
_PIECE = 64 * 1024

_TYPES, _MIMETYPE, _MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
_GAP = 24  # between two members there may be one record about the first, of at most so many bytes
_KEPT = {_TYPES, _MIMETYPE, _MANIFEST}

_BROKEN = "is a packed file that is not whole, or not what it says. Save it again, or save it as PDF."
_ARCHIVE = "is an archive. Add the files that are in it one by one."
_LOCKED = "is locked with a password. Save it without one, or save it as PDF."
_MACROS = "can carry a program (macros). Save it without macros, as .docx, .xlsx, .pptx or PDF."
_TOO_MUCH = "unpacks to more than a school computer can open. Save it smaller, or save it as PDF."
_PROGRAM = "has another file or a program inside. Save it as PDF."
_ELSEWHERE = "loads something from elsewhere when it is opened. Save it as PDF."

# What a document may point to outside of itself without loading and running it.
_MAY_POINT_OUT = ("hyperlink", "image", "video", "audio", "media", "externalLinkPath")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"Rar!",
    b"7z\xbc\xaf",
)


@dataclass
class _Budget:
    """How many bytes may still come out, counted over a document and the documents inside it."""

    left: int = MOST_UNPACKED

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise NotTaken(_TOO_MUCH)


def kind_of(content: bytes) -> str:
    """The kind of Office document that these bytes are: a key of MEDIA_TYPES. Raises NotTaken."""
    return _kind_of(content, _Budget(), depth=1)


def _kind_of(content: bytes, budget: _Budget, depth: int) -> str:
    _check_ends(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            members = packed.infolist()
            _check_members(members, content)
            if sum(each.file_size for each in members) > budget.left:
                raise NotTaken(_TOO_MUCH)
            names = {each.filename for each in members}
            if not names & {_TYPES, _MIMETYPE}:
                raise NotTaken(_ARCHIVE)
            _check_names(names)
            kept = {each.filename: _read(packed, each, budget, depth) for each in members}
    except NotTaken:
        raise
    except Exception as broken:  # zipfile and zlib raise many kinds for what is made to mislead
        raise NotTaken(_BROKEN) from broken
    return _kind_of_odf(kept) if _MIMETYPE in names else _kind_of_ooxml(kept)


def _check_ends(content: bytes) -> None:
    """Before the list of members is read: it begins at the first byte, ends at the last, and is not too long."""
    end = content[-22:]
    if content[:4] != b"PK\3\4" or end[:4] != b"PK\5\6" or end[20:] != b"\0\0":
        raise NotTaken(_BROKEN)
    count, size, start = (int.from_bytes(end[a:b], "little") for a, b in ((10, 12), (12, 16), (16, 20)))
    if count > MOST_MEMBERS or size > 1024 * MOST_MEMBERS:
        raise NotTaken(_TOO_MUCH)
    if not count or start + size + 22 != len(content) or end[4:8] != b"\0\0\0\0":
        raise NotTaken(_BROKEN)
    # The list may name more members than the end says.
    if content.count(b"PK\1\2", start) > 2 * MOST_MEMBERS:
        raise NotTaken(_TOO_MUCH)


def _check_members(members: list[zipfile.ZipInfo], content: bytes) -> None:
    start, count = int.from_bytes(content[-6:-2], "little"), int.from_bytes(content[-12:-10], "little")
    if len(members) != count or len({each.filename.lower() for each in members}) != len(members):
        raise NotTaken(_BROKEN)
    reached = 0
    for each in sorted(members, key=lambda one: one.header_offset):
        if each.flag_bits & 0x1 or each.flag_bits & 0x40:
            raise NotTaken(_LOCKED)
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotTaken(_BROKEN)
        # Members that share bytes are how a small file unpacks to a huge one; gaps hide other files.
        at = each.header_offset
        if not reached <= at <= reached + _GAP:
            raise NotTaken(_BROKEN)
        head = content[at : at + 30]
        reached = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        reached += each.compress_size
        if _is_unsafe(each.filename):
            raise NotTaken(_BROKEN)
    if not reached <= start <= reached + _GAP:
        raise NotTaken(_BROKEN)


def _is_unsafe(name: str) -> bool:
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or len(name) > 250
        or not name.isprintable()
        or any(part in ("..", ".") for part in name.split("/"))
        or "//" in name
    )


def _check_names(names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if any("vbaproject" in name or "vbadata" in name or "/activex/" in name for name in lower):
        raise NotTaken(_MACROS)
    if any(name.startswith(("basic/", "scripts/")) for name in lower):
        raise NotTaken(_MACROS)
    if any("/oleobject" in name for name in lower):
        raise NotTaken(_PROGRAM)


def _read(packed: zipfile.ZipFile, member: zipfile.ZipInfo, budget: _Budget, depth: int) -> bytes:
    """Read a member through, piece by piece. Returned are the few small ones that say what the document is."""
    name = member.filename
    is_xml = name.lower().endswith((".xml", ".rels"))
    kept, before, keeps = bytearray(), b"", name in _KEPT or name.lower().endswith(".rels")
    with packed.open(member) as stream:
        while piece := stream.read(_PIECE):
            budget.take(len(piece))
            if not before:
                if piece.startswith(_PROGRAMS):
                    raise NotTaken(_PROGRAM)
                keeps = keeps or piece.startswith(b"PK")
            if is_xml and _has_entities(before[-32:] + piece):
                raise NotTaken(_BROKEN)
            before = piece
            if keeps:
                kept += piece
            if len(kept) > (MOST_KEPT if is_xml else MOST_INSIDE):
                raise NotTaken(_TOO_MUCH)
    if kept.startswith(b"PK"):
        if depth >= DEEPEST:
            raise NotTaken(_PROGRAM)
        _kind_of(bytes(kept), budget, depth + 1)
    elif name.lower().endswith(".rels"):
        _check_relations(_xml(bytes(kept)))
    return bytes(kept) if name in _KEPT else b""


def _has_entities(text: bytes) -> bool:
    """Documents declare none; whoever does wants a reader to unfold them. Also in two bytes per letter."""
    plain = text.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _kind_of_ooxml(parts: dict[str, bytes]) -> str:
    types = _xml(parts[_TYPES])
    declared = [(each.get("ContentType", ""), each.get("PartName", "")) for each in types]
    if any("macroenabled" in type_.lower() or "vba" in type_.lower() for type_, _ in declared):
        raise NotTaken(_MACROS)
    kinds = {
        kind
        for type_, part in declared
        for main, kind in _MAIN_PARTS.items()
        if type_.endswith(main) and part.lstrip("/") in parts
    }
    if len(kinds) != 1:
        raise NotTaken(_BROKEN if kinds else _ARCHIVE)
    return kinds.pop()


def _check_relations(relations: ElementTree.Element) -> None:
    for each in relations:
        kind = each.get("Type", "").rsplit("/", 1)[-1]
        outside = each.get("TargetMode", "").lower() == "external"
        if outside and kind not in _MAY_POINT_OUT:
            raise NotTaken(_ELSEWHERE)
        target = each.get("Target", "").strip().lower()
        if (
            outside
            and not re.match(r"(https?:|mailto:|#|tel:|[^:]*$)", target)
            and kind != "externalLinkPath"
        ):
            raise NotTaken(_ELSEWHERE)
        if kind == "aFChunk":
            raise NotTaken(_PROGRAM)
        if kind.lower() in ("vbaproject", "activexcontrolbinary", "control"):
            raise NotTaken(_MACROS)


def _kind_of_odf(parts: dict[str, bytes]) -> str:
    kind = _BY_MEDIA_TYPE.get(parts[_MIMETYPE].decode("ascii", "replace").strip())
    if kind is None:
        raise NotTaken(_ARCHIVE)
    if "content.xml" not in parts or _MANIFEST not in parts:
        raise NotTaken(_BROKEN)
    if b"encryption-data" in parts[_MANIFEST]:
        raise NotTaken(_LOCKED)
    return kind


def _xml(part: bytes) -> ElementTree.Element:
    """A part as XML. It has no entities: `_read` has refused them."""
    try:
        return ElementTree.fromstring(part)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as broken:
        raise NotTaken(_BROKEN) from broken
