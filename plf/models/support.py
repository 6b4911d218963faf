"""What was asked, answered and offered as support on a plan, and when teacher and evaluator talked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person


class SupportNote(db.Model):
    """One line of the support on a plan: an ask, an answer to it, an offer, a reply, or a check-in.

    An ask is open until it is settled: answered, or no longer needed. `answers_id` is the ask that an answer is to.
    A check-in says on which day the two talked (`talked_on`, of the district's calendar) and how, if it is known.
    Notes are written once and stay as they are.
    """

    __tablename__ = "support_note"
    __table_args__ = (
        CheckConstraint("kind IN ('ask', 'answer', 'offer', 'reply', 'check_in')", name="kind_known"),
        CheckConstraint("settled IN ('', 'answered', 'not needed')", name="settled_known"),
        CheckConstraint("(settled = '') = (settled_at IS NULL)", name="settled_with_when"),
        CheckConstraint("settled = '' OR kind = 'ask'", name="only_asks_are_settled"),
        CheckConstraint("(kind = 'answer') = (answers_id IS NOT NULL)", name="answers_are_to_asks"),
        CheckConstraint("(kind = 'check_in') = (talked_on IS NOT NULL)", name="check_ins_have_a_day"),
        CheckConstraint("how IN ('', 'in person', 'call', 'message', 'visit')", name="how_known"),
        CheckConstraint("how = '' OR kind = 'check_in'", name="only_check_ins_say_how"),
        Index(None, "plan_id"),
        Index(
            "ix_support_note_open_asks",
            "plan_id",
            sqlite_where=sql("kind = 'ask' AND settled = ''"),
            postgresql_where=sql("kind = 'ask' AND settled = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("support_note.id"))
    talked_on: Mapped[date | None]
    how: Mapped[str] = mapped_column(String(10), default="")
    settled: Mapped[str] = mapped_column(String(10), default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    answers: Mapped["SupportNote | None"] = relationship(remote_side=id)
