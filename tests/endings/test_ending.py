"""Somebody does not sign, and the office ends the plan; the closing list of the year."""

import pytest
from backstage import actions, change, is_whole, rows, state, value
from sqlalchemy import select

from plf import jobs
from plf.models import Job, Plan

END, NOTE, CLOSING = "/plans/1/unfinished-end", "/plans/1/not-signed", "/years/1/closing"
PREVIEW, ENDS = f"{CLOSING}/preview", f"{CLOSING}/ends"


def the_worker_works(scene) -> None:
    with scene.app.app_context():
        for number in rows(scene, select(Job.id).where(Job.kind == "end_unfinished")):
            jobs.run(number)


def test_ben_notes_that_ana_does_not_sign_and_she_still_can(scene):
    plan = scene.plan_at("evaluator_signed")
    assert scene.ben.fill(NOTE, reason="I asked her three times in April.").status_code == 303
    for who in (scene.ana, scene.ben, scene.olivia):
        page = who.get(plan).text
        assert "that Ana Ortiz does not sign." in page
        assert "I asked her three times in April." in page
    assert "You can still sign, or decline with a reason." in scene.ana.get(plan).text
    assert "Does not sign" in scene.olivia.get(CLOSING).text
    assert scene.ana.fill(f"{plan}/teacher-signature").status_code == 303
    assert "that Ana Ortiz does not sign." not in scene.ana.get(plan).text
    assert "Does not sign" not in scene.olivia.get(CLOSING).text
    assert is_whole(scene)


def test_a_note_does_not_outlive_the_signature_that_it_was_about(scene):
    plan = scene.plan_at("evaluator_signed")
    scene.ben.fill(NOTE, reason="She will not.")
    scene.ben.fill(f"{plan}/taken-back-signature", reason="A wrong date.")
    scene.ben.fill(f"{plan}/review", f"{plan}/evaluator-signature")
    assert "that Ana Ortiz does not sign." not in scene.olivia.get(plan).text
    assert "Does not sign" not in scene.olivia.get(CLOSING).text


def test_noting_it_needs_words_and_a_signature_to_wait_for(scene):
    plan = scene.plan_at("evaluator_signed")
    assert "Write a reason" in scene.ben.fill(NOTE, reason=" ").text
    scene.ana.fill(f"{plan}/teacher-signature")
    assert scene.ben.get(NOTE).status_code == 409


@pytest.mark.parametrize(
    ("why", "said"), [("left", "Left"), ("did not sign", "Did not sign"), ("not completed", "Not completed")]
)
def test_the_office_ends_it_for_a_reason_from_the_list(scene, why, said):
    plan = scene.plan_at("evaluator_signed")
    answer = scene.olivia.fill(END, why=why, reason="After the last day of school.")
    assert answer.status_code == 303
    assert (state(scene), value(scene, select(Plan.end_reason))) == ("unfinished", why)
    page = scene.ana.get(plan).text
    assert f"<strong>Ended unfinished:</strong> {why}." in page
    assert f"{said}" in page
    assert "After the last day of school." in page
    assert scene.ana.get(f"{plan}/teacher-signature").status_code == 409
    assert scene.ana.get(f"{plan}/plan.pdf").status_code == 200
    assert is_whole(scene)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Choose why it is ended."),
        ({"why": "no idea"}, "Choose why it is ended."),
        ({"why": "left", "reason": "x" * 2001}, "characters too long"),
    ],
)
def test_what_does_not_fit_ends_nothing(scene, typed, told):
    scene.plan_at("active")
    answer = scene.olivia.fill(END, **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert state(scene) == "active"


def test_a_paused_plan_is_resumed_before_it_is_ended_one_by_one(scene):
    plan = scene.plan_at("active")
    scene.ben.fill(f"{plan}/pause", reason="On leave.")
    answer = scene.olivia.get(END)
    assert answer.status_code == 409
    assert "the plan is paused" in answer.text


def test_the_closing_list_says_what_is_open_and_with_whom(scene):
    scene.plan_at("evaluator_signed")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.evan.post("/assignments", person=scene.id("sam"))
    scene.evan.post("/assignments", person=scene.id("ben"))
    scene.olivia.fill("/people/4/deactivation")
    page = scene.olivia.get(CLOSING).text
    assert "4 open plans" in page
    assert "teacher’s signature missing" in page
    assert "has left" in page
    assert 'href="/plans/1/unfinished-end"' in page
    assert 'href="/plans/1/hand-over"' in page
    narrowed = scene.olivia.get(f"{CLOSING}?state=evaluator_signed").text
    assert "One open plan" in narrowed
    assert "Chloë Martin" not in narrowed
    at_oak_hill = scene.olivia.get(f"{CLOSING}?site=2").text
    assert "Sam Lee" in at_oak_hill
    assert "Ana Ortiz" not in at_oak_hill


def test_one_click_reminds_whoever_it_waits_for_once_a_day(scene):
    plan = scene.plan_at("evaluator_signed")
    answer = scene.olivia.post(f"{plan}/reminder", state="evaluator_signed")
    assert answer.location.endswith(f"{CLOSING}?state=evaluator_signed")
    assert "Ana Ortiz is reminded." in scene.olivia.follow().text
    assert "your plan waits for you" in scene.ana.get("/notices").text.lower()
    again = scene.olivia.post(f"{plan}/reminder")
    assert again.status_code == 409
    assert "was reminded of this plan today already" in again.text


def test_nobody_is_reminded_of_what_waits_for_nobody(scene):
    plan = scene.plan_at("submitted")
    change(scene, "UPDATE plan SET evaluator_id = NULL")
    assert scene.olivia.post(f"{plan}/reminder").status_code == 409
    assert "Remind" not in scene.olivia.get(CLOSING).text


def test_a_plan_without_an_evaluator_waits_for_the_office(scene):
    scene.plan_at("submitted")
    change(scene, "UPDATE plan SET evaluator_id = NULL")
    assert "the office" in scene.olivia.get(CLOSING).text


def test_odd_filters_are_no_fault(scene):
    scene.plan_at("submitted")
    for query in ("state=withdrawn", "state=x", "site=x", "page=0", "page=99999999999999999999", "site=99"):
        assert scene.olivia.get(f"{CLOSING}?{query}").status_code == 200
    assert scene.olivia.get("/years/99/closing").status_code == 404


def four_open_plans(scene) -> None:
    scene.plan_at("active")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.evan.post("/assignments", person=scene.id("sam"))
    scene.ben.fill("/plans/2/pause", reason="On leave.")


def test_many_are_ended_at_once_after_a_look_at_them(scene):
    four_open_plans(scene)
    look = scene.olivia.fill(CLOSING, PREVIEW, plan=["1", "2"])
    assert look.status_code == 200
    assert "End 2 plans of 2026-2027 unfinished?" in look.text
    assert "Ana Ortiz" in look.text
    assert "Sam Lee" not in look.text
    assert set(rows(scene, select(Plan.state))) == {"active", "assigned"}
    answer = scene.olivia.post(ENDS, plans="1,2", why="not completed", reason="The year is over.")
    assert answer.status_code == 303
    assert "Ended so far" in scene.olivia.follow().text
    the_worker_works(scene)
    assert "Done: 2 plans were gone through." in scene.olivia.get(ENDS).text
    assert rows(scene, select(Plan.state).order_by(Plan.id)) == ["unfinished", "unfinished", "assigned"]
    assert actions(scene, 2)[-2:] == ["resume", "end_unfinished"]
    assert "The year is over." in scene.ana.get("/plans/1").text
    assert is_whole(scene)


def test_all_of_a_list_are_chosen_with_one_tick_but_never_ones_own(scene):
    four_open_plans(scene)
    change(scene, "UPDATE person SET is_office = :yes WHERE id = 7", yes=True)
    look = scene.chloe.post(PREVIEW, all="yes")
    assert "End 2 plans of 2026-2027 unfinished?" in look.text
    assert "Chloë" not in look.text.split("<main")[1]
    assert "a colleague settles it" in scene.chloe.get(CLOSING).text
    scene.chloe.post(ENDS, plans="1,2,3", why="not completed")
    the_worker_works(scene)
    assert rows(scene, select(Plan.state).order_by(Plan.id)) == ["unfinished", "assigned", "unfinished"]


def test_a_worker_that_is_stopped_in_between_ends_none_twice(scene):
    four_open_plans(scene)
    scene.olivia.post(ENDS, plans="1,3", why="not completed")
    the_worker_works(scene)
    change(scene, "UPDATE job SET state = 'queued' WHERE kind = 'end_unfinished'")
    the_worker_works(scene)
    assert actions(scene).count("end_unfinished") == 1
    assert is_whole(scene)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"plans": "1", "why": ""}, "Choose why it is ended."),
        ({"plans": "1", "why": "x"}, "Choose why it is ended."),
        ({"plans": "1", "why": "left", "reason": "x" * 3000}, "characters too long"),
        ({"plans": "", "why": "left"}, "None of these plans is open any more."),
        ({"plans": "99,abc,-1," + "9" * 40, "why": "left"}, "None of these plans is open any more."),
    ],
)
def test_of_many_none_is_ended_for_a_reason_that_does_not_fit(scene, typed, told):
    scene.plan_at("active")
    answer = scene.olivia.post(ENDS, **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert rows(scene, select(Job.id).where(Job.kind == "end_unfinished")) == []


def test_nothing_ticked_is_said(scene):
    scene.plan_at("active")
    answer = scene.olivia.post(PREVIEW)
    assert answer.status_code == 422
    assert "No plan was ticked." in answer.text


def test_the_year_is_closed_from_its_list_and_open_plans_may_finish(scene):
    plan = scene.plan_at("evaluator_signed")
    page = scene.olivia.get(CLOSING).text
    assert "One plan has not ended: it may still finish, and is marked late." in page
    assert scene.olivia.post(CLOSING).status_code == 303
    assert "Close the year" not in scene.olivia.get(CLOSING).text
    assert scene.ana.fill(f"{plan}/teacher-signature").status_code == 303


def test_a_plan_that_both_signed_before_the_worker_came_is_not_ended_as_not_signed(scene):
    plan = scene.plan_at("evaluator_signed")
    scene.olivia.post(ENDS, plans="1", why="did not sign", reason="After the last day of school.")
    assert scene.ana.fill(f"{plan}/teacher-signature").status_code == 303
    the_worker_works(scene)
    assert state(scene) == "active"
    told = "The plan of Ana Ortiz was left as it is: both have signed it meanwhile."
    assert told in scene.olivia.get(ENDS).text
    assert is_whole(scene)


def test_a_plan_that_still_waits_for_the_signature_is_ended_as_not_signed(scene):
    scene.plan_at("evaluator_signed")
    scene.olivia.post(ENDS, plans="1", why="did not sign")
    the_worker_works(scene)
    assert (state(scene), value(scene, select(Plan.end_reason))) == ("unfinished", "did not sign")
    assert "was left as it is" not in scene.olivia.get(ENDS).text
