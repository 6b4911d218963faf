"""Who sees the committee room, and who notes in it: the office and its editors do; those who carry rows read."""

from access import Line, everyone

from tests.row_updates.strategy import O1, PLAN, table_of

ITS_PEOPLE = everyone(404, ana=200, sam=200, chloe=200, ben=200, olivia=200)
ITS_EDITORS = everyone(404, ana=403, sam=403, chloe=403, ben=303, olivia=303)
QUESTION = {"kind": "question", "text": "Who pays?", "row": str(O1)}


def parked(scene) -> None:
    table_of(scene)
    assert scene.olivia.post(f"{PLAN}/room/{O1}/notes", QUESTION).status_code == 303


ACCESS = {
    "committee.room GET": Line(f"{PLAN}/room", ITS_PEOPLE, setting=parked),
    "committee.outcome GET": Line(f"{PLAN}/room/{O1}", ITS_PEOPLE, setting=parked),
    "committee.note POST": Line(f"{PLAN}/room/{O1}/notes", ITS_EDITORS, setting=table_of, form=QUESTION),
    "committee.settle POST": Line(
        f"{PLAN}/room/{O1}/notes/1/settlement",
        ITS_EDITORS,
        setting=parked,
        form={"note-1-answer": "The office does."},
    ),
}
