"""Signing in: sessions as rows that can be ended, one-time links, failed tries, text kept over a sign-in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person


class SignIn(db.Model):
    """One session of one person. Only a hash of the cookie's value is stored.

    `proved_at` is when the person last showed who they are: fresh proof lets them sign plans. `proof` is how: "password", or "at" and the key of a provider.
    `cookie` is the value itself, `links` where the person may go to (auth.queries); known only while a request is answered.
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
    links = frozenset()


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


class Identity(db.Model):
    """An account elsewhere that somebody signs in with: who its issuer says it is, and never its e-mail address.

    `email` is the address it came with when it was matched, to be recognized by.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("person_id", "issuer"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254))
    linked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class UsedAnswer(db.Model):
    """An answer of a provider that was used, by the hash of its state: it is worth nothing a second time."""

    __tablename__ = "used_answer"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
