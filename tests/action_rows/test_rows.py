"""Rows in a tree: added, moved, deleted and brought back, with the people and the links that stay with them."""

from html import unescape

import pytest
from action_world import O1, O2, O3, PLAN, S1A, S1B, S1BI, S1BII, S1C, S2A, S2B, S3A, A, B, table_of
from backstage import rows, value
from sqlalchemy import select

from plf.action_plans import queries
from plf.database import writing
from plf.models import ActionChange, ActionLink, ActionPlan, ActionRow, ActionTeamMember, Person


def labels(scene) -> dict[int, str]:
    with scene.app.app_context():
        return {each.row: each.label for each in queries.places(1).values()}


def does(who, row: int, step: str, **fields):
    answer = who.post(f"{PLAN}/rows/{row}/{step}", **fields)
    assert answer.status_code == 303, answer.text[:1500]
    return answer


def test_rows_are_added_after_another_under_it_and_as_a_priority(scene):
    table_of(scene)
    for asked, text in (
        (f"?after={S1A}", "After 1a"),
        (f"?under={O2}", "Last of 2"),
        ("", "A third priority"),
    ):
        assert scene.ben.post(f"{PLAN}/rows/new{asked}", text=text).status_code == 303
    named = {
        each.text: labels(scene)[each.id] for each in rows(scene, select(ActionRow).where(ActionRow.id > 15))
    }
    assert named == {"After 1a": "1b", "Last of 2": "2c", "A third priority": "C"}
    refused = scene.ben.post(f"{PLAN}/rows/new?under={S1BI}", text="Too deep")
    assert refused.status_code == 422
    assert "A sub-step has no rows under it." in refused.text


@pytest.mark.parametrize(
    ("row", "how", "under", "becomes"),
    [
        (S1C, "up", None, "1b"),
        (O1, "down", None, "2"),
        (S1C, "in", None, "1b.iii"),
        (S1BI, "out", None, "1c"),
        (O2, "under", B, "3"),
        (S2A, "under", O3, "3d"),
    ],
)
def test_a_row_moves_with_all_under_it_and_its_change_is_written_down(scene, row, how, under, becomes):
    table_of(scene)
    before = labels(scene)[row]
    does(scene.ben, row, "move", how=how, under=str(under or ""))
    assert labels(scene)[row] == becomes
    change = rows(scene, select(ActionChange).where(ActionChange.cell == "moved"))[0]
    assert (change.row_id, change.before, change.after) == (row, before, becomes)


def test_in_the_table_the_rows_to_move_under_come_when_somebody_who_edits_asks(scene):
    table_of(scene)
    row = f"{PLAN}/rows/{S1C}"
    assert "Learning within the school day" not in scene.ben.get(row, htmx=True).text
    asked = scene.ben.get(f"{row}?as=place", htmx=True).text
    assert f'<option value="{O1}" selected>1 Teachers who lead in every building</option>' in asked
    assert f'<option value="{S1BI}">' not in asked, "a sub-step has no rows under it"
    assert scene.ana.get(f"{row}?as=place").status_code == 403


def test_what_cannot_move_says_why(scene):
    table_of(scene)
    answer = scene.ben.post(f"{PLAN}/rows/{O1}/move", how="in")
    assert answer.status_code == 422
    assert "There is no row before it that it could stand under." in answer.text
    answer = scene.ben.post(f"{PLAN}/rows/{A}/move", how="under", under=str(S1B))
    assert "A row cannot stand under itself." in answer.text


def test_a_deleted_row_comes_back_to_its_place_with_people_and_links(scene):
    table_of(scene)
    does(scene.ben, S1A, "team", **{f"team-{S1A}-who": "An outside coach", "as_name": "yes"})
    does(scene.ben, S2A, "links", **{f"links-{S2A}-kind": "waits_for", f"links-{S2A}-to": "1a"})
    before = labels(scene)
    does(scene.ben, O1, "deletion")
    page = unescape(scene.ben.follow().text)
    assert "is deleted, with all that stood under it." in page
    assert "waits for" not in page, "a link to a deleted row is hidden"
    assert labels(scene)[O2] == "1"
    scene.ben.fill(f"{PLAN}?deleted={O1}", f"{PLAN}/rows/{O1}/restoration")
    assert labels(scene) == before
    page = unescape(scene.ben.follow().text)
    assert "waits for <a" in page
    assert "is waited for by <a" in page
    assert "Ana Ortiz, An outside coach" in page


def test_one_that_went_along_comes_back_alone_to_the_end_of_the_nearest(scene):
    table_of(scene)
    does(scene.ben, O1, "deletion")
    does(scene.ben, S1B, "restoration")
    there = labels(scene)
    assert (there[S1B], there[S1BI], there[S1BII]) == ("2", "2a", "2b")
    assert O1 not in there
    does(scene.ben, O1, "restoration")
    assert labels(scene)[O1] == "1"
    assert labels(scene)[S1B] == "3"


def test_a_team_takes_people_of_the_roster_by_a_few_letters_and_plain_names(scene):
    table_of(scene)
    answer = scene.ben.post(f"{PLAN}/rows/{S2B}/team", {f"team-{S2B}-who": "mart"})
    assert answer.status_code == 422
    assert "Chloë Martin" in answer.text
    does(scene.ben, S2B, "team", person="chloe@riverbend.example")
    does(scene.ben, S2B, "team", **{f"team-{S2B}-who": "chloë martin"})
    does(scene.ben, S2B, "team", **{f"team-{S2B}-who": "Consultant"})
    team = rows(
        scene, select(ActionTeamMember).where(ActionTeamMember.row_id == S2B).order_by(ActionTeamMember.id)
    )
    assert [(each.person_id, each.name) for each in team] == [(scene.id("chloe"), ""), (None, "Consultant")]
    assert scene.chloe.get(PLAN).status_code == 200, "whoever is on a team reads the working copy"
    does(scene.ben, S2B, f"team/{team[0].id}/end")
    assert scene.chloe.get(PLAN).status_code == 404
    suggested = scene.ben.get(f"{PLAN}/people?who=mart", htmx=True).text
    assert suggested.count("<option") == 1


def test_links_reach_rows_of_other_plans_that_one_may_see_and_no_others(scene):
    table_of(scene)
    with scene.app.app_context(), writing() as session:
        from plf.action_plans import actions
        from plf.models import StrategicPlan

        other = actions.make(
            session.get(StrategicPlan, 1),
            "Technology",
            session.get(Person, 3),
            at=session.get(ActionPlan, 1).made_at,
        )
        session.add(
            ActionRow(action_plan_id=other.id, position=0, text="A secret laptop cart", made_at=other.made_at)
        )
    words = {f"links-{S1A}-kind": "helps", f"links-{S1A}-to": "laptop"}
    answer = scene.ben.post(f"{PLAN}/rows/{S1A}/links", words)
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert scene.ben.post(f"{PLAN}/rows/{S1A}/links", {**words, "row": "16"}).status_code == 422
    does(scene.olivia, S1A, "links", **words)
    assert rows(scene, select(ActionLink.to_row_id)) == [16]
    several = scene.olivia.post(f"{PLAN}/rows/{S1A}/links", {**words, f"links-{S1A}-to": "time"})
    assert several.status_code == 422
    assert several.text.count('name="row" value=') > 1


def test_days_are_understood_or_kept_as_written(scene):
    table_of(scene)
    address = f"{PLAN}/rows/{S3A}"
    fields = {f"row-{S3A}-starts": "fall 2026", f"row-{S3A}-ends": "when the board says so"}
    assert scene.ben.fill(address, address, fields=fields).status_code == 303
    row = rows(scene, select(ActionRow).where(ActionRow.id == S3A))[0]
    assert (str(row.starts_on), row.ends_on) == ("2026-09-01", None)
    scene.ben.fill(address, address, fields={f"row-{S3A}-ends": ""})
    assert str(value(scene, select(ActionRow.ends_on).where(ActionRow.id == S3A))) == "2026-12-31"
    assert "Understood as Sep 1, 2026 – Dec 31, 2026." in scene.ben.get(address).text


def test_what_is_too_long_is_said_at_its_cell_and_stays(scene):
    table_of(scene)
    address = f"{PLAN}/rows/{S3A}"
    answer = scene.ben.fill(address, address, fields={f"row-{S3A}-owner": "long " * 40})
    assert answer.status_code == 422
    assert f'href="#row-{S3A}-owner"' in answer.text
    assert "long long long" in answer.text


def test_every_change_stands_in_the_history_of_the_row_and_of_the_plan(scene):
    table_of(scene)
    address = f"{PLAN}/rows/{S1A}"
    scene.ben.fill(address, address, fields={f"row-{S1A}-text": "Agree on five"})
    does(scene.olivia, S1A, "move", how="down")
    for page in (f"{PLAN}/history", f"{PLAN}/history?row={S1A}"):
        text = unescape(scene.ana.get(page).text)
        assert "moved it from 1a to 1b" in text
        assert "<ins>Agree on five</ins>" in text
        assert "Olivia Price" in text
