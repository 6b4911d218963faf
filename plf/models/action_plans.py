"""The district's strategic table: strategic plans, action plans, their rows in a tree, and what is said about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.people import Person

STATUS_KNOWN = "status IN ('not_started', 'on_track', 'behind', 'done', 'dropped')"


class StrategicPlan(db.Model):
    """What groups action plans: a district's strategic plan, as "Strategic Plan 2017-2022"."""

    __tablename__ = "strategic_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    action_plans: Mapped[list["ActionPlan"]] = relationship(order_by="ActionPlan.position, ActionPlan.id")


class ActionPlan(db.Model):
    """The working copy of one table: what stands above it, and how its columns are headed.

    headings      {column: {"title": …, "hint": …}}, for those that differ from plf.action_plans.contents
    changed       the number of the latest change (ActionChange.id): who has seen it, has seen everything
    code          the public address of its adopted editions; it opens while `is_public`
    public_shows  what it shows beside the table, of plf.editions.shown.PUBLIC_CHOICES
    removed_at    when the office removed it: it is nowhere then, with all that is in it, until it is brought back
    """

    __tablename__ = "action_plan"
    __table_args__ = (Index(None, "strategic_plan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    strategic_plan_id: Mapped[int] = mapped_column(ForeignKey("strategic_plan.id"))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    commitment: Mapped[str] = mapped_column(Text, default="")
    big_idea: Mapped[str] = mapped_column(Text, default="")
    big_idea_source: Mapped[str] = mapped_column(String(200), default="")
    intent: Mapped[str] = mapped_column(Text, default="")
    intent_source: Mapped[str] = mapped_column(String(200), default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    strengths_source: Mapped[str] = mapped_column(String(200), default="")
    challenges: Mapped[str] = mapped_column(Text, default="")
    challenges_source: Mapped[str] = mapped_column(String(200), default="")
    headings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    public_shows: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    strategic_plan: Mapped[StrategicPlan] = relationship(back_populates="action_plans")
    columns: Mapped[list["ActionColumn"]] = relationship(order_by="ActionColumn.position, ActionColumn.id")


class ActionColumn(db.Model):
    """A column of the district's own, beside those that every table has. Removed ones keep what was typed."""

    __tablename__ = "action_column"
    __table_args__ = (Index(None, "action_plan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(80))
    hint: Mapped[str] = mapped_column(String(300), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ActionEditor(db.Model):
    """Somebody whom the office named to edit an action plan."""

    __tablename__ = "action_editor"
    __table_args__ = (Index(None, "person_id"),)

    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class ActionRow(db.Model):
    """One row of the tree. What it is (priority, outcome, step, sub-step) follows from how deep it stands.

    `position` counts from 0 among the rows of one parent, without gaps. `starts` and `ends` are kept as they were
    written; `starts_on` and `ends_on` are the first and last day that they mean, where they were understood.
    `owner_name` stands for an owner who is not in the roster. `extra` holds {column id as text: text}.
    A deleted row stays, with those under it, so that it can come back; `deleted_with` is the row that was deleted.
    """

    __tablename__ = "action_row"
    __table_args__ = (
        CheckConstraint(STATUS_KNOWN, name="status_known"),
        CheckConstraint("owner_id IS NULL OR owner_name = ''", name="one_owner"),
        CheckConstraint("(deleted_at IS NULL) = (deleted_with_id IS NULL)", name="deleted_with_when"),
        CheckConstraint("position >= 0", name="position_known"),
        Index(None, "action_plan_id"),
        Index(None, "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("action_row.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    strategy: Mapped[str] = mapped_column(Text, default="")
    resources: Mapped[str] = mapped_column(Text, default="")
    interdependencies: Mapped[str] = mapped_column(Text, default="")
    starts: Mapped[str] = mapped_column(String(60), default="")
    starts_on: Mapped[date | None]
    ends: Mapped[str] = mapped_column(String(60), default="")
    ends_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12), default="not_started")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_name: Mapped[str] = mapped_column(String(120), default="")
    question: Mapped[str] = mapped_column(Text, default="")
    extra: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_with_id: Mapped[int | None] = mapped_column(ForeignKey("action_row.id"))

    owner: Mapped[Person | None] = relationship()
    team: Mapped[list["ActionTeamMember"]] = relationship(
        order_by="ActionTeamMember.id", cascade="all, delete-orphan"
    )
    links: Mapped[list["ActionLink"]] = relationship(
        order_by="ActionLink.id", cascade="all, delete-orphan", foreign_keys="ActionLink.row_id"
    )
    notes: Mapped[list["StatusNote"]] = relationship(order_by="StatusNote.id")


class ActionTeamMember(db.Model):
    """Who drives a row: a person of the roster, or a plain name."""

    __tablename__ = "action_team_member"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (name <> '')", name="person_or_name"),
        UniqueConstraint("row_id", "person_id", "name"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("action_row.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120), default="")

    person: Mapped[Person | None] = relationship()


class ActionLink(db.Model):
    """An interdependency: a row waits for another one, helps it, or is the same. It follows rows, never labels."""

    __tablename__ = "action_link"
    __table_args__ = (
        CheckConstraint("kind IN ('waits_for', 'helps', 'same_as')", name="kind_known"),
        CheckConstraint("row_id <> to_row_id", name="to_another"),
        UniqueConstraint("row_id", "to_row_id", "kind"),
        Index(None, "to_row_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("action_row.id"))
    to_row_id: Mapped[int] = mapped_column(ForeignKey("action_row.id"))
    kind: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(300), default="")

    row: Mapped[ActionRow] = relationship(foreign_keys=row_id, overlaps="links")
    to_row: Mapped[ActionRow] = relationship(foreign_keys=to_row_id)


class StatusNote(db.Model):
    """How a row stood on a day of the district's calendar, and what was said of it. Written once.

    `name` is who said it, where it was read from a file and that is nobody of the roster.
    """

    __tablename__ = "status_note"
    __table_args__ = (CheckConstraint(STATUS_KNOWN, name="status_known"), Index(None, "row_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("action_row.id"))
    on: Mapped[date]
    status: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person | None] = relationship()


class ActionChange(db.Model):
    """Who changed what in an action plan, and when: `before` and `after` as they are written. Never changed or deleted.

    `row_id` None: what stands above the table. `cell`: a column, or "added", "moved", "deleted", "restored", "team", …
    """

    __tablename__ = "action_change"
    __table_args__ = (Index(None, "action_plan_id"), Index(None, "row_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    row_id: Mapped[int | None] = mapped_column(ForeignKey("action_row.id"))
    cell: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class ActionEdition(db.Model):
    """An action plan as it was adopted: frozen, dated, hashed. Never changed or deleted.

    `content` is the canonical JSON of plf.action_plans.contents, `sha256` its fingerprint.
    """

    __tablename__ = "action_edition"
    __table_args__ = (
        UniqueConstraint("action_plan_id", "number"),
        CheckConstraint("length(sha256) = 64", name="sha256_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    number: Mapped[int]
    adopted_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    adopted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    adopted_at: Mapped[datetime] = mapped_column(UTCDateTime)

    action_plan: Mapped[ActionPlan] = relationship()
    adopted_by: Mapped[Person] = relationship()


class RowComment(db.Model):
    """What somebody of the staff says to a row; the office or an editor answers and settles it."""

    __tablename__ = "row_comment"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_with_who"),
        Index(None, "action_plan_id"),
        Index(None, "row_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    row_id: Mapped[int] = mapped_column(ForeignKey("action_row.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("action_edition.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    settled_by: Mapped[Person | None] = relationship(foreign_keys=settled_by_id)
    row: Mapped[ActionRow] = relationship()


class RoomNote(db.Model):
    """A question parked, or a decision taken, in the committee room, beside a row."""

    __tablename__ = "room_note"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'decision')", name="kind_known"),
        CheckConstraint("settled_at IS NULL OR kind = 'question'", name="only_questions_are_settled"),
        Index(None, "action_plan_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    row_id: Mapped[int] = mapped_column(ForeignKey("action_row.id"))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class UpdateAsk(db.Model):
    """Updates of the rows at and under `row_id` (None: of the whole table) are asked for, by a day."""

    __tablename__ = "update_ask"
    __table_args__ = (Index(None, "action_plan_id"), Index(None, "due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    row_id: Mapped[int | None] = mapped_column(ForeignKey("action_row.id"))
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class TableImport(db.Model):
    """A table that was read from a file or from pasted text, waiting for its preview to be taken or left.

    It goes into an action plan, or becomes a new one of a strategic plan. `read` is what was found in it (plf.action_imports), `choices` how its columns were mapped. Dropped after a day.
    """

    __tablename__ = "table_import"
    __table_args__ = (
        CheckConstraint("(action_plan_id IS NULL) <> (strategic_plan_id IS NULL)", name="into_one_or_new"),
        Index(None, "action_plan_id"),
        Index(None, "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_plan_id: Mapped[int | None] = mapped_column(ForeignKey("action_plan.id"))
    strategic_plan_id: Mapped[int | None] = mapped_column(ForeignKey("strategic_plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    read: Mapped[dict[str, Any]] = mapped_column(JSON)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    read_at: Mapped[datetime] = mapped_column(UTCDateTime)
