"""Where Ana's plan stands when two collide: each stage is the one before and what then really happens."""

from datetime import timedelta

from backstage import change
from sqlalchemy import insert
from world import Scene, local_today

from plf.models import SchoolYear

PLAN = "/plans/1"


def done(answer) -> None:
    assert answer.status_code == 303, answer.text[:2000]


def signs_in(scene: Scene) -> None:
    """Everybody has before anything begins."""


def amends(scene: Scene) -> None:
    done(scene.ben.fill(f"{PLAN}/amendment", reason="The class has changed."))


def is_paused(scene: Scene) -> None:
    done(scene.ben.fill(f"{PLAN}/pause", reason="On leave."))


def chloe_is_asked(scene: Scene) -> None:
    done(scene.ana.post(f"{PLAN}/comment-requests", person=scene.id("chloe")))


def ana_asks(scene: Scene) -> None:
    done(scene.ana.fill(f"{PLAN}/support", f"{PLAN}/support/asks", ask="Could somebody watch a lesson?"))


def ana_writes_in_her_journal(scene: Scene) -> None:
    done(scene.ana.fill(f"{PLAN}/journal", f"{PLAN}/journal", text="Watched Chloë’s lesson."))


def it_will_go_on(scene: Scene) -> None:
    """Next year is open, and the two have signed that the plan goes on."""
    first = local_today() + timedelta(days=201)
    year = {"id": 2, "label": "2027-2028", "starts_on": first, "ends_on": first + timedelta(days=280)}
    days = {"plans_agreed_by": 60, "forms_due_on": 240, "conferences_by": 250}
    year |= {name: first + timedelta(days=after) for name, after in days.items()}
    change(scene, insert(SchoolYear).values(status="open", also_required=[], **year))
    scene.goes_on()


WAYS = {
    "signed in": (None, signs_in),
    "assigned": ("signed in", Scene.is_assigned),
    "drafted": ("assigned", Scene.writes),
    "submitted": ("drafted", Scene.submits),
    "reviewed": ("submitted", Scene.is_reviewed),
    "evaluator signed": ("reviewed", Scene.evaluator_signs),
    "active": ("evaluator signed", Scene.teacher_signs),
    "amended": ("active", amends),
    "amended and submitted": ("amended", Scene.submits),
    "amended and reviewed": ("amended and submitted", Scene.is_reviewed),
    "checkpoint drafted": ("active", Scene.begins_checkpoint),
    "checkpoint submitted": ("checkpoint drafted", Scene.submits_checkpoint),
    "conferenced": ("checkpoint submitted", Scene.confers),
    "checkpoint evaluator signed": ("conferenced", Scene.evaluator_signs_checkpoint),
    "closed": ("checkpoint evaluator signed", Scene.teacher_signs_checkpoint),
    "continued": ("checkpoint submitted", it_will_go_on),
    "withdrawn": ("drafted", Scene.is_withdrawn),
    "paused": ("active", is_paused),
    "shared": ("drafted", chloe_is_asked),
    "asking": ("active", ana_asks),
    "journal": ("active", ana_writes_in_her_journal),
}
