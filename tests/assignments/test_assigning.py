"""Ana volunteers, Ben assigns with one click, the office assigns many: who gets a plan, who is skipped, and why."""

from datetime import timedelta
from html import unescape

import pytest
from backstage import actions, broken, change, ready, rows, state, value
from sqlalchemy import func, select, update
from world import local_today

from plf.models import Plan, SchoolYear, Volunteer


def shown(answer) -> str:
    return unescape(answer.text)


def teachers_with_plan(scene) -> list[int]:
    return sorted(rows(scene, select(Plan.teacher_id)))


def test_ana_volunteers_and_ben_assigns_with_one_click(scene):
    assert "You have no plan for 2026-2027 yet." in shown(scene.ana.get("/"))
    assert scene.ana.fill("/", "/volunteering").status_code == 303
    page = shown(scene.ana.follow())
    assert "Thank you. Your evaluator and the office see that you would like to take part." in page
    assert "You said that you would like to take part." in page
    for person in (scene.ben, scene.dana, scene.olivia):
        page = shown(person.get("/"))
        assert "One teacher would like to take part." in page
        assert "Ana Ortiz" in page
    assert "Ana Ortiz" not in scene.evan.get("/").text
    assert scene.ben.fill("/", "/assignments").status_code == 303
    assert "One plan is assigned." in scene.ben.follow().text
    assert (state(scene), actions(scene), broken(scene)) == ("assigned", ["assign"], [])
    assert "Your turn: write the plan." in shown(scene.ana.get("/"))
    assert "teacher would like to take part" not in shown(scene.ben.get("/"))


def test_ana_volunteers_once(scene):
    press, other_window = ready(scene.ana, "/", "/volunteering"), ready(scene.ana, "/", "/volunteering")
    assert [press().status_code, press().status_code] == [303, 303]
    answer = other_window()
    assert answer.status_code == 409
    assert "You have already said that you would like to take part." in shown(answer)
    assert rows(scene, select(Volunteer.person_id)) == [scene.id("ana")]


def test_who_has_a_plan_does_not_volunteer(scene):
    press = ready(scene.ana, "/", "/volunteering")
    scene.plan_at("assigned")
    answer = press()
    assert answer.status_code == 409
    assert "there is a plan for this school year already" in shown(answer)


def test_who_has_no_plan_of_their_own_does_not_volunteer(scene):
    answer = scene.olivia.post("/volunteering")
    assert answer.status_code == 409
    assert "Ask the office to add yours." in answer.text


def test_many_are_assigned_after_a_look_at_who_is_skipped_and_why(scene):
    scene.plan_at("assigned")
    page = scene.olivia.post("/assignments/preview", [("person", each) for each in ("1", "4", "7", "2")])
    assert page.status_code == 200
    assert "Assign 3 plans?" in page.text
    assert "1 will be skipped:" in page.text
    assert "Ana Ortiz: You cannot assign a plan now: there is a plan for this school year already." in shown(
        page
    )
    assert teachers_with_plan(scene) == [1]
    answer = scene.olivia.post("/assignments", [("person", each) for each in ("1", "4", "7", "2")])
    assert answer.status_code == 303
    assert "3 plans are assigned." in scene.olivia.follow().text
    assert teachers_with_plan(scene) == [1, 2, 4, 7]
    assert value(scene, select(Plan.evaluator_id).where(Plan.teacher_id == 2)) == scene.id("evan")
    assert broken(scene) == []


def test_after_the_day_to_agree_it_is_said_before_assigning_that_the_plan_is_late_from_the_start(scene):
    assert "late from the start" not in shown(scene.ben.post("/assignments/preview", person=1))
    change(scene, update(SchoolYear).values(plans_agreed_by=local_today() - timedelta(days=1)))
    assert "who has no later day is late from the start" in shown(
        scene.ben.post("/assignments/preview", person=1)
    )
    scene.ana.fill("/", "/volunteering")
    assert "who has no later day is late from the start" in shown(scene.ben.get("/"))


def test_ben_is_offered_his_own_teachers_alone(scene):
    page = shown(scene.ben.get("/assignments"))
    assert "Ana Ortiz" in page
    assert "Chloë Martin" in page
    assert "Sam Lee" not in page
    answer = scene.ben.post("/assignments", [("person", "1"), ("person", "4")])
    assert answer.status_code == 303
    assert teachers_with_plan(scene) == [1]
    assert scene.ben.post("/assignments", person=scene.id("sam")).status_code == 404


def test_a_teacher_without_a_pairing_gets_a_plan_whose_evaluator_is_vacant(scene):
    change(scene, "DELETE FROM pairing WHERE teacher_id = 1")
    page = scene.olivia.post("/assignments/preview", person=1)
    assert "no evaluator yet: the office names one" in page.text
    scene.olivia.post("/assignments", person=1)
    assert "Not named yet" in scene.ana.get("/plans/1").text
    assert scene.ben.get("/plans/1").status_code == 404
    assert scene.olivia.get("/teachers").status_code == 200


def test_a_kind_of_staff_without_a_rubric_is_skipped_with_the_reason(scene):
    change(scene, "UPDATE person SET staff_kind = 'counselor' WHERE id = 1")
    page = scene.olivia.post("/assignments/preview", [("person", "1"), ("person", "4")])
    assert "Ana Ortiz: There is no rubric for this kind of staff yet. The office adds one first." in shown(
        page
    )
    assert scene.olivia.post("/assignments", person=1).status_code == 422
    scene.olivia.post("/assignments", [("person", "1"), ("person", "4")])
    assert teachers_with_plan(scene) == [4]


def test_nobody_in_the_office_assigns_a_plan_to_themselves(scene):
    change(scene, "UPDATE person SET is_office = true WHERE id = 7")
    answer = scene.chloe.post("/assignments", person=7)
    assert answer.status_code == 403
    assert "Only the evaluator or the office can assign a plan." in shown(answer)
    scene.chloe.post("/assignments", [("person", "7"), ("person", "1")])
    assert teachers_with_plan(scene) == [1]


def test_pressing_assign_twice_assigns_once(scene):
    scene.ana.fill("/", "/volunteering")
    press, other_window = ready(scene.ben, "/", "/assignments"), ready(scene.ben, "/", "/assignments")
    assert [press().status_code, press().status_code] == [303, 303]
    assert other_window().status_code == 409
    assert actions(scene) == ["assign"]


@pytest.mark.parametrize("address", ["/assignments", "/assignments/preview"])
def test_choosing_nobody_says_so(scene, address):
    answer = scene.ben.post(address)
    assert answer.status_code == 422
    assert "Nobody was chosen. Go back and tick at least one name." in answer.text


def test_in_a_closed_year_nobody_is_assigned(scene):
    change(scene, "UPDATE school_year SET status = 'closed'")
    for answer in (scene.ben.post("/assignments", person=1), scene.ana.post("/volunteering")):
        assert answer.status_code == 409
        assert "The office opens one first." in shown(answer)
    assert "No school year is open." in scene.ana.get("/").text
    assert value(scene, select(func.count(Plan.id))) == 0


def test_a_withdrawn_plan_makes_room_for_another(scene):
    scene.plan_at("assigned")
    change(scene, "UPDATE plan SET state = 'withdrawn', state_before = 'assigned'")
    assert scene.ben.post("/assignments", person=1).status_code == 303
    assert rows(scene, select(Plan.state).order_by(Plan.id)) == ["withdrawn", "assigned"]


def test_dana_assigns_for_ben_on_her_days_as_his_deputy(scene):
    assert scene.dana.post("/assignments", person=1).status_code == 303
    assert value(scene, select(Plan.evaluator_id)) == scene.id("ben")
    assert "(deputy)" in scene.ana.get("/plans/1").text


def test_someone_who_left_is_not_assigned(scene):
    change(scene, "UPDATE person SET active = false WHERE id = 1")
    assert scene.ben.post("/assignments", person=1).status_code == 404
    assert teachers_with_plan(scene) == []
