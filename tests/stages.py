"""Where Ana's plan stands when two collide: each stage is the one before and what then really happens."""

from datetime import timedelta
from functools import partial

from backstage import change
from sqlalchemy import insert, update
from world import PLAN as TEXT
from world import Scene, local_today

from plf.database import now
from plf.models import HandOver, Job, SchoolYear
from tests.papers import paper

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


def this_year_is_closed(scene: Scene) -> None:
    """So that next year is the one in which plans are assigned."""
    change(scene, update(SchoolYear).where(SchoolYear.id == 1).values(status="closed"))


def chloe_submits_too(scene: Scene) -> None:
    """Ben has two plans to talk about: Ana's (1) and Chloë's (2)."""
    done(scene.ben.post("/assignments", person=scene.id("chloe")))
    done(scene.chloe.fill("/plans/2/text", fields=TEXT))
    done(scene.chloe.fill("/plans/2/submission"))


def ben_opens_a_time(scene: Scene) -> None:
    """One half hour, a week from now."""
    day = str(local_today() + timedelta(days=7))
    done(scene.ben.fill("/slots", day=day, starts="09:00", ends="09:30", minutes="30"))


def lena_has_no_evaluator(scene: Scene) -> None:
    """Plan 1 is Lena's here, and waits for an evaluator."""
    done(scene.olivia.post("/assignments", person=scene.id("lena")))


def will_be_handed_over(scene: Scene) -> None:
    """To Evan, tomorrow; and while nobody looks it becomes today."""
    tomorrow = str(local_today() + timedelta(days=1))
    done(
        scene.olivia.fill(
            f"{PLAN}/hand-over", who="Evan Wright", reason="Ben Carter moves.", starts_on=tomorrow
        )
    )
    change(scene, update(HandOver).values(starts_on=local_today()), update(Job).values(due_at=now()))


def ben_chooses_the_paper(scene: Scene, kind: str = "plan") -> None:
    """The scan of the paper that both signed: it is read, and not filed yet."""
    where = PLAN if kind == "plan" else f"{PLAN}/checkpoint"
    done(paper.choose(scene.ben, where, (paper.png(paper.page_with(paper.code_of(scene, kind))), "scan.png")))


def ben_files_it(scene: Scene, kind: str = "plan") -> None:
    done(scene.ben.fill(f"{PLAN if kind == 'plan' else f'{PLAN}/checkpoint'}/paper/1"))


WAYS = {
    "signed in": (None, signs_in),
    "assigned": ("signed in", Scene.is_assigned),
    "drafted": ("assigned", Scene.writes),
    "submitted": ("drafted", Scene.submits),
    "reviewed": ("submitted", Scene.is_reviewed),
    "evaluator signed": ("reviewed", Scene.evaluator_signs),
    "reviewed with a paper": ("reviewed", ben_chooses_the_paper),
    "evaluator signed on paper": ("reviewed with a paper", ben_files_it),
    "active": ("evaluator signed", Scene.teacher_signs),
    "amended": ("active", amends),
    "amended and submitted": ("amended", Scene.submits),
    "amended and reviewed": ("amended and submitted", Scene.is_reviewed),
    "checkpoint drafted": ("active", Scene.begins_checkpoint),
    "checkpoint submitted": ("checkpoint drafted", Scene.submits_checkpoint),
    "conferenced": ("checkpoint submitted", Scene.confers),
    "checkpoint evaluator signed": ("conferenced", Scene.evaluator_signs_checkpoint),
    "conferenced with a paper": ("conferenced", partial(ben_chooses_the_paper, kind="checkpoint")),
    "checkpoint evaluator signed on paper": (
        "conferenced with a paper",
        partial(ben_files_it, kind="checkpoint"),
    ),
    "closed": ("checkpoint evaluator signed", Scene.teacher_signs_checkpoint),
    "continued": ("checkpoint submitted", it_will_go_on),
    "continued, and next year begins": ("continued", this_year_is_closed),
    "withdrawn": ("drafted", Scene.is_withdrawn),
    "paused": ("active", is_paused),
    "shared": ("drafted", chloe_is_asked),
    "asking": ("active", ana_asks),
    "journal": ("active", ana_writes_in_her_journal),
    "vacant": ("signed in", lena_has_no_evaluator),
    "two submitted": ("submitted", chloe_submits_too),
    "with a time": ("two submitted", ben_opens_a_time),
    "handed over today": ("active", will_be_handed_over),
}
