"""Starting a plan from exemplars: section by section, asked before anything is replaced, and remembered."""

import pytest

from plf.extensions import db
from plf.library.taking import offers
from plf.models import Draft
from tests.library.stock import LAB, TALK, stocked, withdrawn


def draft(scene) -> Draft:
    with scene.app.app_context():
        return db.session.get(Draft, (1, "plan"))


def start(number: int) -> str:
    return f"/exemplars/{number}/start"


def test_ana_starts_her_plan_from_sections_of_two_exemplars(scene):
    talk, lab = stocked(scene)
    scene.plan_at("assigned")
    page = scene.ana.get("/exemplars/sections/goal?at=1", htmx=True)
    assert "1.3" in page.text or "nine of ten" in page.text
    assert scene.ana.fill(start(talk), take="goal").status_code == 303
    assert scene.ana.fill(start(lab), take=["steps", "support"]).status_code == 303
    text = draft(scene).text
    assert text["statement"] == TALK["text"]["statement"]
    assert text["by_when"] == "", "the day was another year's"
    assert [row["what"] for row in text["steps"]] == [row["what"] for row in LAB["text"]["steps"]]
    assert text["support"] == LAB["text"]["support"]
    assert text["indicators"] == []
    page = scene.ana.get("/plans/1").text
    assert f'Began with the exemplar <a href="/exemplars/{talk}">{TALK["title"]}</a>: SMART goal' in page
    assert "Action steps, Support" in page
    withdrawn(scene, talk)
    page = scene.ana.get("/plans/1").text
    assert "Began with an exemplar that was withdrawn: SMART goal" in page
    assert TALK["title"] not in page
    assert draft(scene).text["statement"] == TALK["text"]["statement"], "her text stays hers"


def test_what_ana_wrote_is_shown_beside_it_and_not_ticked_before_it_is_replaced(scene):
    talk = stocked(scene, TALK)[0]
    scene.plan_at("drafted")
    before = draft(scene).text
    page = scene.ana.get(start(talk)).text
    assert before["statement"] in page
    assert "It replaces what you wrote here." in page
    ticked = [value for name, value in scene.ana.form(start(talk)).fields if name == "take"]
    assert ticked == ["learning"], "only what she has not written"
    answer = scene.ana.fill(start(talk), take=[])
    assert answer.status_code == 422
    assert "Choose at least one section" in answer.text
    assert draft(scene).text == before


def test_a_plan_that_changed_meanwhile_is_not_written_over(scene):
    talk = stocked(scene, TALK)[0]
    scene.plan_at("drafted")
    form = scene.ana.form(start(talk))
    scene.ana.fill("/plans/1/text", measure="Something that I have just written.")
    pairs = [(name, value) for name, value in form.fields if name != "take"] + [("take", "goal")]
    answer = scene.ana.post(start(talk), pairs)
    assert answer.status_code == 409
    assert "Something that I have just written." in answer.text
    assert draft(scene).text["measure"] == "Something that I have just written."
    # And the other way round: what is open in the form's own window is shown beside what was taken.
    typed = scene.ana.form("/plans/1/text")
    assert scene.ana.fill(start(talk), take="goal").status_code == 303
    pairs = [(name, "My own area" if name == "area" else value) for name, value in typed.fields]
    answer = scene.ana.post("/plans/1/text", pairs)
    assert answer.status_code == 409
    assert "My own area" in answer.text


def test_an_exemplar_that_is_withdrawn_while_one_chooses_is_not_taken(scene):
    talk = stocked(scene, TALK)[0]
    scene.plan_at("drafted")
    form, before = scene.ana.form(start(talk)), draft(scene).text
    withdrawn(scene, talk)
    answer = scene.ana.post(start(talk), [*form.fields, ("take", "goal")])
    assert answer.status_code == 410
    assert draft(scene).text == before


@pytest.mark.once
def test_a_plan_that_is_submitted_takes_nothing_and_says_why(scene):
    talk = stocked(scene, TALK)[0]
    scene.plan_at("submitted")
    page = scene.ana.get(start(talk))
    assert page.status_code == 200
    assert "Take these into my plan" not in page.text
    assert scene.ana.post(start(talk), take="goal", version="1").status_code == 409
    assert "You have no plan of this school year yet" in scene.sam.get(start(talk)).text


RUBRIC = {"9": {"title": "Involves All Learners", "domain": "A"}, "2": {"title": "Planning", "domain": "B"}}


@pytest.mark.once
def test_an_indicator_is_taken_where_the_rubric_has_the_same_one_and_not_only_its_number():
    theirs = {
        "indicators": ["9", "2"],
        "area": "More.",
        "steps": [{"what": "Go", "by_when": "2020-01-01"}, {}],
    }
    named = [{"number": "9", "title": "Involves All Learners"}, {"number": "2", "title": "Discipline"}]
    focus, steps = offers({"area": "Mine", "by_when": "2026-05-01"}, theirs, named, RUBRIC)
    assert focus.takes == {"indicators": ["9"], "area": "More."}
    assert (focus.replaces, focus.lost) == (True, ("2 Discipline",))
    assert steps.takes == {"steps": [{"what": "Go", "by_when": ""}]}
    assert (steps.replaces, steps.lost) == (False, ())
    assert offers({**theirs, "indicators": ["9"], "steps": steps.takes["steps"]}, theirs, named, RUBRIC) == []
