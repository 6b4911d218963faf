"""Ana submits her plan, takes it back, gets it returned: what is missing is named, and each text is frozen once."""

import json
from html import unescape

from backstage import actions, change, draft_version, is_whole, ready, revisions, state
from world import PLAN

from plf import contents

TEXT, SUBMISSION = "/plans/1/text", "/plans/1/submission"


def shown(answer) -> str:
    return unescape(answer.text)


def test_what_is_missing_is_a_list_with_links_and_nothing_is_submitted(scene):
    scene.plan_at("assigned")
    scene.ana.fill(TEXT, area="Wait time")
    page = scene.ana.get(SUBMISSION)
    assert "4 things are still to do" in page.text
    assert "Submit this plan" not in page.text

    answer = scene.ana.post(SUBMISSION, version=draft_version(scene))
    assert answer.status_code == 422
    for field, sentence in (
        ("indicators", "Choose at least one rubric indicator."),
        ("statement", "Write your goal."),
        ("measure", "Write how the goal will be measured."),
        ("steps-0-what", "Write at least one action step."),
    ):
        assert f'<a href="#{field}">{sentence}</a>' in shown(answer)
        assert f'id="{field}"' in answer.text
    assert "Wait time</textarea>" in answer.text
    assert (state(scene), revisions(scene)) == ("drafted", [])


def test_what_does_not_fit_keeps_a_plan_from_being_submitted(scene):
    scene.plan_at("drafted")
    scene.ana.fill(TEXT, by_when="2/31/2027")
    answer = scene.ana.post(SUBMISSION, version=draft_version(scene))
    assert answer.status_code == 422
    assert "is not a day of the calendar" in shown(answer)
    assert state(scene) == "drafted"


def test_ana_checks_her_plan_and_submits_it(scene):
    scene.plan_at("drafted")
    assert scene.ana.fill(TEXT, button=("then", "check")).location.endswith(SUBMISSION)
    page = scene.ana.follow()
    assert "This is what Ben Carter will read." in page.text
    assert PLAN["statement"] in page.text
    assert scene.ana.fill(SUBMISSION).status_code == 303
    assert "Your plan is submitted." in scene.ana.follow().text
    [revision] = revisions(scene)
    assert contents.fingerprint(revision.frozen) == revision.sha256
    assert json.loads(revision.frozen)["evaluator"] == {"name": "Ben Carter"}
    assert (state(scene), actions(scene)) == ("submitted", ["assign", "edit", "submit"])
    assert is_whole(scene)


def test_submitting_twice_makes_one_revision(scene):
    scene.plan_at("drafted")
    press = ready(scene.ana, SUBMISSION)
    assert [press().status_code, press().status_code] == [303, 303]
    assert len(revisions(scene)) == 1
    assert actions(scene).count("submit") == 1


def test_a_text_that_changed_after_it_was_checked_is_not_submitted(scene):
    scene.plan_at("drafted")
    press = ready(scene.ana, SUBMISSION)
    scene.ana.fill(TEXT, area="Changed in another window")
    answer = press()
    assert answer.status_code == 409
    assert "was changed in another window after you opened this page, so it was not submitted" in shown(
        answer
    )
    assert (state(scene), revisions(scene)) == ("drafted", [])


def test_a_recalled_revision_is_anas_alone(scene):
    plan = scene.plan_at("submitted")
    assert scene.ben.get(f"{plan}/revisions/1").status_code == 200
    assert scene.ana.fill(plan, f"{plan}/recall").status_code == 303
    assert state(scene) == "drafted"
    for person in (scene.ben, scene.dana, scene.olivia):
        page = person.get(plan)
        assert page.status_code == 200
        assert PLAN["statement"] not in page.text
        assert person.get(f"{plan}/revisions/1").status_code == 404
        assert person.get(f"{plan}/plan.pdf").status_code == 404
    page = scene.ana.get(f"{plan}/revisions/1")
    assert "Recalled" in page.text
    assert PLAN["statement"] in page.text
    assert is_whole(scene)


def test_a_plan_is_recalled_once_and_only_while_nobody_acted_on_it(scene):
    plan = scene.plan_at("submitted")
    press, late = ready(scene.ana, plan, f"{plan}/recall"), ready(scene.ana, plan, f"{plan}/recall")
    assert [press().status_code, press().status_code] == [303, 303]
    assert actions(scene).count("recall") == 1
    assert late().status_code == 409
    scene.submits()
    press = ready(scene.ana, plan, f"{plan}/recall")
    scene.is_returned()
    answer = press()
    assert answer.status_code == 409
    assert "“Returned”" in shown(answer)


def test_two_revisions_side_by_side_show_what_changed(scene):
    plan = scene.plan_at("returned")
    scene.ana.fill(TEXT, measure="A tally of who spoke, taken in twelve lessons in the fall.")
    scene.submits()
    for person in (scene.ana, scene.ben, scene.dana, scene.olivia):
        page = shown(person.get(f"{plan}/revisions/2/changes"))
        assert "How it will be measured" in page
        assert "<ins>twelve</ins>" in page
        assert "<del>" in page
        assert "Not changed:" in page
    assert scene.ana.get(f"{plan}/revisions/1/changes").status_code == 404
    assert scene.ana.get(f"{plan}/revisions/2/changes?since=7").status_code == 404


def test_ben_reads_what_was_submitted_while_ana_changes_it(scene):
    plan = scene.plan_at("returned")
    scene.ana.fill(TEXT, area="Zebrafinch thoughts, not submitted yet")
    assert "Zebrafinch" in scene.ana.get(plan).text
    for person in (scene.ben, scene.dana, scene.olivia):
        page = person.get(plan).text
        assert PLAN["area"] in page
        assert "Zebrafinch" not in page
        assert b"Zebrafinch" not in person.get(f"{plan}/revisions/1").data


def test_a_plan_without_an_evaluator_can_be_submitted_and_waits_for_the_office(scene):
    change(scene, "DELETE FROM pairing WHERE teacher_id = 1")
    scene.olivia.post("/assignments", person=scene.id("ana"))
    scene.writes()
    assert "your evaluator, once one is named" in scene.ana.get(SUBMISSION).text
    scene.submits()
    assert "Waiting for the office to name an evaluator." in scene.ana.get("/plans/1").text
    assert json.loads(revisions(scene)[0].frozen)["evaluator"] is None
    assert scene.ana.get("/plans/1/plan.pdf").data.startswith(b"%PDF")
