"""Whose paper it is, read from pictures of a real print: scanned, photographed, turned, several pages; and what is not read."""

import io
import json
import re
import signal
import subprocess
import sys
import zlib
from functools import partial

import pypdfium2
import pytest
from PIL import Image

from plf import pdf
from plf.journal.not_taken import NotTaken
from plf.papers import scans
from plf.papers.forms import as_code
from plf.rules import Refusal
from tests.journal.harmful import HTML, JS, heic, office, picture, png_chunk
from tests.journal.harmful import pdf as a_pdf
from tests.journal.harmful import png as a_png
from tests.papers import paper
from tests.papers.paper import CODE, black_and_white, jpeg, photographed, png, scan, signed, turned
from tests.pdf import documents


def read(*files: tuple[bytes, str]) -> scans.Read:
    return scans.read([scans.recognize(*each) for each in files])


@pytest.fixture(scope="module")
def printed() -> list[Image.Image]:
    """The pages of the draft as a scanner at 150 dpi sees them, signed by hand."""
    return [signed(page) for page in paper.pages(paper.draft())]


WAYS = {
    "a page in gray": jpeg,
    "a page in black and white": lambda page: png(black_and_white(page)),
    "a page that lay askew": lambda page: jpeg(turned(page, 3)),
    "a page on its side": lambda page: jpeg(turned(page, 90)),
    "a page upside down and askew": lambda page: jpeg(turned(page, 187)),
    "a photo from one side in poor light": lambda page: jpeg(photographed(page), 50),
    "a photo of telephone size": lambda page: jpeg(photographed(page.resize((2550, 3300))), 70),
    "a page that was faxed": lambda page: png(black_and_white(page.resize((850, 1100)).resize(page.size))),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_code_is_read_from_a_picture_of_the_last_page(printed, way):
    found = read((way(printed[-1]), "IMG_1.jpg"))
    assert (found.codes, found.pages) == ((CODE,), 1)


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_the_code_is_read_from_a_scan_of_all_pages(dpi):
    pages = paper.pages(paper.draft(), dpi)
    content = scan([turned(page, 2) for page in pages])
    found = read((content, "scan.pdf"))
    assert (found.codes, found.pages, found.content, found.kind) == ((CODE,), len(pages), content, "pdf")


def test_photos_of_the_pages_become_one_file_in_their_order(printed):
    photos = [jpeg(page) for page in printed]
    found = read(*((photo, f"IMG_{at}.jpg") for at, photo in enumerate(photos)))
    assert (found.codes, found.pages, found.kind) == ((CODE,), len(photos), "pdf")
    document = pypdfium2.PdfDocument(found.content)
    for page, photo in zip(document, photos, strict=True):
        (inside,) = page.get_objects()
        assert bytes(inside.get_data()) == photo  # as the camera took it
    document.close()


def test_a_photo_that_the_camera_took_on_its_side_stands_upright_in_the_file(printed):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    sideways = jpeg(printed[-1].rotate(90, expand=True), exif=exif)
    found = read((sideways, "IMG_1.jpg"), (png(printed[0]), "IMG_2.png"))
    document = pypdfium2.PdfDocument(found.content)
    assert [page.get_width() < page.get_height() for page in document] == [True, True]
    document.close()
    shown = Image.open(io.BytesIO(scans.picture_of(sideways, "jpeg", 1)))
    assert shown.width < shown.height
    assert found.codes == (CODE,)


def test_the_code_of_a_signed_copy_is_read_too():
    address = f"https://plf.riverbend.example/check/{CODE}"
    assert read((png(paper.page_with(address)), "a.png")).codes == (CODE,)


def test_two_codes_in_one_file_are_both_told():
    pages = [paper.page_with(CODE), paper.page_with("G3NS-Q9D2-K4TX-8WEA")]
    assert read((scan(pages), "stack.pdf")).codes == (CODE, "G3NS-Q9D2-K4TX-8WEA")


@pytest.mark.parametrize(
    "words", ["https://evil.example/", "G3NS-Q9D2-K4TX", "g3ns-q9d2-k4tx-8wea", "x" * 300 + CODE, "U" * 19]
)
def test_other_codes_on_a_page_are_nobodys_paper(words):
    assert read((png(paper.page_with(words)), "poster.png")).codes == ()


def test_a_page_without_the_code_has_none(printed):
    assert read((jpeg(printed[0]), "first page.jpg")).codes == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (CODE, CODE),
        (CODE.lower().replace("-", " "), CODE),
        ("  " + CODE.replace("-", "\u2013"), CODE),
        ("OI23-4567-89AB-CDEL", "0123-4567-89AB-CDE1"),
        (CODE[:-1], None),
        (CODE + "A", None),
        (CODE.replace(CODE[0], "U"), None),
        ("", None),
    ],
)
def test_a_typed_code_is_read_as_people_misread_it(typed, code):
    assert as_code(typed) == code


# What is drawn for the screen


@pytest.mark.parametrize("way", [scan, lambda pages: jpeg(pages[-1]), lambda pages: png(pages[-1])])
def test_a_page_on_the_screen_is_a_small_picture_of_our_own(printed, way):
    content = way(printed)
    kind = scans.recognize(content, "a").kind
    drawn = scans.picture_of(content, kind, 1)
    shown = Image.open(io.BytesIO(drawn))
    assert shown.format == "PNG"
    assert 700 < shown.height < 1300
    assert len(drawn) < 250_000
    assert scans.picture_of(content, "pdf", 99) is None


# What is not taken, and what does harm


def huge_pages() -> bytes:
    """Pages of 200 inches each way, which at 300 dpi would have 3.6 billion points."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(20):
        document.new_page(14_400, 14_400)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def many_pages() -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(31):
        document.new_page(612, 792)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def with_content(drawing: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page on which this is drawn, with more objects (they begin with number 5)."""
    packed = zlib.compress(drawing, 9)
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <<"
        + resources
        + b">>>>",
        b"<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed),
        *more,
    ]
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(body),
        )
    )


def endless_drawing() -> bytes:
    """Thirty forms of thirty forms of thirty forms …: 24 million curves in three kilobytes."""
    levels = []
    for level in range(5):
        drawn = b"/F Do\n" if level < 4 else b"0 0 m 600 0 0 700 600 700 c S\n"
        levels.append(a_form(drawn * 30, within=6 + level if level < 4 else 0))
    return with_content(b"/F Do", *levels, resources=b"/XObject <</F 5 0 R>>")


def a_form(drawn: bytes, within: int) -> bytes:
    named = b"/Resources <</XObject <</F %d 0 R>>>>" % within if within else b""
    return b"<</Type /XObject /Subtype /Form /BBox [0 0 612 792] %s /Length %d>>\nstream\n%s\nendstream" % (
        named,
        len(drawn),
        drawn,
    )


def picture_of_gigabytes() -> bytes:
    """A picture of 60,000 by 60,000 points on the page, all of one shade: a few megabytes."""
    packed = zlib.compress(zlib.compress(bytes(60_000), 9), 9)
    image = (
        b"<</Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter [/FlateDecode /FlateDecode] /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    )
    return with_content(b"612 0 0 792 0 0 cm /Im0 Do", image, resources=b"/XObject <</Im0 5 0 R>>")


def form_within_itself() -> bytes:
    return with_content(b"/F Do", a_form(b"/F Do\n" * 2, within=5), resources=b"/XObject <</F 5 0 R>>")


def white_png(width: int, height: int) -> bytes:
    """A real picture with all its points, packed tightly."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    row = b"\0" + b"\xff" * (3 * width)
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(row) for _ in range(height)) + packing.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    )


TAKES_TOO_MUCH = "is too large to be read here"
NOT_OPENED = "could not be opened"
NOT_HERE = "is no scan or photo that is taken here"
HARMFUL = {
    "nothing": (lambda: b"", "is empty"),
    "a page for browsers": (lambda: HTML, NOT_HERE),
    "a Word document": (office, NOT_HERE),
    "a WebP": (partial(picture, "WEBP"), NOT_HERE),
    "a photo of an iPhone": (heic, "Set the camera to “Most Compatible”"),
    "more than 20 MB": (lambda: a_pdf() + b" " * scans.MOST_BYTES, "is larger than 20 MB"),
    "a PDF with a script": (lambda: a_pdf(JS), "carries a program"),
    "a PDF with a password": (lambda: a_pdf(trailer=b" /Encrypt 9 0 R"), "is locked with a password"),
    "a PDF with a page behind it": (lambda: a_pdf() + HTML, "has something else hidden behind it"),
    "a PDF whose table leads nowhere": (
        lambda: b"%PDF-1.7\nxref\n0 0\ntrailer <</Root 9 0 R>>\nstartxref\n9\n%%EOF",
        NOT_OPENED,
    ),
    "a PDF of 31 pages": (many_pages, "has more pages than a signed form can have"),
    "a PDF that takes long to draw": (endless_drawing, TAKES_TOO_MUCH),
    "a PNG of four billion points": (partial(a_png, 65_000, 65_000), "is a picture too large to open"),
    "a PNG without its points": (partial(a_png, 800, 1000), NOT_OPENED),
    "a PNG with a page behind it": (lambda: png(paper.page_with(CODE)) + HTML, "has something else hidden"),
}


@pytest.mark.parametrize("harmful", HARMFUL.values(), ids=HARMFUL)
def test_what_is_no_scan_is_refused_with_what_to_do(harmful):
    make, says = harmful
    with pytest.raises(NotTaken, match=re.escape(says)) as refused:
        read((make(), "scan.pdf"))
    sentence = str(refused.value)
    assert sentence.startswith(("“scan.pdf” ", "“scan.png” "))
    assert sentence.endswith(".")


def noise() -> bytes:
    """A photo whose points are noise from the middle on."""
    return jpeg(paper.page_with(CODE))[:2000] + b"\x12\x34" * 4000 + b"\xff\xd9"


BOMBS = {
    "pages of two hundred inches": (huge_pages, 20),
    "a picture of gigabytes": (picture_of_gigabytes, 1),
    "a form that draws itself": (form_within_itself, 1),
    "a photo whose points are noise": (noise, 1),
    "a photo of a hundred million points": (partial(white_png, 11_000, 10_000), 1),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_read_within_the_limits_or_refused(bomb):
    make, pages = bomb
    told = read_or_told((make(), "bomb.pdf"))
    assert told == pages or TAKES_TOO_MUCH in told or NOT_OPENED in told


def read_or_told(file: tuple[bytes, str]) -> int | str:
    """How many pages were read, or the sentence that says why none."""
    try:
        return read(file).pages
    except NotTaken as why:
        return str(why)


def test_who_comes_while_others_are_read_waits_and_is_told(monkeypatch):
    monkeypatch.setattr(scans, "WAITS", 0.01)
    with scans._AT_ONCE, scans._AT_ONCE, pytest.raises(Refusal, match="Several scans are being read") as busy:
        read((png(paper.page_with(CODE)), "a.png"))
    assert busy.value.status == 503
    assert read((png(paper.page_with(CODE)), "a.png")).codes == (CODE,)


def test_a_child_that_takes_too_long_is_ended_and_the_next_one_is_read(monkeypatch):
    monkeypatch.setattr(scans, "PATIENCE", 0.01)
    with pytest.raises(NotTaken, match=TAKES_TOO_MUCH):
        read((png(paper.page_with(CODE)), "a.png"))
    monkeypatch.undo()
    assert read((png(paper.page_with(CODE)), "a.png")).codes == (CODE,)


def test_the_child_has_limits_no_settings_of_ours_and_writes_no_file(tmp_path):
    # The same beginning as in earnest, then what a file might make it do.
    tries = f"""
import sys; sys.path.insert(0, {str(scans._CHILD.parent)!r})
import in_child, json, os, resource
in_child._set_limits()
limits = resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE
found = dict(environment=sorted(os.environ), limits=[resource.getrlimit(each)[0] for each in limits])
try:
    found["wrote"] = os.write(os.open({str(tmp_path / "left")!r}, os.O_WRONLY | os.O_CREAT), b"x")
except OSError:
    found["wrote"] = 0
try:
    bytearray(2 * 1024 ** 3)
    found["memory"] = True
except MemoryError:
    found["memory"] = False
print(json.dumps(found))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", tries],
        env={},
        capture_output=True,
        check=True,
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),  # to be told of it and not ended
    )
    found = json.loads(done.stdout)
    assert found["limits"] == [1024**3, 20, 0]
    assert not found["wrote"]
    assert not found["memory"]
    assert set(found["environment"]) <= {"LC_CTYPE"}


def test_the_print_of_a_draft_carries_the_code_that_stands_for_its_text():
    assert pdf.check_code(documents.draft()["fingerprint"]) == CODE
    assert CODE in "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper.draft())
    )
