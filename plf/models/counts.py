"""What the office's reports count, kept by site and day, and marks where it has to be counted again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from plf.database import UTCDateTime
from plf.extensions import db


class KeptDay(db.Model):
    """All sites of a school year were counted as of a day of the district's calendar; `SiteCount` has the numbers."""

    __tablename__ = "kept_day"

    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SiteCount(db.Model):
    """The numbers of a site as of a day: `plf.reports.figures.Figures`. Sites where nobody is counted have none."""

    __tablename__ = "site_count"

    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    counted: Mapped[int]
    begun: Mapped[int]
    invited: Mapped[int]
    paused: Mapped[int]
    volunteered: Mapped[int]
    agreed: Mapped[int]
    due: Mapped[int]
    forms_in: Mapped[int]
    held: Mapped[int]
    states: Mapped[dict[str, Any]] = mapped_column(JSON)


class CountMark(db.Model):
    """Something that is counted has changed: at a site, about a person, or in a year; from a day or a moment on.

    Triggers write these, whoever changes what; rows are only added, so that nobody waits for anybody. The worker
    takes them away once it has counted again. No day and no moment: on all days.
    """

    __tablename__ = "count_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None]
    person_id: Mapped[int | None]
    year_id: Mapped[int | None]
    from_day: Mapped[date | None]
    from_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CountTurn(db.Model):
    """The one row that whoever keeps counts locks first; `number` goes up, so that an older count is not kept."""

    __tablename__ = "count_turn"
    __table_args__ = (CheckConstraint("id = 1", name="one_turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
