"""The signed copy at real browsers: signed, made by the worker, saved, and checked by a stranger; with script and without."""

import hashlib

import pytest
from sqlalchemy import select

from plf.extensions import db
from plf.models import Document

PHONE = 360


@pytest.fixture
def comes(scene, sits_down, script):
    """`comes("ana")` sits down at a browser in which she has signed in."""
    return lambda name, **more: sits_down(name, script=script, **more).comes_signed_in(getattr(scene, name))


def document(scene) -> Document:
    with scene.app.app_context():
        return db.session.scalar(select(Document))


def test_ana_signs_on_her_phone_and_the_copy_comes_while_she_looks(scene, comes, script):
    ana = comes("ana", width=PHONE).opens(scene.plan_at("evaluator_signed"))
    ana.presses("Read what was agreed and sign").presses("Sign this plan")
    ana.sees("The plan is signed by both of you and under way.").sees("the signed copy is being made")
    scene.copies_are_made()
    if not script:
        ana.presses("Look again")
    ana.sees("Signed copy (PDF)").sees("Code to check it")
    address = ana.page.get_by_role("link", name="Signed copy (PDF)").get_attribute("href")
    kept = ana.context.request.get(address)
    assert hashlib.sha256(kept.body()).hexdigest() == document(scene).sha256
    ana.opens("/plans/1").does_not_see("being made")
    ana.presses("Signed copies").sees("Signed copies, 2026-2027")


def test_a_stranger_types_the_code_and_learns_that_it_is_genuine_but_not_whose(
    scene, comes, sits_down, script
):
    scene.plan_at("active")
    scene.copies_are_made()
    ana = comes("ana").opens("/plans/1/copies")
    code = ana.page.locator("#copies b").first.inner_text()
    stranger = sits_down("anyone", script=script, width=PHONE).opens(f"/check/{code}")
    stranger.sees("was issued").does_not_see("Ortiz").does_not_see("Carter")
    comes("ben").opens(f"/check/{code}").sees("Ana Ortiz")
