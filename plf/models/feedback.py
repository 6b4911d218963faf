"""Three anonymous questions at the end: what was answered, and, in no connection with it, who has answered.

Nothing here says when: no times, no counted numbers, and rows that lie in the order of random or personal numbers
and not in the order in which they came (docs/decisions/0010-anonymous-by-construction.md).
"""

import secrets

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plf.extensions import db


def _random_id() -> str:
    return secrets.token_hex(16)


class FeedbackAnswer(db.Model):
    """What somebody answered, as a teacher or as an evaluator. `is_shown` once five of them are shown together."""

    __tablename__ = "feedback_answer"
    __table_args__ = (
        CheckConstraint("role IN ('teacher', 'evaluator')", name="role_known"),
        CheckConstraint("grew BETWEEN 1 AND 5", name="grew_within"),
        CheckConstraint("worth BETWEEN 1 AND 5", name="worth_within"),
        CheckConstraint("supported BETWEEN 1 AND 5", name="supported_within"),
        Index(None, "year_id", "role", "is_shown"),
        {"sqlite_with_rowid": False},  # a row number would tell the order
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=_random_id)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    role: Mapped[str] = mapped_column(String(10))
    grew: Mapped[int]
    worth: Mapped[int]
    supported: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    is_shown: Mapped[bool] = mapped_column(default=False)


class FeedbackGiven(db.Model):
    """This person has answered, in this role, for this year: nothing else."""

    __tablename__ = "feedback_given"
    __table_args__ = (
        CheckConstraint("role IN ('teacher', 'evaluator')", name="role_known"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(10), primary_key=True)
