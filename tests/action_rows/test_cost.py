"""What one does to a row costs what the row costs, however many rows the table has: told in rows read and queries made."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from action_world import MADE, O1, O3, PLAN, S1A, S1B, S2B, table_of
from backstage import value
from sqlalchemy import event, select

from plf.database import writing
from plf.extensions import db
from plf.models import ActionLink, ActionPlan, ActionRow

ROW = f"{PLAN}/rows/{S1A}"


@pytest.mark.once
def test_a_row_costs_the_same_in_a_long_table(scene):
    table_of(scene)
    scene.ben.token()
    few = costs(scene)
    assert all(each["rows"] for each in few.values()), "the rows that are read are counted"
    more_rows(scene, 200)
    assert costs(scene) == few


def costs(scene) -> dict[str, dict[str, int]]:
    """What each thing that Ben does in the table costs: {what: {"rows": read whole, "queries": made}}."""
    form = dict(scene.ben.form(ROW, ROW).fields)
    changed = str(int(value(scene, select(ActionPlan.changed))))
    number = int(value(scene, select(db.func.count()).select_from(ActionRow)))
    words = {f"row-{S1A}-resources": f"With {number} rows"}
    acts: dict[str, Callable] = {
        "open": lambda: scene.ben.get(ROW, htmx=True),
        "save": lambda: scene.ben.post(ROW, {**form, **words}, htmx=True),
        "ask again": lambda: scene.olivia.get(f"{PLAN}/changes-since/{changed}", htmx=True),
        "close": lambda: scene.ben.get(f"{ROW}?as=read", htmx=True),
        "ask where to": lambda: scene.ben.get(f"{ROW}?as=place", htmx=True),
        "move down": lambda: scene.ben.post(f"{ROW}/move", how="down", seen=since(), htmx=True),
        "move up": lambda: scene.ben.post(f"{ROW}/move", how="up", seen=since(), htmx=True),
        "begin a row": lambda: scene.ben.get(f"{PLAN}/rows/new?under={O1}", htmx=True),
        "add": lambda: scene.ben.post(f"{PLAN}/rows/new?under={O1}", text="Ask", seen=since(), htmx=True),
        "delete": lambda: scene.ben.post(f"{PLAN}/rows/{S2B}/deletion", seen=since(), htmx=True),
        "bring back": lambda: scene.ben.post(f"{PLAN}/rows/{S2B}/restoration", seen=since(), htmx=True),
    }

    def since() -> str:
        return str(value(scene, select(ActionPlan.changed)))

    found = {}
    for name, act in acts.items():
        with counted(scene) as count:
            assert act().status_code == 200, name
        found[name] = count
    return found


@contextmanager
def counted(scene):
    count = {"rows": 0, "queries": 0}

    def of_a_row(*_) -> None:
        count["rows"] += 1

    def of_a_query(*_) -> None:
        count["queries"] += 1

    with scene.app.app_context():
        engine = db.engine
    heard = [(ActionRow, "load", of_a_row), (ActionRow, "refresh", of_a_row)]
    heard.append((engine, "after_cursor_execute", of_a_query))
    for each in heard:
        event.listen(*each)
    try:
        yield count
    finally:
        for each in heard:
            event.remove(*each)


def more_rows(scene, many: int) -> None:
    """So many steps under outcome 3, each waiting for 1b."""
    with scene.app.app_context(), writing() as session:
        for number in range(many):
            link = ActionLink(to_row_id=S1B, kind="waits_for", note="")
            more = {"position": 3 + number, "text": f"Step {number + 1} of many", "links": [link]}
            session.add(ActionRow(action_plan_id=1, parent_id=O3, made_at=MADE, **more))
