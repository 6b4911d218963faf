"""Who may open what of a plan."""

from access import Line, asked, everyone
from world import CHECKPOINT, PLAN


def version_of_plan(scene):
    from plf.extensions import db
    from plf.models import Plan

    with scene.app.app_context():
        return db.session.get(Plan, 1).version


def version_of_draft(scene):
    from plf.extensions import db
    from plf.models import Draft

    with scene.app.app_context():
        return db.session.get(Draft, (1, "plan")).version


def checkpoint_version(scene):
    from plf.extensions import db
    from plf.models import Draft

    with scene.app.app_context():
        return db.session.get(Draft, (1, "checkpoint")).version


TEACHER_READS = everyone(404, ana=200, ben=403, dana=403, olivia=403, lena=403)
TEACHER_DOES = everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403)
CHECKPOINT_READ = everyone(404, ana=200, ben=200, dana=200, olivia=200)

ACCESS = {
    "plans.mine GET": Line("/my-plan", everyone(303), plan="drafted"),
    "plans.show GET": Line(
        "{plan}",
        everyone(404, ana=200, ben=200, dana=200, olivia=200, lena=200, chloe=200),
        plan="drafted",
        setting=asked,
    ),
    "plans.write GET": Line(
        "{plan}/text",
        everyone(404, ana=200, ben=403, dana=403, olivia=403, lena=403, chloe=403),
        plan="drafted",
        setting=asked,
    ),
    "plans.save POST": Line(
        "{plan}/text",
        everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403),
        plan="drafted",
        form=lambda scene, visitor: {"area": "Somebody else’s words", "version": version_of_draft(scene)},
    ),
    "plans.agree POST": Line(
        "{plan}/revisions",
        everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403),
        plan="reviewed",
        form=lambda scene, visitor: {**PLAN, "area": "As agreed", "version": version_of_draft(scene)},
    ),
    "plans.check GET": Line(
        "{plan}/submission", everyone(404, ana=200, ben=403, dana=403, olivia=403, lena=403), plan="drafted"
    ),
    "plans.submit POST": Line(
        "{plan}/submission",
        everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403),
        plan="drafted",
        form=lambda scene, visitor: {"version": version_of_draft(scene)},
    ),
    "plans.recall POST": Line(
        "{plan}/recall",
        everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403),
        plan="submitted",
        form=lambda scene, visitor: {"version": version_of_plan(scene)},
    ),
    "plans.revision GET": Line(
        "{plan}/revisions/1",
        everyone(404, ana=200, ben=200, dana=200, olivia=200),
        plan="submitted",
        setting=asked,
    ),
    "plans.changes GET": Line(
        "{plan}/revisions/2/changes",
        everyone(404, ana=200, ben=200, dana=200, olivia=200),
        plan="reviewed",
        setting=lambda scene: scene.ana.post(
            f"{scene.plan}/revisions",
            {**PLAN, "area": "Another one", "steps-rows": "1", "version": version_of_draft(scene)},
        ),
    ),
    "plans.write GET checkpoint": Line("{plan}/checkpoint/text", TEACHER_READS, plan="active"),
    "plans.save POST checkpoint": Line(
        "{plan}/checkpoint/text",
        TEACHER_DOES,
        plan="checkpoint_drafted",
        form=lambda scene, visitor: {"shows": "Another count", "version": checkpoint_version(scene)},
    ),
    "plans.agree POST checkpoint": Line(
        "{plan}/checkpoint/revisions",
        TEACHER_DOES,
        plan="conferenced",
        form=lambda scene, visitor: {
            **CHECKPOINT,
            "shows": "As agreed",
            "version": checkpoint_version(scene),
        },
    ),
    "plans.check GET checkpoint": Line(
        "{plan}/checkpoint/submission", TEACHER_READS, plan="checkpoint_drafted"
    ),
    "plans.submit POST checkpoint": Line(
        "{plan}/checkpoint/submission",
        TEACHER_DOES,
        plan="checkpoint_drafted",
        form=lambda scene, visitor: {"version": checkpoint_version(scene)},
    ),
    "plans.recall POST checkpoint": Line(
        "{plan}/checkpoint/recall",
        TEACHER_DOES,
        plan="checkpoint_submitted",
        form=lambda scene, visitor: {"version": version_of_plan(scene)},
    ),
    "plans.revision GET checkpoint": Line(
        "{plan}/checkpoint/revisions/1", CHECKPOINT_READ, plan="checkpoint_submitted", setting=asked
    ),
    "plans.changes GET checkpoint": Line(
        "{plan}/checkpoint/revisions/2/changes",
        CHECKPOINT_READ,
        plan="conferenced",
        setting=lambda scene: scene.ana.post(
            f"{scene.plan}/checkpoint/revisions",
            {**CHECKPOINT, "shows": "Another count", "version": checkpoint_version(scene)},
        ),
    ),
}
