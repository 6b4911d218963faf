"""Commenting on a row, and answering a comment, which settles it."""

from datetime import datetime

from plf.action_plans.queries import SeenActionPlan
from plf.extensions import db
from plf.models import RowComment
from plf.notices import actions as notices
from plf.row_comments.queries import About
from plf.rules import Refusal


def comment(seen: SeenActionPlan, about: About, text: str, *, at: datetime) -> RowComment:
    """Write down what this person says to a row. `at` is UTC. Raises the Refusal of "comment_on_row"."""
    seen.require("comment_on_row")
    said = RowComment(
        action_plan_id=seen.plan.id,
        row_id=about.row_id,
        edition_id=about.edition.id if about.edition else None,
        person_id=seen.person.id,
        text=text,
        at=at,
    )
    db.session.add(said)
    db.session.flush()
    return said


def answer(seen: SeenActionPlan, said: RowComment, text: str, *, at: datetime) -> None:
    """Answer a comment, and so settle it; whoever wrote it is told. `at` is UTC.

    Raises the Refusal (403) of "answer_row_comment", and 409 when somebody was faster: what was typed is shown again.
    """
    seen.require("answer_row_comment")
    if said.settled_at is not None:
        raise Refusal(
            409,
            f"{said.settled_by.name} has answered this comment already. Read the answer; write to the person if more is to be said.",
        )
    said.answer = text
    said.settled_at = at
    said.settled_by_id = seen.person.id
    if said.person_id != seen.person.id and said.person.is_active:
        notices.of_table(
            "row_comment_answered",
            seen.plan.id,
            {said.person_id: said.person.mail_digest},
            key=f"row comment {said.id} answered",
            at=at,
            by_id=seen.person.id,
            row_id=said.row_id,
        )
