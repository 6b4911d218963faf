"""Plans and their checkpoints: drafts, frozen revisions, signatures, meetings, the conference and comments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime, fixed
from plf.extensions import db
from plf.models.people import Person, Site
from plf.models.rubrics import Rubric
from plf.models.years import SchoolYear
from plf.rules import STATES

_KNOWN_STATES = ", ".join(f"'{state}'" for state in STATES)
# What stands in the place of a text that went by rule (see plf.records): nothing that could be read.
GONE = "{}"
_KNOWN_KINDS = "kind IN ('plan', 'checkpoint')"


class Plan(db.Model):
    """One person's Professional Learning Focus plan for one school year.

    `version` goes up with every step (not with every save of the draft): a page that was read before
    another step was taken is stale. `touched_at` is when teacher and evaluator were last in touch, since this one is
    the evaluator; `touched_before` when they were before the week of that.
    `revision_id` is the text that was frozen last, `checkpoint_revision_id` the checkpoint's; `in_force_id` the
    one that both signed. `agreed_by` is this plan's own day instead of the year's. `continues_id` is the plan of
    an earlier year that it goes on from. `end_reason` says why it was ended unfinished.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint(f"state IN ({_KNOWN_STATES})", name="state_known"),
        CheckConstraint("teacher_id <> evaluator_id", name="teacher_is_not_evaluator"),
        CheckConstraint(
            "(state = 'withdrawn') = (state_before IS NOT NULL)", name="withdrawn_remembers_its_state"
        ),
        CheckConstraint("(state = 'unfinished') = (end_reason <> '')", name="unfinished_says_why"),
        Index(
            "uq_plan_one_per_teacher_and_year",
            "teacher_id",
            "year_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index(None, "evaluator_id", "year_id"),
        Index(None, "site_id", "year_id", "state"),
        Index(None, "year_id", "state"),
        Index(None, "teacher_id", "year_id"),
        Index(None, "year_id", "state_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"))
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime] = mapped_column(UTCDateTime)
    state_before: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)
    assigned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    touched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    touched_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    held_on: Mapped[date | None]
    checkpoint_on: Mapped[date | None]
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_plan_revision_id_revision")
    )
    in_force_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_plan_in_force_id_revision")
    )
    checkpoint_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_plan_checkpoint_revision_id_revision")
    )
    agreed_by: Mapped[date | None]
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), unique=True)
    end_reason: Mapped[str] = mapped_column(String(20), default="", server_default="")

    year: Mapped[SchoolYear] = relationship()
    teacher: Mapped[Person] = relationship(foreign_keys=teacher_id)
    evaluator: Mapped[Person | None] = relationship(foreign_keys=evaluator_id)
    site: Mapped[Site | None] = relationship()
    rubric: Mapped[Rubric] = relationship()
    revision: Mapped["Revision | None"] = relationship(foreign_keys=revision_id, post_update=True)
    in_force: Mapped["Revision | None"] = relationship(foreign_keys=in_force_id, post_update=True)
    continues: Mapped["Plan | None"] = relationship(remote_side=id, foreign_keys=continues_id)


class PlanSpan(db.Model):
    """How a plan stood from one moment to another (no end: until now): for reports as of any past day.

    Kept by the history, which it follows line by line; nothing else writes it.
    """

    __tablename__ = "plan_span"
    __table_args__ = (
        CheckConstraint(f"state IN ({_KNOWN_STATES})", name="state_known"),
        CheckConstraint("until IS NULL OR until > since", name="times_in_order"),
        Index(None, "plan_id", "since", unique=True),
        Index(None, "evaluator_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    state: Mapped[str] = mapped_column(String(30))
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    is_paused: Mapped[bool]
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)


def not_withdrawn(plan: type[Plan] = Plan) -> ColumnElement[bool]:
    """The condition that a plan counts as the teacher's plan of the year: a withdrawn one was assigned in error."""
    return plan.state != fixed("withdrawn")


NOT_WITHDRAWN = not_withdrawn()


class Draft(db.Model):
    """The text of a plan, or of its checkpoint, as the teacher has typed it so far: one row of JSON, saved whole.

    `version` goes up with each save. `page` and `sequence` name the page that saved last and its count,
    so that a repeat after a lost answer is the same save and not a conflict with oneself.
    """

    __tablename__ = "draft"
    __table_args__ = (CheckConstraint(_KNOWN_KINDS, name="kind_known"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True, default="plan")
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    page: Mapped[str] = mapped_column(String(40), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()


class Revision(db.Model):
    """Text frozen and numbered, the plan's and the checkpoint's each from 1: canonical JSON with its SHA-256.

    `recalled_at`: the teacher took it back, or dropped the amendment that it belonged to.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "number"),
        CheckConstraint(_KNOWN_KINDS, name="kind_known"),
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(12), default="plan")
    number: Mapped[int]
    frozen: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recalled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    frozen_by: Mapped[Person] = relationship()

    @property
    def is_gone(self) -> bool:
        """Its text went by the rules of retention; its fingerprint is what stays."""
        return self.frozen == GONE


class Signature(db.Model):
    """One person's signing of one frozen revision.

    `agreed` is the canonical JSON of everything the signature covers, `sha256` its hash.
    Superseded ones (taken back, declined, amended) stay on record.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("role IN ('evaluator', 'teacher')", name="role_known"),
        CheckConstraint("(superseded_at IS NULL) = (superseded_why = '')", name="superseded_with_why"),
        Index(
            "uq_signature_one_per_role_and_revision",
            "revision_id",
            "role",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "plan_id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    role: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    statement: Mapped[str] = mapped_column(Text)
    response: Mapped[str] = mapped_column(Text, default="")
    agreed: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    proof: Mapped[str] = mapped_column(String(60))
    proved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(300), default="")
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    superseded_why: Mapped[str] = mapped_column(String(40), default="")

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    deputy_for: Mapped[Person | None] = relationship(foreign_keys=for_id)
    revision: Mapped[Revision] = relationship()


class Conference(db.Model):
    """What the evaluator recorded of the final conference. Corrected until both have signed."""

    __tablename__ = "conference"
    __table_args__ = (
        CheckConstraint("decision IN ('close', 'continue')", name="decision_known"),
        CheckConstraint("progress IN ('Met', 'Mostly', 'Partly', 'Not yet')", name="progress_known"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    held_on: Mapped[date]
    progress: Mapped[str] = mapped_column(String(10))
    comments: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(String(10))


class Meeting(db.Model):
    """A booked review meeting or final conference. `sequence` counts its changes, for calendars."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("kind IN ('review', 'conference')", name="kind_known"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        Index(
            "uq_meeting_one_booked",
            "plan_id",
            "kind",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str] = mapped_column(String(10), default="review")
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    booked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()
    booked_by: Mapped[Person] = relationship()


class Slot(db.Model):
    """A time that an evaluator offers for meetings; taken when it has a meeting."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        UniqueConstraint("evaluator_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), unique=True)


class CommentRequest(db.Model):
    """The teacher asked this person (the evaluator or a colleague) to read and comment."""

    __tablename__ = "comment_request"
    __table_args__ = (
        Index(
            "uq_comment_request_one_open",
            "plan_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()
    person: Mapped[Person] = relationship()


class Comment(db.Model):
    """A comment on one section (empty: on the whole plan), with the revision it was written on, if any."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "plan_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    section: Mapped[str] = mapped_column(String(30), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class Volunteer(db.Model):
    """Someone said "I would like to take part" before a plan was assigned."""

    __tablename__ = "volunteer"
    __table_args__ = (UniqueConstraint("person_id", "year_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    year: Mapped[SchoolYear] = relationship()
