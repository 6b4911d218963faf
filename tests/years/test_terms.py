"""The office gives one person another day to agree, or leaves them out of adoption, with a reason."""

from datetime import timedelta
from html import unescape

from backstage import actions, broken, change, value
from sqlalchemy import select
from visitor import forms
from world import local_today

from plf.models import Plan, SchoolYear, YearTerms

LATER = local_today() + timedelta(days=40)


def sets(scene, **fields):
    return scene.olivia.fill("/people/1/year", **fields)


def test_a_plan_that_is_there_takes_the_day_and_its_history_says_so(scene):
    scene.plan_at("submitted")
    assert sets(scene, agreed_by=LATER.isoformat()).status_code == 303
    assert value(scene, select(Plan.agreed_by)) == LATER
    assert actions(scene)[-1] == "set_agreed_by"
    assert broken(scene) == []
    assert sets(scene, agreed_by="").status_code == 303
    assert value(scene, select(Plan.agreed_by)) is None


def test_a_plan_that_is_assigned_afterwards_has_the_day_and_one_that_both_signed_keeps_its_own(scene):
    sets(scene, agreed_by=LATER.isoformat())
    scene.plan_at("active")
    assert value(scene, select(Plan.agreed_by)) == LATER
    told = len(actions(scene))
    sets(scene, agreed_by=local_today().isoformat())
    assert value(scene, select(Plan.agreed_by)) == LATER
    assert len(actions(scene)) == told


def test_who_is_left_out_has_a_reason_and_what_does_not_fit_gets_a_sentence(scene):
    answer = sets(scene, is_counted="no")
    assert answer.status_code == 422
    assert "Write why, so that the report can be understood later." in answer.text
    answer = sets(scene, agreed_by="2090-01-01", why="Half a post.")
    assert answer.status_code == 422
    assert "Choose a day within the school year, or leave it empty." in answer.text
    assert "Half a post." in answer.text
    assert sets(scene, is_counted="no", why="Half a post.").status_code == 303
    terms = value(scene, select(YearTerms))
    assert (terms.person_id, terms.is_counted, terms.why) == (1, False, "Half a post.")


def test_nobody_of_the_office_decides_about_their_own_year(scene):
    change(scene, "UPDATE person SET is_office = true WHERE id = 7")
    answer = scene.chloe.post("/people/7/year", agreed_by=LATER.isoformat(), is_counted="yes")
    assert answer.status_code == 403
    assert "Nobody decides about their own year." in unescape(answer.text)


def test_olivia_reads_from_when_on_a_late_hire_has_days_of_their_own(scene):
    came = local_today() - timedelta(days=5)
    change(scene, f"UPDATE placement SET starts_on = '{came.isoformat()}' WHERE person_id = 1")
    page = unescape(scene.olivia.get("/people/1/year").text)
    assert "60 days later, within the school year." in page
    assert "as for everybody" in unescape(scene.olivia.get("/people/7/year").text)


def test_of_two_at_once_the_second_sees_what_the_first_changed_and_keeps_what_was_typed(scene):
    old = dict(scene.olivia.form("/people/1/year").fields)
    assert sets(scene, is_counted="no", why="Half a post.").status_code == 303
    answer = scene.olivia.post("/people/1/year", {**old, "agreed_by": LATER.isoformat()})
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "Somebody else has changed this since you opened the page" in page
    assert "Half a post." in page
    assert f'value="{LATER.isoformat()}"' in page
    assert value(scene, select(YearTerms)).why == "Half a post."
    again = dict(forms(answer.text)[-1].fields)
    assert scene.olivia.post("/people/1/year", again).status_code == 303
    assert value(scene, select(YearTerms)).agreed_by == LATER


def test_a_school_year_is_not_written_over_unseen(scene):
    old = dict(scene.olivia.form("/years/1/edit").fields)
    assert scene.olivia.fill("/years/1/edit", target_1_percent="30").status_code == 303
    answer = scene.olivia.post("/years/1/edit", {**old, "label": "2026/27"})
    assert answer.status_code == 409
    assert "Target 1: percent of each site’s people" in unescape(answer.text)
    assert 'value="2026/27"' in answer.text
    assert value(scene, select(SchoolYear.label)) == "2026-2027"
