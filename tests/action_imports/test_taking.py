"""A table is read, looked at, taken or left; into rows that are there, only what one chooses is written."""

from html import unescape
from io import BytesIO

from action_world import O1, PLAN, S1A, S2B, table_of
from werkzeug.datastructures import FileStorage

from plf.action_exports import files
from plf.action_imports import actions
from plf.action_plans import contents
from plf.action_plans.queries import as_text, find
from plf.database import now, writing
from plf.extensions import db
from plf.models import ActionPlan, Person, TableImport
from tests.action_imports import made


def plan_of(scene, number=1):
    with scene.app.app_context():
        plan = db.session.get(ActionPlan, number)
        return as_text(plan), plan.changed


def bring(visitor, content, name, address=f"{PLAN}/import"):
    answer = visitor.post(address, file=FileStorage(BytesIO(content), name))
    assert answer.status_code == 303, unescape(answer.text)[:1500]
    return answer.headers["Location"]


def test_a_new_action_plan_is_seen_first_and_then_written_with_its_history(scene):
    table_of(scene)
    source = made.PARAPHRASED.read_bytes()
    answer = scene.olivia.post("/strategy/1/import", pasted=source.decode())
    page = unescape(scene.olivia.get(answer.headers["Location"]).text)
    assert "1 priority, 4 outcomes, 23 steps, 4 sub-steps" in page
    assert "Learning in the school day" in page
    assert plan_of(scene)[0]["title"] == "Commitment to professional learning"
    scene.olivia.post(answer.headers["Location"], seen=0)
    text, _ = plan_of(scene, 2)
    assert text["big_idea_source"] == "page 17"
    assert [each.label for each in contents.placed(text)][-1] == "4f"
    history = unescape(scene.olivia.get("/action-plans/2/history").text)
    assert "pasted text" in history
    assert scene.olivia.get(answer.headers["Location"]).status_code == 404, "taken, it is kept no longer"


def test_what_goes_out_of_a_plan_comes_into_another_one_the_same(scene):
    table_of(scene)
    scene.ben.post(f"{PLAN}/rows/{S2B}/links", {f"links-{S2B}-kind": "waits_for", f"links-{S2B}-to": "1a"})
    before, _ = plan_of(scene)
    for number, kind in enumerate(files.MEDIA_TYPES, start=2):
        content = scene.ben.get(f"{PLAN}/export.{kind}").data
        preview = bring(scene.olivia, content, f"plan.{kind}", "/strategy/1/import")
        scene.olivia.post(preview, seen=0)
        assert keyless(plan_of(scene, number)[0]) == keyless(before), kind


def keyless(text):
    """An action plan as data without the keys of its rows: what its links lead to is said by their labels."""

    def of(row):
        links = [{**each, "to": ""} for each in row["links"]]
        return {**row, "key": "", "links": links, "rows": [of(each) for each in row["rows"]]}

    return {**text, "rows": [of(each) for each in text["rows"]]}


def test_brought_in_again_only_what_is_chosen_is_written(scene):
    table_of(scene)
    text, changed = plan_of(scene)
    steps = text["rows"][0]["rows"][0]["rows"]
    steps[0]["text"], steps[0]["resources"] = (
        "Agree on the practices that all classrooms should show",
        "Two days",
    )
    steps.append(contents.empty_row("new", "Write about it"))
    gone = steps.pop(2)
    preview = bring(scene.ben, files.as_docx(text), "plan.docx")
    page = unescape(scene.ben.get(preview).text)
    assert "Two days" in page
    assert "Write about it" in page
    assert f"1c {gone['text']}" in page
    form = {"seen": changed, "take": [f"r{S1A}:resources", next_key(page)]}
    assert scene.ben.post(preview, form).status_code == 303
    now_there = plan_of(scene)[0]["rows"][0]["rows"][0]["rows"]
    assert now_there[0]["text"] == "Agree on the practices that every classroom should show", "not chosen"
    assert now_there[0]["resources"] == "Two days"
    assert [each["name"] for each in now_there[0]["team"]] == ["Ana Ortiz"]
    assert [each["text"] for each in now_there][-2:] == [gone["text"], "Write about it"], "kept, and added"


def next_key(page):
    start = page.index('value="add:') + len('value="')
    return page[start : page.index('"', start)]


def test_what_the_file_lacks_is_deleted_if_one_says_so(scene):
    table_of(scene)
    text, changed = plan_of(scene)
    del text["rows"][0]["rows"][0]
    preview = bring(scene.ben, files.as_json(text), "plan.json")
    scene.ben.post(preview, seen=changed, remove="yes")
    left = {each.row["key"] for each in contents.placed(plan_of(scene)[0])}
    assert f"r{O1}" not in left
    assert f"r{S2B}" in left


def test_who_looked_before_somebody_wrote_is_shown_what_would_change_now(scene):
    table_of(scene)
    text, changed = plan_of(scene)
    text["rows"][0]["text"] = "Make time for colleagues to learn from each other"
    preview = bring(scene.ben, files.as_json(text), "plan.json")
    scene.olivia.post(
        f"{PLAN}/rows/{S1A}", {f"row-{S1A}-text": "Words by Olivia", f"row-{S1A}-seen": str(changed)}
    )
    answer = scene.ben.post(preview, seen=changed, take=["r1:text"])
    assert answer.status_code == 409
    assert "Words by Olivia" in unescape(answer.text)
    assert plan_of(scene)[0]["rows"][0]["text"] == "Make room for colleagues to learn from each other"


def test_what_nobody_takes_is_kept_for_a_day(scene):
    table_of(scene)
    bring(scene.ben, b"Goal,Action Steps\nRead,Buy books\n", "plan.csv")
    with scene.app.app_context(), writing():
        actions.drop_old(now())
    with scene.app.app_context(), writing() as session:
        assert session.get(TableImport, 1)
        actions.drop_old(now() + 2 * actions.KEPT)
    with scene.app.app_context():
        assert not db.session.get(TableImport, 1)


def test_a_plan_as_data_is_written_only_where_no_rows_are(scene):
    import pytest

    from plf.rules import Refusal

    table_of(scene)
    text, _ = plan_of(scene)
    with scene.app.app_context(), pytest.raises(Refusal, match="meanwhile"), writing() as session:
        actions.write(find(1, session.get(Person, scene.id("ben")), lock=True), text, at=now())
