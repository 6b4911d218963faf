"""Signing in: sessions as rows that can be ended, one-time links, failed tries, text kept over a sign-in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person


class SignIn(db.Model):
    """One session of one person. Only a hash of the cookie's value is stored.

    `proved_at` is when the person last gave their password: fresh proof lets them sign plans.
    `cookie` is the value itself; known only while a request is being answered.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    cookie_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    proof: Mapped[str] = mapped_column(String(30), default="password")
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(300), default="")

    person: Mapped[Person] = relationship()

    cookie = ""


class Invitation(db.Model):
    """A one-time link: an invitation to choose a first password, or a reset. Only its hash is stored."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("kind IN ('invitation', 'reset')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class FailedTry(db.Model):
    """Failed sign-ins for one e-mail address from one place, and how long the next has to wait."""

    __tablename__ = "failed_try"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)


class KeptText(db.Model):
    """What someone had typed when their sign-in had run out, kept a day for that person alone."""

    __tablename__ = "kept_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
