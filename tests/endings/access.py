"""The office withdraws, reinstates and ends plans and closes the year; the evaluator withdraws before both signed."""

from access import NOT_YOURS, Line, everyone

READ, CHANGED = everyone(NOT_YOURS, olivia=200), everyone(NOT_YOURS, olivia=303)
NOBODY_ELSE = {"chloe": 404, "evan": 404, "sam": 404, "lena": 403}
BY_THE_OFFICE = {"anyone": 303, "ana": 403, "ben": 403, "dana": 403, "olivia": 303, **NOBODY_ELSE}
BY_BOTH = {**BY_THE_OFFICE, "ben": 303, "dana": 303}
BY_THE_EVALUATOR = {**BY_BOTH, "olivia": 403}
REASON = "Assigned in error."


def read(steps: dict) -> dict:
    return {name: 200 if status == 303 and name != "anyone" else status for name, status in steps.items()}


def seen(**typed):
    def form(scene, visitor) -> dict:
        from backstage import value
        from sqlalchemy import select

        from plf.models import Plan

        return {"version": value(scene, select(Plan.version)), **typed}

    return form


def it_is_withdrawn(scene) -> None:
    assert scene.olivia.fill("/plans/1/withdrawal", reason=REASON).status_code == 303


ACCESS = {
    "endings.withdraw_page GET": Line("{plan}/withdrawal", read(BY_BOTH), plan="submitted"),
    "endings.withdraw POST": Line("{plan}/withdrawal", BY_BOTH, plan="submitted", form=seen(reason=REASON)),
    "endings.reinstate_page GET": Line(
        "{plan}/reinstatement", read(BY_THE_OFFICE), plan="submitted", setting=it_is_withdrawn
    ),
    "endings.reinstate POST": Line(
        "{plan}/reinstatement", BY_THE_OFFICE, plan="submitted", setting=it_is_withdrawn, form=seen()
    ),
    "endings.not_signed_page GET": Line("{plan}/not-signed", read(BY_THE_EVALUATOR), plan="evaluator_signed"),
    "endings.note_not_signed POST": Line(
        "{plan}/not-signed", BY_THE_EVALUATOR, plan="evaluator_signed", form=seen(reason="She will not.")
    ),
    "endings.end_page GET": Line("{plan}/unfinished-end", read(BY_THE_OFFICE), plan="active"),
    "endings.end POST": Line(
        "{plan}/unfinished-end", BY_THE_OFFICE, plan="active", form=seen(why="left", reason="")
    ),
    "endings.remind POST": Line("{plan}/reminder", {**everyone(403), "olivia": 303}, plan="submitted"),
    "endings.closing_list GET": Line("/years/1/closing", READ, plan="submitted"),
    "endings.preview POST": Line("/years/1/closing/preview", READ, plan="submitted", form={"plan": "1"}),
    "endings.end_many POST": Line(
        "/years/1/closing/ends", CHANGED, plan="submitted", form={"plans": "1", "why": "not completed"}
    ),
    "endings.ending_page GET": Line("/years/1/closing/ends", READ),
}
