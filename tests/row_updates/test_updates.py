"""Those who carry a row say how it stands without being editors; what was said stays, and nothing typed is lost."""

from html import unescape

import pytest
from backstage import at_once, ready, rows, value
from sqlalchemy import select
from visitor import forms

from plf.models import ActionChange, ActionPlan, ActionRow, StatusNote
from tests.row_updates.strategy import PLAN, S1A, S1B, table_of

MINE = "/strategy/mine"


def says(person, row: int, status: str, text: str, *, page: str = MINE, **more):
    fields = {f"stands-{row}-status": status, f"stands-{row}-text": text}
    return person.fill(page, f"{PLAN}/rows/{row}/updates", fields=fields, **more)


def status_of(scene, row: int) -> str:
    return value(scene, select(ActionRow.status).where(ActionRow.id == row))


def test_ana_says_how_her_row_stands_and_everybody_of_the_plan_reads_it(scene):
    table_of(scene)
    page = unescape(scene.ana.get(MINE).text)
    assert "1a Agree on what good teaching looks like" in page
    assert "2a" not in page, "that is Sam's"
    assert says(scene.ana, S1A, "on_track", "Two meetings held.").status_code == 303
    assert "Your update is there." in scene.ana.follow().text
    assert status_of(scene, S1A) == "on_track"
    page = unescape(scene.olivia.get(f"{PLAN}/rows/{S1A}/updates").text)
    assert "Two meetings held." in page
    assert "Ana Ortiz" in page
    written = rows(scene, select(ActionChange).where(ActionChange.row_id == S1A).order_by(ActionChange.id))
    assert [(each.cell, each.before, each.after, each.person_id) for each in written] == [
        ("status", "not_started", "on_track", 1),
        ("note", "", "Two meetings held.", 1),
    ]
    assert value(scene, select(ActionPlan.changed)) == written[-1].id


@pytest.mark.once
def test_with_script_the_row_alone_is_swapped_and_says_that_it_is_saved(scene):
    table_of(scene)
    answer = says(scene.ana, S1A, "behind", "The room is not free.", htmx=True)
    assert answer.status_code == 200
    assert answer.text.strip().startswith(f'<div id="my_row_{S1A}"')
    assert "Saved. Thank you." in answer.text
    assert "The room is not free." in answer.text


@pytest.mark.once
def test_in_the_rows_editor_it_is_said_beside_the_cells_and_nothing_else_is_sent(scene):
    table_of(scene)
    editor = scene.ben.get(f"{PLAN}/rows/{S1A}", htmx=True).text
    assert f'hx-get="{PLAN}/rows/{S1A}/updates?then=row"' in editor
    piece = scene.ben.get(f"{PLAN}/rows/{S1A}/updates?then=row", htmx=True).text
    assert "How it stands" in piece
    names = {name for form in forms(editor) + forms(piece) for name, _ in form.fields}
    assert {f"row-{S1A}-text", f"stands-{S1A}-text"} <= names, "two texts, two names"
    [form] = forms(piece)
    fields = dict(form.fields) | {f"stands-{S1A}-status": "behind", f"stands-{S1A}-text": "No room yet."}
    answer = scene.ben.post(form.action, fields, htmx=True)
    assert "Saved. Thank you." in answer.text
    assert "No room yet." in answer.text
    assert "How it stands" in answer.text
    assert status_of(scene, S1A) == "behind"


@pytest.mark.once
def test_that_nothing_is_new_is_an_update_too(scene):
    table_of(scene)
    says(scene.ana, S1A, "not_started", "")
    assert rows(scene, select(StatusNote.status)) == ["not_started"]


@pytest.mark.once
def test_what_does_not_fit_is_said_and_stays(scene):
    table_of(scene)
    answer = says(scene.ana, S1A, "on_track", "word " * 500)
    assert answer.status_code == 422
    assert "That is 499 characters too long. Shorten it to 2,000." in answer.text
    assert "word word word" in answer.text
    answer = says(scene.ana, S1A, "finished", "It is done.")
    assert answer.status_code == 422
    assert "It is done." in answer.text
    assert status_of(scene, S1A) == "not_started"


@pytest.mark.once
def test_who_comes_second_reads_what_the_first_said_and_saves_all_the_same(scene):
    table_of(scene)
    form = scene.sam.form(MINE, f"{PLAN}/rows/{S1B}/updates")
    says(scene.ana, S1B, "behind", "One district said no.")
    pairs = [pair for pair in form.fields if pair[0] not in (f"stands-{S1B}-status", f"stands-{S1B}-text")]
    pairs += [(f"stands-{S1B}-status", "on_track"), (f"stands-{S1B}-text", "The visit is booked.")]
    answer = scene.sam.post(form.action, pairs)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Ana Ortiz has just said how this row stands: Behind." in page
    assert "One district said no." in page
    assert "The visit is booked." in page
    assert status_of(scene, S1B) == "behind"
    [again] = [each for each in forms(answer.text) if each.action == form.action]
    assert scene.sam.post(again.action, again.fields).status_code == 303
    assert status_of(scene, S1B) == "on_track"
    assert rows(scene, select(StatusNote.text).order_by(StatusNote.id)) == [
        "One district said no.",
        "The visit is booked.",
    ]


@pytest.mark.once
def test_sending_the_same_update_twice_writes_it_once(scene):
    table_of(scene)
    form = scene.ana.form(MINE, f"{PLAN}/rows/{S1A}/updates")
    pairs = [(name, "Held." if name.endswith("text") else each) for name, each in form.fields]
    for _ in range(2):
        assert scene.ana.post(form.action, pairs).status_code == 303
    assert rows(scene, select(StatusNote.text)) == ["Held."]


@pytest.mark.postgres
def test_of_two_at_the_same_moment_one_is_told_of_the_other_and_no_word_is_lost(scene):
    table_of(scene)
    words = {scene.ana: "The visit is booked.", scene.sam: "One district said no."}
    address = f"{PLAN}/rows/{S1B}/updates"
    acts = [
        ready(who, MINE, address, **{f"stands-{S1B}-status": "on_track", f"stands-{S1B}-text": text})
        for who, text in words.items()
    ]
    answers = at_once(*acts)
    assert sorted(each.status_code for each in answers) == [303, 409]
    [refused] = [each for each in answers if each.status_code == 409]
    assert all(text in unescape(refused.text) for text in words.values())
    assert len(rows(scene, select(StatusNote))) == 1
