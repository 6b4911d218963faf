"""Hand-overs that are agreed on now and take place on a later day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person
from plf.models.plans import Plan


class HandOver(db.Model):
    """From the local midnight of `starts_on` on, the plan has another evaluator.

    `pairs`: teacher and evaluator are paired from that day on, too. `failed` says why it could not take place on
    its day; it then stays planned until the office cancels it or plans another.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="done_or_cancelled"),
        Index(
            "uq_hand_over_one_planned",
            "plan_id",
            unique=True,
            sqlite_where=text("done_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND cancelled_at IS NULL"),
        ),
        Index(None, "to_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    pairs: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed: Mapped[str] = mapped_column(String(300), default="", server_default="")

    plan: Mapped[Plan] = relationship()
    to: Mapped[Person] = relationship(foreign_keys=to_id)
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id)
