"""What happened to plans: append-only lines, each holding the hash of the one before; and who viewed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person


class HistoryLine(db.Model):
    """One thing that happened to one plan. Holds facts and hashes, no long text. Never changed, never deleted."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    before_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    person: Mapped[Person] = relationship()
    reason: Mapped["Reason | None"] = relationship(viewonly=True)


class Reason(db.Model):
    """The reason that was given with a line of history. The line holds its fingerprint alone: the text may go one day."""

    __tablename__ = "reason"

    history_id: Mapped[int] = mapped_column(ForeignKey("history.id"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    text: Mapped[str] = mapped_column(Text)


class PlanView(db.Model):
    """Someone other than its teacher and evaluator read the text of a plan."""

    __tablename__ = "plan_view"
    __table_args__ = (Index(None, "plan_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


# Everything of a signature but whether it was superseded, which comes later.
SIGNED = (
    *("agreed", "sha256", "plan_id", "revision_id", "role", "person_id", "for_id", "signed_at"),
    *("statement", "response", "proof", "proved_at", "address", "browser"),
)

# Append-only whatever the code does. A batch rebuild of the table drops triggers on SQLite, so a migration
# that touches "history" makes them again; tests/test_migrations.py compares them with a list written by hand.
TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history "
        "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history "
        "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER signature_keeps_what_was_signed BEFORE UPDATE ON signature WHEN "
        + " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in SIGNED)
        + " BEGIN SELECT RAISE(ABORT, 'what was signed does not change'); END",
        "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature "
        "BEGIN SELECT RAISE(ABORT, 'what was signed does not change'); END",
        "CREATE TRIGGER revision_keeps_its_text BEFORE UPDATE ON revision "
        "WHEN OLD.frozen <> NEW.frozen OR OLD.sha256 <> NEW.sha256 OR OLD.number <> NEW.number "
        "OR OLD.kind <> NEW.kind OR OLD.plan_id <> NEW.plan_id "
        "BEGIN SELECT RAISE(ABORT, 'a frozen text does not change'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% does not change', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER signature_keeps_what_was_signed BEFORE UPDATE ON signature FOR EACH ROW WHEN ("
        + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in SIGNED)
        + ") EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER revision_keeps_its_text BEFORE UPDATE ON revision FOR EACH ROW "
        "WHEN (OLD.frozen IS DISTINCT FROM NEW.frozen OR OLD.sha256 IS DISTINCT FROM NEW.sha256 "
        "OR OLD.number IS DISTINCT FROM NEW.number OR OLD.kind IS DISTINCT FROM NEW.kind "
        "OR OLD.plan_id IS DISTINCT FROM NEW.plan_id) EXECUTE FUNCTION refuse_change()",
    ),
}
