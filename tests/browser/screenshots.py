"""The four pictures of the README, made anew from the sample district: python -m tests.browser.screenshots

Each becomes a small PNG in docs/screenshots/. The sample is laid out around today, so pictures differ by the day.
"""

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from databases import open_database
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from plf.auth.actions import hashed
from plf.database import now, today, writing
from plf.extensions import db
from plf.models import Person as PersonRow
from plf.models import Plan
from plf.sample.cast import ZONE
from plf.sample.district import settle
from plf.sample.story import Story
from tests.browser.live import chromium, serving
from tests.browser.person import Person

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PASSWORD = "four small quiet pictures"
LARGEST = 120_000


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_database("sqlite", Path(folder)) as database:
        database.fill(fill)
        with serving(database.app) as running, chromium() as browser:
            site = running.address
            own, signed = plans(database.app)
            teacher = sits_down(browser, site, "teacher")
            keep("home", picture(teacher, "/", 900))
            keep("form", picture(teacher, f"/plans/{own}/text", 1450))
            evaluator = sits_down(browser, site, "evaluator", width=1200)
            keep("teachers", picture(evaluator, "/teachers", 1050))
            printed = evaluator.context.request.get(f"/plans/{signed}/plan.pdf").body()
            keep("signed-plan", last_page(printed))


def fill() -> None:
    """The whole sample district, as `flask demo` makes it."""
    at, on = now(), today(ZONE)
    with writing():
        settle(today=on, at=at, password_hash=hashed(PASSWORD))
        Story(today=on, at=at).tell()


def plans(app) -> tuple[int, int]:
    """The plan of the one who signs in as teacher, and a signed one of the same evaluator."""
    with app.app_context():
        teacher = db.session.scalar(select(PersonRow.id).where(PersonRow.email == "teacher@example.org"))
        own = db.session.scalar(select(Plan).where(Plan.teacher_id == teacher))
        theirs = select(Plan.id).where(Plan.evaluator_id == own.evaluator_id, Plan.year_id == own.year_id)
        signed = theirs.where(Plan.state == "active")
        return own.id, db.session.scalar(signed.order_by(Plan.id))


def sits_down(browser: Browser, site: str, name: str, width: int = 960) -> Person:
    someone = Person(browser, site, name, width=width).opens("/sign-in")
    someone.writes("E-mail address", f"{name}@example.org").writes("Password", PASSWORD)
    return someone.presses("Sign in").sees("Sign out")


def picture(someone: Person, address: str, height: int) -> bytes:
    someone.page.set_viewport_size({"width": someone.page.viewport_size["width"], "height": height})
    return someone.opens(address).page.screenshot()


def last_page(pdf: bytes) -> bytes:
    """The page with the signatures, at 80 dots per inch."""
    command = ["pdftoppm", "-png", "-r", "80", "-"]
    pages = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    head = b"\x89PNG\r\n"
    return head + pages.split(head)[-1]


def keep(name: str, png: bytes) -> None:
    """Write it with 64 colors: enough for text on paper."""
    path = FOLDER / f"{name}.png"
    Image.open(BytesIO(png)).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size < LARGEST, f"{path.name} has {size:,} bytes: make it smaller"
    sys.stdout.write(f"{path.name}: {size:,} bytes\n")


if __name__ == "__main__":
    main()
