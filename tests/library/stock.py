"""Exemplars for the library's shelves, written by Olivia and published by the real actions."""

from sqlalchemy import select

from plf.database import now, writing
from plf.exemplars import actions, queries
from plf.exemplars.contents import Shown
from plf.extensions import db
from plf.library import actions as library
from plf.models import Exemplar, Person

# What every plan has to say; a text of its own takes its place.
ENOUGH = {"area": "More.", "statement": "More of it.", "measure": "Counted.", "steps": [{"what": "Begin."}]}
TALK = {
    "title": "More students explaining their reasoning",
    "summary": "A question worth arguing about in each lesson.",
    "subject": "Mathematics",
    "grade_band": "Grades 3–5",
    "indicators": ("9", "13"),
    "text": {
        "area": "Getting every student to talk mathematics.",
        "statement": "By May, nine of ten students explain their reasoning to a partner each day.",
        "measure": "A tally by a colleague, twice each quarter.",
        "by_when": "2025-05-20",
        "learning": [
            {"kind": "Lesson study", "what": "Plan three lessons with the café group", "hours": "6"}
        ],
        "steps": [{"what": "Pose one open question in each lesson.", "by_when": "2025-10-01"}],
    },
    "notes": {"goal": "Somebody else could check it."},
}
LAB = {
    "title": "Élan in the laboratory",
    "summary": "Shorter talks, longer experiments.",
    "subject": "Science",
    "grade_band": "Grades 6–8",
    "indicators": ("2",),
    "text": {
        "area": "Less talking by me.",
        "statement": "Students lead the experiment in 8/10 lessons, by standard 1.3.",
        "measure": "Minutes of my own talk.",
        "steps": [
            {"what": "Time myself with a colleague.", "resources": "A stopwatch"},
            {"what": "Write to labs@science.example for kits."},
        ],
        "support": "An hour each month with a coach.",
    },
    "notes": {},
}
CHECKED = {
    "title": "Reading aloud with a plan",
    "subject": "Reading and writing",
    "grade_band": "Grades 1–2",
    "indicators": ("7",),
    "text": {"area": "Reading aloud.", "statement": "Every day, one book.", "measure": "A list of books."},
    "checkpoint": {"progress": "Met", "shows": "One hundred and forty books."},
    "notes": {"progress": "It says how many."},
}


def stocked(scene, *texts: dict) -> list[int]:
    """These exemplars are in the library (TALK and LAB if none is named); returns their numbers."""
    with scene.app.app_context(), writing():
        olivia = db.session.get(Person, scene.id("olivia"))
        return [_published(olivia, each) for each in texts or (TALK, LAB)]


def _published(olivia: Person, each: dict) -> int:
    named = queries.indicators("teacher")
    shown = Shown(
        title=each["title"],
        summary=each.get("summary", ""),
        staff_kind="teacher",
        subject=each["subject"],
        grade_band=each["grade_band"],
        indicators=[named[number] for number in each["indicators"]],
        text={**ENOUGH, "indicators": list(each["indicators"]), **each["text"]},
        checkpoint=each.get("checkpoint"),
    )
    seen = actions.write(olivia, shown, at=now())
    actions.write_notes(seen, each.get("notes", {}), at=now())
    actions.publish(queries.find(seen.exemplar.id, olivia), at=now())
    return seen.exemplar.id


def known_by(scene, number: int) -> None:
    """TALK is in the library once more, under this number, with a very long title."""
    copied = stocked(scene, TALK)[0]
    with scene.app.app_context(), writing() as session:
        same = session.get(Exemplar, copied)
        values = {each.key: getattr(same, each.key) for each in Exemplar.__table__.columns}
        exemplar = Exemplar(**{**values, "id": number, "title": "Antidisestablishmentarianism" * 5})
        session.add(exemplar)
        session.flush()
        library.follow(exemplar)


def withdrawn(scene, number: int) -> None:
    """Olivia takes an exemplar out of the library."""
    with scene.app.app_context(), writing():
        olivia = db.session.get(Person, scene.id("olivia"))
        actions.withdraw(queries.find(number, olivia, lock=True), at=now())


def number_of(scene, title: str) -> int:
    with scene.app.app_context():
        return db.session.scalar(select(Exemplar.id).where(Exemplar.title == title))
