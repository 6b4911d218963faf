"""Plans that were assigned many at once: who asked for it, and what became of each person that was chosen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person
from plf.models.years import SchoolYear


class AssignmentBatch(db.Model):
    """Many plans of one school year, looked at first, assigned together, and taken back together while nobody has written.

    `asked` is what was asked for: "words" (sentences), "lost" (lines of a list that named nobody), "later" and "vacant"
    (of those to be assigned, how many have a later day to agree, and how many no evaluator).
    """

    __tablename__ = "assignment_batch"
    __table_args__ = (
        CheckConstraint("taken_back_at IS NULL OR begun_at IS NOT NULL", name="taken_back_after_it_began"),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"
        ),
        Index(None, "by_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    year: Mapped[SchoolYear] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    taken_back_by: Mapped[Person | None] = relationship(foreign_keys=taken_back_by_id)


class AssignmentLine(db.Model):
    """One person of a batch. `why`: why they were skipped, or why their plan was kept when the others were taken back."""

    __tablename__ = "assignment_line"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('waiting', 'assigned', 'skipped', 'taken back', 'kept')", name="outcome_known"
        ),
        CheckConstraint(
            "(plan_id IS NULL) = (outcome IN ('waiting', 'skipped'))", name="plan_of_who_was_assigned"
        ),
        Index(None, "batch_id", "outcome"),
        Index(None, "plan_id"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("assignment_batch.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    outcome: Mapped[str] = mapped_column(String(12), default="waiting")
    why: Mapped[str] = mapped_column(String(300), default="")
