"""Who reads Ana's words, and when: a made-up word in her draft is looked for in every byte that others are sent."""

from datetime import timedelta
from html import unescape

import pytest
from backstage import change, rows
from sqlalchemy import select

from plf.database import now
from plf.models import PlanView

WORD = "quibberflax"
OTHERS = ("ben", "dana", "olivia", "lena", "evan", "sam", "chloe")


def pages(scene, person) -> dict[str, bytes]:
    """The bytes of every page that could have to do with Ana's plan, by address."""
    addresses = [
        *("/", "/teachers", "/assignments", "/plans/1", "/plans/1/text", "/plans/1/submission"),
        *("/plans/1/plan.pdf", "/plans/1/blank-form.pdf", "/plans/1/review", "/plans/1/revision-here"),
        *("/plans/1/teacher-signature", "/plans/1/teacher-signature-here", "/plans/1/taken-back-signature"),
        *("/plans/1/meeting", "/plans/1/meeting.ics", "/plans/1/comment-requests", "/slots", "/people"),
        *(f"/plans/1/revisions/{number}" for number in (0, 1, 2, 3)),
        *(f"/plans/1/revisions/{number}/changes" for number in (1, 2, 3)),
    ]
    visitor = getattr(scene, person)
    return {address: visitor.get(address).data for address in addresses}


def posts(scene, person) -> dict[str, bytes]:
    """The bytes that forms answer when this person sends them empty and with a wrong password."""
    visitor = getattr(scene, person)
    addresses = [
        *("text", "submission", "recall", "return", "review-record", "evaluator-signature", "revisions"),
        *("revision-here", "teacher-signature", "teacher-signature-here", "declined-signature"),
        *("taken-back-signature", "comments", "comment-requests", "meeting"),
    ]
    wrong = {"password": "not the right one at all", "reason": "", "version": "1"}
    wrong["csrf_token"] = visitor.token()
    return {address: visitor.post(f"/plans/1/{address}", wrong).data for address in addresses}


def where_read(scene, people, word=WORD) -> dict[str, list[str]]:
    """Where each of these people was sent the word."""
    found = {}
    for name in people:
        # Signed in long ago: forms that ask for a password show themselves again.
        getattr(scene, name)
        change(scene, "UPDATE sign_in SET proved_at = NULL")
        sent = {**pages(scene, name), **posts(scene, name)}
        found[name] = [address for address, data in sent.items() if word.encode() in data]
    return {name: addresses for name, addresses in found.items() if addresses}


def writes_the_word(scene):
    answer = scene.ana.fill("/plans/1/text", area=f"Her own {WORD}", why=f"Because of {WORD}")
    assert answer.status_code == 303


@pytest.mark.once
def test_a_draft_is_read_by_nobody_else(scene):
    scene.plan_at("drafted")
    writes_the_word(scene)
    assert "/plans/1" in where_read(scene, ["ana"])["ana"]
    assert where_read(scene, OTHERS) == {}


def test_a_draft_after_recalling_is_read_by_nobody_else(scene):
    scene.plan_at("drafted")
    writes_the_word(scene)
    scene.submits()
    scene.ana.fill("/plans/1", "/plans/1/recall")
    assert where_read(scene, OTHERS) == {}


@pytest.mark.once
@pytest.mark.parametrize("then", ["returned", "reviewed"])
def test_changes_to_a_text_that_was_submitted_before_are_read_by_nobody_else(scene, then):
    scene.plan_at(then)
    writes_the_word(scene)
    # "Change the text together" at Ben's own screen is the draft, shown to both at once.
    together = {"/plans/1/revision-here", "revision-here"}
    found = where_read(scene, OTHERS)
    if then == "reviewed":
        assert all(set(found.pop(name)) <= together for name in ("ben", "dana"))
    assert found == {}


def test_a_draft_is_private_to_who_was_asked(scene):
    scene.plan_at("drafted")
    writes_the_word(scene)
    scene.ana.post("/plans/1/comment-requests", person=scene.id("chloe"))
    assert where_read(scene, ["chloe"]) == {"chloe": ["/plans/1"]}
    assert where_read(scene, [name for name in OTHERS if name != "chloe"]) == {}


def test_asking_ben_opens_the_draft_to_ben_and_his_deputy_alone(scene):
    scene.plan_at("drafted")
    writes_the_word(scene)
    scene.ana.post("/plans/1/comment-requests", person=scene.id("ben"))
    found = where_read(scene, OTHERS)
    assert set(found) == {"ben", "dana"}
    assert set(found["ben"]) == set(found["dana"]) == {"/plans/1", "/plans/1/plan.pdf"} & set(found["ben"])


@pytest.mark.once
@pytest.mark.parametrize("then", ["submitted", "evaluator_signed", "active"])
def test_submitted_text_is_read_by_evaluator_deputy_and_office_and_by_nobody_else(scene, then):
    scene.is_assigned()
    scene.writes()
    writes_the_word(scene)
    scene.submits()
    if then != "submitted":
        scene.is_reviewed()
        scene.evaluator_signs()
    if then == "active":
        scene.teacher_signs()
    assert set(where_read(scene, OTHERS)) == {"ben", "dana", "olivia"}


def test_a_site_leader_sees_states_and_dates_but_no_text_and_no_history(scene):
    plan = scene.plan_at("active")
    page = unescape(scene.lena.get(plan).text)
    assert "Active, since" in page
    assert "mathematics" not in page
    assert "Signed as evaluator" not in page
    assert "SHA-256" not in page


def views(scene):
    return rows(scene, select(PlanView.person_id).order_by(PlanView.id))


def test_each_view_of_the_office_is_written_down_once_an_hour_and_ana_sees_it(scene):
    plan = scene.plan_at("submitted")
    for address in (plan, f"{plan}/revisions/1", f"{plan}/plan.pdf", plan):
        assert scene.olivia.get(address).status_code == 200
    assert rows(scene, select(PlanView.how).order_by(PlanView.id)) == ["page", "print"]
    change(scene, "UPDATE plan_view SET at = :then", then=_moment(scene, now() - timedelta(minutes=61)))
    scene.olivia.get(plan)
    assert views(scene) == [scene.id("olivia")] * 3
    page = scene.ana.get(plan).text
    assert "Who else has read it (3)" in page
    assert "as a PDF" in page
    assert "Olivia Price" in page
    assert "Who else has read it" not in scene.ben.get(plan).text


def test_reading_by_teacher_evaluator_and_deputy_and_reading_of_states_is_not_written_down(scene):
    plan = scene.plan_at("submitted")
    for person in (scene.ana, scene.ben, scene.dana, scene.lena):
        assert person.get(plan).status_code == 200
    scene.olivia.get("/teachers")
    scene.olivia.get(f"{plan}/blank-form.pdf")
    assert views(scene) == []


def test_the_office_reads_no_draft_so_nothing_is_written_down(scene):
    plan = scene.plan_at("drafted")
    assert "alone until it is submitted" in scene.olivia.get(plan).text
    assert views(scene) == []


def _moment(scene, then):
    return (
        then
        if scene.app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
        else then.isoformat(" ")[:26]
    )


def test_ana_reads_her_draft_while_it_is_paused_and_after_it_was_withdrawn_or_ended(scene):
    scene.plan_at("returned")
    scene.ana.fill(f"{scene.plan}/text", fields={"area": "Fewer words from me."})
    assert scene.ben.fill(f"{scene.plan}/pause", reason="On leave.").status_code == 303
    assert "Fewer words from me." in scene.ana.get(scene.plan).text
    assert "Fewer words from me." not in scene.ben.get(scene.plan).text
    assert scene.olivia.fill(f"{scene.plan}/withdrawal", reason="Assigned in error.").status_code == 303
    assert "Fewer words from me." in scene.ana.get(scene.plan).text
    for someone in (scene.ben, scene.olivia):
        assert "Fewer words from me." not in someone.get(scene.plan).text


def test_ana_reads_the_checkpoint_that_she_had_begun_when_her_plan_was_ended(scene):
    scene.plan_at("checkpoint_drafted")
    scene.is_ended()
    assert "The tally rose" in scene.ana.get(scene.plan).text
    for someone in (scene.ben, scene.olivia):
        assert "The tally rose" not in someone.get(scene.plan).text
