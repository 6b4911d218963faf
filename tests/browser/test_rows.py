"""Ana says how her row stands, and the committee goes through the outcomes: with script and without, by keyboard."""

from backstage import rows
from sqlalchemy import select

from plf.models import RoomNote, StatusNote
from tests.browser.test_looks import problems
from tests.row_updates.strategy import O1, O2, PLAN, S1A, table_of


def test_ana_says_how_her_row_stands(scene, sits_down, script):
    table_of(scene)
    ana = sits_down("ana", script=script).comes_signed_in(scene.ana).opens("/strategy/mine")
    box = ana.page.locator(f"#my_row_{S1A}")
    box.locator("summary").press("Enter")  # by keyboard alone
    box.get_by_label("Status").select_option(label="On track")
    box.get_by_label("What happened, what comes next").fill("Two meetings held.")
    # What is typed beside another row is there still, where only the first one is swapped.
    other = ana.page.locator(".my-row").last
    if script:
        other.locator("summary").press("Enter")
        other.get_by_label("What happened, what comes next").fill("Not sent yet.")
        assert problems(ana) == []
    box.get_by_role("button", name="Save this update").press("Enter")
    ana.sees("Thank you.").sees("Two meetings held.")
    if script:
        assert other.get_by_label("What happened, what comes next").input_value() == "Not sent yet."
    assert rows(scene, select(StatusNote.text)) == ["Two meetings held."]


def test_the_committee_goes_from_outcome_to_outcome_and_parks_a_question(scene, sits_down, script):
    table_of(scene)
    ben = sits_down("ben", script=script).comes_signed_in(scene.ben).opens(f"{PLAN}/room/{O1}")
    if script:
        ben.page.keyboard.press("ArrowRight")
    else:
        ben.page.get_by_role("link", name="Next outcome").press("Enter")
    ben.page.wait_for_url(f"**/room/{O2}")
    ben.sees("Time to meet within the school day")
    ben.unfolds("Park a question").writes("In words", "Who has the key?")
    if script:
        ben.page.keyboard.press("ArrowLeft")  # within the words: nobody goes anywhere
        assert problems(ben) == []
    ben.presses("Note it").sees("The question is parked.").sees("Who has the key?")
    assert ben.page.url.endswith(f"/room/{O2}#notes")
    if script:
        ben.page.keyboard.press("ArrowLeft")
        ben.page.wait_for_url(f"**/room/{O1}")
    assert rows(scene, select(RoomNote.row_id)) == [O2]
