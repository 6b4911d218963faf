"""How long records are kept, what is held, which texts went by rule, and what the office did with records."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person, Site
from plf.models.plans import Plan
from plf.models.years import SchoolYear


class RetentionRule(db.Model):
    """How many years after the end of the school year one kind of record is kept; none: for good.

    `source` says where the rule stands. A kind without a row is kept as plf.records.kinds proposes.
    """

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("years IS NULL OR years BETWEEN 1 AND 99", name="years_within"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    years: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class LegalHold(db.Model):
    """Nothing of a person, a plan, a site or a school year may go, whatever the rules say, until it is lifted."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint(
            " + ".join(
                f"(CASE WHEN {each} IS NULL THEN 0 ELSE 1 END)"
                for each in ("person_id", "plan_id", "site_id", "year_id")
            )
            + " = 1",
            name="holds_one",
        ),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_with_who"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    year_id: Mapped[int | None] = mapped_column(ForeignKey("school_year.id"))
    reason: Mapped[str] = mapped_column(Text)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_why: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    plan: Mapped[Plan | None] = relationship()
    site: Mapped[Site | None] = relationship()
    year: Mapped[SchoolYear | None] = relationship()
    placed_by: Mapped[Person] = relationship(foreign_keys=placed_by_id)
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=lifted_by_id)


class Disposition(db.Model):
    """A list of texts whose time is over: drawn up by one person, confirmed by another, then carried out.

    Nothing goes before it is confirmed; what was confirmed does not change. `proof` is how who confirmed it proved
    who they are. `dropped_at`: it was given up instead.
    """

    __tablename__ = "disposition"

    id: Mapped[int] = mapped_column(primary_key=True)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drawn_at: Mapped[datetime] = mapped_column(UTCDateTime)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    proof: Mapped[str] = mapped_column(String(60), default="")
    dropped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    drawn_by: Mapped[Person] = relationship(foreign_keys=drawn_by_id)
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=confirmed_by_id)


class DispositionItem(db.Model):
    """One kind of record of one plan (or, without a plan, of a whole year) on a list.

    `outcome`: nothing yet, "gone", or "kept" because it was held or open again when its turn came.
    """

    __tablename__ = "disposition_item"
    __table_args__ = (
        CheckConstraint("outcome IN ('', 'gone', 'kept')", name="outcome_known"),
        Index(None, "disposition_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disposition_id: Mapped[int] = mapped_column(ForeignKey("disposition.id"))
    kind: Mapped[str] = mapped_column(String(20))
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="")

    plan: Mapped[Plan | None] = relationship()
    year: Mapped[SchoolYear] = relationship()


class Tombstone(db.Model):
    """What stays of texts that went by rule: which, how many, their fingerprint where they had one, when.

    what        the table; `row_id` its row where each row had a fingerprint, else `number` of rows went
    Who confirmed it and by which rule, its `Disposition` says. Never changed, never deleted.
    """

    __tablename__ = "tombstone"
    __table_args__ = (Index(None, "plan_id"), Index(None, "what", "row_id"), Index(None, "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    disposition_id: Mapped[int] = mapped_column(ForeignKey("disposition.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(30))
    row_id: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    number: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    disposition: Mapped[Disposition] = relationship()


class RecordAct(db.Model):
    """Something that the office did with records: a rule, a hold, a list, an export. Never changed, never deleted."""

    __tablename__ = "record_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(30))
    about: Mapped[str] = mapped_column(String(300))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    person: Mapped[Person | None] = relationship()
