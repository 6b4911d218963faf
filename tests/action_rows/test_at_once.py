"""Two at the very same moment, on both databases: what each of them typed is there, or both texts are shown."""

import os

from action_world import O1, O2, PLAN, S1A, S1B, table_of
from backstage import at_once, rows, value
from sqlalchemy import select

from plf.action_plans import tree
from plf.models import ActionChange, ActionRow

ROUNDS = int(os.environ.get("PLF_RACE_ROUNDS", "1"))
ROW = f"{PLAN}/rows/{S1A}"


def form(person) -> dict[str, str]:
    return dict(person.form(ROW, ROW).fields)


def sends(person, typed: dict[str, str]):
    return lambda: person.post(ROW, typed)


def test_two_cells_of_a_row_and_the_same_cell(scene):
    table_of(scene)
    for number in range(ROUNDS):
        bens, olivias = form(scene.ben), form(scene.olivia)
        bens |= {f"row-{S1A}-resources": f"Ben {number}", f"row-{S1A}-question": f"Ben asks {number}"}
        olivias |= {f"row-{S1A}-resources": f"Olivia {number}", f"row-{S1A}-starts": str(2026 + number % 50)}
        answers = at_once(sends(scene.ben, bens), sends(scene.olivia, olivias))
        assert sorted(each.status_code for each in answers) == [303, 409]
        row = rows(scene, select(ActionRow).where(ActionRow.id == S1A))[0]
        assert (row.question, row.starts) == (f"Ben asks {number}", str(2026 + number % 50))
        told = next(each.text for each in answers if each.status_code == 409)
        assert f"Ben {number}" in told
        assert f"Olivia {number}" in told


def test_one_moves_a_row_while_the_other_deletes_what_it_moves_under(scene):
    table_of(scene)
    for _ in range(ROUNDS):
        at_once(
            lambda: scene.ben.post(f"{PLAN}/rows/{S1B}/move", how="under", under=str(O2)),
            lambda: scene.olivia.post(f"{PLAN}/rows/{O2}/deletion"),
        )
        left = rows(scene, select(ActionRow).where(ActionRow.deleted_at.is_(None)))
        there = {each.id: (each.parent_id, each.position) for each in left}
        assert sorted(tree.places(there)) == sorted(there)
        scene.olivia.post(f"{PLAN}/rows/{O2}/restoration")
        scene.ben.post(f"{PLAN}/rows/{S1B}/move", how="under", under=str(O1))
    assert value(scene, select(ActionChange.id).where(ActionChange.cell == "deleted").limit(1))
