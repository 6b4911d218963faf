"""Ana moves to Oak Hill Middle School, with or without her evaluator; and what is open of somebody who leaves."""

import pytest
from backstage import actions, change, is_whole, rows, value
from sqlalchemy import select

from plf.models import Pairing, Person, Plan

PAGE = "/people/1/transfer"


def evan_leads_oak_hill(scene) -> None:
    scene.olivia.fill(
        "/people/8", "/people/8/sites-led", fields={"leading-site_id": "2", "leading-ends_on": ""}
    )


def test_her_plan_moves_along_and_the_site_leaders_change(scene):
    plan = scene.plan_at("active")
    evan_leads_oak_hill(scene)
    assert (scene.lena.get(plan).status_code, scene.evan.get(plan).status_code) == (200, 404)
    assert scene.olivia.fill(PAGE, site_id="2").status_code == 303
    assert (
        "works at Oak Hill Middle School from today. One open plan moves along." in scene.olivia.follow().text
    )
    assert (scene.lena.get(plan).status_code, scene.evan.get(plan).status_code) == (404, 200)
    assert scene.ben.get(plan).status_code == 200
    assert "Oak Hill Middle School" in scene.ana.get(plan).text
    assert value(scene, select(Person.main_site_id).where(Person.id == 1)) == 2
    assert actions(scene)[-1] == "transfer"
    assert is_whole(scene)


def test_she_gets_another_evaluator_with_it_in_the_same_form(scene):
    plan = scene.plan_at("evaluator_signed")
    answer = scene.olivia.fill(
        PAGE, site_id="2", evaluator="name", who="Evan Wright", reason="She moves to his school."
    )
    assert answer.status_code == 303
    assert scene.ben.get(plan).status_code == 404
    assert "She moves to his school." in scene.evan.get(plan).text
    assert actions(scene)[-2:] == ["transfer", "hand_over"]
    paired = select(Pairing.evaluator_id).where(Pairing.teacher_id == 1, Pairing.ends_on.is_(None))
    assert rows(scene, paired) == [scene.id("evan")]
    assert is_whole(scene)


def test_somebody_without_a_plan_just_moves(scene):
    assert scene.olivia.fill(PAGE, site_id="2").status_code == 303
    page = scene.olivia.follow().text
    assert "works at Oak Hill Middle School from today." in page
    assert "moves along" not in page


def test_a_plan_that_has_ended_stays_where_it_was(scene):
    plan = scene.plan_at("active")
    scene.olivia.fill(f"{plan}/unfinished-end", why="not completed")
    scene.olivia.fill(PAGE, site_id="2")
    assert rows(scene, select(Plan.site_id)) == [1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"site_id": "99"}, "Choose one from the list for “New site”."),
        ({"site_id": "1"}, "Ana Ortiz works at Maple Street Elementary already."),
        ({"site_id": "2", "evaluator": "name", "reason": "Moves."}, "Write a name or an e-mail address."),
        (
            {"site_id": "2", "evaluator": "name", "who": "Ana Ortiz", "reason": "x"},
            "cannot evaluate their own",
        ),
        ({"site_id": "2", "evaluator": "name", "who": "Evan Wright"}, "Write a reason"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_moves(scene, typed, told):
    scene.plan_at("active")
    answer = scene.olivia.fill(PAGE, **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert rows(scene, select(Plan.site_id)) == [1]
    assert value(scene, select(Person.main_site_id).where(Person.id == 1)) == 1


def test_when_ben_leaves_the_office_sees_what_is_open_and_is_led_on(scene):
    scene.plan_at("active")
    scene.evan.post("/assignments", person=scene.id("ben"))
    scene.olivia.fill("/people/2/deactivation")
    page = scene.olivia.follow().text
    assert "Still open of Ben Carter:" in page
    assert "One plan that they evaluate." in page
    assert 'href="/people/2/hand-over"' in page
    assert 'href="/plans/2/unfinished-end?why=left"' in page
    assert 'href="/plans/2/pause"' in page
    assert 'value="left" checked' in scene.olivia.get("/plans/2/unfinished-end?why=left").text


def test_who_leaves_nothing_behind_is_just_gone(scene):
    scene.olivia.fill("/people/4/deactivation")
    assert "Still open of" not in scene.olivia.follow().text


def test_ana_leaves_in_february_with_her_plan_paused_and_goes_on_in_april(scene):
    plan = scene.plan_at("active")
    scene.olivia.fill("/people/1/deactivation")
    scene.olivia.fill(f"{plan}/pause", reason="Left in February; may come back.")
    page = scene.olivia.get("/people/1").text
    assert ": paused. It waits for them;" in page
    assert "unfinished-end" not in page
    scene.olivia.post("/people/1/reactivation")
    assert scene.olivia.fill(f"{plan}/resumption").status_code == 303
    assert "under way" in scene.arrives("ana").get(plan).text
    assert is_whole(scene)


def test_ana_left_for_good_and_is_hired_again_all_the_same(scene):
    plan = scene.plan_at("active")
    scene.olivia.fill("/people/1/deactivation")
    scene.olivia.fill(f"{plan}/unfinished-end", why="left")
    scene.olivia.post("/people/1/reactivation")
    ana = scene.arrives("ana")
    assert "Ended unfinished" in ana.get(plan).text
    answer = scene.olivia.post("/assignments", person=1)
    assert answer.status_code == 409
    assert "there is a plan for this school year already" in answer.text


def test_who_is_of_the_office_is_told_why_she_does_not_move_her_own_plan_and_who_can(scene):
    scene.plan_at("active")
    change(scene, "UPDATE person SET is_office = :yes WHERE id = 1", yes=True)
    answer = scene.ana.fill(PAGE, site_id="2")
    told = "This is your own plan, so you cannot move the plan to another site yourself"
    assert told in answer.text
    assert "Ask somebody else of the office" in answer.text
    assert value(scene, select(Person.main_site_id).where(Person.id == 1)) == 1
    assert "so you cannot hand the plan over yourself" in scene.ana.get("/plans/1/hand-over").text
    assert scene.olivia.fill(PAGE, site_id="2").status_code == 303
