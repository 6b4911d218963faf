"""Draws scans and reads the codes on them, as a program of its own: whatever a file does to it, the site goes on.

Asked with one line of JSON on its input and the bytes of the files behind it; answers with one line of JSON and the
bytes that were made. Standard library, PDFium, Pillow and ZXing alone; it knows nothing of the rest.
"""

import io
import json
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20

MOST_PAGES = 30
# A letter at 300 dpi has 8.4 million points. Larger pages and photos are drawn smaller.
MOST_POINTS = 12_000_000
LONGEST_SIDE = 12_000
DPI = 300
SEEN_POINTS = 1_000_000

# As pdf.check_code writes it: 16 letters in fours. A signed copy has it at the end of an address.
CODE = re.compile(r"(?:https?://\S{1,200}/)?((?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4})")


class TooMany(Exception):
    """A PDF with more pages than a signed plan has."""


def main() -> None:
    """Answer what is asked on the input."""
    _set_limits()
    asked = json.loads(sys.stdin.buffer.readline())
    files = [(kind, sys.stdin.buffer.read(size)) for kind, size in asked["files"]]
    try:
        answer, made = DOES[asked["what"]](files, asked)
    except TooMany:
        answer, made = {"wrong": "pages"}, b""
    except MemoryError:
        answer, made = {"wrong": "large"}, b""
    except Exception as error:  # whatever it is, the file cannot be read
        answer, made = {"wrong": "unreadable", "error": f"{type(error).__name__}: {error}"[:200]}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


def read(files: list[tuple[str, bytes]], asked: dict[str, Any]) -> tuple[dict, bytes]:
    """How many pages there are and which codes are on them; of several photos, one PDF of them in their order."""
    codes: list[str] = []
    pages = 0
    for kind, content in files:
        for picture in _pictures(kind, content):
            pages += 1
            codes += _codes(picture)
    if not codes:  # once more, with more effort: a second pass takes three times as long
        codes = [code for kind, content in files for page in _pictures(kind, content) for code in _hard(page)]
    made = _bound(files) if len(files) > 1 else b""
    return {"pages": pages, "codes": sorted(set(codes))}, made


def draw(files: list[tuple[str, bytes]], asked: dict[str, Any]) -> tuple[dict, bytes]:
    """One page as a picture of our own, for the screen: nothing of the file itself is in it."""
    kind, content = files[0]
    only = asked["page"]
    for picture in (
        _pages(content, SEEN_POINTS, only) if kind == "pdf" else [_photo(content, SEEN_POINTS, True)]
    ):
        out = io.BytesIO()
        picture.quantize(16).save(out, "PNG", optimize=True)
        return {"pages": 1}, out.getvalue()
    return {"wrong": "pages"}, b""


DOES = {"read": read, "draw": draw}


def _set_limits() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),  # no file is written
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _pictures(kind: str, content: bytes) -> Iterator:
    """Each page in shades of gray."""
    if kind == "pdf":
        yield from _pages(content, MOST_POINTS)
    else:
        yield _photo(content, MOST_POINTS)


def _pages(content: bytes, most: int, only: int = 0) -> Iterator:
    """The pages of a PDF, or the one with this number, drawn with at most so many points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if not 0 < len(document) <= MOST_PAGES:
        raise TooMany
    for number in range(1, len(document) + 1):
        if only not in (0, number):
            continue
        page = document[number - 1]
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            continue
        scale = min(DPI / 72, (most / (width * height)) ** 0.5, LONGEST_SIDE / max(width, height))
        yield page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
        page.close()


def _photo(content: bytes, most: int, upright: bool = False) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # its size was looked at before it came here
    picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    picture.draft("L", _fitting(picture, most))
    if upright:
        picture = ImageOps.exif_transpose(picture)
    gray = _on_white(picture).convert("L")
    return gray.resize(_fitting(gray, most), Image.Resampling.BOX)


def _fitting(picture: Any, most: int) -> tuple[int, int]:
    """The size of a picture that has at most so many points."""
    by = max(1.0, (picture.width * picture.height / most) ** 0.5)
    return max(1, int(picture.width / by)), max(1, int(picture.height / by))


def _on_white(picture: Any) -> Any:
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    picture = picture.convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    return white


def _codes(picture: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code[1] for each in found if (code := CODE.fullmatch(each.text))]


def _hard(picture: Any) -> list[str]:
    """The codes on a page that gave none at first sight: evened out, smoothed, smaller or larger."""
    from PIL import Image, ImageFilter, ImageOps

    even = ImageOps.autocontrast(picture, cutoff=1)
    width, height = even.size
    tries = [
        lambda: even.filter(ImageFilter.MedianFilter(3)),
        lambda: even.resize((max(1, width // 2), max(1, height // 2)), Image.Resampling.BOX),
    ]
    if width * height * 4 <= MOST_POINTS:
        tries.append(lambda: even.resize((width * 2, height * 2), Image.Resampling.BICUBIC))
    return next((found for one in tries if (found := _codes(one()))), [])


def _bound(files: list[tuple[str, bytes]]) -> bytes:
    """The photos as one PDF, a page for each: a JPEG is put into it as it is."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for kind, content in files:
        image = pypdfium2.PdfImage.new(document)
        turned = 0
        if kind == "jpeg":
            image.load_jpeg(io.BytesIO(content), inline=True)
            turned = _turned(content)
        else:
            image.set_bitmap(pypdfium2.PdfBitmap.from_pil(_colored(content)))
        width, height = image.get_px_size()
        by = 792 / max(width, height)
        page = document.new_page(width * by, height * by)
        image.set_matrix(pypdfium2.PdfMatrix().scale(width * by, height * by))
        page.insert_obj(image)
        page.gen_content()
        page.set_rotation(turned)
        page.close()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _colored(content: bytes) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    picture = _on_white(Image.open(io.BytesIO(content), formats=("PNG",)))
    return picture.convert("L" if picture.mode in ("1", "L", "I", "I;16") else "RGB")


def _turned(content: bytes) -> int:
    """By how many degrees clockwise a JPEG is to be turned, as its camera says."""
    from PIL import Image

    turned = Image.open(io.BytesIO(content), formats=("JPEG",)).getexif().get(0x0112, 1)
    return {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}.get(turned, 0)


if __name__ == "__main__":
    main()
