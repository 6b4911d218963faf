"""What people are told: notices and the letters they go out in, the office's own texts, and days without school."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.action_plans import ActionPlan, ActionRow, UpdateAsk
from plf.models.people import Person
from plf.models.plans import Plan, Volunteer

_ABOUT = " + ".join(
    f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)"
    for column in ("plan_id", "action_plan_id", "volunteer_id")
)
_WAITS_FOR_A_LETTER = text("letter IS NULL AND by_mail <> 'none'")


class Notice(db.Model):
    """Something that one person is told about one plan, one action plan, or somebody who would like to take part.

    The same `key` again is the same notice.

    row_id      the row of the action plan that it is about, if it is about one
    ask_id      the updates that are asked for, if it is about that
    is_to_do    it waits for them; `settled_at` is when it no longer did
    due_on      the day of the district's calendar by which the plan has to go on
    by_mail     "soon": in a letter of the next minute; "digest": in the next morning's; "none": here only
    letter      the number of the letter that it went out in: the lowest number of the notices in it
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("by_mail IN ('soon', 'digest', 'none')", name="by_mail_known"),
        CheckConstraint("settled_at IS NULL OR is_to_do", name="only_a_to_do_is_settled"),
        CheckConstraint(f"{_ABOUT} = 1", name="about_one"),
        CheckConstraint(
            "action_plan_id IS NOT NULL OR (row_id IS NULL AND ask_id IS NULL)",
            name="rows_have_their_action_plan",
        ),
        Index(None, "person_id", "made_at"),
        Index(None, "letter"),
        Index(
            "ix_notice_waits_for_a_letter",
            "person_id",
            sqlite_where=_WAITS_FOR_A_LETTER,
            postgresql_where=_WAITS_FOR_A_LETTER,
        ),
        Index(None, "plan_id"),
        Index(None, "ask_id"),
        Index(None, "volunteer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    action_plan_id: Mapped[int | None] = mapped_column(ForeignKey("action_plan.id"))
    row_id: Mapped[int | None] = mapped_column(ForeignKey("action_row.id"))
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("update_ask.id"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    is_to_do: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    by_mail: Mapped[str] = mapped_column(String(10))
    letter: Mapped[int | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    plan: Mapped[Plan | None] = relationship()
    action_plan: Mapped[ActionPlan | None] = relationship()
    row: Mapped[ActionRow | None] = relationship()
    ask: Mapped[UpdateAsk | None] = relationship()
    volunteer: Mapped[Volunteer | None] = relationship()


class NoticeText(db.Model):
    """The office's own words for one kind of notice, instead of the original ones."""

    __tablename__ = "notice_text"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


class NoSchool(db.Model):
    """A day or several without school. Weekends have none anyway."""

    __tablename__ = "no_school"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        Index(None, "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    label: Mapped[str] = mapped_column(String(80))


class Reminded(db.Model):
    """On this day of the district's calendar it was worked out whom to remind, once."""

    __tablename__ = "reminded"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
