"""Records are the office's alone."""

from access import NOT_YOURS, Line, everyone

from tests.records.shelf import closed_long_ago, draws_up, stops

READ, CHANGED, WRONG = (everyone(NOT_YOURS, olivia=status) for status in (200, 303, 422))
A_HOLD = {"of": "person_id", "who": "Ana Ortiz", "reason": "A letter of her lawyer."}


def ana_is_held(scene) -> None:
    assert scene.olivia.post("/records/holds", A_HOLD).status_code == 303


def a_list(scene) -> None:
    closed_long_ago(scene)
    draws_up(scene, "journal:1", "signed:1")


def a_list_that_stopped(scene) -> None:
    closed_long_ago(scene)
    stops(scene, draws_up(scene, "drafts:1"))


LISTED = {"setting": a_list}

ACCESS = {
    "records.index GET": Line("/records", READ),
    "records.retention GET": Line("/records/retention", READ),
    "records.set_rule POST": Line(
        "/records/retention", CHANGED, form={"kind": "signed", "years": "10", "source": "Board policy 4.2"}
    ),
    "records.holds GET": Line("/records/holds", READ),
    "records.place_hold POST": Line("/records/holds", CHANGED, form=A_HOLD),
    "records.hold GET": Line("/records/holds/1", READ, setting=ana_is_held),
    "records.lift_hold POST": Line(
        "/records/holds/1", CHANGED, setting=ana_is_held, form={"why": "The case is over."}
    ),
    "records.due GET": Line("/records/due", READ),
    "records.draw_up POST": Line("/records/due", WRONG),
    "records.disposition GET": Line("/records/lists/1", READ, **LISTED),
    "records.confirm POST": Line("/records/lists/1/confirmation", CHANGED, **LISTED, form={"password": "quiet rivers carry leaves"}),
    "records.go_on POST": Line("/records/lists/1/going-on", CHANGED, setting=a_list_that_stopped),
    "records.drop POST": Line("/records/lists/1/end", CHANGED, **LISTED),
    "records.public_request GET": Line("/records/public", READ),
    "records.export_public POST": Line("/records/public", WRONG),
    "records.export_page GET": Line("/records/export", READ),
    "records.export_all POST": Line("/records/export", CHANGED),
}  # fmt: skip
