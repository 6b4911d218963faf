"""The district, its sites, its people, and who is paired with whom from when to when."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db


class District(db.Model):
    """The one district that this database belongs to.

    `points_owed`: how many hours or points of professional development each person owes in `points_years` years.
    """

    __tablename__ = "district"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_district"),
        CheckConstraint("points_owed BETWEEN 0 AND 9999", name="points_owed_within"),
        CheckConstraint("points_years BETWEEN 1 AND 20", name="points_years_within"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60), default="America/Chicago")
    is_sample: Mapped[bool] = mapped_column(default=False)
    points_owed: Mapped[int] = mapped_column(default=75, server_default="75")
    points_years: Mapped[int] = mapped_column(default=5, server_default="5")


class Site(db.Model):
    """A school or other place where people work.

    `roster_id` is its identifier in the district's roster; `grade_band` the one that all teach there
    (plf.exemplars.contents.GRADE_BANDS), or nothing.
    """

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    roster_id: Mapped[str | None] = mapped_column(String(255), index=True, unique=True)
    grade_band: Mapped[str] = mapped_column(String(30), default="", server_default="")


class Person(UserMixin, db.Model):
    """Anyone who can sign in. Deactivated when they leave, never deleted: what they signed stays.

    `staff_kind` names the rubric that fits: "teacher", "leader" …; an empty one has no plan of their own.
    `main_site_id`, `staff_kind` and `is_active` are as of today; `Placement` says how they were on any day.
    `roster_id` is their identifier in the district's roster. `mail_digest`: they prefer one mail a day to one for
    each thing.
    `sign_in` is set by the loader of the session: the row of `SignIn` this request came with.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index(None, "family_name", "given_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    position: Mapped[str] = mapped_column(String(120), default="")
    staff_kind: Mapped[str] = mapped_column(String(30), default="teacher")
    is_office: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column("active", default=True)
    main_site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    mail_digest: Mapped[bool] = mapped_column(default=False, server_default=false())
    roster_id: Mapped[str | None] = mapped_column(String(255), index=True, unique=True)

    main_site: Mapped[Site | None] = relationship()

    sign_in = None

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def get_id(self) -> str:
        return self.sign_in.cookie


class Placement(db.Model):
    """A person's main site and kind of staff from one day to another (no end: until further notice).

    At most one on a day; who has none on a day does not work here on it. People are counted where they are placed.
    """

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index(None, "person_id", "starts_on", unique=True),
        Index(None, "site_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    staff_kind: Mapped[str] = mapped_column(String(30))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    site: Mapped[Site | None] = relationship()


class Leave(db.Model):
    """A person is away from one day to another (no end: until further notice), and not counted meanwhile."""

    __tablename__ = "leave"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index(None, "person_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship()


class Pairing(db.Model):
    """The evaluator of a teacher from one day to another (no end: until further notice)."""

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("teacher_id <> evaluator_id", name="teacher_is_not_evaluator"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index(None, "teacher_id", "starts_on", unique=True),
        Index(None, "evaluator_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    teacher: Mapped[Person] = relationship(foreign_keys=teacher_id)
    evaluator: Mapped[Person] = relationship(foreign_keys=evaluator_id)

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class Deputy(db.Model):
    """Stands in for an evaluator between two days, in their own name."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("evaluator_id <> deputy_id", name="deputy_is_another"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        Index(None, "deputy_id"),
        Index(None, "evaluator_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    evaluator: Mapped[Person] = relationship(foreign_keys=evaluator_id)
    deputy: Mapped[Person] = relationship(foreign_keys=deputy_id)


class SiteLeadership(db.Model):
    """A site leader sees the count and state of every plan at the site, not the text.

    `from_roster`: the district's roster named them, and may take it back.
    """

    __tablename__ = "site_leadership"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    from_roster: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person] = relationship()
    site: Mapped[Site] = relationship()
