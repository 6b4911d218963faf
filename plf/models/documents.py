"""What was issued and what came back: sealed documents, scans of paper that was signed by hand, and packets of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person
from plf.models.plans import Plan, Revision


class Document(db.Model):
    """The sealed PDF of a revision that both signed: issued once, and never changed or deleted.

    `sha256` names its bytes in the store, `code` is what people type to check it, `data` the canonical JSON that it
    was made from, `certificate` the SHA-256 of the certificate that sealed it.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("length(code) = 16", name="code_whole"),
        Index(None, "plan_id"),
        Index(None, "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), unique=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    data: Mapped[str] = mapped_column(Text, deferred=True)
    certificate: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()
    revision: Mapped[Revision] = relationship()


class Paper(db.Model):
    """The scan of a printed revision that both signed by hand. `signed_on` is the day written on it.

    `found_by`: the revision's code was read from the picture ("code") or "typed".
    """

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("kind IN ('pdf', 'jpeg', 'png')", name="kind_known"),
        CheckConstraint("found_by IN ('code', 'typed')", name="found_by_known"),
        Index(None, "plan_id"),
        Index(None, "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    signed_on: Mapped[date]
    found_by: Mapped[str] = mapped_column(String(10))
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()
    revision: Mapped[Revision] = relationship()
    filed_by: Mapped[Person] = relationship()


class Scan(db.Model):
    """A scan that somebody has uploaded and not filed yet: it becomes a Paper, or is dropped after a day.

    `code_read`: whether the revision's code was read from the picture; else it has still to be typed.
    """

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("kind IN ('pdf', 'jpeg', 'png')", name="kind_known"),
        Index(None, "plan_id"),
        Index(None, "sha256"),
        Index(None, "uploaded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    pages: Mapped[int]
    code_read: Mapped[bool]
    signed_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    revision: Mapped[Revision] = relationship()


class Packet(db.Model):
    """Many forms in one file or a few, made for one person and kept until `expires_at`.

    `choices` are what they chose; `documents` and `missing` count the forms that are in it and those that are not.
    """

    __tablename__ = "packet"
    __table_args__ = (Index(None, "person_id"), Index(None, "expires_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(200))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    documents: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()
    files: Mapped[list["PacketFile"]] = relationship(
        order_by="PacketFile.number", cascade="all, delete-orphan"
    )


class PacketFile(db.Model):
    """One file of a packet: a PDF to print, or a ZIP of originals."""

    __tablename__ = "packet_file"
    __table_args__ = (Index(None, "sha256"),)

    packet_id: Mapped[int] = mapped_column(ForeignKey("packet.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
