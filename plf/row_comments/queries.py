"""Questions about comments on rows: which of them this person reads, how many there are, and the row they are about."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from plf.action_plans.contents import placed
from plf.action_plans.queries import SeenActionPlan
from plf.editions import queries as editions
from plf.extensions import db
from plf.models import ActionEdition, ActionRow, RowComment
from plf.rules import HIDDEN


@dataclass(frozen=True)
class About:
    """The row that is commented on, as it stands in an edition; `edition` None: in the working copy alone."""

    row_id: int
    label: str
    text: str
    strategy: str
    edition: ActionEdition | None


@dataclass(frozen=True)
class Said:
    """A comment as this person reads it: `by` is empty where the writer's name is not theirs to know."""

    comment: RowComment
    by: str
    may_answer: bool

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.comment.settled_at is None


def about(seen: SeenActionPlan, row_id: int, number: int | None = None) -> About:
    """The row as it stands in an edition (None: the latest), else, for its people, in the working copy.

    A row that was deleted there keeps its comments. Raises HIDDEN (404) for others.
    """
    row = db.session.get(ActionRow, row_id)
    if row is None or row.action_plan_id != seen.plan.id:
        raise HIDDEN
    found = editions.editions_of(seen.plan.id)
    if found:
        edition = editions.edition_of(seen.plan.id, number)
        for each in placed(editions.text_of(edition)):
            if each.row["key"] == f"r{row_id}":
                return About(row_id, each.label, each.row["text"], each.row["strategy"], edition)
    if not seen.may("read_working_copy"):
        raise HIDDEN
    place = seen.table.place.get(row_id)
    return About(row_id, place.label if place else "a deleted row", row.text, row.strategy, None)


def said(seen: SeenActionPlan, row_id: int | None = None) -> list[Said]:
    """The comments on a row (None: on all rows) that this person reads, oldest first; open ones first.

    Its people read all of them. Others read their own, and those that are answered, without the names of colleagues.
    """
    its_people = seen.may("read_working_copy")
    query = (
        select(RowComment)
        .where(RowComment.action_plan_id == seen.plan.id, _readable(seen))
        .options(joinedload(RowComment.person), joinedload(RowComment.settled_by))
        .order_by(RowComment.settled_at.is_not(None), RowComment.at, RowComment.id)
    )
    if row_id is not None:
        query = query.where(RowComment.row_id == row_id)
    may_answer = seen.may("answer_row_comment")
    return [
        Said(
            each,
            each.person.name if its_people or each.person_id == seen.person.id else "",
            may_answer and each.settled_at is None,
        )
        for each in db.session.scalars(query)
    ]


@dataclass(frozen=True)
class Count:
    """How many comments on a row this person reads, and how many of them still wait for an answer."""

    all: int
    open: int


def counts(seen: SeenActionPlan) -> dict[int, Count]:
    """How many comments there are beside each row that has any, as this person reads them: one query."""
    rows = db.session.execute(
        select(RowComment.row_id, func.count(), func.count(RowComment.settled_at))
        .where(RowComment.action_plan_id == seen.plan.id, _readable(seen))
        .group_by(RowComment.row_id)
    )
    return {row_id: Count(every, every - settled) for row_id, every, settled in rows}


def comment_of(seen: SeenActionPlan, comment_id: int) -> RowComment:
    """A comment that this person reads. Raises HIDDEN (404) for any other."""
    found = db.session.scalar(
        select(RowComment).where(
            RowComment.id == comment_id, RowComment.action_plan_id == seen.plan.id, _readable(seen)
        )
    )
    if found is None:
        raise HIDDEN
    return found


def _readable(seen: SeenActionPlan) -> ColumnElement[bool]:
    if seen.may("read_working_copy"):
        return true()
    return or_(RowComment.person_id == seen.person.id, RowComment.settled_at.is_not(None))
