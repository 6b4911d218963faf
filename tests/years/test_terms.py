"""The office gives one person another day to agree, or leaves them out of adoption, with a reason."""

from datetime import timedelta
from html import unescape

from backstage import actions, broken, change, value
from sqlalchemy import select
from world import local_today

from plf.models import Plan, YearTerms

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
