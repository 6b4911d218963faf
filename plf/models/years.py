"""School years with their deadlines and adoption targets. Days are of the district's calendar."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.extensions import db


class SchoolYear(db.Model):
    """A school year. `status` is planned, open or closed; `also_required` are names of fields of a plan."""

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
