"""Questions about adopted editions: which there are, what they say, what is at a public address, and whether all is whole."""

import json
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from plf import contents
from plf.action_plans.contents import Text, placed
from plf.database import read_columns
from plf.extensions import db
from plf.models import ActionChange, ActionEdition, ActionPlan
from plf.rules import HIDDEN


def editions_of(plan_id: int) -> list[ActionEdition]:
    """All editions of an action plan, the latest first, with who adopted them and without their content."""
    return list(
        db.session.scalars(
            select(ActionEdition)
            .where(ActionEdition.action_plan_id == plan_id)
            .options(joinedload(ActionEdition.adopted_by))
            .order_by(ActionEdition.number.desc())
        )
    )


def edition_of(plan_id: int, number: int | None = None) -> ActionEdition:
    """One edition with its content; `number` None: the latest. Raises HIDDEN (404) when there is none."""
    query = (
        select(ActionEdition)
        .where(ActionEdition.action_plan_id == plan_id)
        .options(undefer(ActionEdition.content), joinedload(ActionEdition.adopted_by))
        .order_by(ActionEdition.number.desc())
        .limit(1)
    )
    if number is not None:
        query = query.where(ActionEdition.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise HIDDEN
    return found


def text_of(edition: ActionEdition) -> Text:
    """What was adopted, as plf.action_plans.contents describes it."""
    return json.loads(edition.content)


def on_board(code: str, number: int | None = None) -> tuple[ActionPlan, ActionEdition]:
    """What is at a public address: the action plan, and an edition of it (None: the latest).

    Raises HIDDEN (404) for an address that is not open, or that there never was: nobody learns which.
    """
    plan = db.session.scalar(
        select(ActionPlan).where(ActionPlan.code == code[:32], ActionPlan.is_public.is_(True))
    )
    if plan is None:
        raise HIDDEN
    return plan, edition_of(plan.id, number)


OUTCOME = 1  # the level of a row

_IN_FORCE = select(ActionEdition.id, ActionEdition.sha256).where(
    ActionEdition.id.in_(select(func.max(ActionEdition.id)).group_by(ActionEdition.action_plan_id))
)

# The outcomes of the editions in force that were asked for last, and of which: an edition never changes.
_kept: tuple[tuple, list[dict[str, str]]] = ((), [])


def outcomes() -> list[dict[str, str]]:
    """The outcomes of every action plan as it was adopted last, in order, for a plan to name those that it serves.

    Each is {"row": its key, "number": its label, "title": its words, "domain": the title of the action plan}.
    """
    global _kept
    key = (db.engine.url, *sorted(tuple(each) for each in read_columns(_IN_FORCE)))
    if _kept[0] != key:
        ids = [edition_id for edition_id, _ in key[1:]]
        contents_of = db.session.scalars(
            select(ActionEdition.content)
            .where(ActionEdition.id.in_(ids))
            .order_by(ActionEdition.action_plan_id)
        )
        _kept = (key, [one for content in contents_of for one in _outcomes_in(json.loads(content))])
    return _kept[1]


def _outcomes_in(text: Text) -> list[dict[str, str]]:
    return [
        {"row": each.row["key"], "number": each.label, "title": each.row["text"], "domain": text["title"]}
        for each in placed(text)
        if each.level == OUTCOME
    ]


ADOPTED = "adopted"


def record_of(edition: ActionEdition) -> str:
    """How the history of an action plan names what was adopted."""
    return f"edition {edition.number}, SHA-256 {edition.sha256}"


def verify() -> Iterator[str]:
    """Every edition that is not what was adopted, as a sentence; nothing when all is as it was frozen.

    The content has its fingerprint, the history of the action plan knows it, and none that it tells of is gone.
    """
    told: dict[int, set[str]] = {}
    adopted = select(ActionChange.action_plan_id, ActionChange.after).where(ActionChange.cell == ADOPTED)
    for plan_id, after in db.session.execute(adopted):
        told.setdefault(plan_id, set()).add(after)
    everything = select(ActionEdition).options(undefer(ActionEdition.content)).order_by(ActionEdition.id)
    for edition in db.session.scalars(everything.execution_options(yield_per=20)):
        where = f"Action plan {edition.action_plan_id}, edition {edition.number}"
        known = told.get(edition.action_plan_id, set())
        if contents.fingerprint(edition.content) != edition.sha256:
            yield f"{where}: Its text is not what was adopted."
        elif record_of(edition) not in known:
            yield f"{where}: The history does not know its fingerprint."
        known.discard(record_of(edition))
    for plan_id, left in told.items():
        for each in sorted(left):
            yield f"Action plan {plan_id}, {each}: It was adopted and is gone, or is another."
