"""Who changes rows: the office and Ben, who was named. Ana is on a team, so she reads the working copy."""

from access import Line, everyone
from action_world import O1, O2, PLAN, S1A, table_of

ITS_PEOPLE = everyone(404, ana=200, ben=200, olivia=200)
EDITS = everyone(404, ana=403, ben=200, olivia=200)
EDITOR_DOES = everyone(404, ana=403, ben=303, olivia=303)
ROW = f"{PLAN}/rows/{S1A}"


def deleted(scene) -> None:
    table_of(scene)
    assert scene.ben.post(f"{PLAN}/rows/{O2}/deletion").status_code == 303


def linked(scene) -> None:
    table_of(scene)
    fields = {f"links-{S1A}-kind": "helps", f"links-{S1A}-to": "2a"}
    assert scene.ben.post(f"{ROW}/links", fields).status_code == 303


ACCESS = {
    "action_rows.changes_since GET": Line(f"{PLAN}/changes-since/0", ITS_PEOPLE, setting=table_of),
    "action_rows.show GET": Line(ROW, ITS_PEOPLE, setting=table_of),
    "action_rows.write POST": Line(
        ROW, EDITOR_DOES, setting=table_of, form={f"row-{S1A}-text": "New words", f"row-{S1A}-seen": "1"}
    ),
    "action_rows.new GET": Line(f"{PLAN}/rows/new?under={O1}", EDITS, setting=table_of),
    "action_rows.new POST": Line(
        f"{PLAN}/rows/new?under={O1}", EDITOR_DOES, setting=table_of, form={"text": "A step"}
    ),
    "action_rows.move POST": Line(f"{ROW}/move", EDITOR_DOES, setting=table_of, form={"how": "down"}),
    "action_rows.delete POST": Line(f"{ROW}/deletion", EDITOR_DOES, setting=table_of),
    "action_rows.restore POST": Line(f"{PLAN}/rows/{O2}/restoration", EDITOR_DOES, setting=deleted),
    "action_rows.people GET": Line(f"{PLAN}/people?who=ort", EDITS, setting=table_of),
    "action_rows.add_member POST": Line(
        f"{ROW}/team", EDITOR_DOES, setting=table_of, form={f"team-{S1A}-who": "Sam Lee"}
    ),
    "action_rows.end_member POST": Line(f"{ROW}/team/1/end", EDITOR_DOES, setting=table_of),
    "action_rows.add_link POST": Line(
        f"{ROW}/links",
        EDITOR_DOES,
        setting=table_of,
        form={f"links-{S1A}-kind": "waits_for", f"links-{S1A}-to": "2a"},
    ),
    "action_rows.end_link POST": Line(f"{ROW}/links/1/end", EDITOR_DOES, setting=linked),
}
