"""The guide's own words and their history, when it was presented where, and what is out for comment."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.exemplars import Exemplar
from plf.models.people import Person, Site
from plf.models.years import SchoolYear


class GuideVersion(db.Model):
    """The words of one section of the guide from a moment on. Never changed, never deleted: the last one counts.

    `section` is a name of plf.guide.contents; a section without a row has the original words.
    """

    __tablename__ = "guide_version"
    __table_args__ = (
        UniqueConstraint("section", "number"),
        CheckConstraint("number > 0", name="number_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class Presentation(db.Model):
    """The guide was presented to the staff of a site, on a day, by somebody; who wrote that down, and who took it back."""

    __tablename__ = "presentation"
    __table_args__ = (
        Index(None, "year_id", "site_id"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_with_who"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    presented_on: Mapped[date]
    presented_by: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    site: Mapped[Site] = relationship()
    year: Mapped[SchoolYear] = relationship()


class Contribution(db.Model):
    """Something that the office puts out for comment to chosen people until a day: the guide, an exemplar, or a text.

    title, text   of a resource; the guide and an exemplar are shown as they are when they are read
    version       goes up with every change of a resource's words
    """

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("kind IN ('guide', 'exemplar', 'resource')", name="kind_known"),
        CheckConstraint("(kind = 'exemplar') = (exemplar_id IS NOT NULL)", name="exemplars_are_named"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_with_who"),
        Index(None, "exemplar_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    exemplar_id: Mapped[int | None] = mapped_column(ForeignKey("exemplar.id"))
    title: Mapped[str] = mapped_column(String(150), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(String(600), default="")
    until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    exemplar: Mapped[Exemplar | None] = relationship()
    contributors: Mapped[list["Contributor"]] = relationship(cascade="all, delete-orphan")


class Contributor(db.Model):
    """Somebody who was chosen to read something and comment on it."""

    __tablename__ = "contributor"
    __table_args__ = (Index(None, "person_id"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class ContributionComment(db.Model):
    """A comment on a section of what is out for comment; answered or not, and settled once the office is done with it.

    `section` is the section's name, empty for the whole; `version` is the one of the words it was written on.
    """

    __tablename__ = "contribution_comment"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_with_who"),
        Index(None, "contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    section: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    settled_by: Mapped[Person | None] = relationship(foreign_keys=settled_by_id)
