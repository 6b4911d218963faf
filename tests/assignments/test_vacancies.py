"""A plan without an evaluator, and how it gets one: the office pairs the two."""

import re

from world import PLAN


def vacant(scene) -> str:
    """Chloë's plan, assigned by the office on a day when she is paired with nobody."""
    from plf.database import writing
    from plf.models import Pairing

    with scene.app.app_context(), writing() as session:
        session.query(Pairing).filter_by(teacher_id=scene.id("chloe")).delete()
    assert scene.olivia.post("/assignments", person=scene.id("chloe")).status_code == 303
    return "/plans/1"


def test_a_plan_can_be_assigned_while_nobody_is_named_as_evaluator(scene):
    plan = vacant(scene)
    assert "Not named yet" in scene.chloe.get(plan).text
    assert scene.ben.get(plan).status_code == 404


def test_the_office_is_told_on_its_first_page_and_on_the_plan_that_somebody_is_to_be_named(scene):
    plan = vacant(scene)
    assert "One plan has no evaluator." in scene.olivia.get("/").text
    scene.chloe.fill(f"{plan}/text", fields=PLAN)
    scene.chloe.fill(f"{plan}/submission")
    assert "Your turn: name an evaluator." in scene.olivia.get(plan).text
    assert "Waiting for the office to name an evaluator." in scene.chloe.get(plan).text


def test_pairing_the_two_names_the_evaluator_of_the_open_plan(scene):
    plan = vacant(scene)
    pairings = f"/people/{scene.id('chloe')}/pairings"
    answer = scene.olivia.fill(
        f"/people/{scene.id('chloe')}", pairings, fields={"pairing-who": "ben@riverbend.example"}
    )
    assert answer.status_code == 303, re.sub("<[^>]+>", " ", answer.text)
    assert "Ben Carter" in scene.chloe.get(plan).text
    assert scene.ben.get(plan).status_code == 200
    assert "Named another evaluator" in scene.olivia.get(plan).text


def test_pairing_does_not_take_a_plan_from_the_evaluator_it_has(scene):
    plan = scene.plan_at("submitted")
    pairings = f"/people/{scene.id('ana')}/pairings"
    scene.olivia.fill(
        f"/people/{scene.id('ana')}", pairings, fields={"pairing-who": "evan@riverbend.example"}
    )
    assert scene.ben.get(f"{plan}/review").status_code == 200
    assert scene.evan.get(plan).status_code == 404
