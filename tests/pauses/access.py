"""The evaluator, the deputy and the office pause and resume; the teacher asks one of them."""

from access import Line

THEY_MAY = {"anyone": 303, "ana": 403, "ben": 303, "dana": 303, "olivia": 303, "lena": 403}
NOBODY_ELSE = {"chloe": 404, "evan": 404, "sam": 404}
CHANGED = {**THEY_MAY, **NOBODY_ELSE}
READ = {name: 200 if status == 303 and name != "anyone" else status for name, status in CHANGED.items()}


def it_is_paused(scene) -> None:
    assert scene.olivia.fill("/plans/1/pause", reason="On leave.").status_code == 303


def seen(page: str, reason: str = ""):
    def form(scene, visitor) -> dict:
        return {"version": dict(scene.olivia.form(page).fields)["version"], "reason": reason}

    return form


ACCESS = {
    "pauses.pause_page GET": Line("{plan}/pause", READ, plan="active"),
    "pauses.pause POST": Line(
        "{plan}/pause", CHANGED, plan="active", form=seen("/plans/1/pause", "On leave.")
    ),
    "pauses.resume_page GET": Line("{plan}/resumption", READ, plan="active", setting=it_is_paused),
    "pauses.resume POST": Line(
        "{plan}/resumption", CHANGED, plan="active", setting=it_is_paused, form=seen("/plans/1/resumption")
    ),
}
