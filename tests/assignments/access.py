"""Who may volunteer and who may assign."""

from access import HIDDEN, Line, everyone

ANA = {"person": "1"}
NO_TEACHERS = {"ana": 403, "chloe": 403, "lena": 403, "sam": 403}
OF_THE_LIST = {"listed": "Ana Ortiz"}


def ben_has_looked(scene) -> None:
    """Ben has chosen Ana, and nothing is assigned yet."""
    answer = scene.ben.post("/assignments/many", {"site_id": "", "staff_kind": "", "idle": "", **OF_THE_LIST})
    assert answer.status_code == 303, answer.text[:2000]


def ben_has_assigned(scene) -> None:
    ben_has_looked(scene)
    assert scene.ben.post("/assignments/batches/1").status_code == 303


ACCESS = {
    "assignments.volunteer POST": Line("/volunteering", everyone(303, olivia=409)),
    "assignments.choose GET": Line("/assignments", everyone(403, ben=200, dana=200, evan=200, olivia=200)),
    "assignments.preview POST": Line(
        "/assignments/preview", everyone(422, ben=200, dana=200, olivia=200), form=ANA
    ),
    "assignments.assign POST": Line("/assignments", everyone(404, ben=303, dana=303, olivia=303), form=ANA),
    "assignments.choose_many GET": Line("/assignments/many", everyone(200, **NO_TEACHERS)),
    "assignments.choose_many POST": Line(
        "/assignments/many",
        everyone(303, evan=422, **NO_TEACHERS),
        form={"site_id": "", "staff_kind": "", "idle": "", **OF_THE_LIST},
    ),
    "assignments.list_batches GET": Line("/assignments/batches", everyone(200, **NO_TEACHERS)),
    "assignments.show_batch GET": Line(
        "/assignments/batches/1", everyone(HIDDEN, ben=200, olivia=200), setting=ben_has_looked
    ),
    "assignments.assign_batch POST": Line(
        "/assignments/batches/1", everyone(HIDDEN, ben=303, olivia=303), setting=ben_has_looked
    ),
    "assignments.ask_to_take_back GET": Line(
        "/assignments/batches/1/taking-back", everyone(HIDDEN, ben=200, olivia=200), setting=ben_has_assigned
    ),
    "assignments.take_back POST": Line(
        "/assignments/batches/1/taking-back", everyone(HIDDEN, ben=303, olivia=303), setting=ben_has_assigned
    ),
}
