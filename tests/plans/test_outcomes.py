"""Ana names the district's outcomes that her plan serves: chosen from what was adopted, and kept whatever becomes of them."""

import json
from html import unescape

from action_world import O1, O2, ROWS, table_of
from action_world import PLAN as TABLE
from backstage import draft, is_whole, revisions
from world import PLAN

from plf import contents
from plf.database import now
from tests.editions.board import adopted, adopts

TEXT, CHOSEN = "/plans/1/text", f"r{O1}"


def test_only_outcomes_of_an_adopted_edition_can_be_chosen(scene):
    table_of(scene)
    scene.plan_at("drafted")
    assert 'name="serves"' not in scene.ana.get(TEXT).text, "nothing is adopted yet"
    adopts(scene)
    page = scene.ana.get(TEXT).text
    assert page.count('type="checkbox" id="serves_r') == 3, "priorities and steps are none"
    scene.ana.fill(TEXT, serves=[CHOSEN, f"r{O2}", "r1", "r999", "<b>"], outcomes="And what we said in May.")
    assert [one["row"] for one in draft(scene)["serves"]] == [CHOSEN, f"r{O2}"]
    assert draft(scene)["serves"][0]["title"] == ROWS[O1][2]
    assert draft(scene)["outcomes"] == "And what we said in May."
    scene.ana.fill(TEXT, serves=[""])
    assert draft(scene)["serves"] == []


def test_what_was_chosen_is_frozen_in_its_words_and_outlives_the_row(scene):
    adopted(scene)
    scene.plan_at("drafted")
    scene.ana.fill(TEXT, serves=[CHOSEN])
    assert scene.olivia.post(f"{TABLE}/rows/{O1}/deletion").status_code == 303
    adopts(scene)
    page = scene.ana.get(TEXT).text
    assert f'value="{CHOSEN}" checked' in page, "it stays until Ana takes it out"
    scene.ana.fill(TEXT, area="Wait time, and who gets it")
    scene.submits()
    [revision] = revisions(scene)
    fields = [each for section in json.loads(revision.frozen)["sections"] for each in section["fields"]]
    [kept] = [each["value"] for each in fields if each["name"] == "serves"]
    assert kept == [{"row": CHOSEN, "number": "1", "title": ROWS[O1][2], "domain": kept[0]["domain"]}]
    assert contents.fingerprint(revision.frozen) == revision.sha256
    assert is_whole(scene)
    assert ROWS[O1][2] in unescape(scene.ben.get("/plans/1").text)


def test_a_plan_that_names_none_is_written_as_before():
    frozen = contents.frozen_sections({**contents.empty(), **PLAN}, {})
    assert "serves" not in {each["name"] for section in frozen for each in section["fields"]}
    some = [{"row": "r2", "number": "1", "title": "Teams", "domain": "Learning"}]
    chosen = contents.frozen_sections({**contents.empty(), "serves": some}, {})
    assert contents.thawed({"sections": chosen})["serves"] == some
    [change] = [
        each
        for each in contents.compare({"sections": chosen}, {"sections": frozen})
        if "serves" in each.label and each.changed
    ]
    assert ("gone", "Teams") in change.before or any("Teams" in words for _, words in change.before)
    assert not any(words.strip() for _, words in change.after)


def test_more_than_six_are_too_many():
    found = contents.problems(
        {**contents.empty(), "serves": [{"row": f"r{each}"} for each in range(7)]},
        indicators=(),
        year_starts_on=now().date(),
        year_ends_on=now().date(),
    )
    assert [each.sentence for each in found] == [
        "Choose at most 6 outcomes, those that it serves most. You chose 7."
    ]
