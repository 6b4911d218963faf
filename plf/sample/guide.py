"""The sample's guide: the district's own links, where it was presented, and a text that is out for comment."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from plf.contributing import actions as contributing
from plf.contributing import queries as contributions
from plf.extensions import db
from plf.guide import actions as guide
from plf.models import Site
from plf.presenting import actions as presenting
from plf.sample.cast import SITES

if TYPE_CHECKING:
    from plf.sample.story import Story

LINKS = (
    "- [The plan in two minutes](https://example.org/plf-video), a film made by teachers at Harlan Creek\n"
    "- [Coaches and substitutes](https://example.org/coaching): how to ask for half a day\n\n"
    "The professional-learning office answers every question by the next school day."
)
NORMS = (
    "For the hour in which a team looks at student work together.\n\n"
    "## Before we begin\n\n"
    "- One person brings three pieces of work, without names.\n"
    "- One question, written down where everybody sees it.\n\n"
    "## While we look\n\n"
    "- First only what we see. Nobody says “because” in the first ten minutes.\n"
    "- Whoever brought the work listens, and speaks last.\n\n"
    "## What we take with us\n\n"
    "Each writes one sentence: what will I do on Monday?"
)


def tell(story: "Story") -> None:
    """All of it, by the steps of the office and of site leaders. Call it inside `writing()`."""
    office, evaluator = story.person("office"), story.person("evaluator")
    guide.change("more", LINKS, seen=0, by=office, at=story.moment(0.05))
    for key, who, part in (("juniper", evaluator, 0.1), ("harlan", story.person("grace"), 0.16)):
        presenting.record(
            _site(key),
            story.year(),
            presented_on=story.day(part),
            presented_by=who.name,
            by=office,
            at=story.moment(part + 0.01),
            today=story.today,
        )
    made = contributing.put_out(
        "resource",
        title="Norms for looking at student work",
        text=NORMS,
        note="Would this work in your team? What is too much?",
        until=story.today + timedelta(days=10),
        people=[story.person(key) for key in ("teacher", "staff", "evaluator", "ingrid")],
        by=office,
        at=story.moment(0.93),
        today=story.today,
    )
    _are_commented(story, made.id)


def _are_commented(story: "Story", number: int) -> None:
    """Two comment, and one of them has an answer."""
    for who, section, text, part in (
        ("ingrid", "While we look", "In art the ten minutes could be five: we do little else all day.", 0.95),
        ("staff", "Before we begin", "Could two of us bring one piece each?", 0.97),
    ):
        seen = contributions.find(number, story.person(who), on=story.today)
        said = contributing.comment(seen, section=section, text=text, at=story.moment(part))
        db.session.flush()
        if who == "ingrid":
            answered = contributions.find(number, story.person("office"), on=story.today)
            words = "Good point. It says “in the first minutes” from the next version on."
            contributing.answer(answered, said.id, words, settle=True, at=story.moment(0.98))


def _site(key: str) -> Site:
    return db.session.scalars(select(Site).where(Site.name == SITES[key])).one()
