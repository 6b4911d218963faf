"""What is kept of a signed document: its data beside the page, a place for the seal, and the same bytes each time."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from plf import contents, pdf
from tests.pdf import documents, reading
from tests.pdf.samples import SAMPLES, archived, check_at


def test_a_reader_program_is_told_of_the_code_and_of_the_seal(sealed):
    made = sealed("plan")
    told = {str(element.S): str(element.Alt) for element in reading.elements(made) if "/Alt" in element}
    assert told == {
        "/Figure": "QR code of the address where this document can be checked: "
        + check_at(documents.issued(SAMPLES["plan"])),
        "/Form": "Electronic seal of the school district",
    }
    (picture,) = [[*element.A.BBox] for element in reading.elements(made) if element.S == "/Figure"]
    opened = reading.opened(made)
    (field,) = opened.pages[-1].Annots
    assert str(field.TU) == told["/Form"]
    assert lies_within(picture, field.Rect)
    assert lies_within(field.Rect, opened.pages[-1].mediabox)


def lies_within(inner, outer) -> bool:
    left, bottom, right, top = map(float, inner)
    return outer[0] < left < right < outer[2] and outer[1] < bottom < top < outer[3]


def test_the_text_is_attached_as_the_bytes_that_the_printed_fingerprint_is_of(sealed):
    made = reading.opened(sealed("names of ten languages"))
    assert set(made.attachments) == {"text.json", "signatures.json"}
    text = made.attachments["text.json"].get_file().read_bytes()
    document = documents.issued(SAMPLES["names of ten languages"])
    assert hashlib.sha256(text).hexdigest() == document["fingerprint"]
    assert json.loads(text) == document["frozen"]
    assert "محمد علي" in text.decode()
    signatures = json.loads(made.attachments["signatures.json"].get_file().read_bytes())
    assert signatures == {name: value for name, value in document.items() if name != "frozen"}
    assert [str(file.AFRelationship) for file in made.Root.AF] == ["/Source", "/Source"]


def test_the_page_says_how_to_check_it_and_how_many_pages_there_are(sealed):
    document = documents.issued(SAMPLES["plan"])
    pages = reading.pages(sealed("plan"))
    assert (
        "go to https://plf.riverbend.example/check and type " + pdf.check_code(document["fingerprint"])
        in (pages[-1])
    )
    assert "carries the electronic seal of Riverbend Public Schools" in pages[-1]
    assert ["Page 1 of 2" in pages[0], "Page 2 of 2" in pages[1]] == [True, True]


def test_signatures_code_and_fingerprints_stay_together():
    for steps in (5, 6, 7, 8, 9):
        text = documents.FULL | {"steps": (documents.FULL["steps"] * 2)[:steps]}
        document = documents.issued(documents.signed(text))
        pages = reading.pages(pdf.archive(document, check_at=check_at(document)))
        (last,) = [each for each in pages if "SHA-256" in each]
        assert "Signatures Evaluator Ben Carter" in last
        assert "Check this document" in last


def test_a_ten_minute_plan_still_fits_on_one_page():
    assert len(reading.pages(archived("short plan"))) == 1


def test_the_same_document_gives_the_same_bytes_in_another_process_and_time_zone():
    program = (
        "import hashlib; from tests.pdf.samples import archived;"
        "print(hashlib.sha256(archived('plan')).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(archived("plan")).hexdigest()


def test_it_is_dated_by_the_last_signature_and_not_by_the_clock(sealed):
    opened = reading.opened(sealed("plan"))
    assert opened.docinfo["/CreationDate"] == "D:20261006151140+00'00"
    dates = {str(file.get_file().mod_date) for file in opened.attachments.values()}
    assert dates == {"2026-10-06 15:11:40+00:00"}


@pytest.mark.parametrize(
    "document",
    [documents.draft(), documents.draft([documents.BEN_SIGNED]), documents.blank()],
    ids=["draft", "half signed", "blank"],
)
def test_only_what_both_signed_is_kept(document):
    with pytest.raises(ValueError, match="both have signed"):
        pdf.archive(document, check_at="https://plf.riverbend.example/check/x")


def test_a_text_that_is_not_the_signed_one_is_not_kept():
    document = documents.issued(documents.signed())
    document["frozen"] = document["frozen"] | {"revision": 3}
    with pytest.raises(ValueError, match="fingerprint is another"):
        pdf.archive(document, check_at="https://plf.riverbend.example/check/x")


def test_codes_are_short_and_without_letters_that_are_misread():
    assert pdf.check_code("0" * 64) == "0000-0000-0000-0000"
    assert pdf.check_code("f" * 64) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    # 0x0123456789abcdef0123 in groups of five bits, by hand: 00000 00100 10001 10100 …
    assert pdf.check_code("0123456789abcdef0123" + "0" * 44) == "04HM-ASW9-NF6Y-Y093"
    codes = {pdf.check_code(contents.fingerprint(str(number))) for number in range(2000)}
    assert len(codes) == 2000
    assert not set("ILOU").intersection("".join(codes))


def test_there_is_one_place_for_the_seal_even_where_signatures_take_more_than_a_page():
    ana = documents.ANA_SIGNED | {"statement": "I have read it. " * 400}
    document = documents.issued(documents.signed(documents.SHORT, [documents.BEN_SIGNED, ana]))
    made = reading.opened(pdf.archive(document, check_at=check_at(document)))
    assert [str(field.T) for field in made.Root.AcroForm.Fields] == ["Seal"]
    assert [len(page.get("/Annots", [])) for page in made.pages] == [0] * (len(made.pages) - 1) + [1]
