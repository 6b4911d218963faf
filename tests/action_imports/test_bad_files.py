"""Files that are no table, or are made to harm: a sentence each, and the site's memory stays as it was."""

import io
import resource
import zipfile
from pathlib import Path

import pytest

from plf.action_imports import reading
from plf.journal.not_taken import NotTaken
from tests.action_imports import made

pytestmark = pytest.mark.once
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def bomb() -> bytes:
    """A document of some kilobytes that unpacks to 400 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        packed.open("word/document.xml", "w") as part,
    ):
        part.write(f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>'.encode())
        for _ in range(400):
            part.write(b" " * 1024 * 1024)
        part.write(b"</w:t></w:r></w:p></w:body></w:document>")
    return out.getvalue()


def lying_bomb() -> bytes:
    """The same, whose directory says that it is small."""
    content = bytearray(bomb())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (5_000).to_bytes(4, "little")
    return bytes(content)


def entities() -> bytes:
    body = f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>&h;</w:t></w:r></w:p></w:body></w:document>'
    named = "".join(f'<!ENTITY {a} "{f"&{b};" * 10}">' for a, b in zip("hgfedc", "gfedcb", strict=True))
    return made.packed({"word/document.xml": f'<!DOCTYPE d [<!ENTITY b "lol">{named}]>{body}'})


def many_elements() -> bytes:
    cells = "<w:tc/>" * 5_000
    rows = f"<w:tr>{cells}</w:tr>" * 400
    return made.packed(
        {"word/document.xml": f'<w:document xmlns:w="{_W}"><w:tbl>{rows}</w:tbl></w:document>'}
    )


def old(inside: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + inside + bytes(600)


BAD = {
    "empty": (lambda: b"", "is empty"),
    "a PDF": (lambda: b"%PDF-1.7 x", "is a PDF"),
    "a photo": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "no document with a table"),
    "an old format": (old, "in an old format"),
    "a password": (lambda: old("EncryptedPackage".encode("utf-16-le")), "protected by a password"),
    "another zip": (lambda: made.packed({"a.txt": "x"}), "no Word document and no workbook"),
    "a broken zip": (lambda: made.docx([], [["Goal", "Action"], ["a", "b"]])[:300] + b"word/document.xml", "could not be opened"),
    "a bomb": (bomb, "far more than a table"),
    "a bomb that lies": (lying_bomb, "could not be opened"),
    "entities": (entities, "could not be opened"),
    "elements": (many_elements, "far more than a table"),
    "100,000 rows": (lambda: b"Goal,Action Steps\n" + b"a,b\n" * 100_000, "has more than 5,000 rows"),
    "no table": (lambda: made.docx(["Dear colleagues, this is a letter."]), "has no table"),
    "other JSON": (lambda: b'{"schema": 1}', "no action plan that was exported here"),
    "deep JSON": (lambda: b'{"schema": 1, "rows": ' + b"[" * 100_000, "no action plan that was exported here"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_its_sentence_and_takes_no_memory(what):
    make, sentence = BAD[what]
    content = make()
    before = memory()
    with pytest.raises(NotTaken, match=sentence):
        reading.read_file(content, "table.docx")
    assert memory() - before < 8 * 1024 * 1024


def memory() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
