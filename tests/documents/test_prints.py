"""Prints of Ana's plan: what is on paper at each state, and who may have it."""

import subprocess
from html import unescape

import pytest
from backstage import revisions, signatures
from world import PASSWORD, PLAN

from plf.formats import grouped

# What is on the paper does not depend on the database.
pytestmark = pytest.mark.once


def printed(visitor, path="/plans/1/plan.pdf") -> str:
    """The words on paper, with single spaces, as `pdftotext` reads them."""
    answer = visitor.get(path)
    assert answer.status_code == 200, unescape(answer.text[:300])
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    assert answer.headers["Content-Disposition"].startswith('inline; filename="')
    read = subprocess.run(["pdftotext", "-", "-"], input=answer.data, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


@pytest.mark.parametrize("state", ["drafted", "submitted", "evaluator_signed"])
def test_what_is_not_signed_by_both_says_so_across_the_page(scene, state):
    scene.plan_at(state)
    paper = printed(scene.ana)
    assert "Draft" in paper or "DRAFT" in paper
    assert PLAN["statement"] in paper
    assert "9 Involves All Learners" in paper
    assert "Ana Ortiz" in paper
    assert "Maple Street Elementary" in paper


def test_the_signed_print_has_both_signatures_the_days_and_the_fingerprints(scene):
    scene.plan_at("evaluator_signed")
    scene.ben.fill(
        "/plans/1/teacher-signature-here", password=PASSWORD, response="I would have liked two coaches."
    )
    bens, anas = signatures(scene)
    [revision] = revisions(scene)
    scene.copies_are_made()
    for person in (scene.ana, scene.ben, scene.dana, scene.olivia):
        paper = printed(person)
        assert "draft" not in paper.lower()
        for words in (
            *(PLAN[name] for name in ("area", "statement", "measure", "steps-0-what")),
            *(bens.statement, anas.statement, "I would have liked two coaches."),
            *("Ben Carter", "Ana Ortiz", "Proved by password, at the evaluator’s screen"),
        ):
            assert words in paper
        for sha256 in (revision.sha256, bens.sha256, anas.sha256):
            assert grouped(sha256).replace(" ", "") in paper.replace(" ", "")


def test_a_deputy_is_named_as_deputy_on_paper(scene):
    scene.plan_at("reviewed")
    scene.dana.fill("/plans/1/review", "/plans/1/evaluator-signature")
    paper = printed(scene.ana)
    assert "Deputy for Ben Carter" in paper
    assert "Dana Diaz" in paper


def test_the_blank_form_holds_nothing_that_ana_wrote(scene):
    scene.plan_at("drafted")
    for person in (scene.ana, scene.ben, scene.olivia):
        paper = printed(person, "/plans/1/blank-form.pdf")
        assert "My goal" in paper
        assert "Ana Ortiz" in paper
        assert PLAN["statement"] not in paper
        assert "Involves All Learners" not in paper


def test_a_print_shows_the_text_that_its_reader_may_read(scene):
    scene.plan_at("returned")
    scene.ana.fill("/plans/1/text", measure="Something quite new.")
    assert "Something quite new." in printed(scene.ana)
    assert "Something quite new." not in printed(scene.ben)
    assert PLAN["measure"] in printed(scene.ben)
    for person in (scene.lena, scene.chloe, scene.evan, scene.sam):
        assert person.get("/plans/1/plan.pdf").status_code == 404


def test_superseded_signatures_are_not_on_paper(scene):
    scene.plan_at("evaluator_signed")
    scene.ben.fill("/plans/1/taken-back-signature", reason="The date was wrong.")
    paper = printed(scene.ana)
    assert "Signed " not in paper
    assert "Proved by" not in paper
    assert "The date was wrong." not in paper
