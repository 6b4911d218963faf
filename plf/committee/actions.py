"""Parking a question and noting a decision beside a row, and settling a question with its answer."""

from datetime import datetime

from plf import contents, rules
from plf.action_plans.actions import record
from plf.action_plans.queries import SeenActionPlan, row_of
from plf.committee.queries import note_of
from plf.extensions import db
from plf.models import ActionRow, RoomNote

LIMIT = 1_000
RECORDED = {"question": "question parked", "decision": "decision noted"}


def note(seen: SeenActionPlan, row_id: int, kind: str, text: str, *, at: datetime) -> RoomNote:
    """Park a question, or note a decision, beside a row. `at` is UTC.

    Raises the Refusal of the rules, HIDDEN (404), or a 422 at "kind" or "text".
    """
    seen.require("note_in_room")
    row = row_of(seen, row_id)
    if kind not in RECORDED:
        raise rules.not_ready("Choose whether it is a question or a decision.", "kind")
    text = _fitting(text, "text", "Write the question or the decision.")
    made = RoomNote(
        action_plan_id=seen.plan.id, row_id=row.id, kind=kind, text=text, person_id=seen.person.id, at=at
    )
    db.session.add(made)
    record(seen.plan, row, RECORDED[kind], seen.person, after=text, at=at)
    return made


def settle(seen: SeenActionPlan, note_id: int, answer: str, *, at: datetime) -> RoomNote:
    """Settle a parked question with its answer. Raises the Refusal of the rules, 409 when it is, or 422 at "answer"."""
    seen.require("note_in_room")
    parked = note_of(seen, note_id)
    if parked.kind != "question":
        raise rules.HIDDEN
    answer = _fitting(answer, "answer", "Write the answer; one line is enough.")
    if parked.settled_at is not None:
        raise rules.Refusal(
            409,
            f"This question was settled meanwhile: “{parked.answer}”. Park another one if that does not hold.",
        )
    parked.answer, parked.settled_at = answer, at
    row = db.session.get(ActionRow, parked.row_id)
    record(seen.plan, row, "question settled", seen.person, before=parked.text, after=answer, at=at)
    return parked


def _fitting(text: str, field: str, ask_for_it: str) -> str:
    text = contents.clean(text)
    if not text:
        raise rules.not_ready(ask_for_it, field)
    if len(text) > LIMIT:
        raise rules.not_ready(
            f"That is {len(text) - LIMIT:,} characters too long. Shorten it to {LIMIT:,}.", field
        )
    return text
