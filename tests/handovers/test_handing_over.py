"""The office hands a plan to another evaluator: what goes to the new one, and what the earlier one keeps."""

from datetime import timedelta

import pytest
from backstage import actions, is_whole, rows, signatures, state, value
from sqlalchemy import select
from world import local_today

from plf.extensions import db
from plf.models import CommentRequest, Meeting, Pairing, Person, Plan, Reason, SchoolYear
from plf.reports import waiting
from plf.reports.queries import Asked
from plf.reports.scopes import Scope

PAGE = "/plans/1/hand-over"
REASON = "Ben Carter moves to the district office."


def hand_over(scene, **fields):
    return scene.olivia.fill(PAGE, **{"who": "Evan Wright", "reason": REASON, **fields})


def evaluator(scene) -> str:
    return value(scene, select(Person.given_name).join(Plan, Plan.evaluator_id == Person.id))


@pytest.mark.parametrize(
    "at",
    [
        *("assigned", "drafted", "submitted", "returned", "reviewed", "active"),
        *("checkpoint_drafted", "checkpoint_submitted", "checkpoint_returned", "conferenced"),
    ],
)
def test_the_new_evaluator_sees_the_plan_and_the_earlier_one_no_more(scene, at):
    plan = scene.plan_at(at)
    answer = hand_over(scene)
    assert answer.status_code == 303
    assert "The plan is handed over to Evan Wright." in scene.olivia.follow().text
    assert state(scene) == at
    assert scene.evan.get(plan).status_code == 200
    assert scene.ben.get(plan).status_code == 404
    assert scene.dana.get(plan).status_code == 404  # she stood in for Ben
    assert "Evan Wright" in scene.ana.get(plan).text
    assert is_whole(scene)


def test_everybody_with_the_plan_reads_the_reason_and_no_print_does(scene):
    plan = scene.plan_at("active")
    hand_over(scene)
    for who in (scene.ana, scene.evan, scene.olivia):
        assert REASON in who.get(plan).text
    assert REASON not in scene.lena.get(plan).text
    assert rows(scene, select(Reason.text)) == [REASON]


def test_between_the_two_signatures_the_new_evaluator_signs_again(scene):
    plan = scene.plan_at("evaluator_signed")
    assert "the new evaluator signs again" in scene.olivia.get(PAGE).text
    stale = scene.ana.form(f"{plan}/teacher-signature")
    assert hand_over(scene).status_code == 303
    assert state(scene) == "reviewed"
    assert [(each.role, each.superseded_why) for each in signatures(scene)] == [("evaluator", "handed over")]
    assert scene.ana.post(f"{plan}/teacher-signature", stale.fields).status_code == 409
    assert scene.evan.fill(f"{plan}/review", f"{plan}/evaluator-signature").status_code == 303
    assert scene.ana.fill(f"{plan}/teacher-signature").status_code == 303
    assert state(scene) == "active"
    standing = [(each.role, each.person_id) for each in signatures(scene) if not each.superseded_at]
    assert standing == [("evaluator", scene.id("evan")), ("teacher", scene.id("ana"))]
    assert is_whole(scene)


def test_between_the_signatures_of_the_checkpoint_too_and_the_plan_stays_signed(scene):
    plan = scene.plan_at("checkpoint_evaluator_signed")
    assert hand_over(scene).status_code == 303
    assert state(scene) == "conferenced"
    assert [each.superseded_why for each in signatures(scene)] == ["", "", "handed over"]
    answer = scene.evan.fill(f"{plan}/checkpoint/review", f"{plan}/checkpoint/evaluator-signature")
    assert answer.status_code == 303
    scene.teacher_signs_checkpoint()
    assert state(scene) == "closed"
    assert [(each.kind, each.revision) for each in signed(scene, "ben")] == [("checkpoint", 1), ("plan", 1)]
    assert scene.ben.get("/signatures/3/document.pdf").status_code == 200  # his alone, so not a signed copy
    assert is_whole(scene)


def signed(scene, who: str) -> list:
    from plf.extensions import db
    from plf.handovers.queries import signed_by

    with scene.app.app_context():
        return signed_by(db.session.get(Person, scene.id(who)), on=local_today())


def test_what_both_signed_stays_signed_by_the_earlier_evaluator(scene):
    plan = scene.plan_at("active")
    hand_over(scene)
    assert [each.superseded_at for each in signatures(scene)] == [None, None]
    assert "Ben Carter" in scene.evan.get(plan).text
    assert is_whole(scene)


def test_a_meeting_with_the_earlier_evaluator_is_cancelled_and_what_was_asked_of_him_ends(scene):
    plan = scene.plan_at("drafted")
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("ben"))
    soon = (local_today() + timedelta(days=3)).isoformat()
    booked = scene.ana.fill(f"{plan}/meeting", f"{plan}/meeting", day=soon, starts="10:00", minutes="30")
    assert booked.status_code == 303
    hand_over(scene)
    assert rows(scene, select(Meeting.id).where(Meeting.cancelled_at.is_(None))) == []
    assert rows(scene, select(CommentRequest.id).where(CommentRequest.ended_at.is_(None))) == []
    assert scene.ben.get(plan).status_code == 404
    # What Ana shared with Ben she did not share with Evan.
    assert "More students talking" not in scene.evan.get(plan).text


def test_whether_they_were_in_touch_counts_anew_on_that_day_and_on_every_later_one(scene):
    scene.plan_at("active")
    with scene.app.app_context():
        asked = Asked(db.session.get(SchoolYear, 1), local_today(), Scope(frozenset(), None))
        assert list(waiting.last_in_touch(asked, select(Plan.id))) == [1], "as it is told of a past day"
    hand_over(scene)
    assert value(scene, select(Plan.touched_at)) is None
    with scene.app.app_context():
        assert waiting.last_in_touch(asked, select(Plan.id)) == {}
    scene.evan.post("/plans/1/support/check-ins", line="The tally so far.")
    assert value(scene, select(Plan.touched_at)) is not None
    with scene.app.app_context():
        assert list(waiting.last_in_touch(asked, select(Plan.id))) == [1]


def test_who_leads_the_site_as_well_is_told_no_more_that_she_asks_for_support(scene):
    plan = scene.plan_at("active")
    hand_over(scene, who="Lena Brooks")
    scene.ana.post(f"{plan}/support/asks", ask="Could somebody watch a lesson?")
    assert "Ana Ortiz asks for support" in scene.lena.get("/notices").text
    hand_over(scene)
    assert scene.lena.get(f"{plan}/support").status_code == 403
    assert "asks for support" not in scene.lena.get("/notices").text
    assert "asks for support" not in scene.lena.get("/").text
    assert "is now the evaluator" in scene.lena.get("/notices").text, "the rest is still hers to know"


def test_they_are_paired_too_unless_the_office_says_otherwise(scene):
    scene.plan_at("active")
    hand_over(scene)
    now = select(Pairing.evaluator_id).where(Pairing.teacher_id == 1, Pairing.ends_on.is_(None))
    assert rows(scene, now) == [scene.id("evan")]


def test_without_the_tick_the_pairing_stays_for_next_year(scene):
    scene.plan_at("active")
    form = scene.olivia.form(PAGE)
    pairs = [pair for pair in form.fields if pair[0] not in ("pairs", "who", "reason")]
    scene.olivia.post(PAGE, [*pairs, ("who", "Evan Wright"), ("reason", REASON)])
    assert evaluator(scene) == "Evan"
    assert rows(scene, select(Pairing.evaluator_id).where(Pairing.teacher_id == 1)) == [scene.id("ben")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"who": ""}, "Write a name or an e-mail address."),
        ({"who": "Nobody Known"}, "Nobody who works here is called “Nobody Known”."),
        ({"who": "Ana Ortiz"}, "Ana Ortiz cannot evaluate their own plan. Name somebody else."),
        ({"who": "Ben Carter"}, "Ben Carter evaluates the plan of Ana Ortiz already."),
        ({"who": "riverbend.example"}, "Several people fit. Choose one of them."),
        ({"reason": " "}, "Write a reason"),
        ({"reason": "x" * 2001}, "The reason is 1 characters too long."),
        ({"starts_on": "2026-01-01"}, "That day has passed. Choose today or a later day."),
        ({"starts_on": "2099-01-01"}, "That is more than a year from now."),
        ({"starts_on": "soon"}, "“soon” is not a day of the calendar."),
        ({"starts_on": ""}, "Choose the first day."),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(scene, typed, told):
    scene.plan_at("active")
    answer = hand_over(scene, **typed)
    assert answer.status_code == 422
    assert told in answer.text.replace("&#39;", "’")
    if "reason" not in typed:
        assert REASON in answer.text
    assert evaluator(scene) == "Ben"


def test_somebody_who_has_left_cannot_be_named(scene):
    scene.plan_at("active")
    scene.olivia.fill("/people/8/deactivation")
    answer = hand_over(scene)
    assert answer.status_code == 422
    assert "Nobody who works here is called" in answer.text


def test_a_page_that_is_old_hands_nothing_over(scene):
    plan = scene.plan_at("drafted")
    form = scene.olivia.form(PAGE)
    scene.submits()
    typed = [pair for pair in form.fields if pair[0] not in ("who", "reason")]
    answer = scene.olivia.post(PAGE, [*typed, ("who", "Evan Wright"), ("reason", REASON)])
    assert answer.status_code == 409
    assert "This plan has changed since you opened the page" in answer.text
    assert REASON in answer.text
    assert scene.ben.get(plan).status_code == 200


def test_sending_the_form_twice_hands_over_once(scene):
    scene.plan_at("active")
    form = scene.olivia.form(PAGE)
    typed = [pair for pair in form.fields if pair[0] not in ("who", "reason")]
    typed += [("who", "Evan Wright"), ("reason", REASON)]
    assert scene.olivia.post(PAGE, typed).status_code == 303
    assert scene.olivia.post(PAGE, typed).status_code == 303
    assert actions(scene).count("hand_over") == 1


def test_an_ended_plan_is_not_handed_over(scene):
    plan = scene.plan_at("drafted")
    scene.olivia.fill(f"{plan}/withdrawal", reason="Assigned in error.")
    answer = scene.olivia.get(PAGE)
    assert answer.status_code == 409
    assert "You cannot hand the plan over now: the plan was withdrawn." in answer.text


def test_a_paused_plan_can_be_handed_over_and_stays_paused(scene):
    plan = scene.plan_at("active")
    scene.ben.fill(f"{plan}/pause", reason="On leave.")
    assert hand_over(scene).status_code == 303
    assert "Paused since" in scene.evan.get(plan).text


def chloe_has_a_plan_too(scene) -> None:
    scene.plan_at("active")
    scene.ben.post("/assignments", person=scene.id("chloe"))


def test_all_plans_of_an_evaluator_go_at_once_but_for_those_that_are_unticked(scene):
    chloe_has_a_plan_too(scene)
    page = scene.olivia.get("/people/2/hand-over").text
    assert "Ana Ortiz" in page
    assert "Chloë Martin" in page
    answer = scene.olivia.fill("/people/2/hand-over", who="Evan Wright", reason=REASON)
    assert answer.status_code == 303
    assert "2 plans are handed over to Evan Wright." in scene.olivia.follow().text
    assert rows(scene, select(Plan.evaluator_id)) == [scene.id("evan")] * 2
    assert is_whole(scene)


def test_one_that_is_unticked_stays(scene):
    chloe_has_a_plan_too(scene)
    ticks = [value for name, value in scene.olivia.form("/people/2/hand-over").fields if name == "plans"]
    of_ana = next(tick for tick in ticks if tick.startswith("1."))
    scene.olivia.fill("/people/2/hand-over", plans=[of_ana], who="Evan Wright", reason=REASON)
    assert rows(scene, select(Plan.evaluator_id).order_by(Plan.id)) == [scene.id("evan"), scene.id("ben")]


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ({"plans": []}, 422, "Tick at least one plan."),
        ({"plans": ["x", "1", "1.y", "9" * 30 + ".1"]}, 422, "Tick at least one plan."),
        ({"plans": ["77.1"]}, 404, "There is no such page"),
        ({"plans": ["1.1"]}, 409, "The plan of Ana Ortiz has changed since you opened the page"),
        ({"who": "Ana Ortiz"}, 422, "Ana Ortiz cannot evaluate their own plan. Untick it"),
        ({"reason": ""}, 422, "Write a reason"),
    ],
)
def test_of_many_all_are_handed_over_or_none(scene, typed, status, told):
    chloe_has_a_plan_too(scene)
    answer = scene.olivia.fill("/people/2/hand-over", **{"who": "Evan Wright", "reason": REASON, **typed})
    assert answer.status_code == status
    assert told in answer.text
    assert rows(scene, select(Plan.evaluator_id)) == [scene.id("ben")] * 2
