"""Exemplars: plans shown to all staff as an example, and, in tables apart, where they came from and who agreed.

Only plf.exemplars reads the tables apart. Whatever shows exemplars to staff reads `Exemplar`, which knows of nobody.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person
from plf.models.plans import Plan
from plf.rules import EXEMPLAR_STATES

_KNOWN_STATES = ", ".join(f"'{state}'" for state in EXEMPLAR_STATES)


class Exemplar(db.Model):
    """A plan's text as it is, or is to be, shown to all staff. `id` is drawn by chance: it tells of no order.

    indicators      [{"number", "title", "domain"}, …] as they were named when the text was taken
    learning_kinds  kinds of plf.contents.LEARNING_KINDS that the text has
    text            as plf.contents describes a plan; {} until its teacher offers what the office asked for
    checkpoint      as plf.contents describes a checkpoint, or None
    notes           {section of plf.contents: why this is good, in the office's words}
    sha256          of everything that is shown but the notes: what the teacher says yes to
    version         goes up with every change: a page that was read before one is stale
    """

    __tablename__ = "exemplar"
    __table_args__ = (
        CheckConstraint(f"state IN ({_KNOWN_STATES})", name="state_known"),
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_with_when"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_with_when"),
        Index(None, "state", "title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(150), default="")
    summary: Mapped[str] = mapped_column(String(300), default="")
    staff_kind: Mapped[str] = mapped_column(String(30), default="")
    subject: Mapped[str] = mapped_column(String(40), default="")
    grade_band: Mapped[str] = mapped_column(String(30), default="")
    indicators: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    learning_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    text: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    checkpoint: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    by_office: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


# The condition that staff find and read an exemplar.
IN_LIBRARY = Exemplar.state == "published"


class ExemplarSource(db.Model):
    """Which plan an exemplar was taken from. `offered_at` is empty while the office has asked and nobody answered."""

    __tablename__ = "exemplar_source"
    __table_args__ = (UniqueConstraint("plan_id"),)

    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    offered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    exemplar: Mapped[Exemplar] = relationship()
    plan: Mapped[Plan] = relationship()


class ExemplarReplacement(db.Model):
    """Words that may tell whose plan it was, and what became of them.

    `found` as it stood, `proposed` what to put there; `chosen` None: not decided yet; the same as `found`: they stay.
    """

    __tablename__ = "exemplar_replacement"
    __table_args__ = (UniqueConstraint("exemplar_id", "found"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"))
    found: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    proposed: Mapped[str] = mapped_column(String(200))
    chosen: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    by: Mapped[Person | None] = relationship()


class ExemplarConsent(db.Model):
    """A teacher's yes to exactly the text with this SHA-256. Kept; the one change it knows is that it is taken back."""

    __tablename__ = "exemplar_consent"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
        Index(
            "uq_exemplar_consent_one_standing",
            "exemplar_id",
            "sha256",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ExemplarEvent(db.Model):
    """Who did what with an exemplar, and when, with the SHA-256 it had then. Never changed, never deleted.

    Read by its teacher and by the office where they work on it, and by nobody else.
    """

    __tablename__ = "exemplar_event"
    __table_args__ = (Index(None, "exemplar_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
