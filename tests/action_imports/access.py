"""Who brings tables in: the office and Ben, who was named to edit. As a new action plan the office alone."""

from access import Line, everyone
from action_world import PLAN, table_of

from tests.action_imports.made import shown

EDITS = everyone(404, ana=403, ben=200, olivia=200)
EDITOR_DOES = everyone(404, ana=403, ben=303, olivia=303)
OFFICE, OFFICE_DOES = everyone(403, olivia=200), everyone(403, olivia=303)
HERS = everyone(404, olivia=200)
SHE_DOES = everyone(404, olivia=303)
TABLE = "Goal\tAction Steps\tPerson Responsible\nRead more\t1. Buy books\tAna Ortiz"


def was_read(scene) -> None:
    table_of(scene)
    assert scene.olivia.post(f"{PLAN}/import", pasted=TABLE).status_code == 303


def taking(scene, visitor):
    sent = shown(scene.olivia, "/imports/1", take="add:n1")
    return {name: sent[name] for name in ("seen", "shown", "take")}


ACCESS = {
    "action_imports.choose GET": Line(f"{PLAN}/import", EDITS, setting=table_of),
    "action_imports.read POST": Line(f"{PLAN}/import", EDITOR_DOES, setting=table_of, form={"pasted": TABLE}),
    "action_imports.choose_new GET": Line("/strategy/1/import", OFFICE, setting=table_of),
    "action_imports.read_new POST": Line(
        "/strategy/1/import", OFFICE_DOES, setting=table_of, form={"pasted": TABLE}
    ),
    "action_imports.preview GET": Line("/imports/1", HERS, setting=was_read),
    "action_imports.choose_columns POST": Line(
        "/imports/1/columns", SHE_DOES, setting=was_read, form={"column-0": "priority"}
    ),
    "action_imports.take POST": Line("/imports/1", SHE_DOES, setting=was_read, form=taking),
    "action_imports.leave POST": Line("/imports/1/leave", SHE_DOES, setting=was_read),
}
