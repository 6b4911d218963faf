"""Ben and Olivia at one table: each sees what the other does within seconds, and nothing that is typed is lost."""

import re

import pytest
from action_world import O1, O2, PLAN, S1A, S1B, S1C, S2A, A, table_of
from playwright.sync_api import expect
from world import Scene

from tests.browser.person import QUICKLY, Person

MORE = "Agree on five practices"
NOTE = "What happened, what comes next"


@pytest.fixture
def two(app, sits_down):
    """Ben and Olivia, each with the table open; with script or without."""

    def _two(*, script: bool = True) -> tuple[Person, Person]:
        scene = Scene(app)
        table_of(scene)
        people = [
            sits_down(name, script=script).comes_signed_in(getattr(scene, name)) for name in ("ben", "olivia")
        ]
        for each in people:
            each.opens(PLAN)
        return tuple(people)

    return _two


def row(person: Person, number: int):
    return person.page.locator(f"#row-{number}")


def opens(person: Person, number: int) -> None:
    row(person, number).locator("th a").first.click()
    expect(person.field("Text")).to_be_visible(timeout=QUICKLY)


def has(person: Person, number: int, text: str) -> None:
    expect(row(person, number)).to_contain_text(text, timeout=QUICKLY)


def test_different_cells_and_what_the_other_did_comes_by_itself(two):
    ben, olivia = two()
    for each in (ben, olivia):
        opens(each, S1A)
    ben.writes("Potential Resources", "Two days").presses("Save")
    has(ben, S1A, "Two days")
    olivia.writes("Open Question", "Who leads?").sees("Ben Carter changed this row meanwhile.")
    olivia.reads_at("Open Question", "Who leads?").presses("Save")
    has(olivia, S1A, "Two days")
    has(olivia, S1A, "Who leads?")
    has(ben, S1A, "Who leads?")


def test_the_same_cell_shows_both_and_one_chooses(two):
    ben, olivia = two()
    for each in (ben, olivia):
        opens(each, S1A)
    ben.writes("Potential Resources", "Two days").presses("Save")
    has(ben, S1A, "Two days")
    olivia.writes("Potential Resources", "Three days").presses("Save")
    olivia.sees("Somebody else changed the same cell while you were writing.").sees("Two days")
    olivia.reads_at("Potential Resources", "Three days")
    olivia.writes("Potential Resources", "Two or three days").presses("Save")
    has(olivia, S1A, "Two or three days")
    has(ben, S1A, "Two or three days")


def test_a_row_moves_while_another_writes_in_it(two):
    ben, olivia = two()
    opens(olivia, S1A)
    olivia.writes("Text", MORE)
    opens(ben, S1A)
    ben.page.get_by_role("link", name="Under another row…").press("Enter")
    expect(ben.field("Under another row")).to_be_focused(timeout=QUICKLY)
    ben.chooses("Under another row", "2 Teams that meet in every grade").presses("Move it there")
    ben.sees("Moved: it is 2c now.")
    expect(row(olivia, S1A).locator("b").first).to_have_text("2c", timeout=QUICKLY)
    olivia.reads_at("Text", MORE).presses("Save")
    has(olivia, S1A, MORE)
    order = olivia.page.locator("#rows > tr").evaluate_all("rows => rows.map(row => row.id)")
    assert order.index(f"row-{S1A}") > order.index(f"row-{S2A}") > order.index(f"row-{O2}")
    expect(row(olivia, S1B).locator("b")).to_have_text("1a")


def test_a_row_is_deleted_while_another_writes_in_it(two):
    ben, olivia = two()
    opens(olivia, S1A)
    olivia.writes("Text", MORE)
    opens(ben, O1)
    ben.presses("Delete this row and all under it").sees("1 is deleted.")
    expect(row(ben, S1B)).to_have_count(0)
    olivia.sees("This row was deleted meanwhile.").reads_at("Text", MORE).presses("Save")
    olivia.presses("Bring it back and save")
    has(olivia, S1A, MORE)
    has(ben, S1A, MORE)
    ben.sees("is still deleted. Olivia Price made")
    asked, undone = [], []
    ben.page.route("**/changes-since/**", lambda route: asked.append(route))
    ben.page.route("**/restoration", lambda route: undone.append(route))
    opens(olivia, S2A)
    olivia.writes("Text", "Meet").presses("Save")
    has(olivia, S2A, "Meet")
    with ben.page.expect_request("**/changes-since/**"):
        pass
    ben.presses("Undo: bring it back")
    for request in asked:  # what he asked before comes in between
        request.continue_()
    ben.page.wait_for_timeout(500)
    undone[0].continue_()
    ben.sees(re.compile("is back, with all that stood under it"))
    has(ben, S1B, "Talk with the association")


def test_saving_the_cells_leaves_what_is_half_typed_beside_them(two):
    ben, olivia = two()
    for each in (ben, olivia):
        opens(each, S1A)
    olivia.writes("Potential Resources", "Three days").presses("Save")
    has(olivia, S1A, "Three days")
    ben.unfolds("Say how it stands")
    ben.writes(NOTE, "Two meetings held.").writes("Add somebody", "Mari")
    ben.writes("Potential Resources", "Two days").writes("Text", "").presses("Save")
    ben.sees("Please change one thing").reads_at(NOTE, "Two meetings held.").reads_at("Add somebody", "Mari")
    ben.writes("Text", MORE).presses("Save").sees("Somebody else changed the same cell")
    ben.reads_at(NOTE, "Two meetings held.").presses("Save").sees("What you typed below is not saved yet:")
    has(olivia, S1A, "Two days")
    ben.reads_at("Text", MORE).reads_at(NOTE, "Two meetings held.")
    with ben.page.expect_response("**/people?*"):
        ben.writes("Add somebody", "")
    ben.presses("Save this update").sees("Saved. Thank you.")
    ben.writes("Open Question", "Who leads?").presses("Save")
    has(ben, S1A, "Who leads?")
    has(olivia, S1A, "Who leads?")
    opens(ben, S1A)
    ben.presses("Save")  # nothing was changed: it closes all the same
    has(ben, S1A, "Who leads?")


def asks_again(person: Person, times: int = 2) -> None:
    """The page asks by itself for what is new, so often."""
    for _ in range(times):
        with person.page.expect_response("**/changes-since/**"):
            pass


def test_signed_out_meanwhile_is_said_once_and_the_text_stays_until_it_is_saved(two):
    ben, olivia = two()
    opens(ben, S1A)
    ben.writes("Text", MORE)
    cookies = ben.context.cookies()
    ben.context.clear_cookies()
    asks_again(ben, 3)
    signed_out = ben.page.get_by_text("You have been signed out, and this is not saved yet.")
    expect(signed_out).to_have_count(1, timeout=QUICKLY)
    with ben.page.expect_response("**/rows/*"):
        ben.presses("Save")
    ben.sees("press the button once more")
    expect(signed_out).to_have_count(1)
    ben.context.add_cookies(cookies)
    asks_again(ben)
    expect(signed_out).to_have_count(0)
    ben.reads_at("Text", MORE).presses("Save")
    has(olivia, S1A, MORE)


def test_a_table_that_was_removed_says_so_once_and_the_text_stays(two):
    ben, olivia = two()
    opens(ben, S1A)
    ben.writes("Text", MORE)
    olivia.opens(f"{PLAN}/removal").presses("Remove it").sees("is removed")
    ben.sees("This action plan was removed meanwhile").reads_at("Text", MORE)
    ben.page.wait_for_timeout(6000)  # longer than between two questions
    expect(ben.page.get_by_role("alert")).to_have_count(1)
    olivia.page.get_by_role("button", name=re.compile("Bring it back")).click()
    ben.presses("Save")
    has(ben, S1A, MORE)


def test_without_script_the_same_by_pages(two):
    ben, olivia = two(script=False)
    for each in (ben, olivia):
        opens(each, S1A)
    ben.writes("Potential Resources", "Two days").presses("Save").sees("Saved.")
    olivia.writes("Potential Resources", "Three days").writes("Text", MORE).presses("Save")
    olivia.sees("Somebody else changed the same cell while you were writing.").sees("Two days")
    olivia.ticks("Theirs").presses("Save")
    has(olivia, S1A, "Two days")
    has(olivia, S1A, MORE)
    opens(ben, A)
    ben.presses("Delete this row and all under it").sees("is deleted, with all that stood under it.")
    ben.presses("Undo: bring it back").sees("A is back, with all that stood under it.")
    opens(ben, S1C)
    ben.presses("Up").sees("Moved: it is 1b now.")


def test_a_row_moves_by_keyboard_and_the_focus_stays_with_it(two):
    ben, olivia = two()
    link = row(ben, S1A).locator("th a").first
    link.focus()
    ben.page.keyboard.press("Alt+ArrowDown")
    expect(row(ben, S1A).locator("b")).to_have_text("1b", timeout=QUICKLY)
    expect(row(ben, S1A).locator("th a").first).to_be_focused(timeout=QUICKLY)
    ben.page.keyboard.press("Alt+ArrowDown")
    expect(row(ben, S1A).locator("b")).to_have_text("1c", timeout=QUICKLY)
    ben.page.keyboard.press("Alt+ArrowRight")
    expect(row(ben, S1A).locator("b")).to_have_text("1b.i", timeout=QUICKLY)
    ben.page.keyboard.press("Enter")
    expect(ben.field("Text")).to_be_visible(timeout=QUICKLY)
    expect(row(olivia, S1A).locator("b")).to_have_text("1b.i", timeout=QUICKLY)


def test_a_row_is_added_and_its_team_found_by_a_few_letters(two):
    ben, olivia = two()
    opens(ben, S1C)
    ben.presses("Add a row after it").writes("What it says", "Write down what we saw").presses(
        "Add this step"
    )
    ben.sees("1d is added.")
    olivia.sees("Write down what we saw")
    ben.field("Add somebody").press_sequentially("mar", delay=20)
    expect(ben.page.locator(f"#people-{S1C} option")).to_have_attribute(
        "value", "Chloë Martin", timeout=QUICKLY
    )
    ben.presses("Add to the team").sees("Who is meant by “mar”?")
    ben.page.get_by_role("button", name=re.compile("Chloë Martin")).click()
    expect(row(ben, S1C).locator(f"#team-{S1C} li")).to_contain_text("Chloë Martin", timeout=QUICKLY)
