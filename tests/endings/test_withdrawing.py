"""A plan that was assigned in error is withdrawn, and comes back if that was the error."""

from datetime import timedelta

import pytest
from backstage import actions, at_once, is_whole, ready, rows, state, value
from sqlalchemy import select
from world import local_today

from plf.models import CommentRequest, HandOver, Meeting, Plan

REASON = "Assigned in error: Ana Ortiz is on another track."
WITHDRAW, REINSTATE = "/plans/1/withdrawal", "/plans/1/reinstatement"


def withdrawn(scene, at: str) -> str:
    plan = scene.plan_at(at)
    assert scene.olivia.fill(WITHDRAW, reason=REASON).status_code == 303
    return plan


def test_the_teacher_still_reads_it_and_it_is_on_no_list(scene):
    plan = withdrawn(scene, "submitted")
    page = scene.ana.get(plan).text
    assert "This plan was withdrawn." in page
    assert REASON in page
    assert "More students talking" in page
    assert "All seven steps are done" not in page
    assert "Ana Ortiz" not in scene.olivia.get("/teachers").text
    assert 'href="/plans/1"' not in scene.ben.get("/teachers").text
    assert 'href="/plans/1"' not in scene.ana.get("/").text
    assert 'href="/plans/1"' not in scene.ben.get("/").text
    assert is_whole(scene)


def test_what_was_to_come_ends_with_it(scene):
    plan = scene.plan_at("submitted")
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("chloe"))
    day = (local_today() + timedelta(days=3)).isoformat()
    scene.ana.fill(f"{plan}/meeting", f"{plan}/meeting", day=day, starts="10:00", minutes="30")
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason="Moves.", starts_on=day)
    scene.olivia.fill(WITHDRAW, reason=REASON)
    assert rows(scene, select(Meeting.id).where(Meeting.cancelled_at.is_(None))) == []
    assert rows(scene, select(CommentRequest.id).where(CommentRequest.ended_at.is_(None))) == []
    assert rows(scene, select(HandOver.id).where(HandOver.cancelled_at.is_(None))) == []
    assert scene.chloe.get(plan).status_code == 404


@pytest.mark.parametrize(
    "at", ["assigned", "drafted", "submitted", "reviewed", "evaluator_signed", "active", "conferenced"]
)
def test_reinstated_it_goes_on_where_it_was(scene, at):
    plan = withdrawn(scene, at)
    assert "It goes on in the state it had" in scene.olivia.get(REINSTATE).text
    assert scene.olivia.fill(REINSTATE).status_code == 303
    assert state(scene) == at
    assert scene.ana.get(plan).status_code == 200
    assert is_whole(scene)


def test_the_evaluator_withdraws_until_both_have_signed_and_then_asks_the_office(scene):
    plan = scene.plan_at("active")
    answer = scene.ben.get(WITHDRAW)
    assert answer.status_code == 409
    assert "Both of you have signed this plan, so only the office can withdraw it." in answer.text
    assert "Withdraw it" not in scene.ben.get(plan).text
    assert "Withdraw it" in scene.olivia.get(plan).text


def test_a_paused_plan_is_withdrawn_and_comes_back_paused(scene):
    plan = scene.plan_at("active")
    scene.ben.fill(f"{plan}/pause", reason="On leave.")
    assert scene.olivia.fill(WITHDRAW, reason=REASON).status_code == 303
    assert scene.olivia.fill(REINSTATE).status_code == 303
    assert "Paused since" in scene.ana.get(plan).text


@pytest.mark.parametrize(("typed", "told"), [("", "Write a reason"), ("x" * 2001, "1 characters too long")])
def test_withdrawing_needs_a_reason(scene, typed, told):
    scene.plan_at("submitted")
    answer = scene.olivia.fill(WITHDRAW, reason=typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert state(scene) == "submitted"


def ana_has_another_one(scene) -> None:
    withdrawn(scene, "drafted")
    assert scene.olivia.post("/assignments", person=1).status_code == 303


def test_it_is_not_reinstated_beside_another_open_one(scene):
    ana_has_another_one(scene)
    answer = scene.olivia.get(REINSTATE)
    assert answer.status_code == 409
    assert "another open plan for the same school year" in answer.text


def test_nor_beside_another_one_that_has_ended(scene):
    ana_has_another_one(scene)
    scene.olivia.fill("/plans/2/unfinished-end", why="not completed")
    answer = scene.olivia.fill(REINSTATE)
    assert answer.status_code == 409
    assert "This teacher has another plan for the same school year." in answer.text
    assert state(scene) == "withdrawn"
    assert is_whole(scene)


def test_of_two_that_are_reinstated_in_the_same_moment_one_comes_back(scene, database):
    for _ in range(3):
        ana_has_another_one(scene)
        scene.olivia.fill("/plans/2/withdrawal", reason=REASON)
        acts = [ready(scene.olivia, REINSTATE), ready(scene.arrives("olivia"), "/plans/2/reinstatement")]
        answers = at_once(*acts)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        assert sorted(rows(scene, select(Plan.state))) == ["drafted", "withdrawn"] or sorted(
            rows(scene, select(Plan.state))
        ) == ["assigned", "withdrawn"]
        assert is_whole(scene)
        database.start_afresh()
        scene = type(scene)(scene.app)


def test_olivia_withdraws_while_ana_submits(scene, database):
    for _ in range(3):
        scene.plan_at("drafted")
        acts = [ready(scene.olivia, WITHDRAW, reason=REASON), ready(scene.ana, "/plans/1/submission")]
        answers = at_once(*acts)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        before = value(scene, select(Plan.state_before))
        assert (state(scene), before) in (("withdrawn", "drafted"), ("submitted", None))
        assert is_whole(scene)
        database.start_afresh()
        scene = type(scene)(scene.app)


def test_olivia_withdraws_twice_with_two_hands(scene):
    scene.plan_at("drafted")
    acts = [
        ready(scene.olivia, WITHDRAW, reason=REASON),
        ready(scene.arrives("olivia"), WITHDRAW, reason=REASON),
    ]
    assert sorted(answer.status_code for answer in at_once(*acts)) == [303, 409]
    assert actions(scene).count("withdraw") == 1
