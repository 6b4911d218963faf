"""Ana writes her plan: it saves as she types, keeps what she typed, and two windows do not undo each other."""

import re
from html import unescape

from backstage import actions, draft, draft_version, state
from world import PLAN

TEXT = "/plans/1/text"


def opened(visitor, path=TEXT) -> dict:
    """The form of a page that was just opened, as name → value (the ticked boxes as a list)."""
    fields = visitor.form(path, TEXT).fields
    return {
        **dict(fields),
        "indicators": [value for name, value in fields if name == "indicators"],
    }


def types(visitor, page: dict, *, htmx=True, **changes):
    """Type something into an open page and let it save itself, as the script does: the next sequence."""
    page.update(changes)
    page["sequence"] = int(page["sequence"]) + 1
    answer = visitor.post(TEXT, page, htmx=htmx)
    found = re.search(r'name="version" value="(-?\d+)"', answer.text) if htmx else None
    if found:
        page["version"] = found[1]
    return answer


def shown(answer) -> str:
    return unescape(answer.text)


def test_a_save_answers_the_saved_line_alone(scene):
    scene.plan_at("assigned")
    answer = types(scene.ana, opened(scene.ana), area="Wait time")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="save_status"')
    assert re.search(r"Saved \d{1,2}:\d\d [AP]M", answer.text)
    assert "4 of the required things still to write" in shown(answer)
    assert "HX-Request" in answer.headers["Vary"]
    assert draft(scene)["area"] == "Wait time"
    assert (state(scene), actions(scene)) == ("drafted", ["assign", "edit"])


def test_the_saved_line_says_when_everything_required_is_there(scene):
    scene.plan_at("drafted")
    answer = types(scene.ana, opened(scene.ana), why="Observation")
    assert "Everything that is required is there" in shown(answer)


def test_without_script_the_button_saves_and_comes_back_to_the_form(scene):
    scene.plan_at("assigned")
    assert scene.ana.fill(TEXT, area="Wait time").status_code == 303
    page = scene.ana.follow()
    assert "Wait time</textarea>" in page.text
    assert re.search(r"Saved \d", page.text)


def test_a_first_save_of_nothing_is_not_a_beginning(scene):
    scene.plan_at("assigned")
    page = opened(scene.ana)
    assert types(scene.ana, page).status_code == 200
    assert types(scene.ana, page, area="   \r\n  ").status_code == 200
    assert (state(scene), actions(scene)) == ("assigned", ["assign"])


def test_a_second_save_of_one_page_builds_on_the_first(scene):
    scene.plan_at("assigned")
    page = opened(scene.ana)
    for area in ("Wait", "Wait time", "Wait time in math"):
        assert types(scene.ana, page, area=area).status_code == 200
    assert (draft(scene)["area"], draft_version(scene)) == ("Wait time in math", 3)


def test_a_repeat_after_a_lost_answer_is_the_same_save(scene):
    scene.plan_at("assigned")
    page = opened(scene.ana)
    types(scene.ana, dict(page), area="Wait time")  # the answer never comes: the page keeps the old version
    page.update(area="Wait time", sequence="1")
    assert scene.ana.post(TEXT, page, htmx=True).status_code == 200
    assert draft_version(scene) == 1
    assert types(scene.ana, page, area="Wait time in math").status_code == 200
    assert draft(scene)["area"] == "Wait time in math"


def test_a_save_that_was_overtaken_does_not_win(scene):
    scene.plan_at("assigned")
    page = opened(scene.ana)
    late = {**page, "area": "Wait", "sequence": "1"}
    later = {**page, "area": "Wait time", "sequence": "2"}
    assert scene.ana.post(TEXT, later, htmx=True).status_code == 200
    assert scene.ana.post(TEXT, late, htmx=True).status_code == 200
    assert draft(scene)["area"] == "Wait time"


def test_a_second_window_is_told_under_htmx_and_shows_both_texts_without(scene):
    scene.plan_at("assigned")
    first, second = opened(scene.ana), opened(scene.ana)
    types(scene.ana, first, area="From the first window")
    told = types(scene.ana, second, area="From the second window", why="A reason of its own")
    assert told.status_code == 409
    assert told.text.lstrip().startswith('<div id="save_status"')
    assert "Not saved: this plan was changed in another window." in shown(told)
    assert draft(scene)["area"] == "From the first window"

    both = types(scene.ana, second, htmx=False)
    assert both.status_code == 409
    assert "Both texts are below" in shown(both)
    assert "Saved in the other window" in both.text
    assert "From the second window</textarea>" in both.text
    assert "A reason of its own</textarea>" in both.text
    assert draft(scene)["why"] == ""


def test_the_page_with_both_texts_saves_what_ana_kept(scene):
    scene.plan_at("assigned")
    first, second = opened(scene.ana), opened(scene.ana)
    types(scene.ana, first, area="From the first window")
    types(scene.ana, second, htmx=False, area="From the second window")
    hidden = dict(re.findall(r'name="(page_token|sequence|version)" value="([^"]*)"', scene.ana.page.text))
    answer = scene.ana.post(TEXT, {**second, **hidden, "area": "From both windows"})
    assert answer.status_code == 303
    assert draft(scene)["area"] == "From both windows"


def test_after_a_conflict_the_page_stays_told_until_ana_has_looked(scene):
    scene.plan_at("assigned")
    first, second = opened(scene.ana), opened(scene.ana)
    types(scene.ana, first, area="From the first window")
    for word in ("one", "two", "three"):
        assert types(scene.ana, second, area=f"Second window, {word}").status_code == 409
    assert draft(scene)["area"] == "From the first window"


def test_fields_that_are_not_sent_stay_as_they_are(scene):
    scene.plan_at("drafted")
    before = draft(scene)
    answer = scene.ana.post(TEXT, area="Only this", version=draft_version(scene))
    assert answer.status_code == 303
    assert draft(scene) == {**before, "area": "Only this"}


def test_unknown_fields_are_left_out(scene):
    scene.plan_at("drafted")
    version = draft_version(scene)
    scene.ana.post(TEXT, {"area": "Mine", "state": "active", "steps-0-secret": "x", "version": version})
    assert set(draft(scene)) == {
        *("indicators", "area", "why", "statement", "measure", "achievable", "relevant", "by_when"),
        *("learning", "steps", "support", "serves", "outcomes"),
    }
    assert set(draft(scene)["steps"][0]) == {"what", "by_when", "resources", "evidence"}
    assert state(scene) == "drafted"


def test_a_save_without_a_version_is_refused_with_both_texts(scene):
    scene.plan_at("drafted")
    answer = scene.ana.post(TEXT, area="From a page too old to say")
    assert answer.status_code == 409
    assert "From a page too old to say</textarea>" in answer.text
    assert draft(scene)["area"] == PLAN["area"]


def test_a_page_token_of_somebody_else_or_of_another_plan_is_none(scene):
    scene.plan_at("drafted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    chloes = dict(scene.chloe.form("/plans/2/text").fields)["page_token"]
    page = opened(scene.ana)
    types(scene.ana, page, area="Saved by her own page")
    for token in (chloes, "", "made up", page["page_token"][:-2]):
        stale = {**page, "version": "0", "sequence": "99", "page_token": token, "area": "By a borrowed token"}
        assert scene.ana.post(TEXT, stale, htmx=True).status_code == 409
    assert draft(scene)["area"] == "Saved by her own page"


def row_button(change):
    return ("row", change)


def whats(scene) -> list[str]:
    return [row["what"] for row in draft(scene)["steps"]]


def test_rows_are_added_moved_and_removed_without_script(scene):
    scene.plan_at("drafted")
    first = PLAN["steps-0-what"]
    assert scene.ana.fill(TEXT, button=row_button("steps:add")).status_code == 303
    scene.ana.fill(TEXT, fields={"steps-1-what": "Ask it"}, button=row_button("steps:add"))
    scene.ana.fill(TEXT, fields={"steps-2-what": "Listen"}, button=row_button("steps:up:2"))
    assert whats(scene) == [first, "Listen", "Ask it"]
    answer = scene.ana.fill(TEXT, button=row_button("steps:down:0"))
    assert answer.location.endswith("/plans/1/text#steps_1")
    assert whats(scene) == ["Listen", first, "Ask it"]
    scene.ana.fill(TEXT, button=row_button("steps:remove:1"))
    assert whats(scene) == ["Listen", "Ask it"]


def test_under_htmx_a_row_button_answers_the_rows_alone(scene):
    scene.plan_at("drafted")
    answer = scene.ana.fill(TEXT, button=row_button("steps:add"), htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<fieldset")
    assert 'id="rows_steps"' in answer.text
    assert 'id="steps-1-what"' in answer.text
    assert "<html" not in answer.text


def test_a_row_button_saves_what_was_typed_elsewhere(scene):
    scene.plan_at("drafted")
    scene.ana.fill(TEXT, why="Typed just before", button=row_button("steps:add"))
    assert draft(scene)["why"] == "Typed just before"


def test_the_last_row_can_be_removed_and_a_row_that_is_gone_is_no_fault(scene):
    scene.plan_at("drafted")
    scene.ana.fill(TEXT, button=row_button("steps:remove:0"))
    assert draft(scene)["steps"] == []
    for change in ("steps:remove:0", "steps:up:7", "area:add", "steps:explode", "nothing:add"):
        assert scene.ana.fill(TEXT, button=row_button(change)).status_code == 303
    assert "steps-0-what" in scene.ana.get(TEXT).text


def test_ana_sees_only_the_five_first_and_the_rest_is_offered(scene):
    scene.plan_at("assigned")
    page = scene.ana.get(TEXT).text
    offered = page.index("More, if it helps you")
    for name in ("area", "statement", "measure", "steps-0-what"):
        assert page.index(f'id="{name}"') < offered
    for name in ("why", "by_when", "learning-0-what", "support", "outcomes"):
        assert page.index(f'id="{name}"') > offered


def test_a_row_button_that_loses_a_race_leaves_the_rows_on_the_page(scene):
    scene.plan_at("drafted")
    page = opened(scene.ana)
    scene.ana.fill(TEXT, why="From another window")
    for told in (
        scene.ana.post(TEXT, {**page, "row": "steps:add"}, htmx=True),
        types(scene.ana, page, area="Typed meanwhile"),
    ):
        assert told.status_code == 409
        assert told.headers["HX-Retarget"] == "#save_status"
        assert told.text.lstrip().startswith('<div id="save_status"')


def test_a_save_that_may_not_be_says_why_where_the_page_says_saved(scene):
    scene.plan_at("drafted")
    page = opened(scene.ana)
    scene.submits()
    for told in (
        types(scene.ana, page, area="Typed in a window left open"),
        scene.ana.post(TEXT, {**page, "row": "steps:add"}, htmx=True),
    ):
        assert told.status_code == 409
        assert told.headers["HX-Retarget"] == "#save_status"
        assert told.text.lstrip().startswith('<div id="save_status"')
        assert "Not saved. You cannot change the text now: the plan has been submitted" in shown(told)


def test_nobody_writes_in_anas_plan_but_ana(scene):
    scene.plan_at("drafted")
    before = draft(scene)
    for person in (scene.ben, scene.dana, scene.olivia, scene.lena, scene.sam):
        answer = person.post(TEXT, area="Somebody else’s words", version=draft_version(scene))
        assert answer.status_code in (403, 404)
    assert draft(scene) == before


def test_once_submitted_the_text_stays_and_what_was_typed_is_shown(scene):
    scene.plan_at("drafted")
    page = opened(scene.ana)
    scene.submits()
    answer = types(scene.ana, page, htmx=False, why="Typed in a window left open")
    assert answer.status_code == 409
    assert "You cannot change the text now: the plan has been submitted" in shown(answer)
    assert "Typed in a window left open</textarea>" in shown(answer)
    assert draft(scene)["why"] == ""
