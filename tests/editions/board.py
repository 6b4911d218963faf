"""An action plan that was adopted, changed since, and opened to everybody: by the real steps."""

from datetime import date

from action_world import PLAN, S1A, S1B, table_of

from plf.action_plans.actions import record
from plf.database import now, writing
from plf.models import ActionPlan, ActionRow, Person, StatusNote

CODE = "board-of-riverbend"
BOARD = f"/board/{CODE}"


def adopted(scene) -> str:
    """The action plan with edition 1; returns its address."""
    table_of(scene)
    with scene.app.app_context(), writing() as session:
        session.get(ActionPlan, 1).code = CODE
    adopts(scene)
    return PLAN


def adopts(scene, **fields) -> None:
    answer = scene.olivia.fill(f"{PLAN}/adoption", **{"note": "In the May meeting", **fields})
    assert answer.status_code == 303, answer.text[:2000]


def full(scene) -> str:
    """As `adopted`, with something in every column: names, a note, an open question."""
    table_of(scene)
    with scene.app.app_context(), writing() as session:
        session.get(ActionPlan, 1).code = CODE
        row = session.get(ActionRow, S1A)
        row.resources, row.question, row.starts = "Two days of cover", "Who pays for it?", "fall 2026"
        row.owner_id, row.status = scene.id("chloe"), "behind"
        session.add(
            StatusNote(
                row_id=S1A,
                on=date(2026, 10, 2),
                status="behind",
                text="Nobody has time",
                person_id=2,
                at=now(),
            )
        )
    adopts(scene)
    return PLAN


def changes(scene, row: int = S1B, words: str = "Talk with the board alone about teacher leaders") -> None:
    """Somebody changes the working copy."""
    with scene.app.app_context(), writing() as session:
        plan, found = session.get(ActionPlan, 1), session.get(ActionRow, row)
        before, found.text = found.text, words
        record(
            plan, found, "text", session.get(Person, scene.id("ben")), before=before, after=words, at=now()
        )


def is_open(scene, *shows: str) -> None:
    """The office opens the public address."""
    answer = scene.olivia.fill(f"{PLAN}/public-address", is_public="yes", shows=list(shows))
    assert answer.status_code == 303, answer.text[:2000]


def is_public(scene) -> None:
    adopted(scene)
    is_open(scene)


def sam_comments(scene) -> None:
    """Edition 1, and a comment of Sam's on step 1a."""
    adopted(scene)
    answer = scene.sam.fill(f"{PLAN}/rows/{S1A}/comments", comment="Every classroom is a lot to ask.")
    assert answer.status_code == 303, answer.text[:2000]
