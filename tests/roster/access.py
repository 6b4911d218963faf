"""Rosters are the office's alone."""

from io import BytesIO

from access import NOT_YOURS, Line, everyone
from werkzeug.datastructures import FileStorage

from plf.roster import jobs
from tests.roster.files import roster_11, user

READS = everyone(NOT_YOURS, olivia=200)
CHANGES = everyone(NOT_YOURS, olivia=303)
ANA = user("T1", "teacher", "S1", "Ana", "Ortiz", "ana@riverbend.example")
NORA = user("T9", "teacher", "S1", "Nora", "Whitfield", "nora@riverbend.example")


def brings(scene, content: bytes, name: str = "roster.zip", mode: str = "") -> str:
    """Olivia brings a file in, and the worker reads it; returns its address."""
    answer = scene.olivia.post("/roster", [("file", FileStorage(BytesIO(content), name)), ("mode", mode)])
    assert answer.status_code == 303, answer.text[:2000]
    address = answer.location
    with scene.app.app_context():
        jobs.dry_run(int(address.rpartition("/")[2]), lambda done, total: None)
    return address


def is_written(scene, address: str) -> None:
    with scene.app.app_context():
        jobs.write_all(int(address.rpartition("/")[2]), lambda done, total: None)


def was_read(scene) -> None:
    brings(scene, roster_11(ANA, NORA))


def asks_for_columns(scene) -> None:
    brings(scene, b"A,B,C\nNora Whitfield,nora@riverbend.example,Maple\n", "people.csv")


def nobody_evaluates_chloe(scene) -> None:
    from backstage import change

    change(scene, "DELETE FROM pairing WHERE teacher_id = 7")


def a_file(scene, visitor):
    return {"file": FileStorage(BytesIO(roster_11(NORA)), "roster.zip")}


ACCESS = {
    "roster.index GET": Line("/roster", READS),
    "roster.bring POST": Line("/roster", CHANGES, form=a_file),
    "roster.show GET": Line("/roster/imports/1", READS, setting=was_read),
    "roster.take POST": Line("/roster/imports/1", CHANGES, setting=was_read),
    "roster.leave POST": Line("/roster/imports/1/leave", CHANGES, setting=was_read),
    "roster.choose_columns POST": Line(
        "/roster/imports/1/columns",
        CHANGES,
        setting=asks_for_columns,
        form={"column-0": "name", "column-1": "email"},
    ),
    "roster.report GET": Line("/roster/imports/1/report.csv", READS, setting=was_read),
    "roster.roles GET": Line("/roster/roles", READS),
    "roster.roles POST": Line(
        "/roster/roles", CHANGES, form={"aide": "-", "counselor": "teacher", "proctor": ""}
    ),
    "roster.evaluators GET": Line("/roster/evaluators", READS),
    "roster.name_leaders POST": Line("/roster/evaluators", CHANGES, setting=nobody_evaluates_chloe),
    "roster.site GET": Line("/roster/sites/1", READS),
    "roster.name_at_site POST": Line("/roster/sites/1", CHANGES, form={"who": "Ben Carter"}),
}
