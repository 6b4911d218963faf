"""A hand-over that is planned for a day: what everybody sees until then, and that the worker does it right."""

from datetime import UTC, datetime, timedelta

import pytest
from backstage import actions, change, is_whole, rows, signatures, state, value
from sqlalchemy import select
from world import local_today

from plf import jobs
from plf.calendars import day
from plf.handovers.actions import local_midnight
from plf.models import HandOver, Job, Notice, Pairing, Plan

PAGE = "/plans/1/hand-over"
REASON = "Evan Wright takes over the school."
IN_TEN_DAYS = local_today() + timedelta(days=10)


def plan_it(scene, **fields):
    asked = {"who": "Evan Wright", "reason": REASON, "starts_on": IN_TEN_DAYS.isoformat(), **fields}
    answer = scene.olivia.fill(PAGE, **asked)
    assert answer.status_code == 303, answer.text
    return value(scene, select(HandOver.id).order_by(HandOver.id.desc()).limit(1))


def the_day_comes(scene, days_late: int = 0) -> None:
    """The day is there, and the worker looks; or it was away and looks some days later."""
    starts_on = local_today() - timedelta(days=days_late)
    change(scene, "UPDATE hand_over SET starts_on = :day", day=starts_on.isoformat())
    the_worker_looks(scene, due=True)


def the_worker_looks(scene, due: bool = False) -> None:
    if due:
        change(scene, "UPDATE job SET due_at = made_at WHERE kind = 'hand_over'")
    with scene.app.app_context():
        for number in rows(scene, select(Job.id).where(Job.kind == "hand_over")):
            jobs.run(number)


def of_ana(scene) -> int:
    return value(scene, select(Plan.evaluator_id).where(Plan.id == 1))


def test_until_the_day_everybody_sees_what_is_planned_and_nothing_changes(scene):
    plan = scene.plan_at("active")
    plan_it(scene)
    said = f"<strong>From {day(IN_TEN_DAYS)} on:</strong> Evan Wright evaluates this plan."
    for who in (scene.ana, scene.ben, scene.olivia):
        assert said in who.get(plan).text
    assert said not in scene.lena.get(plan).text
    assert scene.evan.get(plan).status_code == 404
    the_worker_looks(scene)
    assert of_ana(scene) == scene.id("ben")


def test_on_the_day_the_plan_is_handed_over_as_the_office_decided(scene):
    plan = scene.plan_at("evaluator_signed")
    plan_it(scene)
    the_day_comes(scene)
    assert (of_ana(scene), state(scene)) == (scene.id("evan"), "reviewed")
    assert [each.superseded_why for each in signatures(scene)] == ["handed over"]
    assert scene.ben.get(plan).status_code == 404
    page = scene.evan.get(plan).text
    assert REASON in page
    assert "Olivia Price" in page
    assert "evaluates this plan." not in page
    now = select(Pairing.evaluator_id).where(Pairing.teacher_id == 1, Pairing.starts_on == local_today())
    assert rows(scene, now) == [scene.id("evan")]
    assert is_whole(scene)


def test_a_plan_that_has_ended_meanwhile_is_not_to_come_to_anybody(scene):
    scene.plan_at("checkpoint_evaluator_signed")
    plan_it(scene)
    evan = f"/people/{scene.id('evan')}"
    assert "One plan is to come to them" in scene.olivia.get(evan).text
    scene.teacher_signs_checkpoint()
    assert "to come to them" not in scene.olivia.get(evan).text


def test_a_worker_that_was_away_does_it_late_and_pairs_from_the_day_that_was_agreed(scene):
    scene.plan_at("active")
    plan_it(scene)
    the_day_comes(scene, days_late=4)
    assert of_ana(scene) == scene.id("evan")
    paired = select(Pairing.starts_on).where(
        Pairing.evaluator_id == scene.id("evan"), Pairing.teacher_id == 1
    )
    assert rows(scene, paired) == [local_today() - timedelta(days=4)]


def test_a_job_that_is_done_twice_hands_over_once(scene):
    scene.plan_at("active")
    plan_it(scene)
    the_day_comes(scene)
    change(scene, "UPDATE job SET state = 'queued' WHERE kind = 'hand_over'")
    the_worker_looks(scene)
    assert actions(scene).count("hand_over") == 1


def test_a_worker_that_looks_too_early_waits_for_the_day(scene):
    scene.plan_at("active")
    plan_it(scene)
    the_worker_looks(scene, due=True)
    assert of_ana(scene) == scene.id("ben")
    waiting = rows(scene, select(Job.due_at).where(Job.kind == "hand_over", Job.state == "queued"))
    assert waiting == [local_midnight(IN_TEN_DAYS, "America/Chicago")]


def test_the_office_calls_it_off_and_the_day_passes_without_it(scene):
    plan = scene.plan_at("active")
    number = plan_it(scene)
    answer = scene.olivia.fill(plan, f"{plan}/hand-overs/{number}/cancellation")
    assert answer.status_code == 303
    the_day_comes(scene)
    assert of_ana(scene) == scene.id("ben")
    assert "evaluates this plan." not in scene.ana.get(plan).text
    again = scene.olivia.post(f"{plan}/hand-overs/{number}/cancellation")
    assert again.status_code == 409
    assert "called off already" in again.text


def test_what_has_taken_place_cannot_be_called_off(scene):
    plan = scene.plan_at("active")
    number = plan_it(scene)
    the_day_comes(scene)
    answer = scene.olivia.post(f"{plan}/hand-overs/{number}/cancellation")
    assert answer.status_code == 409
    assert "has taken place already" in answer.text


def test_the_hand_over_of_another_plan_is_not_to_be_found_here(scene):
    plan = scene.plan_at("active")
    number = plan_it(scene)
    scene.ben.post("/assignments", person=scene.id("chloe"))
    assert scene.olivia.post(f"/plans/2/hand-overs/{number}/cancellation").status_code == 404
    assert scene.olivia.post(f"{plan}/hand-overs/99/cancellation").status_code == 404


def test_another_one_takes_the_place_of_the_one_before(scene):
    plan = scene.plan_at("active")
    plan_it(scene)
    plan_it(scene, who="Dana Diaz")
    page = scene.ana.get(plan).text
    assert "Dana Diaz evaluates this plan." in page
    assert "Evan Wright evaluates this plan." not in page
    the_day_comes(scene)
    assert of_ana(scene) == scene.id("dana")


def test_all_of_an_evaluator_are_planned_for_a_day_and_go_on_that_day(scene):
    scene.plan_at("active")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    answer = scene.olivia.fill(
        "/people/2/hand-over", who="Evan Wright", reason=REASON, starts_on=IN_TEN_DAYS.isoformat()
    )
    assert answer.status_code == 303
    assert f"From {day(IN_TEN_DAYS)} on, 2 plans will be Evan Wright" in scene.olivia.follow().text
    assert "2 plans are to come to them by a planned hand-over." in scene.olivia.get("/people/8").text
    assert rows(scene, select(Plan.evaluator_id)) == [scene.id("ben")] * 2
    the_day_comes(scene)
    assert rows(scene, select(Plan.evaluator_id)) == [scene.id("evan")] * 2
    assert is_whole(scene)


def test_somebody_who_has_left_by_then_does_not_get_it_and_the_office_sees_why(scene):
    plan = scene.plan_at("active")
    plan_it(scene)
    scene.olivia.fill("/people/8/deactivation")
    assert "to come to them by a planned hand-over" in scene.olivia.get("/people/8").text
    the_day_comes(scene)
    assert of_ana(scene) == scene.id("ben")
    page = scene.olivia.get(plan).text
    assert "did not take place:</strong> Evan Wright has left." in page
    assert "Call it off, or hand the plan over to somebody else." in page
    assert "could not be handed over" in scene.olivia.get("/notices").text
    assert rows(scene, select(Notice.person_id).where(Notice.kind == "hand_over_failed")) == [3]
    assert scene.olivia.fill(PAGE, who="Dana Diaz", reason=REASON).status_code == 303
    assert of_ana(scene) == scene.id("dana")


def test_a_plan_that_has_ended_meanwhile_is_left_alone(scene):
    plan = scene.plan_at("active")
    plan_it(scene)
    assert scene.olivia.fill(f"{plan}/unfinished-end", why="left").status_code == 303
    the_day_comes(scene)
    assert (of_ana(scene), state(scene)) == (scene.id("ben"), "unfinished")
    assert is_whole(scene)


def test_a_plan_that_was_closed_meanwhile_stays_with_who_closed_it_and_next_year_follows(scene):
    scene.plan_at("checkpoint_evaluator_signed")
    plan_it(scene)
    scene.teacher_signs_checkpoint()
    the_day_comes(scene)
    assert (of_ana(scene), state(scene)) == (scene.id("ben"), "closed")
    paired = select(Pairing.evaluator_id).where(Pairing.teacher_id == 1, Pairing.ends_on.is_(None))
    assert rows(scene, paired) == [scene.id("evan")]
    assert is_whole(scene)


def test_it_is_carried_out_although_who_decided_it_is_no_longer_of_the_office(scene):
    scene.plan_at("active")
    plan_it(scene)
    change(scene, "UPDATE person SET is_office = :no, active = :no WHERE id = 3", no=False)
    the_day_comes(scene)
    assert of_ana(scene) == scene.id("evan")


def test_handed_over_to_the_same_person_already_there_is_nothing_left_to_do(scene):
    scene.plan_at("active")
    plan_it(scene)
    scene.olivia.fill(PAGE, who="Evan Wright", reason=REASON)
    the_day_comes(scene)
    assert actions(scene).count("hand_over") == 1
    assert rows(scene, select(HandOver.failed)) == [""]


@pytest.mark.parametrize(
    ("zone", "on", "moment"),
    [
        ("America/New_York", (2026, 11, 1), (2026, 11, 1, 4)),  # the clocks go back that night
        ("America/New_York", (2026, 11, 2), (2026, 11, 2, 5)),
        ("America/Chicago", (2027, 3, 14), (2027, 3, 14, 6)),  # the clocks go forward that night
        ("America/Chicago", (2027, 3, 15), (2027, 3, 15, 5)),
        ("America/Phoenix", (2027, 3, 15), (2027, 3, 15, 7)),
        ("Pacific/Honolulu", (2026, 12, 1), (2026, 12, 1, 10)),
        ("Pacific/Guam", (2026, 12, 1), (2026, 11, 30, 14)),
        ("America/Havana", (2026, 3, 8), (2026, 3, 8, 5)),  # midnight does not come that day
    ],
)
def test_it_takes_place_at_the_local_midnight_also_when_the_clocks_change(zone, on, moment):
    from datetime import date

    assert local_midnight(date(*on), zone) == datetime(*moment, tzinfo=UTC)
