"""The checkpoint form: the plan beside it, each action step answered in place, and nothing typed is lost."""

import json
import re
from datetime import timedelta

from world import CHECKPOINT, local_today

from plf import contents
from plf.extensions import db
from plf.models import Draft, Plan, Revision

FORM = "/plans/1/checkpoint/text"
STEP = "Plan one question worth arguing about for each lesson."


def draft(scene) -> dict:
    with scene.app.app_context():
        return db.session.get(Draft, (1, "checkpoint")).text


def state(scene) -> str:
    with scene.app.app_context():
        return db.session.get(Plan, 1).state


def test_ana_answers_each_step_of_her_plan_in_place(scene):
    scene.plan_at("active")
    page = scene.ana.get(FORM).text
    assert STEP in page
    assert "A tally of who spoke" in page, "the signed plan stands beside the form"
    scene.ana.fill(FORM, fields=CHECKPOINT)
    assert draft(scene)["steps"] == [
        {
            "step": STEP,
            "done": "Partly",
            "happened": "Every week until the winter break, then most weeks.",
        }
    ]
    assert state(scene) == "checkpoint_drafted"


def test_opening_the_form_or_saving_nothing_begins_nothing(scene):
    scene.plan_at("active")
    scene.ana.get(FORM)
    scene.ana.fill(FORM)
    assert state(scene) == "active"


def test_the_words_of_a_step_cannot_be_changed_by_the_form(scene):
    scene.plan_at("active")
    scene.ana.fill(FORM, fields={**CHECKPOINT, "steps-0-step": "Something easier", "steps-1-done": "Done"})
    assert [row["step"] for row in draft(scene)["steps"]] == [STEP]


def test_what_ana_types_is_saved_as_she_types_and_read_by_nobody_else(scene):
    scene.plan_at("active")
    form = scene.ana.form(FORM)
    hidden = {name: value for name, value in form.fields if name in ("page_token", "version", "csrf_token")}
    for sequence, words in enumerate(("The tal", "The tally rose."), start=1):
        answer = scene.ana.post(FORM, {**hidden, "sequence": sequence, "shows": words}, htmx=True)
        assert answer.status_code == 200
    assert draft(scene)["shows"] == "The tally rose."
    for someone in (scene.ben, scene.dana, scene.olivia, scene.lena):
        assert "The tally rose" not in someone.get("/plans/1").text
        assert someone.get(FORM).status_code == 403
        assert someone.get("/plans/1/checkpoint.pdf").status_code == 404


def test_a_save_that_lost_a_race_shows_both_texts(scene):
    scene.plan_at("checkpoint_drafted")
    here, there = scene.ana, scene.arrives("ana")
    old = here.form(FORM)
    there.fill(FORM, fields={"shows": "Written at school."})
    pairs = [pair for pair in old.fields if pair[0] != "shows"]
    answer = here.post(FORM, [*pairs, ("shows", "Written at home.")])
    assert answer.status_code == 409
    assert "Written at" in answer.text
    assert "school" in answer.text
    assert "home" in answer.text
    assert draft(scene)["shows"] == "Written at school."


def test_what_is_required_is_named_with_a_link_to_it(scene):
    scene.plan_at("active")
    scene.ana.fill(FORM, fields={"steps-0-happened": "Begun."})
    page = scene.ana.get("/plans/1/checkpoint/submission").text
    for sentence in (each.ask for each in contents.FIELDS["checkpoint"].values() if each.required):
        assert sentence in page
    assert f"{FORM}#shows" in page
    answer = scene.ana.post("/plans/1/checkpoint/submission", version=1)
    assert answer.status_code == 422
    assert "Begun." in answer.text
    assert state(scene) == "checkpoint_drafted"


def test_what_does_not_fit_is_kept_and_told(scene):
    scene.plan_at("active")
    answer = scene.ana.fill(
        FORM, fields={**CHECKPOINT, "steps-0-happened": "x" * 1200, "progress": "Splendid"}
    )
    assert answer.status_code == 422
    assert "200 characters too long" in answer.text
    assert "Choose one from the list" in answer.text
    assert "x" * 1200 in answer.text


def test_the_frozen_checkpoint_says_which_plan_it_looks_back_on(scene):
    scene.plan_at("checkpoint_submitted")
    with scene.app.app_context():
        plan = db.session.get(Plan, 1)
        frozen = json.loads(db.session.get(Revision, plan.checkpoint_revision_id).frozen)
        signed = db.session.get(Revision, plan.in_force_id)
        assert frozen["kind"] == "checkpoint"
        assert frozen["looks_back_on"]["sha256"] == signed.sha256
        assert "explain their reasoning" in frozen["looks_back_on"]["statement"]
        assert contents.thawed(frozen)["shows"] == CHECKPOINT["shows"]


def test_ana_recalls_it_and_nobody_else_reads_it_any_more(scene):
    scene.plan_at("checkpoint_submitted")
    assert "The tally rose" in scene.ben.get("/plans/1").text
    assert scene.ana.fill("/plans/1", "/plans/1/checkpoint/recall").status_code == 303
    assert state(scene) == "checkpoint_drafted"
    assert "The tally rose" not in scene.ben.get("/plans/1").text
    assert scene.ben.get("/plans/1/checkpoint/revisions/1").status_code == 404


def test_a_recall_leaves_a_conference_booked_months_ahead(scene):
    scene.plan_at("active")
    in_spring = (local_today() + timedelta(days=120)).isoformat()
    scene.ben.fill("/plans/1/checkpoint/meeting", day=in_spring, starts="14:00", minutes="30", place="Room 4")
    for step in ("begins_checkpoint", "submits_checkpoint"):
        getattr(scene, step)()
    scene.ana.fill("/plans/1", "/plans/1/checkpoint/recall")
    page = scene.ana.get("/plans/1").text
    assert "Final conference" in page
    assert "Room 4" in page


def test_what_the_journal_says_about_a_step_is_offered_and_private_notes_are_not(scene):
    scene.plan_at("active")
    today = local_today().isoformat()
    step = next(value for name, value in scene.ana.form("/plans/1/journal").fields if name == "step") or ""
    choices = scene.ana.get("/plans/1/journal").text
    key = re.search(r'<option value="([^"]+)"[^>]*>[^<]*worth arguing', choices)[1]
    assert step == ""
    for words, private in (("Tried it with fractions.", ""), ("I was tired.", "yes")):
        answer = scene.ana.fill(
            "/plans/1/journal", text=words, day=today, step=key, **({"private": private} if private else {})
        )
        assert answer.status_code == 303, answer.text[-3000:]
    page = scene.ana.get(FORM).text
    assert "Tried it with fractions." in page
    assert "I was tired." not in page
    scene.ana.fill(FORM, fields={"steps-0-happened": "Most weeks.", "row": "steps:offer:0"})
    happened = draft(scene)["steps"][0]["happened"]
    assert happened.startswith("Most weeks.\n")
    assert happened.endswith(": Tried it with fractions.")


def test_before_both_have_signed_the_journal_cannot_be_put_into_a_checkpoint(scene):
    scene.plan_at("drafted")
    offer = {"row": "steps:offer:0", "steps-rows": "1", "steps-0-happened": "We tried it with two classes."}
    for person, status in ((scene.ana, 409), (scene.ben, 403), (scene.olivia, 403), (scene.lena, 403)):
        answer = person.post(FORM, offer)
        assert answer.status_code == status
        assert "We tried it with two classes." in answer.text, "what was typed is still there"
