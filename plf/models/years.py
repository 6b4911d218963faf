"""School years with their deadlines and adoption targets. Days are of the district's calendar."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.extensions import db
from plf.models.people import Person


class SchoolYear(db.Model):
    """A school year. `status` is planned, open or closed; `also_required` are names of fields of a plan.

    `counted_kinds` are the kinds of staff that adoption counts (none named: every kind that has a plan).
    `late_hire_days`: who is hired in the course of the year has so many days to agree on a plan, if that is later.
    """

    __tablename__ = "school_year"
    __table_args__ = (
        CheckConstraint("starts_on < ends_on", name="dates_in_order"),
        CheckConstraint("plans_agreed_by BETWEEN starts_on AND ends_on", name="agreed_by_within"),
        CheckConstraint("forms_due_on BETWEEN starts_on AND ends_on", name="forms_due_within"),
        CheckConstraint("conferences_by BETWEEN forms_due_on AND ends_on", name="conferences_after_forms"),
        CheckConstraint("status IN ('planned', 'open', 'closed')", name="status_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(20), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    plans_agreed_by: Mapped[date]
    forms_due_on: Mapped[date]
    conferences_by: Mapped[date]
    status: Mapped[str] = mapped_column(String(10), default="planned")
    also_required: Mapped[list[str]] = mapped_column(JSON, default=list)
    counted_kinds: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    late_hire_days: Mapped[int] = mapped_column(default=60, server_default="60")

    targets: Mapped[list["AdoptionTarget"]] = relationship(
        order_by="AdoptionTarget.by_day", back_populates="year"
    )

    @property
    def is_open(self) -> bool:
        return self.status == "open"


class AdoptionTarget(db.Model):
    """So many percent of each site's people have begun a plan by this day."""

    __tablename__ = "adoption_target"
    __table_args__ = (
        UniqueConstraint("year_id", "by_day"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent_within"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    by_day: Mapped[date]
    percent: Mapped[int]

    year: Mapped[SchoolYear] = relationship(back_populates="targets")


class YearTerms(db.Model):
    """What holds for one person in one school year instead of what holds for all.

    `agreed_by` is the day by which their plan is agreed (none: the year's). Who `is_counted` not, is left out of
    adoption, for the reason in `why`.
    """

    __tablename__ = "year_terms"
    __table_args__ = (
        UniqueConstraint("year_id", "person_id"),
        CheckConstraint("is_counted OR why <> ''", name="left_out_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agreed_by: Mapped[date | None]
    is_counted: Mapped[bool] = mapped_column(default=True)
    why: Mapped[str] = mapped_column(String(200), default="")

    year: Mapped[SchoolYear] = relationship()
    person: Mapped[Person] = relationship()
