"""Rosters that were brought in: the file while it is needed, what it would change, and what was done, line by line."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person


class RosterImport(db.Model):
    """One file, from its upload to what it changed.

    stage    reading, asking (which column is what), read (the dry run can be looked at), writing, written, left, failed
    mode     what the office said of it: "" (as its manifest says), "bulk" (everybody) or "delta" (what changed)
    columns  of a plain list: its headings and which of them is what
    about    what it is, how many lines of each kind it has, how many it would close
    sha256   the file in the store, until it is read (a list: until it is written or left)
    """

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint(
            "state IN ('reading', 'asking', 'read', 'writing', 'written', 'left', 'failed')",
            name="state_known",
        ),
        CheckConstraint("mode IN ('', 'bulk', 'delta')", name="mode_known"),
        Index(None, "sha256"),
        Index(None, "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    mode: Mapped[str] = mapped_column(String(10), default="")
    stage: Mapped[str] = mapped_column("state", String(10), default="reading")
    problem: Mapped[str] = mapped_column(String(500), default="")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    job_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class RosterLine(db.Model):
    """One thing that a roster would change or that the office should know, and what was done about it.

    kind   site, new, back, moved, changed, gone, note
    data   what is to be written, for the worker; nothing for a note
    done   what was done, as a sentence; empty before
    """

    __tablename__ = "roster_line"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('site', 'new', 'back', 'moved', 'changed', 'gone', 'note')", name="kind_known"
        ),
        Index(None, "import_id", "kind", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    file: Mapped[str] = mapped_column(String(20), default="")
    line: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(255), default="")
    what: Mapped[str] = mapped_column(String(1000), default="")
    done: Mapped[str] = mapped_column(String(500), default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class RosterTerms(db.Model):
    """How the district reads its rosters: what roles beside teachers and leaders become, and its own list's columns.

    roles    role → kind of staff, "" (works here, has no plan), "-" (not taken in)
    columns  heading in small letters → column
    """

    __tablename__ = "roster_terms"
    __table_args__ = (CheckConstraint("id = 1", name="one_way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roles: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
