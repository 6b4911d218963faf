"""Who says how rows stand, who asks for it, and who reads what changed. Ana and Sam are on teams, Chloë owns a row."""

from datetime import timedelta

from access import Line, everyone
from world import local_today

from tests.row_updates.strategy import O1, O2, PLAN, S1A, table_of

ITS_PEOPLE = everyone(404, ana=200, sam=200, chloe=200, ben=200, olivia=200)
ASK = {"row": str(O1), "due_on": (local_today() + timedelta(days=9)).isoformat(), "line": ""}


def asked(scene) -> None:
    table_of(scene)
    assert scene.olivia.post(f"{PLAN}/updates", ASK | {"row": ""}).status_code == 303


ACCESS = {
    "row_updates.mine GET": Line("/strategy/mine", everyone(200), setting=table_of),
    "row_updates.of_row GET": Line(f"{PLAN}/rows/{O2}/updates", ITS_PEOPLE, setting=table_of),
    "row_updates.update POST": Line(
        f"{PLAN}/rows/{S1A}/updates",
        everyone(404, ana=303, ben=303, olivia=303, sam=403, chloe=403),
        setting=table_of,
        form={f"stands-{S1A}-status": "on_track", f"stands-{S1A}-text": "Two meetings held."},
    ),
    "row_updates.asks GET": Line(f"{PLAN}/updates", ITS_PEOPLE, setting=table_of),
    "row_updates.ask POST": Line(
        f"{PLAN}/updates",
        everyone(404, ben=303, olivia=303, chloe=303, ana=422, sam=422),  # not on their list
        setting=table_of,
        form=ASK,
    ),
    "row_updates.show_ask GET": Line(f"{PLAN}/updates/1", ITS_PEOPLE, setting=asked),
    "row_updates.close POST": Line(
        f"{PLAN}/updates/1/end",
        everyone(404, ben=303, olivia=303, ana=403, sam=403, chloe=403),
        setting=asked,
    ),
    "row_updates.changed GET": Line(f"{PLAN}/changed", ITS_PEOPLE, setting=table_of),
}
