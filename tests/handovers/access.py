"""Only the office hands plans over and transfers people; what one signed oneself is one's own."""

from datetime import timedelta

from access import NOT_YOURS, Line, everyone
from world import local_today

READ, CHANGED = everyone(NOT_YOURS, olivia=200), everyone(NOT_YOURS, olivia=303)
THE_PLAN = {
    "anyone": 303,
    "ana": 403,
    "ben": 403,
    "dana": 403,
    "lena": 403,
    "chloe": 404,
    "evan": 404,
    "sam": 404,
}
IN_TEN_DAYS = (local_today() + timedelta(days=10)).isoformat()


def version(scene) -> str:
    page = scene.olivia.form("/plans/1/hand-over")
    return dict(page.fields)["version"]


def to_evan(scene, visitor) -> dict:
    return {
        "who": "Evan Wright",
        "starts_on": local_today().isoformat(),
        "reason": "Ben Carter moves.",
        "version": version(scene),
    }


def of_many(scene, visitor) -> dict:
    return {**to_evan(scene, visitor), "plans": [f"1.{version(scene)}"]}


def it_is_planned(scene) -> None:
    answer = scene.olivia.fill(
        "/plans/1/hand-over", who="Evan Wright", starts_on=IN_TEN_DAYS, reason="Ben Carter moves."
    )
    assert answer.status_code == 303


ACCESS = {
    "handovers.hand_over_page GET": Line("{plan}/hand-over", {**THE_PLAN, "olivia": 200}, plan="active"),
    "handovers.hand_over POST": Line(
        "{plan}/hand-over", {**THE_PLAN, "olivia": 303}, plan="active", form=to_evan
    ),
    "handovers.cancel POST": Line(
        "{plan}/hand-overs/1/cancellation",
        {**THE_PLAN, "olivia": 303},
        plan="active",
        setting=it_is_planned,
    ),
    "handovers.hand_over_all_page GET": Line("/people/2/hand-over", READ, plan="active"),
    "handovers.hand_over_all POST": Line("/people/2/hand-over", CHANGED, plan="active", form=of_many),
    "handovers.transfer_page GET": Line("/people/1/transfer", READ),
    "handovers.transfer POST": Line(
        "/people/1/transfer", CHANGED, plan="active", form={"site_id": "2", "evaluator": "keep"}
    ),
    "handovers.signed GET": Line("/signed", everyone(200)),
    "handovers.signed_document GET": Line(
        "/signatures/1/document.pdf", everyone(404, ben=200), plan="evaluator_signed"
    ),
}
