"""What became of some plans of the sample district last year: closed, continued into this year, ended unfinished."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from plf.endings import actions as endings
from plf.extensions import db
from plf.lineage import actions as lineage
from plf.models import Person
from plf.notices import actions as notices
from plf.sample import checkpoints
from plf.years import actions as years

if TYPE_CHECKING:
    from plf.sample.story import Story

# Who, with which text, and how it ended.
PLANS = (
    ("staff", "fluency", "closed"),
    ("owen", "band", "continued"),
    ("tessa", "science talk", "continued"),
    ("george", "history", "active"),  # see below
)

# What is new in the plans that go on this year.
CHANGED = {
    "owen": {
        "statement": "By the spring concert, 75 percent of second-year students will play an unfamiliar eight-measure line at sight "
        "with correct rhythm and at least 90 percent of the notes. Last April it was 52 percent.",
        "measure": "The same sight-reading check as last year, thirty seconds each, now every six weeks.",
    },
    "tessa": {
        "statement": "By April, 80 percent of my seventh graders will revise a scientific model in each of five units and explain what "
        "evidence made them change it. Last year there was time for it in three.",
        "measure": "First and last model of each unit, and the calendar with the five days for revising.",
    },
}

PACE = {
    "assigned": 0.02,
    "drafted": 0.10,
    "submitted": 0.15,
    "reviewed": 0.20,
    "evaluator_signed": 0.201,
    "active": 0.21,
    "checkpoint_drafted": 0.90,
    "checkpoint_submitted": 0.93,
    "conferenced": 0.96,
    "checkpoint_evaluator_signed": 0.961,
    "closed": 0.97,
}


def tell(last: "Story", this: "Story") -> None:
    """Last year from its beginning to its close; then what was continued goes on in `this` one."""
    years.open_year(last.year())
    for number, (who, text, state) in enumerate(PLANS):
        last.bring(who, text, state, late=0.005 * number, pace=PACE)
    last.step(
        "george",
        "office",
        1.0,
        lambda seen, at: endings.end_unfinished(
            seen, why="not completed", words=checkpoints.END_WORDS, at=at, seen_version=seen.plan.version
        ),
    )
    years.close(last.year())
    for who, _, state in PLANS:
        if state == "continued":
            lineage.open_next(last.plan_of(who).id, on=this.day(0.0), at=this.moment(0.0))
    for person in db.session.scalars(select(Person)):
        notices.read_all(person, at=this.moment(0.0))
