"""The final conference: recorded, corrected, decided, signed by both, declined, printed."""

import json

import pytest
from pdf import reading
from world import CHECKPOINT, CONFERENCE, PASSWORD

from plf.extensions import db
from plf.models import Plan, Signature

PLAN = "/plans/1"
REVIEW = f"{PLAN}/checkpoint/review"


def plan_row(scene) -> Plan:
    return db.session.get(Plan, 1)


def state(scene) -> str:
    with scene.app.app_context():
        return plan_row(scene).state


def test_ben_records_the_conference_and_corrects_it_before_he_signs(scene):
    scene.plan_at("conferenced")
    page = scene.ben.get(REVIEW).text
    assert CONFERENCE["comments"] in page
    scene._conference("review-record", comments="A quieter teacher, and a class that argues.")
    assert "a class that argues" in scene.ana.get(PLAN).text
    assert state(scene) == "conferenced"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"held_on": "2099-04-14"}, "has not been held yet"),
        ({"progress": "Splendid"}, "how far the two of you agreed"),
        ({"decision": "perhaps"}, "closed or goes on"),
        ({"comments": "x" * 2100}, "100 characters too long"),
    ],
)
def test_what_does_not_fit_is_said_and_what_ben_typed_stays(scene, fields, sentence):
    scene.plan_at("checkpoint_submitted")
    answer = scene._conference("evaluator-signature", next_steps="Lead the spring workshop.", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lead the spring workshop." in answer.text
    assert state(scene) == "checkpoint_submitted"


def test_the_form_begins_with_what_ana_wished(scene):
    scene.plan_at("active")
    scene.ana.fill(f"{PLAN}/checkpoint/text", fields={**CHECKPOINT, "wish": "Continue it next year"})
    scene.submits_checkpoint()
    fields = dict(scene.ben.form(REVIEW, f"{PLAN}/checkpoint/evaluator-signature").fields)
    assert (fields["decision"], fields["progress"]) == ("continue", "Mostly")


def test_both_sign_and_the_plan_is_closed(scene):
    scene.plan_at("closed")
    with scene.app.app_context():
        signed = db.session.query(Signature).order_by(Signature.id).all()[2:]
        evaluator, teacher = (json.loads(each.agreed) for each in signed)
        for agreed in (evaluator, teacher):
            assert agreed["of"] == "checkpoint"
            assert agreed["comments"] == CONFERENCE["comments"]
            assert agreed["decision"] == "close"
        assert teacher["evaluator_signature_sha256"] == signed[0].sha256
        assert plan_row(scene).state == "closed"


def test_what_was_recorded_cannot_be_corrected_once_ben_has_signed(scene):
    scene.plan_at("conferenced")
    form = scene.ben.form(REVIEW, f"{PLAN}/checkpoint/evaluator-signature")
    scene.evaluator_signs_checkpoint()
    answer = scene.ben.post(f"{PLAN}/checkpoint/review-record", form.fields)
    assert answer.status_code == 409


def test_ana_signs_at_bens_screen_with_her_own_password(scene):
    scene.plan_at("checkpoint_evaluator_signed")
    here = f"{PLAN}/checkpoint/teacher-signature-here"
    assert scene.ben.fill(here, password="not the one that it is").status_code == 422
    assert scene.ben.fill(here, password=PASSWORD).status_code == 303
    assert state(scene) == "closed"


def test_ana_declines_and_ben_reads_why(scene):
    scene.plan_at("checkpoint_evaluator_signed")
    answer = scene.ana.fill(
        f"{PLAN}/checkpoint/teacher-signature",
        f"{PLAN}/checkpoint/declined-signature",
        reason="We agreed on “Met”.",
    )
    assert answer.status_code == 303
    assert state(scene) == "checkpoint_returned"
    assert "We agreed on “Met”." in scene.ben.get(PLAN).text
    assert "declined" in scene.ben.get(PLAN).text


def test_ben_takes_his_signature_back_and_they_change_the_checkpoint_together(scene):
    scene.plan_at("checkpoint_evaluator_signed")
    scene.ben.fill(f"{PLAN}/checkpoint/taken-back-signature", reason="The number was from the fall.")
    assert state(scene) == "conferenced"
    answer = scene.ben.fill(
        f"{PLAN}/checkpoint/revision-here",
        fields={**CHECKPOINT, "shows": "22 of 24 in May.", "password": PASSWORD},
    )
    assert answer.status_code == 303
    assert "22 of 24 in May." in scene.ben.get(REVIEW).text
    scene.evaluator_signs_checkpoint()
    scene.teacher_signs_checkpoint()
    scene.copies_are_made()
    text = reading.text(scene.ana.get(f"{PLAN}/checkpoint.pdf").data)
    assert "22 of 24 in May." in text
    assert "The number was from the fall." not in text


def test_the_print_holds_goal_answers_record_decision_and_both_signatures(scene):
    scene.plan_at("closed")
    scene.copies_are_made()
    text = reading.text(scene.ben.get(f"{PLAN}/checkpoint.pdf").data)
    for words in (
        "Professional Learning Focus checkpoint",
        "explain their reasoning",
        "Every week until the winter break",
        "The tally rose from 9 to 21",
        CONFERENCE["comments"],
        "Close the plan",
        "Ana Ortiz",
        "Ben Carter",
        "SHA-256",
    ):
        assert words in text, words


def test_the_blank_form_names_the_action_steps(scene):
    scene.plan_at("active")
    text = reading.text(scene.ana.get(f"{PLAN}/checkpoint/blank-form.pdf").data)
    assert "Plan one question worth arguing about" in text
    assert "Final conference" in text


def test_the_plan_that_both_signed_prints_as_it_was(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    before = scene.ana.get(f"{PLAN}/plan.pdf").data
    for step in ("begins_checkpoint", "submits_checkpoint", "evaluator_signs_checkpoint"):
        getattr(scene, step)()
    scene.teacher_signs_checkpoint()
    assert scene.ana.get(f"{PLAN}/plan.pdf").data == before
