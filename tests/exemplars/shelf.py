"""How Ana's plan goes into the library: each step as she and Olivia take it, one real form after the other."""

import re

from sqlalchemy import select

from plf.extensions import db
from plf.models import ExemplarSource

HERS = "/plans/1/exemplar"
NAMED = {
    "area": "More students talking about mathematics, and fewer waiting for Ms. Ortiz to talk.",
    "why": "Mr. Carter saw it at Maple Street: a student named Timmy never spoke. Write to ana@riverbend.example.",
}
ABOUT = {
    "title": "More students explaining their reasoning",
    "summary": "A question worth arguing about in each lesson.",
    "subject": "Mathematics",
    "grade_band": "Grades 3–5",
}


def office_page(scene) -> str:
    """The office's address of the exemplar of Ana's plan."""
    with scene.app.app_context():
        return f"/exemplars/office/{db.session.scalar(select(ExemplarSource.exemplar_id))}"


def signed(scene, state: str = "active", *, named: bool = False) -> None:
    """Ana's plan is signed by both; with `named`, its text names people and a site."""
    if not named:
        scene.plan_at(state)
        return
    scene.is_assigned()
    scene.writes()
    done(scene.ana.fill(f"{scene.plan}/text", fields=NAMED))
    for step in ("submits", "is_reviewed", "evaluator_signs", "teacher_signs"):
        getattr(scene, step)()


def offered(scene, state: str = "active", *, named: bool = False) -> str:
    """Ana offers her signed plan. Returns the office's address of the exemplar."""
    signed(scene, state, named=named)
    done(scene.ana.fill(HERS, f"{HERS}/offer"))
    return office_page(scene)


def looked_over(scene, page: str) -> str:
    """Whatever was found is replaced as proposed, and Olivia gives it a title and its facets."""
    answer = scene.olivia.get(page)
    if "/words" in answer.text:
        count = int(re.search(r'name="found-count" value="(\d+)"', answer.text)[1])
        done(scene.olivia.fill(page, f"{page}/words", fields={f"what-{n}": "replace" for n in range(count)}))
    done(scene.olivia.fill(f"{page}/text", fields=ABOUT))
    return page


def asked(scene, state: str = "active", *, named: bool = False) -> str:
    """Olivia has asked Ana to agree."""
    page = looked_over(scene, offered(scene, state, named=named))
    done(scene.olivia.fill(page, f"{page}/consent-request"))
    return page


def agreed(scene, state: str = "active", *, named: bool = False) -> str:
    """Ana has said yes to exactly the text."""
    page = asked(scene, state, named=named)
    done(scene.ana.fill(HERS, f"{HERS}/consent"))
    return page


def published(scene, state: str = "active", *, named: bool = False) -> str:
    """It is in the library."""
    page = agreed(scene, state, named=named)
    done(scene.olivia.fill(page, f"{page}/publication"))
    return page


def done(answer) -> None:
    assert answer.status_code == 303, f"answered {answer.status_code}: {answer.text[:3000]}"
