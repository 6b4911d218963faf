"""What people and programs do to a signed form: each takes the file as it was issued and gives what it became."""

import random
import subprocess
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.pdf.samples import archived


def _saved(pdf: Pdf, **how) -> bytes:
    out = BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def unsealed(issued: bytes) -> bytes:
    """The file before its seal, which was added behind it."""
    return issued[: issued.index(b"%%EOF") + len(b"%%EOF\n")]


def cut_off(issued: bytes) -> bytes:
    return issued[: len(issued) // 2]


def a_byte_more(issued: bytes) -> bytes:
    return issued + b"\n"


def page_replaced(issued: bytes) -> bytes:
    with Pdf.open(BytesIO(issued)) as pdf, Pdf.open(BytesIO(archived("plan"))) as other:
        pdf.pages[0] = other.pages[0]
        return _saved(pdf)


def page_removed(issued: bytes) -> bytes:
    with Pdf.open(BytesIO(issued)) as pdf:
        pdf.add_blank_page()
        del pdf.pages[0]
        return _saved(pdf)


def page_added(issued: bytes) -> bytes:
    with Pdf.open(BytesIO(issued)) as pdf, Pdf.open(BytesIO(archived("plan"))) as other:
        pdf.pages.append(other.pages[0])
        return _saved(pdf)


def _added_to(issued: bytes, change: Callable) -> bytes:
    """Changed behind the seal, whose bytes stay as they are."""
    writer = IncrementalPdfFileWriter(BytesIO(issued), strict=False)
    page = writer.root["/Pages"]["/Kids"].raw_get(0).get_object()
    change(writer, page)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_added_behind(issued: bytes) -> bytes:
    def change(writer, page):
        blank = {"/Type": "/Page", "/Parent": "/Pages", "/MediaBox": [0, 0, 612, 792]}
        writer.insert_page(
            generic.DictionaryObject(
                {
                    generic.pdf_name("/Type"): generic.pdf_name(blank["/Type"]),
                    generic.pdf_name("/MediaBox"): generic.ArrayObject(
                        map(generic.NumberObject, blank["/MediaBox"])
                    ),
                    generic.pdf_name("/Resources"): generic.DictionaryObject(),
                    generic.pdf_name("/Contents"): writer.add_object(
                        generic.StreamObject(stream_data=b"0 0 m")
                    ),
                }
            )
        )

    return _added_to(issued, change)


def note_put_over(issued: bytes) -> bytes:
    """A FreeText annotation, as PDF readers add it."""

    def change(writer, page):
        note = writer.add_object(
            generic.DictionaryObject(
                {
                    generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                    generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                    generic.pdf_name("/Rect"): generic.ArrayObject(
                        map(generic.NumberObject, (80, 500, 500, 560))
                    ),
                    generic.pdf_name("/DA"): generic.TextStringObject("/Helv 12 Tf"),
                    generic.pdf_name("/Contents"): generic.TextStringObject("Met, says the evaluator."),
                }
            )
        )
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", ()), note])

    return _added_to(issued, change)


def text_put_over(issued: bytes) -> bytes:
    """More drawn on the page itself."""

    def change(writer, page):
        drawn = writer.add_object(generic.StreamObject(stream_data=b"0 g 80 500 400 60 re f"))
        before = page.raw_get("/Contents")
        page["/Contents"] = generic.ArrayObject([before, drawn])

    return _added_to(issued, change)


def stripped(issued: bytes) -> bytes:
    """Without the seal, saved anew."""
    with Pdf.open(BytesIO(issued)) as pdf:
        del pdf.Root.AcroForm
        if Name.Perms in pdf.Root:
            del pdf.Root.Perms
        for page in pdf.pages:
            if Name.Annots in page.obj:
                del page.obj.Annots
        return _saved(pdf)


def saved_by_qpdf(issued: bytes) -> bytes:
    with Pdf.open(BytesIO(issued)) as pdf:
        return _saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)


def saved_by_pdfium(issued: bytes) -> bytes:
    out = BytesIO()
    pypdfium2.PdfDocument(issued).save(out)
    return out.getvalue()


def printed_to_a_file(issued: bytes) -> bytes:
    """As a printer's driver does: the pages alone, drawn anew."""
    return subprocess.run(
        ["pdftocairo", "-pdf", "-", "-"], input=issued, capture_output=True, check=True
    ).stdout


CHANGED = (
    *(cut_off, a_byte_more, unsealed, stripped),
    *(page_replaced, page_removed, page_added, page_added_behind, note_put_over, text_put_over),
    *(saved_by_qpdf, saved_by_pdfium, printed_to_a_file),
)


def locked(issued: bytes) -> bytes:
    with Pdf.open(BytesIO(issued)) as pdf:
        return _saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))


def words_on_a_page(*words: str) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F=font))
        lines = "".join(f"({each}) Tj 0 -20 Td " for each in words)
        page.Contents = pdf.make_stream(f"BT /F 12 Tf 72 700 Td {lines} ET".encode())
        return _saved(pdf)


def flipped(issued: bytes, place: int) -> bytes:
    changed = bytearray(issued)
    changed[place] ^= 1
    return bytes(changed)


# What is made to break whoever reads it


def _with_object(content: bytes, *, root: bytes = b"<< /Type /Catalog /Pages 2 0 R >>") -> bytes:
    """A small PDF with one more object in it."""
    out = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate((root, b"<< /Type /Pages /Kids [] /Count 0 >>", content), start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Root 1 0 R /Size 4 >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def _stream(packed: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


@cache
def _packed(megabytes: int, begins: bytes = b"") -> bytes:
    packing = zlib.compressobj(9)
    piece = bytes(2**20)
    return (
        packing.compress(begins)
        + b"".join(packing.compress(piece) for _ in range(megabytes))
        + packing.flush()
    )


def packed_bomb() -> bytes:
    """Half a gigabyte of zeros where the reader looks for its table of contents."""
    bomb = _stream(_packed(512), b"/Type /XRef /Size 4 /W [1 2 2] /Root 1 0 R /Filter /FlateDecode")
    return b"%PDF-1.7\n1 0 obj\n" + bomb + b"\nendobj\nstartxref\n9\n%%EOF\n"


def packed_twice() -> bytes:
    """A bomb within a bomb, in the list of objects that the catalog is in."""
    bomb = _stream(
        zlib.compress(_packed(512), 9),
        b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
    )
    return _with_object(bomb)


def like_our_text() -> bytes:
    """Many streams that begin like an attached text and never end."""
    packed = _packed(8, b"{")
    streams = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, _stream(packed, b"/Filter /FlateDecode"))
        for number in range(10, 400)
    )
    return _with_object(b"null") + streams


def deep() -> bytes:
    return _with_object(b"null", root=b"[" * 200_000 + b"]" * 200_000)


def deep_names() -> bytes:
    """A catalog whose form holds a field in a field in a field."""
    fields = b"<< /Kids [" * 20_000 + b"] >>" * 20_000
    return _with_object(
        b"null", root=b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % fields
    )


def in_circles() -> bytes:
    """A table of contents that goes on where it began."""
    whole = _with_object(b"null")
    start = whole.rindex(b"xref\n0 4")
    return whole.replace(b"/Size 4 >>", b"/Size 4 /Prev %d >>" % start)


def its_own_parent() -> bytes:
    return _with_object(
        b"null", root=b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [1 0 R] >> /Kids [1 0 R] >>"
    )


def many_seals() -> bytes:
    fields = b"".join(
        b"<< /FT /Sig /T (S%d) /V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
        b"/ByteRange [0 10 20 30] /Contents <00> >> >>" % each
        for each in range(2000)
    )
    root = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % fields
    return _with_object(b"null", root=root)


def many_beginnings() -> bytes:
    return b"%PDF-1.7\n" + b"1 0 obj stream\n" * 600_000


def huge_numbers() -> bytes:
    return _with_object(b"null").replace(b"/Size 4", b"/Size 99999999999999999999999999")


def huge_pages() -> bytes:
    """Few bytes, and a hundred thousand pages of two miles each, with the same words on them."""
    words = b"BT /F 1 Tf " + b"(0000-0000-0000-0000) Tj " * 20_000 + b"ET"
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, 9_999_999, 9_999_999],
            Contents=pdf.make_stream(words),
            Resources=Dictionary(Font=Dictionary(F=font)),
            Parent=pdf.Root.Pages,
        )
        page = pdf.make_indirect(page)
        pdf.Root.Pages.Kids = Array([page] * 100_000)
        pdf.Root.Pages.Count = 100_000
        return _saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


BOMBS = (
    *(packed_bomb, packed_twice, like_our_text, deep, deep_names, in_circles, its_own_parent),
    *(many_seals, many_beginnings, huge_numbers, huge_pages),
)


# At random


def mutants(issued: bytes, other: bytes, count: int, seed: int = 4):
    """`count` files that something happened to, always the same ones."""
    by = random.Random(seed)
    for _ in range(count):
        yield by.choice(MUTATIONS)(issued, other, by)


def _span(issued: bytes, by: random.Random, most: int = 2000) -> tuple[int, int]:
    start = by.randrange(len(issued))
    return start, min(len(issued), start + by.randrange(1, most))


def _bytes_flipped(issued, other, by):
    changed = bytearray(issued)
    for _ in range(by.choice((1, 1, 3, 30, 300))):
        changed[by.randrange(len(changed))] ^= 1 << by.randrange(8)
    return bytes(changed)


def _removed(issued, other, by):
    start, end = _span(issued, by)
    return issued[:start] + issued[end:]


def _doubled(issued, other, by):
    start, end = _span(issued, by)
    return issued[:end] + issued[start:]


def _noise(issued, other, by):
    start, end = _span(issued, by)
    return issued[:start] + by.randbytes(end - start) + issued[end:]


def _inserted(issued, other, by):
    start, _ = _span(issued, by)
    return issued[:start] + by.randbytes(by.randrange(1, 200)) + issued[start:]


def _zeros(issued, other, by):
    start, end = _span(issued, by)
    return issued[:start] + bytes(end - start) + issued[end:]


def _cut(issued, other, by):
    return issued[: by.randrange(len(issued))]


def _behind(issued, other, by):
    return issued + by.choice((b"\n", b"%", b"\0" * 40, by.randbytes(500), other, issued))


def _before(issued, other, by):
    return by.choice((b"\n", b"%PDF-1.4\n", by.randbytes(30), other)) + issued


def _spliced(issued, other, by):
    return issued[: by.randrange(len(issued))] + other[by.randrange(len(other)) :]


def _words_changed(issued, other, by):
    """A number or a name of its grammar becomes another one."""
    olds = (
        b"/Length",
        b"/ByteRange",
        b"/Contents",
        b"/Type",
        b"obj",
        b"/Root",
        b"/Size",
        b"0 R",
        b"/Prev",
        b"startxref",
    )
    old = by.choice(olds)
    new = by.choice(
        (b"/Lenght", b"/Contents", b"-1", b"99999999999", b"<<", b"[", b"1 0 R", b"", b"null", b"%")
    )
    at = by.choice([place for place in range(len(issued)) if issued.startswith(old, place)] or [0])
    return issued[:at] + new + issued[at + len(old) :]


MUTATIONS = (
    *(_bytes_flipped, _bytes_flipped, _removed, _doubled, _noise, _inserted, _zeros, _cut),
    *(_behind, _before, _spliced, _words_changed),
)
