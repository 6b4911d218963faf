"""Ana goes on leave: nothing is due, and when she is back the days have moved."""

from datetime import timedelta

import pytest
from backstage import actions, at_once, change, is_whole, ready, state, value
from sqlalchemy import select
from world import local_today

from plf.formats import day
from plf.models import Plan

REASON = "On leave until after the winter break."
PAUSE, RESUME = "/plans/1/pause", "/plans/1/resumption"


def paused(scene, at: str, days: int = 0) -> str:
    """Ana's plan is in a state, and has been paused for so many days."""
    plan = scene.plan_at(at)
    answer = scene.ben.fill(PAUSE, reason=REASON)
    assert answer.status_code == 303, answer.text
    time_passes(scene, days)
    return plan


def time_passes(scene, days: int) -> None:
    from plf.database import now

    change(scene, Plan.__table__.update().values(paused_at=now() - timedelta(days=days)))


def checkpoint_on(scene):
    return value(scene, select(Plan.checkpoint_on))


def test_everybody_sees_that_nothing_is_due_and_the_reason_only_who_may(scene):
    plan = paused(scene, "active")
    for who in (scene.ana, scene.ben, scene.dana, scene.olivia):
        page = who.get(plan).text
        assert "Paused since" in page
        assert REASON in page
    assert REASON not in scene.lena.get(plan).text
    assert "Resume the plan" in scene.dana.get(plan).text
    assert "Resume the plan" not in scene.ana.get(plan).text
    assert "Paused" in scene.ben.get("/teachers").text


def test_what_is_not_possible_while_paused_says_what_to_do(scene):
    plan = paused(scene, "drafted")
    answer = scene.ana.get(f"{plan}/text")
    assert answer.status_code == 409
    assert "the plan is paused. Ask the evaluator or the office to resume it." in answer.text


def test_a_plan_that_is_late_is_not_late_while_it_is_paused(scene):
    scene.plan_at("drafted")
    change(scene, "UPDATE plan SET agreed_by = '2026-01-15'")
    assert "Late" in scene.ben.get("/teachers").text
    scene.ben.fill(PAUSE, reason=REASON)
    assert "Late" not in scene.ben.get("/teachers").text


def test_the_page_says_what_resuming_does_before_it_does_it(scene):
    plan = paused(scene, "active", days=7)
    before = checkpoint_on(scene)
    after = before + timedelta(days=7)
    assert f"{day(after)} (was {day(before)})" in scene.ben.get(RESUME).text
    assert checkpoint_on(scene) == before
    assert scene.ben.fill(RESUME).status_code == 303
    assert checkpoint_on(scene) == after
    for who in (scene.ana, scene.ben):
        assert day(after) in who.get(plan).text
    assert state(scene) == "active"
    assert is_whole(scene)


def test_a_draft_gets_at_least_two_weeks_to_be_agreed_of_its_own(scene):
    plan = paused(scene, "drafted", days=20)
    soonest = local_today() + timedelta(days=14)
    assert "To be agreed by" in scene.olivia.get(RESUME).text
    assert scene.olivia.fill(RESUME).status_code == 303
    assert value(scene, select(Plan.agreed_by)) == soonest
    assert f"Plans are to be agreed by {day(soonest)}." in scene.ana.get(plan).text


def test_paused_and_resumed_on_the_same_day_changes_no_day(scene):
    paused(scene, "active")
    before = checkpoint_on(scene)
    assert ": stays" in scene.ben.get(RESUME).text
    scene.ben.fill(RESUME)
    assert (checkpoint_on(scene), value(scene, select(Plan.agreed_by))) == (before, None)


def test_between_the_signatures_the_signed_date_stays(scene):
    plan = paused(scene, "evaluator_signed", days=7)
    before = checkpoint_on(scene)
    scene.ben.fill(RESUME)
    assert checkpoint_on(scene) == before
    assert scene.ana.fill(f"{plan}/teacher-signature").status_code == 303
    assert is_whole(scene)


def test_a_checkpoint_that_is_being_written_is_paused_and_gets_its_days(scene):
    plan = paused(scene, "checkpoint_drafted", days=7)
    before = checkpoint_on(scene)
    assert scene.ana.get(f"{plan}/checkpoint/text").status_code == 409
    assert scene.dana.fill(RESUME).status_code == 303
    assert checkpoint_on(scene) == before + timedelta(days=7)
    assert scene.ana.get(f"{plan}/checkpoint/text").status_code == 200


@pytest.mark.parametrize(("typed", "told"), [("  ", "Write a reason"), ("x" * 2001, "1 characters too long")])
def test_a_pause_needs_a_reason_of_fitting_length(scene, typed, told):
    scene.plan_at("active")
    answer = scene.ben.fill(PAUSE, reason=typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert value(scene, select(Plan.paused_at)) is None


def test_paused_twice_and_resumed_twice_is_said(scene):
    scene.plan_at("active")
    pausing = ready(scene.ben, PAUSE, reason=REASON)
    other = ready(scene.olivia, PAUSE, reason="Sick leave.")
    assert (pausing().status_code, other().status_code) == (303, 409)
    resuming, again = ready(scene.ben, RESUME), ready(scene.olivia, RESUME)
    assert (resuming().status_code, again().status_code) == (303, 409)
    assert actions(scene)[-2:] == ["pause", "resume"]


def test_the_reason_is_in_no_print(scene):
    from plf.documents.queries import document_of
    from plf.extensions import db
    from plf.models import Person
    from plf.people.queries import today_here
    from plf.plans.queries import find

    paused(scene, "active")
    with scene.app.app_context():
        seen = find(1, db.session.get(Person, 1), on=today_here())
        assert REASON not in str(document_of(seen))


def test_ben_pauses_while_ana_submits(scene, database):
    for _ in range(3):
        scene.plan_at("drafted")
        acts = [ready(scene.ben, PAUSE, reason=REASON), ready(scene.ana, "/plans/1/submission")]
        answers = at_once(*acts)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        assert "Not now" in next(answer.text for answer in answers if answer.status_code == 409)
        paused_at = value(scene, select(Plan.paused_at))
        assert (state(scene) == "submitted") is (paused_at is None)
        assert is_whole(scene)
        database.start_afresh()
        scene = type(scene)(scene.app)


def test_ben_and_olivia_resume_in_the_same_moment(scene):
    paused(scene, "active", days=7)
    before = checkpoint_on(scene)
    answers = at_once(ready(scene.ben, RESUME), ready(scene.olivia, RESUME))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert checkpoint_on(scene) == before + timedelta(days=7)
    assert actions(scene).count("resume") == 1


def test_pressing_twice_pauses_once(scene):
    scene.plan_at("active")
    press = ready(scene.ben, PAUSE, reason=REASON)
    assert [press().status_code, press().status_code] == [303, 303]
    assert actions(scene).count("pause") == 1
