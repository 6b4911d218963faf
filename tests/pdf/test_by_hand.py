"""What is printed to be filled in and signed by hand, and what a print says of paper that was."""

import subprocess

import pytest

from plf import contents, pdf
from tests.pdf import documents, reading
from tests.pdf.samples import archived, printed


def test_a_draft_says_by_what_code_its_paper_is_known_and_whom_to_give_it():
    for name in ("draft", "draft of a checkpoint"):
        text = reading.text(printed(name))
        assert "Code of this revision: 04HM-ASW9-NF6Y-Y093" in text
        assert "scan or photograph all pages and give them to Ben Carter." in text
    assert "give them to the evaluator." in reading.text(
        pdf.render(documents.signed(documents.SHORT, (), "draft", evaluator=None))
    )


@pytest.mark.parametrize("name", ["blank plan", "blank checkpoint", "never submitted"])
def test_without_a_revision_there_is_no_code(name):
    assert "Code of this revision" not in reading.text(printed(name))


def test_what_is_kept_is_checked_by_its_own_code_and_not_taken_for_a_draft():
    assert "Code of this revision" not in reading.text(archived("plan"))


def test_who_signs_a_draft_by_hand_signs_the_same_statement():
    text = reading.text(printed("draft"))
    assert "I met with Ana Ortiz about this plan on October 6, 2026. We agreed on the text shown here" in text
    assert "and on April 20, 2027 for the checkpoint." in text
    assert "I have read this plan as my evaluator signed it." in text
    text = reading.text(printed("draft of a checkpoint"))
    assert "I held the final conference with Ana Ortiz on April 20, 2027." in text
    assert "the decision is to close the plan." in text


def test_before_the_meeting_is_recorded_nobody_is_said_to_have_met():
    text = reading.text(pdf.render(documents.draft() | {"record": None}))
    assert "Code of this revision" in text
    assert "I met with" not in text


def test_with_one_signature_there_is_a_statement_for_the_other_alone():
    text = reading.text(printed("half signed"))
    assert text.count("I met with Ana Ortiz") == 1
    assert text.count("I have read this plan as my evaluator signed it.") == 1


def test_a_form_that_was_signed_on_paper_says_so_and_names_the_scan():
    text = reading.text(archived("signed on paper"))
    assert "Revision 2 · Signed on paper Oct 5, 2026" in text
    assert text.count("Signed on paper on October 5, 2026") == 2
    assert "Confirmed Oct 6, 2026, 10:04 AM CDT" in text
    assert "Confirmed Oct 6, 2026, 10:11 AM CDT" in text
    assert text.count("Proved by paper of Oct 5, 2026; password") == 2
    assert "Signed Oct 6" not in text
    # Both signed one paper.
    assert text.count("SHA-256 of the scan of the paper " + " ".join(["dddd"] * 16)) == 1


def test_a_form_that_one_of_them_signed_on_paper_says_so_of_that_one():
    text = reading.text(
        pdf.render(documents.signed(signatures=[documents.BEN_BY_HAND, documents.ANA_SIGNED]))
    )
    assert "Revision 2 · Signed Oct 6, 2026" in text
    assert text.count("Signed on paper on October 5, 2026") == 1
    assert text.count("Confirmed Oct 6") == 1
    assert text.count("Signed Oct 6, 2026, 10:11 AM CDT") == 1


def test_a_form_that_was_signed_here_says_nothing_of_paper():
    text = reading.text(archived("plan"))
    assert "paper" not in text
    assert "Confirmed" not in text


def test_the_blank_checkpoint_has_a_box_for_each_choice():
    text = reading.text(printed("blank checkpoint"))
    # The teacher's and the evaluator's.
    assert text.count("☐ Met ☐ Mostly ☐ Partly ☐ Not yet") == 2
    assert text.count("☐ Close the plan ☐ Continue it next year") == 2
    steps = len(documents.FULL["steps"])
    assert text.count("☐ Done ☐ Partly ☐ Not done") == steps
    assert text.count("☐") == 3 * steps + 2 * 4 + 2 * 2


def test_the_blank_plan_lists_the_kinds_of_learning_below_their_column():
    text = reading.text(printed("blank plan"))
    assert "Kind: Professional learning community, Coaching, Peer observation" in text
    for kind in contents.LEARNING_KINDS:
        assert kind in text


def test_the_blank_checkpoint_of_a_usual_plan_is_two_pages_and_nobody_signs_on_an_empty_one():
    for steps in (1, 4, 8, 10, 12):
        pages = reading.pages(pdf.render(documents.blank_checkpoint(["Tally who speaks"] * steps)))
        assert len(pages) == (2 if steps <= 8 else 3)
        assert "Decision" in pages[-1]
        assert "Signatures" in pages[-1]


def test_the_longest_day_of_a_meeting_stays_on_one_line():
    record = {"held_on": "2026-09-30", "checkpoint_on": "2026-09-29"}
    made = pdf.render(documents.draft() | {"record": record})
    lines = subprocess.run(["pdftotext", "-l", "1", "-", "-"], input=made, capture_output=True, check=True)
    assert {"September 30, 2026", "September 29, 2026"} < set(lines.stdout.decode().splitlines())
