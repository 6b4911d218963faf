"""A plan's way into the library and out again, at real browsers, as each person; with script and without."""

import pytest

from tests.exemplars import shelf


@pytest.fixture
def comes(scene, sits_down, script):
    """`comes("ana")` sits down at a browser in which she has signed in."""
    return lambda name, **more: sits_down(name, script=script, **more).comes_signed_in(getattr(scene, name))


def test_a_plan_goes_into_the_library_is_read_and_goes_out_again(scene, comes):
    shelf.signed(scene, named=True)
    ana, olivia, sam = comes("ana", width=360), comes("olivia"), comes("sam")
    ana.opens("/plans/1").presses("Offer it as an exemplar").presses("Offer my plan")
    ana.is_told("Look through the words that were found.").sees("“a student named Timmy”")
    ana.presses("Decide about these words").is_told("Waiting for the office to look the text over.")

    olivia.opens("/notices").presses("Ana Ortiz offers a plan as an exemplar")
    olivia.presses("Ask for consent to this text").sees("Give it a title first")
    olivia.presses("Change the text by hand").writes("Title", shelf.ABOUT["title"])
    olivia.chooses("Subject", "Mathematics").chooses("Grades", "Grades 3–5").presses("Save this text")
    olivia.presses("Ask for consent to this text").is_told("Waiting for its teacher to agree to this text.")

    ana.opens("/notices").presses("Please read what would be shown of your plan")
    ana.sees("[evaluator] saw it at [school]: a student never spoke.").presses("Yes, show exactly this text")
    ana.is_told("You have said yes to exactly this text.")
    olivia.opens(olivia.page.url).writes("Beside “Focus”", "It names one thing, and only one.")
    olivia.presses("Keep these notes").presses("Publish it").is_told("It is in the library.")

    sam.opens("/exemplars").presses(shelf.ABOUT["title"]).sees("a student never spoke")
    sam.sees("It names one thing, and only one.")
    ana.opens("/plans/1/exemplar").is_told("It is in the library, as you agreed to it.")
    ana.unfolds("Withdraw it").presses("Withdraw it").is_told("This exemplar is withdrawn")
    sam.opens(sam.page.url).sees("This exemplar was withdrawn, so it can no longer be read.")
    sam.opens("/exemplars").does_not_see(shelf.ABOUT["title"])
