"""The structure that screen readers follow: what has no meaning is passed over, and each head says what it stands for."""

from collections import Counter

from plf import pdf
from tests.pdf import documents, reading

LONG = documents.FULL | {
    "area": "I want every child to speak about a text at least twice in a lesson. " * 60,
    "steps": documents.FULL["steps"] * 3,
}


def test_a_table_over_three_pages_is_one_table():
    made = pdf.render(documents.signed(LONG))
    assert len(reading.pages(made)) > 2
    found = Counter(str(element.S) for element in reading.elements(made))
    # Learning experiences with 3 rows of 4 cells, action steps with 24 of 4, and 3 fingerprints.
    assert found["/Table"] == 3
    assert found["/THead"] == 2
    assert found["/TR"] == (1 + 3) + (1 + 24) + 3
    assert found["/TD"] == 3 * 4 + 24 * 4 + 3
    assert found["/H1"] == 1


def test_every_head_says_what_it_is_the_head_of():
    scopes = Counter(
        str(element.A.Scope)
        for element in reading.elements(pdf.render(documents.signed()))
        if element.S == "/TH"
    )
    assert scopes == {"/Column": 8, "/Row": 3}


def test_footers_and_the_draft_mark_are_passed_over():
    # On each of the two pages: the footer, the number of the page and the word Draft.
    # The head of the action steps is drawn again on the second page.
    signed, draft = (
        reading.artifacts(pdf.render(documents.signed())),
        reading.artifacts(pdf.render(documents.draft() | {"record": None})),
    )
    assert signed == 2 * 2 + 4
    assert draft == 2 * 3 + 4


def test_language_and_title_are_there():
    opened = reading.opened(pdf.render(documents.signed()))
    assert opened.Root.Lang == "en-US"
    assert opened.docinfo["/Title"] == "Professional Learning Focus plan – Ana Ortiz – 2026-2027"
    assert opened.Root.ViewerPreferences.DisplayDocTitle
