"""Paper as people scan and photograph it, made from prints; and how it is sent to the site."""

import io
import random
from functools import cache

import pypdfium2
import segno
from PIL import Image, ImageFilter
from world import PASSWORD, local_today

from plf import pdf
from tests.pdf import documents

GRAY = 90  # the table that a photographed paper lies on


@cache
def draft() -> bytes:
    """The print of a draft that Ana and Ben can sign: real, and made once."""
    return pdf.render(documents.draft())


CODE = pdf.check_code(documents.draft()["fingerprint"])


def pages(print_: bytes, dpi: int = 150) -> list[Image.Image]:
    """The pages of a print as a scanner sees them: in shades of gray."""
    document = pypdfium2.PdfDocument(print_)
    drawn = [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    return drawn


def signed(page: Image.Image) -> Image.Image:
    """The page with a scrawl on it, as a hand leaves it."""
    page = page.copy()
    steps = random.Random(4)
    for at in range(300):
        x, y = 60 + at, page.height // 2 + steps.randint(-9, 9)
        page.paste(0, (x, y, x + 3, y + 3))
    return page


def photographed(page: Image.Image) -> Image.Image:
    """The page on a table, from one side, by a trembling hand in poor light."""
    width, height = page.size
    table = Image.new("L", (int(width * 1.3), int(height * 1.3)), GRAY)
    table.paste(page, (int(width * 0.15), int(height * 0.15)))
    wide, high = table.size
    corners = (60, 20, 30, high - 10, wide - 10, high - 90, wide - 120, 50)
    seen = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    seen = seen.rotate(4, Image.Resampling.BICUBIC, fillcolor=GRAY)
    return Image.blend(seen, Image.effect_noise(seen.size, 30), 0.2).filter(ImageFilter.GaussianBlur(1))


def black_and_white(page: Image.Image) -> Image.Image:
    return page.point(lambda shade: 255 if shade > 140 else 0)


def turned(page: Image.Image, degrees: float) -> Image.Image:
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def jpeg(page: Image.Image, quality: int = 60, **more) -> bytes:
    return _saved(page, "JPEG", quality=quality, **more)


def png(page: Image.Image) -> bytes:
    return _saved(page, "PNG")


def scan(several: list[Image.Image]) -> bytes:
    """The pages as one PDF, as a scanner makes it."""
    return _saved(several[0], "PDF", save_all=True, append_images=several[1:], resolution=150)


def page_with(*codes: str) -> Image.Image:
    """A page with nothing on it but these codes: quick to make, where the rest of a paper does not matter."""
    page = Image.new("L", (850, 1100), 255)
    for at, code in enumerate(codes):
        picture = io.BytesIO()
        segno.make(code, error="h", micro=False).save(picture, kind="png", scale=5, border=4)
        page.paste(Image.open(picture).convert("L"), (80, 80 + 300 * at))
    return page


def _saved(page: Image.Image, kind: str, **more) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **more)
    return out.getvalue()


# Sending it


def choose(person, where: str, *files: tuple[bytes, str], signed_on=None, **fields):
    """Choose files on the page for filing, with the day on the paper: today, if nothing else is said."""
    form = person.form(f"{where}/paper", f"{where}/paper")
    pairs = [pair for pair in form.fields if pair[0] not in ("files", "signed_on")]
    pairs += [
        ("signed_on", signed_on if signed_on is not None else local_today().isoformat()),
        *fields.items(),
    ]
    return send(person, f"{where}/paper", pairs, files)


def send(person, address: str, pairs, files):
    """Send a form with files, written out here: Werkzeug's own client leaves large ones open behind it."""
    parts = [(f'form-data; name="{name}"', value.encode()) for name, value in pairs]
    parts += [(f'form-data; name="files"; filename="{name}"', content) for content, name in files]
    body = b"".join(
        b"--edge\r\nContent-Disposition: " + head.encode() + b"\r\n\r\n" + content + b"\r\n"
        for head, content in parts
    )
    body += b"--edge--\r\n"
    person.page = person.browser.post(
        address,
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=edge",
    )
    return person.page


def code_of(scene, kind: str = "plan") -> str:
    """The code of the revision that would be signed now."""
    from backstage import value
    from sqlalchemy import select

    from plf.models import Plan, Revision

    column = Plan.revision_id if kind == "plan" else Plan.checkpoint_revision_id
    return pdf.check_code(value(scene, select(Revision.sha256).join(Plan, column == Revision.id)))


def files_paper(scene, who: str = "ben", where: str = "/plans/1", **more) -> None:
    """Ben files the paper that both signed: the page with its code, and his password if it is asked for."""
    kind = "checkpoint" if where.endswith("checkpoint") else "plan"
    person = getattr(scene, who)
    answer = choose(person, where, (png(page_with(code_of(scene, kind))), "scan.png"), **more)
    assert answer.status_code == 303, answer.text[:2000]
    answer = person.fill(answer.location, password=PASSWORD)
    assert answer.status_code == 303, answer.text[:2000]
