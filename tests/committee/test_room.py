"""In the committee room: one outcome at a time, questions parked and settled, decisions noted."""

from html import unescape

import pytest
from backstage import change, rows
from sqlalchemy import select

from plf.models import ActionChange, RoomNote
from tests.row_updates.strategy import O1, O2, O3, PLAN, S1B, A, table_of

ROOM = f"{PLAN}/room"


def read(person, address: str) -> str:
    page = person.get(address)
    assert page.status_code == 200
    return unescape(page.text)


@pytest.mark.once
def test_one_outcome_at_a_time_and_the_next_across_priorities(scene):
    table_of(scene, S1B={"status": "behind"})
    page = read(scene.olivia, f"{ROOM}/{O2}")
    assert "2 Time to meet within the school day</h1>" in page
    assert "2a</b> Count the hours we have" in page
    assert "Sam Lee" in page
    assert f'rel="prev" href="{ROOM}/{O1}"' in page
    assert f'rel="next" href="{ROOM}/{O3}"' in page
    assert 'rel="next"' not in read(scene.olivia, f"{ROOM}/{O3}")
    assert scene.olivia.get(f"{ROOM}/{A}").status_code == 404
    assert scene.olivia.get(f"{ROOM}/{S1B}").status_code == 404


def test_a_question_is_parked_beside_a_step_and_settled_later(scene):
    table_of(scene)
    notes = f"{ROOM}/{O1}/notes"
    scene.ben.fill(f"{ROOM}/{O1}", notes, kind="question", row=str(S1B), text="Who pays the buses?")
    assert "The question is parked." in scene.ben.follow().text
    assert "One question is parked." in read(scene.olivia, ROOM)
    assert "Who pays the buses?" not in read(scene.olivia, f"{ROOM}/{O2}")
    settled = f"{notes}/1/settlement"
    assert (
        scene.olivia.fill(f"{ROOM}/{O1}", settled, fields={"note-1-answer": "The district does."}).status_code
        == 303
    )
    page = read(scene.ana, ROOM)
    assert "No question is parked." in page
    assert "The district does." in page
    again = scene.ben.post(settled, {"note-1-answer": "The schools do."})
    assert again.status_code == 409
    assert "The schools do." in again.text, "what was typed is not lost"
    assert rows(scene, select(ActionChange.cell).order_by(ActionChange.id))[1:] == [
        "question parked",
        "question settled",
    ]


@pytest.mark.once
def test_a_decision_needs_words_and_what_was_typed_stays(scene):
    table_of(scene)
    answer = scene.ben.post(f"{ROOM}/{O1}/notes", kind="decision", row=str(O1), text="")
    assert answer.status_code == 422
    assert "Write the question or the decision." in answer.text
    answer = scene.ben.post(f"{ROOM}/{O1}/notes", kind="decision", row=str(O2), text="We begin in May.")
    assert answer.status_code == 422, "that row is of another outcome"
    assert "We begin in May." in answer.text
    assert rows(scene, select(RoomNote)) == []


@pytest.mark.once
def test_what_is_about_a_deleted_row_is_hidden_until_it_comes_back(scene):
    table_of(scene)
    scene.ben.post(f"{ROOM}/{O1}/notes", kind="question", row=str(S1B), text="Who pays the buses?")
    change(
        scene, f"UPDATE action_row SET deleted_at = made_at, deleted_with_id = {S1B} WHERE id IN ({S1B}, 5)"
    )
    assert "Who pays" not in read(scene.ben, ROOM)
    change(scene, "UPDATE action_row SET deleted_at = NULL, deleted_with_id = NULL")
    assert "Who pays" in read(scene.ben, ROOM)
