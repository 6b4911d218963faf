"""One preview, taken twice in the same moment: the table is there once. PLF_RACE_ROUNDS for more."""

import pytest
from action_world import PLAN, table_of
from backstage import at_once, ready, value
from collisions import ROUNDS
from sqlalchemy import func, select

from plf.models import ActionPlan, ActionRow, TableImport
from tests.action_imports.made import PARAPHRASED

pytestmark = pytest.mark.postgres

NEW = "/strategy/1/import"


def brought(scene, database, into: str, *more: str) -> str:
    """The preview of a pasted table, from where every round begins."""
    table_of(scene)
    for address in more:
        assert scene.olivia.post(address).status_code == 303
    preview = scene.olivia.post(into, pasted=PARAPHRASED.read_text()).headers["Location"]
    database.mark()
    return preview


def rounds(database, *acts):
    for _ in range(ROUNDS):
        database.rewind()
        yield at_once(*acts)


def plans(scene) -> int:
    return value(scene, select(func.count()).select_from(ActionPlan))


def test_a_double_click_makes_one_plan_and_shows_it_to_both(scene, database):
    preview = brought(scene, database, NEW)
    takes = ready(scene.olivia, preview, preview)
    for answers in rounds(database, takes, takes):
        assert [each.status_code for each in answers] == [303, 303]
        assert {each.headers["Location"] for each in answers} == {"/action-plans/2"}
        assert plans(scene) == 2


def test_taken_in_two_tabs_a_new_plan_is_made_once(scene, database):
    preview = brought(scene, database, NEW)
    tabs = [ready(scene.olivia, preview, preview) for _ in range(2)]
    for answers in rounds(database, *tabs):
        assert sorted(each.status_code for each in answers) == [303, 404]
        assert plans(scene) == 2


def test_taken_in_two_tabs_into_a_plan_the_rows_come_once(scene, database):
    preview = brought(
        scene, database, f"{PLAN}/import", f"{PLAN}/rows/1/deletion", f"{PLAN}/rows/11/deletion"
    )
    tabs = [ready(scene.olivia, preview, preview) for _ in range(2)]
    for answers in rounds(database, *tabs):
        assert sorted(each.status_code for each in answers) == [303, 404]
        there = select(func.count()).select_from(ActionRow).where(ActionRow.deleted_at.is_(None))
        assert value(scene, there) == 32, "1 priority, 4 outcomes, 23 steps, 4 sub-steps"


def test_taken_in_one_tab_and_left_in_the_other_it_is_one_of_both(scene, database):
    preview = brought(scene, database, NEW)
    leaves = ready(scene.olivia, preview, f"{preview}/leave")
    for taken, left in rounds(database, ready(scene.olivia, preview, preview), leaves):
        assert sorted([taken.status_code, left.status_code]) == [303, 404]
        assert plans(scene) == (2 if taken.status_code == 303 else 1)
        assert not value(scene, select(TableImport.id))
