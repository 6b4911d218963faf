"""Every kind of print, before and after its seal: by both standards, sound for other programs, each table one table."""

import os
import random
import re
import string
import subprocess
import unicodedata
import zlib
from collections import Counter

import page
import pydyf
import pytest

from plf.pdf import rendering
from tests.pdf import documents, reading
from tests.pdf.samples import PRINTS, SAMPLES, archived, check_at, printed

# More prints of texts that nobody would type: PLF_PRINT_ROUNDS=200
ROUNDS = int(os.environ.get("PLF_PRINT_ROUNDS", "3"))

ALL = {f"{name}, {how}": (how, name) for how in ("to keep", "sealed") for name in SAMPLES} | {
    f"{name}, to print": ("to print", name) for name in PRINTS
}


@pytest.fixture(params=ALL)
def sample(request, sealed):
    """A sample: (how it is made, its name, its bytes)."""
    how, name = ALL[request.param]
    return how, name, {"to keep": archived, "sealed": sealed, "to print": printed}[how](name)


def test_every_print_is_pdf_a_3a_and_pdf_ua_1(sample):
    _, _, made = sample
    for profile in ("3a", "ua1"):
        report = page.validate_pdf_bytes(made, profile=profile)
        assert report.is_compliant, f"{profile}: {report}"


def test_a_print_that_breaks_the_standards_is_noticed():
    # An empty box for a letter is what both standards forbid, and what WeasyPrint says nothing about.
    lacking = rendering._print('<html lang="en-US"><title>x</title><p>\u4e2d')
    assert [page.validate_pdf_bytes(lacking, profile=profile).is_compliant for profile in ("3a", "ua1")] == [
        False,
        False,
    ]


def test_other_programs_find_nothing_wrong(sample, tmp_path):
    how, _, made = sample
    path = tmp_path / "print.pdf"
    path.write_bytes(made)
    assert "No syntax or stream encoding errors" in said_by("qpdf", "--check", path)
    facts = said_by("pdfinfo", path)
    for fact in (
        "Tagged: yes",
        "JavaScript: no",
        "Encrypted: no",
        "PDF version: 1.7",
        "Page size: 612 x 792",
    ):
        assert fact in facts
    assert ("Form: AcroForm" if how != "to print" else "Form: none") in facts
    if how == "sealed":
        seal = said_by("pdfsig", "-nocert", path)
        for fact in (
            "Signature Field Name: Seal",
            "ETSI.CAdES.detached",
            "Total document signed",
            "is Valid",
        ):
            assert fact in seal


def said_by(*command) -> str:
    """What a program says of a file, with single spaces; it may not complain."""
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    # pdfsig of Debian 13 misses a store of certificates, which it is asked not to look at.
    complaints = [line for line in run.stderr.splitlines() if not line.startswith("NSS_Init failed: ")]
    assert complaints == []
    return " ".join(run.stdout.split())


def test_each_table_is_one_table_with_each_cell_once_over_any_number_of_pages(sample):
    how, name, made = sample
    if how == "to print":
        source = rendering.html(PRINTS[name])
    else:
        document = documents.issued(SAMPLES[name])
        source = rendering.html(document, check_at=check_at(document))
    written = Counter(re.findall(r"<(table|tr|th|td)\b", source))
    told = Counter(str(element.S) for element in reading.elements(made))
    assert {tag: told["/" + tag] for tag in ("Table", "TR", "TH", "TD")} == {
        tag: written[tag.lower()] for tag in ("Table", "TR", "TH", "TD")
    }


@pytest.mark.parametrize(
    ("name", "tables", "rows", "cells"),
    [
        # Learning experiences and action steps, 12 rows of 4 cells each, and the three fingerprints.
        ("longest plan", 3, 13 + 13 + 3, 12 * 4 + 12 * 4 + 3),
        # Action steps, 12 rows of 3 cells, and the three fingerprints.
        ("longest checkpoint", 2, 13 + 3, 12 * 3 + 3),
    ],
)
def test_the_tables_of_the_longest_forms_counted_by_hand(name, tables, rows, cells, sealed):
    made = sealed(name)
    assert len(reading.pages(made)) > 4
    found = Counter(str(element.S) for element in reading.elements(made))
    assert (found["/Table"], found["/TR"], found["/TD"]) == (tables, rows, cells)


def test_every_letter_is_drawn_by_the_bundled_faces_and_none_is_missing(sample):
    _, _, made = sample
    assert reading.missing_glyphs(made) == 0
    assert all(name.startswith("Source-Sans-3") for name in reading.font_names(made))


def test_letters_drawn_with_their_marks_take_no_other_letter_from_the_reader():
    # E, o and their marks are first drawn one by one here, above everything else that is written with them.
    document = documents.signed(district="Ẹ̀kọ́ School District")
    made = rendering.render(document)
    written = unicodedata.normalize("NFC", reading.text(made))
    for words in ("Ẹ̀kọ́ School District", "Evaluator Ben Carter", "October 6, 2026"):
        assert words in written
    assert page.validate_pdf_bytes(made, profile="3a").is_compliant
    press = rendering._press()
    alone = press.HTML(string=rendering.html(document)).write_pdf(
        stylesheets=[press.stylesheet], font_config=press.font_config, pdf_variant="pdf/a-3a"
    )
    assert "Schl District" in reading.text(alone)


def typed_by_chance(chance: random.Random, size: int) -> str:
    """Letters with and without marks, and characters of any script, assigned or not."""

    def character() -> str:
        kind = chance.random()
        if kind < 0.3:
            return chance.choice(string.ascii_letters + " ")
        if kind < 0.5:
            marks = (chr(chance.randrange(0x300, 0x370)) for _ in range(chance.choice((1, 1, 2, 3))))
            return chance.choice(string.ascii_letters) + "".join(marks)
        return chr(chance.randrange(0x20, 0x3000) if kind < 0.8 else chance.randrange(0x20, 0x110000))

    return "".join(character() for _ in range(size))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_whatever_is_typed_the_print_keeps_to_the_standards(seed):
    chance = random.Random(seed)
    text = {name: typed_by_chance(chance, 80) for name in ("area", "why", "statement", "measure")}
    teacher = {name: typed_by_chance(chance, 15) for name in ("name", "position", "site")}
    made = rendering.render(
        documents.signed(documents.SHORT | text, teacher=teacher, district=typed_by_chance(chance, 20))
    )
    assert reading.missing_glyphs(made) == 0
    for profile in ("3a", "ua1"):
        report = page.validate_pdf_bytes(made, profile=profile)
        assert report.is_compliant, f"{profile}: {report}"


def test_no_stream_ends_so_that_strict_readers_take_its_last_byte_for_the_end_of_the_line():
    contents = (str(number).encode() for number in range(100_000))
    unlucky = next(content for content in contents if zlib.compress(content, 9).endswith(b"\r"))
    written = pydyf.Stream([unlucky], compress=True).data
    assert written.endswith(b"stream\n" + unlucky + b"\nendstream")
    assert pydyf.Stream([b"lucky"], compress=True).data.endswith(zlib.compress(b"lucky", 9) + b"\nendstream")


def test_names_in_any_script_are_on_paper_as_letters_or_in_words(sealed):
    written = unicodedata.normalize("NFC", reading.text(sealed("names of ten languages")))
    for name in (*documents.NAMES[:7], documents.NAMES[10]):
        assert name in written
    for in_words in (
        "[Arabic: meem hah meem dal] [Arabic: ain lam yeh]",
        "[Hebrew: shin resh he]",
        "[CJK: 738b 5c0f 660e]",
        "[Devanagari: a na i ta aa] [Devanagari: sha ra virama ma aa]",
        "[Thai: so sua mo ma cho chang sara aa yo yak]",
        "[Hangul: gim min jun]",
        "[grinning face]",
    ):
        assert in_words in written
