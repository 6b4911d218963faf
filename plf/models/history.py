"""What happened to plans: append-only lines, each holding the hash of the one before; and who viewed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person


class HistoryLine(db.Model):
    """One thing that happened to one plan. Holds facts and hashes, no long text. Never changed, never deleted."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    before_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    person: Mapped[Person] = relationship()
    reason: Mapped["Reason | None"] = relationship(viewonly=True)


class Reason(db.Model):
    """The reason that was given with a line of history. The line holds its fingerprint alone: the text may go one day."""

    __tablename__ = "reason"

    history_id: Mapped[int] = mapped_column(ForeignKey("history.id"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    text: Mapped[str] = mapped_column(Text)


class PlanView(db.Model):
    """Someone other than its teacher and evaluator read the text of a plan.

    `how`: on a page, in a print, a packet, a scan of paper, an export, or for a public-records request.
    """

    __tablename__ = "plan_view"
    __table_args__ = (Index(None, "plan_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    how: Mapped[str] = mapped_column(String(20), default="page", server_default="page")

    person: Mapped[Person] = relationship()
