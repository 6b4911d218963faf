"""The QR codes of prints, read back from what an office scanner makes of them: black and white, 150 dots to the inch."""

import random
import subprocess

import pytest
import zxingcpp
from PIL import Image

from plf import pdf
from tests.pdf import documents
from tests.pdf.samples import PRINTS, SAMPLES, archived, check_at, printed

KEPT = ["plan", "short plan", "signed on paper", "longest checkpoint"]
TO_SIGN = ["draft", "half signed", "longest draft", "draft of a checkpoint"]


def scanned(made: bytes, folder) -> list[Image.Image]:
    """The pages as a scanner sees them."""
    path = folder / "print.pdf"
    path.write_bytes(made)
    subprocess.run(["pdftoppm", "-r", "150", "-mono", path, folder / "scan"], check=True)
    return [Image.open(scan).convert("L") for scan in sorted(folder.glob("scan*"))]


def as_it_is(page: Image.Image) -> Image.Image:
    return page


def turned(page: Image.Image) -> Image.Image:
    """Laid crookedly on the glass."""
    return page.rotate(3, fillcolor=255).point(lambda gray: 255 * (gray > 127))


def turned_back(page: Image.Image) -> Image.Image:
    return page.rotate(177, fillcolor=255).point(lambda gray: 255 * (gray > 127))


def with_specks(page: Image.Image) -> Image.Image:
    """Dust on the glass: one speck for each thousand dots, black or white, half of them two dots wide and high."""
    chance = random.Random(7)
    for _ in range(page.width * page.height // 1000):
        place = chance.randrange(page.width), chance.randrange(page.height)
        size = chance.choice((1, 2))
        page.paste(chance.choice((0, 255)), (*place, place[0] + size, place[1] + size))
    return page


def read(pages: list[Image.Image]) -> list[str]:
    return [each.text for page in pages for each in zxingcpp.read_barcodes(page)]


@pytest.mark.parametrize("seen", [as_it_is, turned, turned_back, with_specks])
@pytest.mark.parametrize("name", KEPT)
def test_the_address_where_a_kept_form_is_checked_is_read_back(name, seen, tmp_path):
    pages = [seen(page) for page in scanned(archived(name), tmp_path)]
    assert read(pages) == [check_at(documents.issued(SAMPLES[name]))]


@pytest.mark.parametrize("seen", [as_it_is, turned, turned_back, with_specks])
@pytest.mark.parametrize("name", TO_SIGN)
def test_the_code_of_a_draft_to_sign_by_hand_is_read_back(name, seen, tmp_path):
    pages = [seen(page) for page in scanned(printed(name), tmp_path)]
    assert read(pages) == [pdf.check_code(PRINTS[name]["fingerprint"])]


@pytest.mark.parametrize("name", ["blank plan", "blank checkpoint", "never submitted", "transcript"])
def test_what_has_no_revision_has_no_code(name, tmp_path):
    assert read(scanned(printed(name), tmp_path)) == []
