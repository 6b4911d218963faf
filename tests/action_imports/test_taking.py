"""A table is read, looked at, taken or left; into rows that are there, only what one chooses is written."""

import copy
import os
import re
from collections import Counter
from html import unescape
from io import BytesIO

import pytest
from action_world import O1, PLAN, S1A, S1B, S2B, table_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from plf.action_exports import files
from plf.action_imports import actions, queries, reading
from plf.action_imports.understanding import dated
from plf.action_plans import actions as plans
from plf.action_plans import contents
from plf.action_plans.queries import as_text, find, row_of
from plf.action_rows import actions as rows_of
from plf.database import now, writing
from plf.extensions import db
from plf.models import ActionPlan, Person, TableImport
from plf.rules import Refusal
from tests.action_imports import made
from tests.action_imports.test_understood import NAMES, STATUS, lines, read_back
from tests.action_imports.test_understood import plans as plans_of_any_kind


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
    scene.olivia.post(answer.headers["Location"], made.shown(scene.olivia, answer.headers["Location"]))
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
        scene.olivia.post(preview, made.shown(scene.olivia, preview))
        assert keyless(plan_of(scene, number)[0]) == keyless(before), kind


def keyless(text):
    """An action plan as data without the keys of its rows: what its links lead to is said by their labels."""

    def of(row):
        links = [{**each, "to": ""} for each in row["links"]]
        return {**row, "key": "", "links": links, "rows": [of(each) for each in row["rows"]]}

    return {**text, "rows": [of(each) for each in text["rows"]]}


def test_brought_in_again_only_what_is_chosen_is_written(scene):
    table_of(scene)
    text, _ = plan_of(scene)
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
    form = made.shown(scene.ben, preview, take=[f"r{S1A}:resources", next_key(page)])
    assert scene.ben.post(preview, form).status_code == 303
    now_there = plan_of(scene)[0]["rows"][0]["rows"][0]["rows"]
    assert now_there[0]["text"] == "Agree on the practices that every classroom should show", "not chosen"
    assert now_there[0]["resources"] == "Two days"
    assert [each["name"] for each in now_there[0]["team"]] == ["Ana Ortiz"]
    assert [each["text"] for each in now_there][-2:] == [gone["text"], "Write about it"], "kept, and added"


def next_key(page):
    start = page.index('value="add:') + len('value="')
    return page[start : page.index('"', start)]


def test_everything_that_a_file_has_otherwise_is_shown_and_what_is_marked_is_written(scene):
    table_of(scene)
    with scene.app.app_context(), writing() as session:
        fill(session, find(1, session.get(Person, scene.id("olivia")), lock=True))
    text, _ = plan_of(scene)
    wanted = changed_everywhere(text)
    preview = bring(scene.ben, files.as_docx(wanted), "plan.docx")
    page = plain(scene.ben.get(preview).text)
    for said in SAID:
        assert said in page, said
    marked = [each.id for each in every(scene, preview)]
    assert (
        scene.ben.post(preview, made.shown(scene.ben, preview, take=marked, remove="yes")).status_code == 303
    )
    text, _ = plan_of(scene)
    wanted["rows"][0]["rows"][0]["rows"][1]["notes"].insert(0, OLD_NOTE)
    assert nameless(keyless(text)) == nameless(keyless(wanted)), "and no dated note was taken away"
    history = plain(scene.olivia.get("/action-plans/1/history").text)
    assert "moved it from 2a to 1a" in history
    assert "2026-11-02 | Behind | Ana Ortiz | Waiting for the board" in history
    for kind in files.MEDIA_TYPES:
        preview = bring(scene.ben, scene.ben.get(f"{PLAN}/export.{kind}").data, f"plan.{kind}")
        assert "Nothing would change: the file says what the action plan says" in plain(
            scene.ben.get(preview).text
        ), kind


OLD_NOTE = {
    "on": "2026-10-05",
    "status": "on_track",
    "text": "Two visits\nare made",
    "person": None,
    "name": "Sam Lee",
}
SAID = (
    "Big idea would change from People who teach learn best from each other. to Teachers learn from teachers.",
    "Strengths would be taken away Those who stay",
    "Heading of “Team Members” would change from Team Members to Who",
    "Hint of “Action Steps” would be taken away from What to do to The main things to do",
    "Column “Evidence”: heading would change from Evidence to Proof",
    "Column “Cost” would be taken away",
    "New column “Board” would be added Whether the board decides 1b Talk with the association and the board about teacher leaders: yes",
    "Potential Resources would be added Two days",
    "Interdependencies would change waits for 1b Talk with the association and the board about teacher leaders: no role roles yet",
    "Interdependencies would be added helps 3c Film a lesson",
    "Dated note would be added 2026-11-02 | Behind | Ana Ortiz | Waiting for the board",
    "1 note that the file lacks would stay",
    "Where it stands would be moved from 2a, under “Teams that meet in every grade” to 1a, under “Teachers who lead",
    "New: 3c Film a lesson",
    "They are kept: 2b Look at the elementary schedule",
    "1b Talk with the association and the board about teacher leaders: Start Date kept as written: “when we can” not",
    "Owner kept as written: “The board” nobody of the roster is called so",
)  # fmt: skip


def plain(html):
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def every(scene, preview):
    with scene.app.app_context():
        kept = db.session.get(TableImport, int(preview.rsplit("/", 1)[-1]))
        seen = find(1, db.session.get(Person, scene.id("ben")))
        return queries.found_in(seen, reading.understood(kept.read, kept.choices)).changes


def fill(session, seen):
    """What the plan has before the file comes: headings, columns, a dated note, an interdependency."""
    at = now()
    plans.write_head(seen, {"strengths": "Those who stay"}, seen.plan.changed, at=at)
    plans.write_heading(seen, "step", "", "What to do", at=at)
    for title in ("Evidence", "Cost"):
        plans.add_column(seen, title, "", at=at)
    session.flush()
    session.expire(seen.plan, ["columns"])
    step, talk = row_of(seen, S1A), row_of(seen, S1B)
    rows_of.write(seen, step, {"x1": "Photos", "x2": "$200", "owner": "Sam Lee"}, seen.plan.changed, at=at)
    rows_of.add_link(seen, step, "waits_for", talk.id, "1b", "no role yet", at=at)
    step.notes.append(actions._Writing(seen, contents.empty(), at)._note(OLD_NOTE))


def changed_everywhere(text):
    """What the file says: something else of everything that it can carry."""
    text = copy.deepcopy(text)
    text["big_idea"], text["strengths"] = "Teachers learn from teachers.", ""
    text["headings"] = {"team": {"title": "Who"}}
    evidence, _ = text["columns"]
    board = {"key": "x9", "title": "Board", "hint": "Whether the board decides"}
    text["columns"] = [{**evidence, "title": "Proof"}, board]
    first, second = text["rows"][0]["rows"]
    step, talk = first["rows"][0], first["rows"][1]
    step |= {"resources": "Two days", "owner": {"person": None, "name": "The board"}, "status": "behind"}
    step["team"] = [{"person": None, "name": name} for name in ("Ana Ortiz", "Ben Carter")]
    step["links"][0]["note"] = "no roles yet"
    step["notes"] = [{**OLD_NOTE, "on": "2026-11-02", "status": "behind", "text": "Waiting for the board", "name": "Ana Ortiz"}]  # fmt: skip
    del step["extra"]["x2"]
    talk |= {"starts": "when we can", "extra": {"x9": "yes"}}
    film = contents.empty_row("new", "Film a lesson") | {"question": "Who may see it?"}
    film["rows"] = [contents.empty_row("newer", "Ask families")]
    text["rows"][1]["rows"][0]["rows"].insert(2, film)
    step["links"].append({"kind": "helps", "to": "new", "plan": None, "label": "3c", "note": ""})
    first["rows"].insert(0, second["rows"].pop(0))
    second["rows"].pop(0)
    labels = {each.row["key"]: each.label for each in contents.placed(text)}
    for each in contents.placed(text):
        for link in each.row["links"]:
            link["label"] = labels[link["to"]]
    return text


def nameless(text):
    """Without what no file says: the numbers of people and of own columns, and the days that times mean."""
    keys = {each["key"]: f"own {number}" for number, each in enumerate(text["columns"])}

    def of(row):
        owner = row["owner"] and row["owner"]["name"]
        extra = {keys[key]: said for key, said in row["extra"].items() if key in keys}
        links = sorted((each["kind"], each["label"], each["note"]) for each in row["links"])
        notes = sorted((each["on"], each["text"], each["name"]) for each in row["notes"])
        team = sorted(each["name"] for each in row["team"])
        more = {"owner": owner, "extra": extra, "links": links, "notes": notes, "team": team}
        return {**row, **more, "rows": [of(each) for each in row["rows"]]}

    columns = [(each["title"], each["hint"]) for each in text["columns"]]
    return {**text, "columns": columns, "rows": [of(row) for row in text["rows"]]}


def test_what_needs_a_new_row_that_is_not_marked_is_not_written_and_the_marks_stay(scene):
    table_of(scene)
    text, _ = plan_of(scene)
    steps = text["rows"][0]["rows"][0]["rows"]
    steps.append(
        contents.empty_row("new", "Write about it") | {"rows": [contents.empty_row("newer", "Find a reader")]}
    )
    steps[0]["question"] = "How many?"
    preview = bring(scene.ben, files.as_json(text), "plan.json")
    answer = scene.ben.post(preview, made.shown(scene.ben, preview, take=["add:newer"]))
    assert answer.status_code == 422
    assert "needs the new row “Write about it”, which is not marked" in plain(answer.text)
    assert answer.text.count(" checked") == 1
    assert plan_of(scene)[0]["rows"][0]["rows"][0]["rows"][0]["question"] == ""


def test_a_row_that_the_file_has_elsewhere_is_not_deleted_with_the_one_above_it(scene):
    table_of(scene)
    text, before = plan_of(scene)
    text["rows"][0]["rows"][1]["rows"] += text["rows"][0]["rows"].pop(0)["rows"]
    preview = bring(scene.ben, files.as_json(text), "plan.json")
    answer = scene.ben.post(preview, made.shown(scene.ben, preview, take=[], remove="yes"))
    assert answer.status_code == 422
    assert "would be deleted with “Teachers who lead in every building”, which it stands under" in plain(
        answer.text
    )
    assert plan_of(scene)[1] == before
    assert scene.ben.post(preview, made.shown(scene.ben, preview, remove="yes")).status_code == 303
    assert keyless(plan_of(scene)[0]) == keyless(text)


def test_what_the_file_lacks_is_deleted_if_one_says_so(scene):
    table_of(scene)
    text, _ = plan_of(scene)
    del text["rows"][0]["rows"][0]
    preview = bring(scene.ben, files.as_json(text), "plan.json")
    scene.ben.post(preview, made.shown(scene.ben, preview, remove="yes"))
    left = {each.row["key"] for each in contents.placed(plan_of(scene)[0])}
    assert f"r{O1}" not in left
    assert f"r{S2B}" in left


def test_who_looked_before_somebody_wrote_is_shown_what_would_change_now(scene):
    table_of(scene)
    text, changed = plan_of(scene)
    text["rows"][0]["text"] = "Make time for colleagues to learn from each other"
    preview = bring(scene.ben, files.as_json(text), "plan.json")
    seen = made.shown(scene.ben, preview)
    scene.olivia.post(
        f"{PLAN}/rows/{S1A}", {f"row-{S1A}-text": "Words by Olivia", f"row-{S1A}-seen": str(changed)}
    )
    answer = scene.ben.post(preview, seen)
    assert answer.status_code == 409
    assert "Words by Olivia" in unescape(answer.text)
    assert plan_of(scene)[0]["rows"][0]["text"] == "Make room for colleagues to learn from each other"


def test_who_chose_columns_anew_in_another_window_is_shown_what_they_are_now(scene):
    table_of(scene)
    preview = bring(scene.ben, b"Goal,Action Steps,Lead\nRead,Buy books,Ana Ortiz\n", "plan.csv")
    seen = made.shown(scene.ben, preview)
    scene.ben.post(f"{preview}/columns", {"column-0": "outcome", "column-1": "step", "column-2": "owner"})
    answer = scene.ben.post(preview, seen)
    assert answer.status_code == 409
    assert "Owner: Ana Ortiz" in plain(answer.text)
    assert len(plan_of(scene)[0]["rows"]) == 2, "nothing was written"


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
    table_of(scene)
    text, _ = plan_of(scene)
    with scene.app.app_context(), pytest.raises(Refusal, match="meanwhile"), writing() as session:
        actions.write(find(1, session.get(Person, scene.id("ben")), lock=True), text, at=now())


EXAMPLES = int(os.environ.get("PLF_TABLE_EXAMPLES", "5"))


@st.composite
def otherwise(draw, text):
    """The same action plan after somebody worked on its file: rows moved, reordered, added, left out, cells changed."""
    text = copy.deepcopy(text)
    text["columns"] = list(draw(st.permutations(text["columns"])))
    if draw(st.booleans()):
        text["columns"].insert(0, {"key": "new", "title": "Board", "hint": "h"})
    for column in text["columns"]:
        column["title"] = draw(st.sampled_from([column["title"], f"{column['title']} anew"]))
    text["big_idea"] = draw(st.sampled_from(["", "Another one", text["big_idea"]]))
    text["headings"] = draw(
        st.sampled_from([text["headings"], {}, {"step": {"title": "Steps", "hint": "Do"}}])
    )
    for number in range(draw(st.integers(1, 6))):
        placed = list(contents.placed(text))
        each = draw(st.sampled_from(placed))
        beside = each.above["rows"] if each.above else text["rows"]
        match draw(st.sampled_from(["move", "add", "leave out", "write", "reorder"])):
            case "move" if len(placed) > 1 and len(text["rows"]) > 1:
                here = next(place for place, row in enumerate(beside) if row is each.row)
                row = beside.pop(here)
                levels = [one for one in contents.placed(text) if one.level + _height(row) < contents.DEEPEST]
                draw(st.sampled_from(levels)).row["rows"].insert(0, row) if levels else beside.insert(
                    here, row
                )
            case "add":
                beside.insert(0, contents.empty_row(f"new{number}", draw(lines(30))) | {"question": "Who?"})
            case "leave out" if len(placed) > 1 and (each.above or len(text["rows"]) > 1):
                beside[:] = [row for row in beside if row is not each.row]
            case "reorder":
                beside.reverse()
            case "write":
                each.row.update(
                    {
                        "text": draw(lines(60)),
                        "resources": draw(st.just("") | lines(20)),
                        "status": draw(STATUS),
                    }
                )
                each.row["team"] = [{"person": None, "name": name} for name in draw(NAMES)]
                each.row["owner"] = draw(st.none() | st.just({"person": None, "name": "Ben Carter"}))
                each.row["starts"], each.row["ends"] = "fall 2027", ""
                dated(each.row)
                each.row["extra"] = {one["key"]: draw(lines(20)) for one in text["columns"]}
                each.row["links"] = [{**link, "note": "anew"} for link in each.row["links"][:1]]
    labels = {each.row["key"]: each.label for each in contents.placed(text)}
    for each in contents.placed(text):
        there = [link for link in each.row["links"] if link["to"] in labels]
        each.row["links"] = [{**link, "label": labels[link["to"]]} for link in there]
    return text


def _height(row):
    return 1 + max(map(_height, row["rows"]), default=0)


class TakeBack(Exception):
    """Nothing is kept of an example."""


def test_whatever_somebody_did_with_the_file_taking_everything_makes_the_plan_say_that(scene):
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data):
        with scene.app.app_context(), pytest.raises(TakeBack), writing() as session:
            take_everything(session.get(Person, scene.id("olivia")), data)

    holds()


def take_everything(olivia, data):
    strategic = plans.make_strategic_plan(olivia, "Strategic plan", "", at=now())
    seen = find(plans.make(strategic, "A table", olivia, at=now()).id, olivia, lock=True)
    actions.write(seen, data.draw(plans_of_any_kind(across=False)), at=now())
    kind = data.draw(st.sampled_from(list(files.MEDIA_TYPES)))
    wanted = data.draw(otherwise(as_text(seen.plan)))
    read = read_back(kind, files.as_file(wanted, kind))
    found = queries.found_in(seen, read)
    if not found.is_nothing:
        ids, shown = {each.id for each in found.changes}, queries.shown(read.text, found)
        try:
            actions.take(seen, read, ids, remove=True, name=kind, shown=shown, at=now())
        except Refusal as refusal:
            if "deeper than sub-steps" in refusal.sentence:  # a row that is left out would come along
                raise TakeBack from None
            raise
    db.session.expire_all()
    text = as_text(seen.plan)
    assert said(text) == said(wanted)
    assert all(a >= b for a, b in zip(noted(text), noted(wanted), strict=True)), "notes are only added"
    raise TakeBack


def said(text):
    def of(row):
        return {**row, "notes": [], "rows": [of(each) for each in row["rows"]]}

    return nameless(keyless({**text, "rows": [of(row) for row in text["rows"]]}))


def noted(text):
    return [
        Counter((each["on"], each["status"], each["text"], each["name"]) for each in one.row["notes"])
        for one in contents.placed(text)
    ]
