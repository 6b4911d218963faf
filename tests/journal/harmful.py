"""Files that are not what they say, and files as teachers have them: each made here, byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

# Files as teachers have them


def picture(kind: str, size=(40, 30), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, kind, **more)
    return out.getvalue()


def pdf(objects: bytes = b"", trailer: bytes = b"", header: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of one empty page, with more objects (they begin with number 4) or words in its trailer."""
    body = header + (
        b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]>> endobj\n"
    )
    body += objects
    start = len(body)
    table = b"xref\n0 1\n0000000000 65535 f \n"
    return body + table + b"trailer <</Size 4 /Root 1 0 R" + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % start


def pdf_stream(dictionary: bytes, packed: bytes) -> bytes:
    return b"4 0 obj <<%s /Length %d>> stream\n%s\nendstream endobj\n" % (dictionary, len(packed), packed)


def zipped(members: dict[str, bytes], *, stored: tuple[str, ...] = (), comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name)
            info.filename = name  # ZipInfo would tidy it up
            packed.writestr(info, content, kind)
        packed.comment = comment
    return out.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}
XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relation(kind: str, target: str, mode: str = "") -> str:
    mode = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId1" Type="{OF_OFFICE}{kind}" Target="{target}"{mode}/>'


def office_parts(
    kind: str = "docx", *, main_type: str = "", relations: str = "", more=None
) -> dict[str, bytes]:
    part, content_type = MAIN[kind]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main_type or OFFICE + content_type}"/></Types>'
    )
    folder, name = part.split("/")
    found = f'<Relationships xmlns="{RELATIONS}">{{}}</Relationships>'
    return {
        "[Content_Types].xml": XML + types.encode(),
        "_rels/.rels": XML + found.format(relation("officeDocument", part)).encode(),
        part: XML + b"<main>What I did</main>",
        f"{folder}/_rels/{name}.rels": XML + found.format(relations).encode(),
        **(more or {}),
    }


def office(kind: str = "docx", **more) -> bytes:
    return zipped(office_parts(kind, **more))


def open_document(kind: str = "text", manifest: bytes = b"<manifest/>", **more: bytes) -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument." + kind.encode(),
            "content.xml": XML + b"<office/>",
            "META-INF/manifest.xml": XML + manifest,
            "Configurations2/popupmenu/": b"",
            **more,
        },
        stored=("mimetype",),
    )


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def heic(width: int = 4032, height: int = 3024, brand: bytes = b"heic", behind: bytes = b"") -> bytes:
    size = box(b"ispe", b"\0\0\0\0" + struct.pack(">II", width, height))
    head = box(b"ftyp", brand + b"\0\0\0\0mif1" + brand)
    return (
        head + box(b"meta", b"\0\0\0\0" + box(b"iprp", box(b"ipco", size))) + box(b"mdat", b"x" * 64) + behind
    )


def heic_that_tells(told: bytes) -> bytes:
    """A HEIC picture with two remarks (Exif, XMP), one beside the points and one within the head, and a film behind."""
    size = box(b"ispe", b"\0\0\0\0" + struct.pack(">II", 40, 30))
    names = [(1, b"hvc1", b""), (2, b"Exif", b""), (3, b"mime", b"application/rdf+xml\0")]
    entries = b"".join(
        box(b"infe", b"\2\0\0\0" + struct.pack(">HH", n, 0) + k + b"\0" + m) for n, k, m in names
    )
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(points: int) -> bytes:
        places = [(1, 0, points, 64), (2, 0, points + 64, len(told)), (3, 1, 0, len(told))]
        listed = b"".join(struct.pack(">HHHHII", n, way, 0, 1, at, long) for n, way, at, long in places)
        inner = box(b"iprp", box(b"ipco", size)) + box(b"iinf", b"\0\0\0\0\0\3" + entries)
        inner += box(b"iloc", b"\1\0\0\0\x44\0\0\3" + listed) + box(b"idat", told)
        return box(b"meta", b"\0\0\0\0" + inner)

    points = len(head) + len(meta(0)) + 8
    return head + meta(points) + box(b"mdat", b"x" * 64 + told) + box(b"mpvd", told)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, packed: bytes | None = None) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\0\0") if packed is None else packed
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    )


def chart() -> bytes:
    """A presentation with a chart, which holds its numbers as a spreadsheet."""
    return office("pptx", more={"ppt/embeddings/Microsoft_Excel_Sheet.xlsx": office("xlsx")})


def with_links() -> bytes:
    points = relation("hyperlink", "https://example.org/lesson", "External")
    return office("docx", relations=points + relation("image", "https://example.org/a.png", "External"))


GOOD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    # what: how it is made, its name, the name under which it is kept
    "a certificate": (pdf, "Certificate 2026.PDF", "Certificate 2026.pdf"),
    "a PDF with packed objects": (
        lambda: pdf(pdf_stream(b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(b"1 0 <</A 1>>"))),
        "plan.pdf",
        "plan.pdf",
    ),
    "a PDF with a link and a line end more": (
        lambda: pdf(b"4 0 obj <</S /URI /URI (https://example.org)>> endobj\n") + b"\r\n\n",
        "plan.pdf",
        "plan.pdf",
    ),
    "a photo": (lambda: picture("JPEG"), "IMG_0001.JPG", "IMG_0001.jpg"),
    "a photo that opens bit by bit": (lambda: picture("JPEG", progressive=True), "a.jpeg", "a.jpeg"),
    "a photo that moves": (
        lambda: picture("JPEG") + box(b"ftyp", b"mp42isom") + box(b"mdat", b"film"),
        "MVIMG_1.jpg",
        "MVIMG_1.jpg",
    ),
    "a photo with a second one behind": (
        lambda: picture("JPEG") + picture("JPEG", (10, 10)),
        "IMG_2.jpg",
        "IMG_2.jpg",
    ),
    "a screenshot": (
        lambda: picture("PNG"),
        "Screenshot 2026-10-05 at 3.04.12 PM.png",
        "Screenshot 2026-10-05 at 3.04.12 PM.png",
    ),
    "a picture from the web": (lambda: picture("WEBP"), "board.webp", "board.webp"),
    "a picture without loss": (lambda: picture("WEBP", lossless=True), "board.webp", "board.webp"),
    "a photo of an iPhone": (heic, "IMG_3.HEIC", "IMG_3.heic"),
    "a Word document": (office, "Tally sheet.docx", "Tally sheet.docx"),
    "a Word document with links": (with_links, "notes.docx", "notes.docx"),
    "a spreadsheet": (lambda: office("xlsx"), "tally.xlsx", "tally.xlsx"),
    "a presentation with a chart": (chart, "faculty.pptx", "faculty.pptx"),
    "an OpenDocument text": (open_document, "notes.odt", "notes.odt"),
    "an OpenDocument spreadsheet": (lambda: open_document("spreadsheet"), "tally.ods", "tally.ods"),
    "a picture with the wrong end": (lambda: picture("PNG"), "board.pdf", "board.png"),
    "a name without an end": (pdf, "certificate", "certificate.pdf"),
    "a name in Chinese": (pdf, "教案.pdf", "教案.pdf"),
    "a name with folders": (pdf, "C:\\Users\\ana\\..\\..\\plan.pdf", "plan.pdf"),
    "a name that climbs": (pdf, "../../../etc/passwd", "passwd.pdf"),
    "a name with quotes and line ends": (
        pdf,
        'a"; filename="b.exe\r\nSet-Cookie: plf=1\r\n.pdf',
        "a-- filename--b.exe Set-Cookie- plf-1.pdf",
    ),
    "a name written from right to left": (pdf, "invoice\u202efdp.exe", "invoicefdp.pdf"),
    "a name with a hidden end": (pdf, "plan.pdf.html", "plan.pdf"),
    "a name that is all dots": (pdf, "....", "file.pdf"),
    "a name without an end to it": (pdf, "a" * 400 + ".pdf", "a" * 116 + ".pdf"),
}


# Files that are not what they say


def overlapping() -> bytes:
    """A flat bomb: every member's record leads to the same packed bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = b"\0" * (8 * 1024 * 1024)
    body = packed.compress(zeros) + packed.flush()
    crc, size = zlib.crc32(zeros), len(zeros)
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), size, 5, 0) + b"a.xml" + body
    records = b""
    for at in range(300):
        name = b"[Content_Types].xml" if at == 0 else b"a%04d.xml" % at
        records += (
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\1\2",
                20,
                20,
                0,
                8,
                0,
                0,
                crc,
                len(body),
                size,
                len(name),
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )
    return head + records + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 300, 300, len(records), len(head), 0)


def lying_about_its_size() -> bytes:
    """A member that says it unpacks to 10 bytes, in both of its records, and goes on for 200 million."""
    honest = zipped(office_parts(more={"word/media/a.xml": b"\0" * 200_000_000}))
    return honest.replace(struct.pack("<I", 200_000_000), struct.pack("<I", 10))


def one_of_many() -> bytes:
    return zipped(office_parts(more={f"word/media/{at}.xml": b"" for at in range(3000)}))


def encrypted_zip() -> bytes:
    """Each record says that its member is locked."""
    content = bytearray(office())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + flags] |= 1
    return bytes(content)


def in_utf_16(text: str) -> bytes:
    return text.encode("utf-16")


LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.cookie)</script></svg>'
HTML = b"<!doctype html><html><script>fetch('/sign-out', {method: 'POST'})</script></html>"
EXE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + b"\0" * 200
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
JS = b"4 0 obj <</S /JavaScript /JS (app.alert\\(1\\))>> endobj\n"

HARMFUL: dict[str, tuple[Callable[[], bytes], str, str]] = {
    # what: how it is made, its name, what is said
    "a web page as PDF": (lambda: HTML, "certificate.pdf", "is a page or drawing for browsers"),
    "a drawing with a script": (lambda: SVG, "logo.svg", "is a page or drawing for browsers"),
    "a drawing with a script as PNG": (lambda: XML + SVG, "logo.png", "is a page or drawing for browsers"),
    "a page in two bytes per letter": (
        lambda: in_utf_16(HTML.decode()),
        "a.jpg",
        "is a page or drawing for browsers",
    ),
    "a server script as JPEG": (
        lambda: b"<?php system($_GET['c']);",
        "a.jpg",
        "is a page or drawing for browsers",
    ),
    "a program as PNG": (lambda: EXE, "photo.png", "is a program"),
    "a program of Linux as PDF": (lambda: b"\x7fELF" + bytes(100), "a.pdf", "is a program"),
    "a shell script as Word document": (lambda: b"#!/bin/sh\nrm -rf /\n", "a.docx", "is a program"),
    "an old Word document": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a.doc",
        "is in an old Office format",
    ),
    "an old Office file as docx": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a.docx",
        "is in an old Office format",
    ),
    "a GIF that is also a Java archive": (
        lambda: b"GIF89a" + bytes(20) + zipped({"A.class": b"\xca\xfe\xba\xbe"}),
        "a.gif",
        "is a GIF picture",
    ),
    "a video as photo": (
        lambda: box(b"ftyp", b"mp42isommp42") + box(b"mdat", bytes(40)),
        "a.heic",
        "is a video or sound",
    ),
    "nothing at all": (lambda: b"", "empty.pdf", "is empty"),
    "random bytes": (lambda: bytes(range(1, 256)) * 9, "a.pdf", "is not a kind of file that is taken"),
    "one byte too many": (lambda: pdf() + b" " * (10 * 1024 * 1024), "big.pdf", "is larger than 10 MB"),
    # PDF
    "a PDF that is cut short": (lambda: pdf()[:-60], "a.pdf", "is not whole"),
    "a PDF with a page behind it": (lambda: pdf() + HTML, "a.pdf", "has something else hidden behind it"),
    "a PDF with an archive behind it": (
        lambda: pdf() + zipped({"a": b"b"}),
        "a.pdf",
        "has something else hidden behind it",
    ),
    "a page before a PDF": (lambda: b"plain words\n" + pdf(), "a.pdf", "is no PDF that could be opened"),
    "a page that begins like a PDF": (
        lambda: b"%PDF-1.7\n" + HTML + b"\nstartxref\n9\n%%EOF",
        "a.pdf",
        "is no PDF that could be opened",
    ),
    "a PDF with a script": (lambda: pdf(JS), "form.pdf", "carries a program"),
    "a PDF with a script in disguise": (
        lambda: pdf(JS.replace(b"/JavaScript", b"/J#61va#53cript")),
        "a.pdf",
        "carries a program",
    ),
    "a PDF with a packed script": (
        lambda: pdf(pdf_stream(b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(JS))),
        "a.pdf",
        "carries a program",
    ),
    "a PDF that starts a program": (
        lambda: pdf(b"4 0 obj <</S /Launch /F (cmd.exe)>> endobj\n"),
        "a.pdf",
        "carries a program",
    ),
    "a PDF whose objects unpack to a gigabyte": (
        lambda: pdf(
            pdf_stream(b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(bytes(100_000_000), 9)) * 9
        ),
        "a.pdf",
        "unpacks to more than it should",
    ),
    "a PDF with a password": (lambda: pdf(trailer=b" /Encrypt 9 0 R"), "a.pdf", "is locked with a password"),
    # Pictures
    "a PNG of four billion points": (lambda: png(65_000, 65_000), "a.png", "is a picture too large to open"),
    "a PNG that claims more than there are": (
        lambda: png(2**31 - 1, 1),
        "a.png",
        "is a picture too large to open",
    ),
    "a PNG with a page behind it": (
        lambda: picture("PNG") + HTML,
        "a.png",
        "has something else hidden behind it",
    ),
    "a PNG with an archive behind it": (
        lambda: picture("PNG") + office(),
        "a.png",
        "has something else hidden behind it",
    ),
    "a PNG that is cut short": (lambda: picture("PNG")[:-20], "a.png", "is not whole"),
    "a PNG that is only a beginning": (lambda: b"\x89PNG\r\n\x1a\n" + HTML, "a.png", "is not whole"),
    "a PNG with a changed byte": (lambda: picture("PNG").replace(b"IDAT", b"iDAT"), "a.png", "is not whole"),
    "a JPEG with a program behind it": (
        lambda: picture("JPEG") + EXE,
        "a.jpg",
        "has something else hidden behind it",
    ),
    "a JPEG with a Java archive behind it": (
        lambda: picture("JPEG") + zipped({"A.class": b"a"}),
        "a.jpg",
        "has something else hidden behind it",
    ),
    "a JPEG that is cut short": (lambda: picture("JPEG")[:-40], "a.jpg", "is not whole"),
    "a JPEG that is only a beginning": (lambda: b"\xff\xd8\xff\xe0" + HTML, "a.jpg", "is not whole"),
    "a JPEG of four billion points": (
        lambda: b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0\xff\xda\0\2\xff\xd9",
        "a.jpg",
        "is a picture too large to open",
    ),
    "a WebP with a page behind it": (
        lambda: picture("WEBP") + HTML,
        "a.webp",
        "has something else hidden behind it",
    ),
    "a WebP with nothing in it": (lambda: b"RIFF\4\0\0\0WEBP", "a.webp", "is not whole"),
    "a HEIC with a program behind it": (
        lambda: heic(behind=EXE),
        "a.heic",
        "has something else hidden behind it",
    ),
    "a HEIC of four billion points": (
        lambda: heic(65_000, 65_000),
        "a.heic",
        "is a picture too large to open",
    ),
    # Packed
    "an archive as Word document": (lambda: zipped({"a.txt": b"a"}), "a.docx", "is an archive"),
    "a Word document with macros": (
        lambda: office(main_type=MACRO_MAIN, more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
        "a.docm",
        "can carry a program (macros)",
    ),
    "a docm renamed to docx": (
        lambda: office(main_type=MACRO_MAIN),
        "a.docx",
        "can carry a program (macros)",
    ),
    "macros that are not declared": (
        lambda: office(more={"word/VbaProject.bin": b"x"}),
        "a.docx",
        "can carry a program (macros)",
    ),
    "a program inside a presentation": (
        lambda: office("pptx", more={"ppt/media/a.wmf": EXE}),
        "a.pptx",
        "has another file or a program inside",
    ),
    "a document inside a document inside a document": (
        lambda: office(more={"word/embeddings/a.docx": office(more={"word/embeddings/b.docx": office()})}),
        "a.docx",
        "has another file or a program inside",
    ),
    "an archive inside a document": (
        lambda: office(more={"word/a.xml": zipped({"a.exe": EXE})}),
        "a.docx",
        "is an archive",
    ),
    "a template from elsewhere": (
        lambda: office(relations=relation("attachedTemplate", "https://example.org/a.dotm", "External")),
        "a.docx",
        "loads something from elsewhere",
    ),
    "a link that runs a program": (
        lambda: office(relations=relation("hyperlink", "ms-msdt:/id PCWDiagnostic", "External")),
        "a.docx",
        "loads something from elsewhere",
    ),
    "entities that unfold": (
        lambda: office(more={"word/a.xml": LAUGHS.encode()}),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "entities in two bytes per letter": (
        lambda: office(more={"word/a.xml": in_utf_16(LAUGHS)}),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "a bomb": (lambda: office(more={"word/a.xml": b" " * 150_000_000}), "a.docx", "unpacks to more than"),
    "a bomb of many pieces": (
        lambda: office(more={f"word/{at}.xml": b" " * 9_000_000 for at in range(12)}),
        "a.docx",
        "unpacks to more than",
    ),
    "a flat bomb": (overlapping, "a.docx", "is a packed file that is not whole"),
    "a bomb in a document in a document": (
        lambda: office(
            more={"word/embeddings/a.xlsx": office("xlsx", more={"xl/a.xml": b" " * 110_000_000})}
        ),
        "a.docx",
        "unpacks to more than",
    ),
    "a bomb that lies about its size": (lying_about_its_size, "a.docx", "is a packed file that is not whole"),
    "three thousand members": (one_of_many, "a.docx", "unpacks to more than"),
    "a locked archive": (encrypted_zip, "a.docx", "is locked with a password"),
    "a member that climbs out": (
        lambda: office(more={"../../etc/cron.d/a": b"a"}),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "a member at the root": (
        lambda: office(more={"/etc/passwd": b"a"}),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "a member on drive C": (
        lambda: office(more={"C:\\Windows\\a": b"a"}),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "something before an archive": (
        lambda: b"PK\3\4" + HTML + office(),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "something behind an archive": (lambda: office() + HTML, "a.docx", "is a packed file that is not whole"),
    "a page in an archive's comment": (
        lambda: zipped(office_parts(), comment=HTML),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "an archive that is cut short": (lambda: office()[:-30], "a.docx", "is a packed file that is not whole"),
    "a changed byte in an archive": (
        lambda: zipped(office_parts(), stored=("word/document.xml",)).replace(b"What I did", b"What I DID"),
        "a.docx",
        "is a packed file that is not whole",
    ),
    "an OpenDocument text with macros": (
        lambda: open_document(**{"Basic/Standard/Module1.xml": b"<a/>"}),
        "a.odt",
        "can carry a program (macros)",
    ),
    "an OpenDocument text with a password": (
        lambda: open_document(manifest=b"<m><encryption-data/></m>"),
        "a.odt",
        "is locked with a password",
    ),
    "an OpenDocument text that is another thing": (
        lambda: open_document("text-master"),
        "a.odt",
        "is an archive",
    ),
}
