"""Who makes action plans, writes above their tables and names editors: the office; Ben was named; Ana is on a team."""

from access import Line, everyone
from action_world import PLAN, table_of

from plf.action_plans.contents import COLUMNS, HEAD

OFFICE = everyone(403, olivia=200)
OFFICE_DOES = everyone(403, olivia=303)
# Nothing is adopted, so that it exists for its people alone.
ITS_PEOPLE = everyone(404, ana=200, ben=200, olivia=200)
EDITS = everyone(404, ana=403, ben=200, olivia=200)
EDITOR_DOES = everyone(404, ana=403, ben=303, olivia=303)
ORDERED = everyone(404, ana=403, ben=403, olivia=303)


def with_column(scene) -> None:
    table_of(scene)
    assert scene.ben.post(f"{PLAN}/columns", title="Evidence", hint="").status_code == 303


def with_an_empty_one(scene) -> None:
    assert scene.olivia.post("/strategy/new", title="Plan", about="").status_code == 303


def with_a_removed_one(scene) -> None:
    with_an_empty_one(scene)
    assert scene.olivia.post("/strategy/1/removal").status_code == 303


def removed(scene) -> None:
    table_of(scene)
    assert scene.olivia.post(f"{PLAN}/removal").status_code == 303


ACCESS = {
    "action_plans.index GET": Line("/strategy", everyone(200), setting=table_of),
    "action_plans.new_strategic_plan GET": Line("/strategy/new", OFFICE),
    "action_plans.new_strategic_plan POST": Line("/strategy/new", OFFICE_DOES, form={"title": "Plan"}),
    "action_plans.strategic_plan GET": Line("/strategy/1", OFFICE, setting=table_of),
    "action_plans.strategic_plan POST": Line(
        "/strategy/1", OFFICE_DOES, setting=table_of, form={"title": "Plan"}
    ),
    "action_plans.remove_strategic_plan POST": Line(
        "/strategy/1/removal", OFFICE_DOES, setting=with_an_empty_one
    ),
    "action_plans.bring_back_strategic_plan POST": Line(
        "/strategy/1/return", OFFICE_DOES, setting=with_a_removed_one
    ),
    "action_plans.remove GET": Line(
        f"{PLAN}/removal", everyone(404, ana=403, ben=403, olivia=200), setting=table_of
    ),
    "action_plans.remove POST": Line(f"{PLAN}/removal", ORDERED, setting=table_of),
    "action_plans.bring_back POST": Line(f"{PLAN}/return", everyone(404, olivia=303), setting=removed),
    "action_plans.new GET": Line("/strategy/1/action-plans/new", OFFICE, setting=table_of),
    "action_plans.new POST": Line(
        "/strategy/1/action-plans/new", OFFICE_DOES, setting=table_of, form={"title": "Another"}
    ),
    "action_plans.order POST": Line(f"{PLAN}/position", ORDERED, setting=table_of, form={"how": "down"}),
    "action_plans.show GET": Line(PLAN, ITS_PEOPLE, setting=table_of),
    "action_plans.head GET": Line(f"{PLAN}/head", EDITS, setting=table_of),
    "action_plans.head POST": Line(
        f"{PLAN}/head", EDITOR_DOES, setting=table_of, form={each.name: "Words" for each in HEAD}
    ),
    "action_plans.columns GET": Line(f"{PLAN}/columns", EDITS, setting=table_of),
    "action_plans.add_column POST": Line(
        f"{PLAN}/columns", EDITOR_DOES, setting=table_of, form={"title": "Evidence"}
    ),
    "action_plans.change_column POST": Line(
        f"{PLAN}/columns/1", EDITOR_DOES, setting=with_column, form={"how": "remove"}
    ),
    "action_plans.change_headings POST": Line(
        f"{PLAN}/headings",
        EDITOR_DOES,
        setting=table_of,
        form={f"{each.name}_title": each.title for each in COLUMNS},
    ),
    "action_plans.editors GET": Line(
        f"{PLAN}/editors", everyone(404, ana=403, ben=403, olivia=200), setting=table_of
    ),
    "action_plans.editors POST": Line(
        f"{PLAN}/editors", ORDERED, setting=table_of, form={"who": "sam@riverbend.example"}
    ),
    "action_plans.end_editor POST": Line(f"{PLAN}/editors/2/end", ORDERED, setting=table_of),
    "action_plans.history GET": Line(f"{PLAN}/history", ITS_PEOPLE, setting=table_of),
}
