"""Amending a signed plan: what both signed stays in force until both sign another; or the amendment is dropped."""

from datetime import timedelta

import pytest
from backstage import change
from sqlalchemy import update
from world import PLAN as TEXT
from world import local_today

from plf import history
from plf.database import now
from plf.extensions import db
from plf.models import Plan, Revision

PLAN = "/plans/1"


def row(scene) -> dict:
    with scene.app.app_context():
        plan = db.session.get(Plan, 1)
        return {
            "state": plan.state,
            "in_force": db.session.get(Revision, plan.in_force_id).number,
            "current": db.session.get(Revision, plan.revision_id).number,
            "held_on": plan.held_on,
            "checkpoint_on": plan.checkpoint_on,
        }


def amend(scene, who=None) -> None:
    answer = (who or scene.ben).fill(f"{PLAN}/amendment", reason="The class has changed.")
    assert answer.status_code == 303


def test_an_amendment_needs_a_reason_and_the_words_stay(scene):
    scene.plan_at("active")
    answer = scene.ben.fill(f"{PLAN}/amendment", reason=" ")
    assert answer.status_code == 422
    assert "Write a reason" in answer.text
    assert row(scene)["state"] == "active"


def test_the_signed_text_stands_beside_what_ana_changes(scene):
    scene.plan_at("active")
    amend(scene)
    scene.ana.fill(f"{PLAN}/text", fields={**TEXT, "area": "Fewer words from me, more from them."})
    beside = scene.ana.get(f"{PLAN}/in-force").text
    assert "Fewer" in beside
    assert "waiting for me to talk" in beside
    assert row(scene) | {"checkpoint_on": None, "held_on": None} == {
        "state": "drafted",
        "in_force": 1,
        "current": 1,
        "held_on": None,
        "checkpoint_on": None,
    }
    for someone in (scene.ben, scene.olivia):
        assert "Fewer" not in someone.get(f"{PLAN}/in-force").text
        assert "Fewer" not in someone.get(PLAN).text
        assert "waiting for me to talk" in someone.get(PLAN).text


def test_what_was_signed_prints_as_signed_while_it_is_amended(scene):
    scene.plan_at("active")
    before = scene.ben.get(f"{PLAN}/plan.pdf").data
    amend(scene)
    scene.ana.fill(f"{PLAN}/text", fields={**TEXT, "area": "Fewer words from me."})
    assert scene.ben.get(f"{PLAN}/plan.pdf").data == before


def test_both_sign_the_amendment_and_it_is_in_force(scene):
    scene.plan_at("active")
    amend(scene, scene.ana)
    scene.ana.fill(f"{PLAN}/text", fields={**TEXT, "area": "Fewer words from me."})
    for step in ("submits", "is_reviewed", "evaluator_signs", "teacher_signs"):
        getattr(scene, step)()
    now = row(scene)
    assert (now["state"], now["in_force"], now["current"]) == ("active", 2, 2)
    page = scene.ana.get(PLAN).text
    assert "Fewer words from me." in page
    with scene.app.app_context():
        assert list(history.verify()) == []


@pytest.mark.parametrize("so_far", [[], ["submits"], ["submits", "is_returned"], ["submits", "is_reviewed"]])
def test_dropping_it_brings_back_the_text_and_the_days_that_were_signed(scene, so_far):
    scene.plan_at("active")
    signed = row(scene)
    amend(scene)
    scene.ana.fill(f"{PLAN}/text", fields={**TEXT, "area": "Fewer words from me."})
    for step in so_far:
        getattr(scene, step)()
    if "is_reviewed" in so_far:
        soon = (local_today() + timedelta(days=90)).isoformat()
        form = scene.ben.form(f"{PLAN}/review", f"{PLAN}/evaluator-signature")
        pairs = [pair for pair in form.fields if pair[0] != "checkpoint_on"]
        scene.ben.post(f"{PLAN}/review-record", [*pairs, ("checkpoint_on", soon)])
        assert row(scene)["checkpoint_on"] != signed["checkpoint_on"]
    assert scene.ana.fill(f"{PLAN}/dropped-amendment").status_code == 303
    assert row(scene) == signed
    for someone in (scene.ana, scene.ben):
        page = someone.get(PLAN).text
        assert "Fewer words from me." not in page
        assert "waiting for me to talk" in page
    assert "Fewer" not in scene.ana.get(f"{PLAN}/in-force").text
    with scene.app.app_context():
        assert list(history.verify()) == []


def test_a_plan_amended_again_after_a_drop_begins_with_what_was_signed(scene):
    scene.plan_at("active")
    amend(scene)
    scene.ana.fill(f"{PLAN}/text", fields={**TEXT, "area": "Fewer words from me."})
    scene.submits()
    scene.ana.fill(f"{PLAN}/dropped-amendment")
    amend(scene)
    assert "waiting for me to talk" in scene.ana.get(f"{PLAN}/text").text
    scene.submits()
    assert row(scene)["current"] == 3, "numbers are not used twice"


def test_an_old_page_amends_nothing(scene):
    scene.plan_at("active")
    form = scene.ben.form(f"{PLAN}/amendment")
    scene.begins_checkpoint()
    answer = scene.ben.post(
        f"{PLAN}/amendment",
        [pair for pair in form.fields if pair[0] != "reason"] + [("reason", "The class has changed.")],
    )
    assert answer.status_code == 409
    assert "The class has changed." in answer.text, "what was typed is not lost"


class TestTheCheckpointDate:
    def moved(self, scene, who, days: int):
        day = local_today() + timedelta(days=days)
        return day, who.fill(f"{PLAN}/checkpoint-date", checkpoint_on=day.isoformat())

    def test_ben_moves_it_up_to_the_day_forms_are_due_and_nobody_signs_again(self, scene):
        scene.plan_at("active")
        day, answer = self.moved(scene, scene.ben, 160)
        assert answer.status_code == 303
        assert row(scene)["checkpoint_on"] == day
        assert row(scene)["state"] == "active"

    def test_beyond_that_only_the_office_extends_it(self, scene):
        scene.plan_at("active")
        _, refused = self.moved(scene, scene.ben, 161)
        assert refused.status_code == 422
        assert "The office can extend it" in refused.text
        day, answer = self.moved(scene, scene.olivia, 190)
        assert answer.status_code == 303
        assert row(scene)["checkpoint_on"] == day

    def test_nobody_moves_it_into_the_past_or_beyond_the_year(self, scene):
        scene.plan_at("active")
        for who, days in ((scene.ben, -1), (scene.olivia, -1), (scene.olivia, 201)):
            assert self.moved(scene, who, days)[1].status_code == 422

    def test_the_signed_print_keeps_the_date_that_was_signed(self, scene):
        scene.plan_at("active")
        before = scene.ana.get(f"{PLAN}/plan.pdf").data
        self.moved(scene, scene.ben, 155)
        assert scene.ana.get(f"{PLAN}/plan.pdf").data == before


def test_dropping_keeps_the_days_that_a_pause_gave(scene):
    scene.plan_at("active")
    signed = row(scene)
    amend(scene)
    scene.ben.fill(f"{PLAN}/pause", reason="On leave.")
    change(scene, update(Plan).values(paused_at=now() - timedelta(days=15)))
    scene.ben.fill(f"{PLAN}/resumption")
    moved = row(scene)["checkpoint_on"]
    assert moved == signed["checkpoint_on"] + timedelta(days=15)
    assert scene.ana.fill(f"{PLAN}/dropped-amendment").status_code == 303
    assert row(scene) == {**signed, "checkpoint_on": moved}
