"""Ben and Olivia work on one table at the same time: nothing that either of them typed is lost."""

from html import unescape

from action_world import O1, O2, PLAN, S1A, S1B, S1BI, S2A, A, table_of
from backstage import rows, value
from sqlalchemy import select

from plf.models import ActionChange, ActionPlan, ActionRow

ROW = f"{PLAN}/rows/{S1A}"


def cells(person, row: int = S1A) -> dict[str, str]:
    """The form of a row as its page holds it now."""
    address = f"{PLAN}/rows/{row}"
    return dict(person.form(address, address).fields)


def saves(person, form: dict[str, str], row: int = S1A, **changes: str):
    typed = {f"row-{row}-{cell}": text for cell, text in changes.items()}
    return person.post(f"{PLAN}/rows/{row}", {**form, **typed})


def row(scene, number: int = S1A) -> ActionRow:
    return rows(scene, select(ActionRow).where(ActionRow.id == number))[0]


def test_different_cells_of_one_row_are_both_saved_and_the_second_is_told(scene):
    table_of(scene)
    bens, olivias = cells(scene.ben), cells(scene.olivia)
    assert saves(scene.ben, bens, resources="Two days").status_code == 303
    assert saves(scene.olivia, olivias, question="Who leads?").status_code == 303
    assert "Meanwhile Ben Carter made a change." in scene.olivia.follow().text
    now = row(scene)
    assert (now.resources, now.question) == ("Two days", "Who leads?")
    written = rows(scene, select(ActionChange).where(ActionChange.row_id == S1A).order_by(ActionChange.id))
    assert [(each.cell, each.before, each.after, each.person_id) for each in written] == [
        ("resources", "", "Two days", 2),
        ("question", "", "Who leads?", 3),
    ]


def test_the_same_cell_shows_both_texts_saves_the_rest_and_lets_the_second_choose(scene):
    table_of(scene)
    bens, olivias = cells(scene.ben), cells(scene.olivia)
    saves(scene.ben, bens, resources="Two days")
    answer = saves(scene.olivia, olivias, resources="Three days", owner="Lena Brooks")
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Ben Carter wrote in “Potential Resources”" in page
    assert "Two days" in page
    assert ">\nThree days</textarea>" in page
    now = row(scene)
    assert (now.resources, now.owner_id) == ("Two days", scene.id("lena")), "the other cell is saved"
    again = {
        **olivias,
        f"row-{S1A}-owner": "Lena Brooks",
        f"row-{S1A}-seen": str(value(scene, select(ActionPlan.changed))),
    }
    theirs = {**again, f"row-{S1A}-resources": "Three days", f"take-{S1A}-resources": "theirs", "once": ""}
    assert scene.olivia.post(ROW, theirs).status_code == 303
    assert row(scene).resources == "Two days"
    mine = {**theirs, f"take-{S1A}-resources": "mine"}
    assert scene.olivia.post(ROW, mine).status_code == 303
    assert row(scene).resources == "Three days"


def test_the_same_words_by_both_are_no_clash(scene):
    table_of(scene)
    bens, olivias = cells(scene.ben), cells(scene.olivia)
    saves(scene.ben, bens, resources="Two days")
    assert saves(scene.olivia, olivias, resources="Two days").status_code == 303


def test_a_row_that_was_moved_meanwhile_is_saved_all_the_same(scene):
    table_of(scene)
    form = cells(scene.olivia)
    assert scene.ben.post(f"{ROW}/move", how="under", under=str(O2)).status_code == 303
    assert saves(scene.olivia, form, text="Agree on five practices").status_code == 303
    assert (row(scene).text, row(scene).parent_id) == ("Agree on five practices", O2)


def test_of_a_new_row_the_text_stays_when_the_row_beside_it_was_deleted_meanwhile(scene):
    table_of(scene)
    opened = scene.ben.form(f"{PLAN}/rows/new?under={A}", f"{PLAN}/rows/new").fields
    assert scene.olivia.post(f"{PLAN}/rows/{A}/deletion").status_code == 303
    typed = {**dict(opened), "text": "Visit each other", "strategy": "Twice a year"}
    for htmx in (False, True):
        answer = scene.ben.post(f"{PLAN}/rows/new?under={A}", typed, htmx=htmx)
        assert answer.status_code == 422
        assert "was deleted meanwhile." in answer.text
        assert ">\nVisit each other</textarea>" in answer.text
        assert ">\nTwice a year</textarea>" in answer.text
    assert scene.olivia.post(f"{PLAN}/rows/{A}/restoration").status_code == 303
    assert scene.ben.post(f"{PLAN}/rows/new?under={A}", typed).status_code == 303


def test_of_a_row_that_was_deleted_meanwhile_the_text_stays_and_brings_it_back(scene):
    table_of(scene)
    form = cells(scene.olivia)
    scene.ben.post(f"{PLAN}/rows/{A}/deletion")
    answer = saves(scene.olivia, form, text="Agree on five practices")
    assert answer.status_code == 409
    assert "This row was deleted meanwhile." in answer.text
    assert ">\nAgree on five practices</textarea>" in answer.text
    again = {**form, f"row-{S1A}-text": "Agree on five practices", "restore": "yes", "once": ""}
    assert scene.olivia.post(ROW, again).status_code == 303
    now = row(scene)
    assert (now.text, now.deleted_at, now.parent_id) == ("Agree on five practices", None, None)


def test_above_the_table_the_same_holds(scene):
    table_of(scene)
    bens, olivias = (dict(each.form(f"{PLAN}/head").fields) for each in (scene.ben, scene.olivia))
    scene.ben.post(f"{PLAN}/head", {**bens, "big_idea": "All learn."})
    answer = scene.olivia.post(
        f"{PLAN}/head", {**olivias, "big_idea": "Everybody learns.", "strengths": "- Time"}
    )
    assert answer.status_code == 409
    assert "All learn." in answer.text
    assert "Everybody learns." in answer.text
    assert value(scene, select(ActionPlan.strengths)) == "- Time"


def test_asked_every_few_seconds_a_page_gets_exactly_what_changed(scene):
    table_of(scene)
    number = value(scene, select(ActionPlan.changed))
    address = f"{PLAN}/changes-since/{number}"
    assert scene.olivia.get(address, htmx=True).status_code == 204
    saves(scene.ben, cells(scene.ben), resources="Two days")
    answer = scene.olivia.get(address, htmx=True)
    assert "Ben Carter made a change." in answer.text
    assert [line.split('"')[1] for line in answer.text.split("<tr ")[1:]] == [f'id="row-{S1A}'.split('"')[1]]
    scene.ben.post(f"{PLAN}/rows/{S1B}/move", how="up")
    answer = scene.olivia.get(address, htmx=True).text
    assert f'id="row-{S1B}" class="l2" data-after="row-{O1}"' in answer
    assert f'id="row-{S1BI}" class="l3" data-after="row-{S1B}"' in answer
    assert f"{S1B}:1a {S1BI}:1a.i" in answer
    assert f'id="row-{S2A}"' not in answer
    scene.ben.post(f"{PLAN}/rows/{O2}/deletion")
    assert f"{O2} {S2A}" in scene.olivia.get(address, htmx=True).text.split('data-gone="')[1][:20]
