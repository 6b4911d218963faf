"""The page about the life of a plan is made from the rules, and says so when it has to be made again."""

from plf.cli import LIFECYCLE
from plf.lifecycle import describe


def test_the_page_tells_what_the_rules_say():
    assert LIFECYCLE.read_text(encoding="utf-8") == describe(), "make it again: flask --app wsgi lifecycle"


def test_a_principal_finds_their_steps_in_it():
    page = describe()
    assert (
        "| take back the signature | evaluator | Signed by the evaluator | Reviewed | asks for a reason |"
        in page
    )
    assert "| change the text | teacher | Assigned, Draft, Returned | Draft, Returned stays |" in page
    assert "evaluator_signed" not in page
