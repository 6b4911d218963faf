"""The same form sent twice is carried out once, for its own sender, and only if it was carried out at all."""

from backstage import actions, at_once, draft_version, ready, rows
from sqlalchemy import select

from plf.models import Answered

SUBMISSION = "/plans/1/submission"


def test_every_form_that_takes_a_step_has_a_key_of_its_own(scene):
    plan = scene.plan_at("evaluator_signed")
    keys = [
        dict(person.form(page, address).fields)["once"]
        for person, page, address in (
            (scene.ana, f"{plan}/teacher-signature", f"{plan}/teacher-signature"),
            (scene.ana, f"{plan}/teacher-signature", f"{plan}/declined-signature"),
            (scene.ben, f"{plan}/teacher-signature-here", f"{plan}/teacher-signature-here"),
            (scene.ben, f"{plan}/taken-back-signature", f"{plan}/taken-back-signature"),
            (scene.sam, "/", "/volunteering"),
        )
    ]
    assert all(len(key) >= 20 for key in keys)
    assert len(set(keys)) == len(keys)


def test_the_second_sending_leads_to_the_answer_of_the_first(scene):
    scene.plan_at("drafted")
    press = ready(scene.ana, SUBMISSION)
    first, second = press(), press()
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, "/plans/1")
    assert actions(scene).count("submit") == 1


def test_under_htmx_the_second_sending_is_led_there_too(scene):
    scene.plan_at("drafted")
    fields = scene.ana.form(SUBMISSION).fields
    scene.ana.post(SUBMISSION, fields, htmx=True)
    answer = scene.ana.post(SUBMISSION, fields, htmx=True)
    assert answer.headers["HX-Redirect"] == "/plans/1"


def test_five_at_the_same_moment_are_one(scene):
    scene.plan_at("drafted")
    press = ready(scene.ana, SUBMISSION)
    assert {answer.status_code for answer in at_once(*[press] * 5)} == {303}
    assert actions(scene).count("submit") == 1


def test_a_form_that_was_refused_may_be_sent_again(scene):
    plan = scene.plan_at("evaluator_signed")
    fields = dict(scene.ana.form(f"{plan}/teacher-signature", f"{plan}/declined-signature").fields)
    address = f"{plan}/declined-signature"
    assert scene.ana.post(address, {**fields, "reason": ""}).status_code == 422
    assert scene.ana.post(address, {**fields, "reason": "We agreed on ten."}).status_code == 303
    assert actions(scene)[-1] == "decline_to_sign"


def test_a_key_of_ana_does_not_stop_ben(scene):
    scene.plan_at("submitted")
    key = "k" * 22
    assert scene.ana.post("/volunteering", once=key).status_code == 409
    form = dict(scene.ben.form("/plans/1/review", "/plans/1/return").fields)
    scene.ana.fill("/plans/1", "/plans/1/recall", once=key)
    scene.ana.post(SUBMISSION, version=draft_version(scene))
    form["version"] = dict(scene.ben.form("/plans/1/review", "/plans/1/return").fields)["version"]
    assert (
        scene.ben.post("/plans/1/return", {**form, "message": "Look again.", "once": key}).status_code == 303
    )
    assert actions(scene)[-1] == "return"


def test_keys_of_any_length_and_letters_do_no_harm(scene):
    scene.plan_at("drafted")
    for key in ("x" * 5000, "🌻", "'; --", "\x00", " "):
        answer = scene.ana.post(SUBMISSION, version=0, once=key)
        assert answer.status_code in (400, 409)
    assert rows(scene, select(Answered.key).where(Answered.address == "/plans/1")) == []
