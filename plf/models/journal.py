"""The journal of a plan, its evidence, and the store of files."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person
from plf.models.plans import Plan


class StoredFile(db.Model):
    """Bytes, kept once under their SHA-256. See plf.store; `content` is loaded only when it is asked for."""

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class JournalEntry(db.Model):
    """What a teacher did on a day of the district's calendar. `step` is a copy of an action step's words.

    `hundredths` are the hours or points times a hundred: whole numbers add up exactly on every database.
    `version` goes up with each change, for pages that were opened before it.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        CheckConstraint("hundredths BETWEEN 1 AND 99999", name="hours_within"),
        Index(None, "plan_id", "day"),
        Index(None, "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    hundredths: Mapped[int | None]
    step: Mapped[str] = mapped_column(Text, default="")
    is_private: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship()
    person: Mapped[Person] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="entry", order_by="Evidence.id", cascade="all, delete-orphan"
    )

    @property
    def hours(self) -> Decimal | None:
        return Decimal(self.hundredths) / 100 if self.hundredths else None


class Evidence(db.Model):
    """What shows it: a link, or a file with its real type and a label made of the name that it came with."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(link = '') = (sha256 IS NOT NULL)", name="link_or_file"),
        CheckConstraint("(sha256 IS NULL) = (label = '')", name="files_have_labels"),
        Index(None, "entry_id"),
        Index(None, "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    link: Mapped[str] = mapped_column(String(1000), default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    kind: Mapped[str] = mapped_column(String(10), default="")
    label: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=0)

    entry: Mapped[JournalEntry] = relationship(back_populates="evidence")
