"""What comes out on paper: the same bytes each time, and everything that was written."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from plf import pdf
from plf.pdf import rendering
from tests.pdf import documents, reading


def test_the_same_plan_gives_the_same_bytes():
    assert pdf.render(documents.signed()) == pdf.render(documents.signed())


def test_the_same_plan_gives_the_same_bytes_in_another_time_zone_and_language():
    program = (
        "import hashlib; from plf import pdf; from tests.pdf import documents;"
        "print(hashlib.sha256(pdf.render(documents.signed())).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | surroundings,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for surroundings in (
            {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
        )
    }
    assert len(prints) == 1


def test_four_people_print_at_once():
    wanted = [documents.signed(), documents.draft(), documents.blank(), documents.signed(documents.SHORT)]
    alone = [pdf.render(document) for document in wanted]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pdf.render, wanted)) == alone


def test_importing_does_not_load_the_printing_machinery():
    program = "import sys, plf.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_this_machine_has_what_pdfs_need():
    assert pdf.check() is None


def test_a_ten_minute_plan_fits_on_one_page_and_a_usual_one_on_two():
    assert len(reading.pages(pdf.render(documents.signed(documents.SHORT)))) == 1
    assert len(reading.pages(pdf.render(documents.signed()))) == 2
    assert len(reading.pages(pdf.render(documents.blank()))) == 2


def test_the_sheet_is_letter_with_room_for_a_punch():
    opened = reading.opened(pdf.render(documents.signed()))
    assert [float(side) for side in opened.pages[0].mediabox] == [0, 0, 612, 792]
    assert "margin: 15mm 16mm 19mm 25mm" in (rendering.TEMPLATES / "pdf" / "print.css").read_text()


def test_everything_that_ana_wrote_and_both_signed_is_there():
    text = reading.text(pdf.render(documents.signed()))
    for written in (
        "Riverbend Public Schools",
        "School year 2026–2027 · Revision 2 · Signed Oct 6, 2026",
        "Grade 4 teacher",
        "Maple Street Elementary",
        "7 Literacy",
        "10 Involves All Learners",
        "The others answer in a word or two",
        "Visits with the tally sheet",
        "6.5",
        "Discussion 8: plan it",
        "Nov 8, 2026",
        "Half a day of cover in April.",
        "Review meeting held October 6, 2026",
        "Checkpoint date April 20, 2027",
        "I met with Ana Ortiz about this plan.",
        "Signed Oct 6, 2026, 10:04 AM CDT",
        "Oct 6, 2026, 3:11 PM UTC · Proved by password",
        "SHA-256 of the text of revision 2 " + " ".join(["0123 4567 89ab cdef"] * 4),
    ):
        assert written in text


def test_words_come_in_the_order_in_which_they_are_read():
    text = reading.text(pdf.render(documents.signed()))
    heads = ["Focus", "My area of growth", "SMART goal", "Why it is achievable", "Action steps", "Signatures"]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


def test_every_page_says_whose_it_is_and_how_many_there_are():
    for number, page in enumerate(reading.pages(pdf.render(documents.signed())), start=1):
        assert "Ana Ortiz · Revision 2 · 0123 4567 89ab cdef" in page
        assert f"Page {number} of 2" in page


def test_what_was_left_empty_is_named_once():
    text = reading.text(pdf.render(documents.signed(documents.SHORT)))
    assert "Not filled in: Why this area; Why it is achievable;" in text
    assert text.count("Support I would like") == 1


def test_a_day_that_is_none_stays_as_it_was_typed():
    assert "before spring break" in reading.text(
        pdf.render(documents.signed(documents.FULL | {"by_when": "before spring break"}))
    )


def test_a_draft_says_so_on_every_page():
    for page in reading.pages(pdf.render(documents.draft() | {"record": None})):
        assert page.count("Draft – not signed") >= 2
    assert "Draft" not in reading.text(pdf.render(documents.signed()))


def test_what_both_are_about_to_sign_by_hand_does_not_call_itself_a_draft():
    text = reading.text(pdf.render(documents.draft()))
    assert "Revision 2 · To be signed" in text
    assert "Draft" not in text


def test_a_draft_that_was_never_submitted_has_no_number():
    never = documents.signed(signatures=[], status="draft", revision=0) | {"record": None}
    text = reading.text(pdf.render(never))
    assert "Not submitted yet · Draft – not signed" in text
    assert "Revision" not in text.replace("text of revision", "")


def test_with_one_signature_it_is_a_draft_with_a_line_for_the_other():
    text = reading.text(pdf.render(documents.draft([documents.BEN_SIGNED])))
    assert "I met with Ana Ortiz" in text
    assert "Teacher Ana Ortiz Date" in text
    assert "Draft – not signed" in text


def test_a_deputy_signs_in_their_own_name():
    text = reading.text(
        pdf.render(documents.signed(signatures=[documents.DANA_SIGNED, documents.ANA_SIGNED]))
    )
    assert "Deputy for Evan Wright Dana Diaz" in text


def test_a_written_response_stands_above_the_signatures():
    ana = documents.ANA_SIGNED | {"response": "I agree with the goal.\n\nI do not agree with the date."}
    text = reading.text(pdf.render(documents.signed(signatures=[documents.BEN_SIGNED, ana])))
    assert text.index("Written response of Ana Ortiz") < text.index("I do not agree with the date.")
    assert text.index("I do not agree with the date.") < text.index("Signatures")


def test_the_signatures_are_never_split_over_two_pages_and_never_stand_without_what_is_signed():
    for steps in range(1, 13):
        text = documents.FULL | {"steps": (documents.FULL["steps"] * 2)[:steps]}
        with_signatures = [
            page for page in reading.pages(pdf.render(documents.signed(text))) if "SHA-256" in page
        ]
        assert len(with_signatures) == 1
        above, _, _ = with_signatures[0].partition("Signatures Evaluator Ben Carter")
        assert "Half a day of cover in April." in above


def test_the_blank_form_asks_for_everything_and_claims_nothing():
    text = reading.text(pdf.render(documents.blank()))
    for label in (
        "My area of growth",
        "What I will do",
        "School or other site",
        "Checkpoint date",
        "To fill in by hand",
    ):
        assert label in text
    for claim in ("Revision", "SHA-256", "Not filled in", "Draft", "Ana Ortiz"):
        assert claim not in text


def test_only_the_bundled_letters_are_used_and_none_is_missing():
    teacher = {"name": "Nguyễn Thị Ánh 🌻", "position": "Søren Ørsted-Łukasz", "site": "مدرسة"}
    text = documents.FULL | {"area": "Ο Πλάτων, школа, 学校, ☃ ✓, \u202eright to left\u202c, e\u0301"}
    made = pdf.render(documents.signed(text, teacher=teacher))
    assert reading.missing_glyphs(made) == 0
    assert all(name.startswith("Source-Sans-3") for name in reading.font_names(made))
    assert "Nguyễn Thị Ánh [sunflower]" in reading.text(made)
    assert "Søren Ørsted-Łukasz" in reading.text(made)
