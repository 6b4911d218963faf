"""Whatever is done to rows one after the other: one parent, no gaps, links and people at the same rows."""

import os
import random

import pytest
from action_world import PLAN, ROWS, S1A, S1B, S2A, table_of
from sqlalchemy import select

from plf.action_plans import queries, tree
from plf.action_rows import actions
from plf.action_rows.queries import news as told_of
from plf.database import now, writing
from plf.extensions import db
from plf.models import ActionLink, ActionRow, ActionTeamMember, Person
from plf.rules import Refusal

STEPS = int(os.environ.get("PLF_ROW_STEPS", "30"))
HOW = ("up", "down", "in", "out", "under", "under", "delete", "restore", "restore", "add")


@pytest.mark.parametrize("seed", [1])
def test_any_sequence_keeps_one_tree_and_what_belongs_to_its_rows(scene, seed):
    table_of(scene)
    for row, to in ((S2A, "1a"), (S1B, "3b")):
        words = {f"links-{row}-kind": "waits_for", f"links-{row}-to": to}
        assert scene.ben.post(f"{PLAN}/rows/{row}/links", words).status_code == 303
    chance = random.Random(seed)
    with scene.app.app_context():
        links, team = belongings()
        page, number, done, in_part = {}, 0, 0, 0
        for _ in range(STEPS):
            done += step(chance, chance.choice(HOW))
            if chance.random() < 0.6:
                number, is_part = ask_again(page, number)
                in_part += is_part
        assert done > STEPS / 4, "most of the steps were refused: this proves little"
        assert in_part, "no answer held a part of the labels alone"
        assert belongings() == (links, team)
        for row_id in sorted(deleted()):
            act("restore", row_id)
        assert set(ROWS) <= set(queries.places(1)), "every row that was ever deleted came back"
        is_whole()


def ask_again(page: dict[int, str], number: int) -> tuple[int, bool]:
    """Put the news since a change into a page of labels, as static/table.js does: it shows those that rows have.

    Returns the number to ask from next, and whether only a part of the labels came.
    """
    seen = queries.find_working_copy(1, db.session.get(Person, 3))
    real = {row_id: place.label for row_id, place in queries.places(1).items()}
    news = told_of(seen, number) if number else None
    if news is None:
        page |= real
    else:
        for row_id in news.gone:
            page.pop(row_id, None)
        page |= {row.id: seen.table.place[row.id].label for row in news.rows}
        page |= news.labels
    assert page == real
    db.session.rollback()
    return seen.plan.changed, news is not None and 0 < len(news.labels) < len(real)


def belongings():
    links = db.session.execute(select(ActionLink.row_id, ActionLink.to_row_id, ActionLink.kind)).all()
    team = db.session.execute(select(ActionTeamMember.row_id, ActionTeamMember.person_id)).all()
    assert (S1A, 1) in [tuple(each) for each in team]
    return sorted(links), sorted(team)


def deleted() -> list[int]:
    return list(db.session.scalars(select(ActionRow.id).where(ActionRow.deleted_at.is_not(None))))


def step(chance: random.Random, how: str) -> bool:
    there = sorted(queries.places(1))
    rows = deleted() if how == "restore" else there
    if not rows:
        return False
    try:
        act(how, chance.choice(rows), chance.choice([None, *there]) if there else None)
    except Refusal:
        return False
    is_whole()
    return True


def act(how: str, row_id: int, other: int | None = None) -> None:
    with writing() as session:
        seen = queries.find_working_copy(1, session.get(Person, 2), lock=True)
        row = session.get(ActionRow, row_id)
        if how == "delete":
            actions.delete(seen, row, at=now())
        elif how == "restore":
            actions.restore(seen, row, at=now())
        elif how == "add":
            actions.add(seen, row, None, "One more", "", at=now())
        else:
            actions.move(seen, row, how, other, at=now())


def is_whole() -> None:
    rows = db.session.execute(
        select(ActionRow.id, ActionRow.parent_id, ActionRow.position).where(ActionRow.deleted_at.is_(None))
    ).all()
    now_there = {each.id: (each.parent_id, each.position) for each in rows}
    assert sorted(tree.places(now_there)) == sorted(now_there), "every row hangs in the tree, once"
    for row_ids in tree.children(now_there).values():
        assert [now_there[each][1] for each in row_ids] == list(range(len(row_ids))), "no gaps"
