"""Answering the three questions, without a trace of who answered what, and showing answers five at a time."""

from sqlalchemy import func, select, update

from plf.extensions import db
from plf.feedback import queries
from plf.models import FeedbackAnswer, FeedbackGiven, SchoolYear
from plf.rules import Refusal

TOO_EARLY = Refusal(
    409,
    "These questions are asked when your plan of that year, or one that you evaluate, is closed or continued. "
    "Come back then; there is nothing to answer yet.",
)


def give(person_id: int, year: SchoolYear, *, role: str, choices: dict[str, int], change: str) -> None:
    """Answer in a role ("teacher" or "evaluator"), once; a second time changes nothing.

    `choices` are grew, worth and supported, each from 1 to 5; `change` is a text or empty. Nothing is kept that leads
    from the answer to the person: no time, no history, no counted number.
    Raises a Refusal (409) when no plan of theirs has ended well in that year.
    """
    # One at a time: two answers at once could become one of five and a sixth that is seen alone.
    db.session.execute(select(SchoolYear.id).where(SchoolYear.id == year.id).with_for_update(key_share=True))
    if role not in queries.to_answer(person_id, year.id):
        if queries.has_given(person_id, year.id):
            return
        raise TOO_EARLY
    db.session.add(FeedbackGiven(person_id=person_id, year_id=year.id, role=role))
    db.session.add(FeedbackAnswer(year_id=year.id, role=role, text=change, **choices))
    db.session.flush()
    _show_five_together(year, role)


def _show_five_together(year: SchoolYear, role: str) -> None:
    waiting = (
        FeedbackAnswer.year_id == year.id,
        FeedbackAnswer.role == role,
        FeedbackAnswer.is_shown.is_(False),
    )
    if (
        db.session.scalar(select(func.count()).select_from(FeedbackAnswer).where(*waiting))
        >= queries.TOGETHER
    ):
        db.session.execute(update(FeedbackAnswer).where(*waiting).values(is_shown=True))
