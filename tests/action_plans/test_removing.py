"""An action plan that was made by mistake goes out of sight for everybody, with all that hangs on it, and comes back whole."""

from datetime import timedelta
from html import unescape

import pytest
from backstage import at_once, ready, rows, value
from sqlalchemy import select
from world import local_today

from plf.models import ActionChange, ActionPlan, ActionRow
from tests.editions.board import adopts
from tests.row_updates.strategy import PLAN, S1A, S2A, table_of, waits_for

OTHER = "/action-plans/2"


@pytest.fixture
def two_plans(scene):
    """The action plan that people carry, and another one, whose first row waits for 2a of it."""
    table_of(scene)
    scene.olivia.fill("/strategy/1/action-plans/new", title="Buildings")
    scene.olivia.fill(f"{OTHER}/rows/new", text="Open the library")
    waits_for(scene, value(scene, select(ActionRow.id).where(ActionRow.action_plan_id == 2)), S2A)
    return scene


def test_it_is_nowhere_until_the_office_brings_it_back(two_plans):
    scene = two_plans
    due = (local_today() + timedelta(days=9)).isoformat()
    assert scene.ben.fill(f"{PLAN}/updates", due_on=due, line="How far are we?").status_code == 303
    assert "How far are we?" in scene.ana.get("/strategy/mine").text
    assert "2a Count the hours" in scene.olivia.get(OTHER).text
    told = unescape(scene.olivia.get(f"{PLAN}/removal").text)
    assert "11 rows" in told
    assert "2 people on teams" in told
    assert scene.olivia.fill(f"{PLAN}/removal").location == "/strategy#removed"
    for person in (scene.olivia, scene.ben, scene.ana):
        assert person.get(PLAN).status_code == 404
        assert person.get(f"{PLAN}/rows/{S1A}/updates").status_code == 404
    assert "Commitment to learning" not in scene.ana.get("/strategy").text
    assert "How far are we?" not in scene.ana.get("/strategy/mine").text
    assert "Commitment to learning" not in scene.ana.get("/notices").text
    assert "Count the hours" not in scene.olivia.get(OTHER).text
    assert "Commitment to learning" in scene.olivia.get("/strategy").text
    before = rows(scene, select(ActionRow.text).where(ActionRow.action_plan_id == 1))
    assert scene.olivia.post(f"{PLAN}/return").location == PLAN
    assert rows(scene, select(ActionRow.text).where(ActionRow.action_plan_id == 1)) == before
    assert "How far are we?" in scene.ana.get("/strategy/mine").text
    assert "2a Count the hours" in scene.olivia.get(OTHER).text
    history = unescape(scene.olivia.get(f"{PLAN}/history").text)
    assert "removed this action plan" in history
    assert "brought this action plan back" in history


def test_what_was_adopted_is_a_record_and_stays(scene):
    table_of(scene)
    adopts(scene)
    assert "was adopted" in scene.olivia.get(f"{PLAN}/removal").text
    answer = scene.olivia.post(f"{PLAN}/removal")
    assert answer.status_code == 409
    assert "is a record of the district" in answer.text
    assert scene.olivia.get(PLAN).status_code == 200


def test_the_second_of_two_who_press_is_told_that_it_is_done(scene):
    table_of(scene)
    colleague = scene.arrives("olivia")
    scene.olivia.post(f"{PLAN}/removal")
    assert colleague.post(f"{PLAN}/removal").location == "/strategy#removed"
    assert "is removed already. You can bring it back below." in colleague.get("/strategy").text
    assert scene.ben.post(f"{PLAN}/removal").status_code == 404
    scene.olivia.post(f"{PLAN}/return")
    assert colleague.post(f"{PLAN}/return").location == PLAN
    assert "It is back already." in colleague.get(PLAN).text
    assert scene.sam.post(f"{PLAN}/return").status_code == 404


def test_words_typed_into_a_row_meanwhile_are_shown_to_be_copied(scene):
    table_of(scene)
    typed = {f"row-{S1A}-text": "Agree on five practices"}
    page = scene.ben.get(f"{PLAN}/rows/{S1A}")
    assert page.status_code == 200
    scene.olivia.post(f"{PLAN}/removal")
    answer = scene.ben.post(f"{PLAN}/rows/{S1A}", **typed)
    assert answer.status_code == 404
    assert "Agree on five practices" in answer.text


def test_a_strategic_plan_goes_when_nothing_is_left_in_it_and_comes_back_with_its_action_plan(scene):
    table_of(scene)
    assert scene.olivia.post("/strategy/1/removal").status_code == 409
    scene.olivia.post(f"{PLAN}/removal")
    assert scene.olivia.post("/strategy/1/removal").status_code == 303
    assert scene.olivia.get("/strategy/1").status_code == 404
    assert scene.olivia.post("/strategy/1/action-plans/new", title="Another").status_code == 404
    assert "Strategic Plan 2026-2031" not in scene.ben.get("/strategy").text
    scene.olivia.post(f"{PLAN}/return")
    assert "Strategic Plan 2026-2031" in scene.ben.get("/strategy").text


@pytest.mark.postgres
def test_it_is_adopted_and_removed_at_the_same_moment_and_one_of_both_is_done(scene):
    table_of(scene)
    answers = at_once(
        ready(scene.arrives("olivia"), f"{PLAN}/adoption", note="In the May meeting"),
        ready(scene.arrives("olivia"), f"{PLAN}/removal"),
    )
    adopted, removed = (answer.status_code for answer in answers)
    assert (adopted, removed) in {(303, 409), (404, 303)}
    is_removed = value(scene, select(ActionPlan.removed_at)) is not None
    assert is_removed is (removed == 303)
    assert len(rows(scene, select(ActionChange.id).where(ActionChange.cell == "removed"))) == int(is_removed)
