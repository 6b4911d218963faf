"""Questions about comments and about who was asked for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from plf import rules
from plf.database import one_of
from plf.extensions import db
from plf.models import Comment, CommentRequest, Person, Plan, Revision, Signature
from plf.plans.queries import SeenPlan
from plf.rules import Role

# Those who speak as evaluator; stored with each comment, so that it stays true after a hand-over.
_AS_EVALUATOR = (Role.EVALUATOR, Role.DEPUTY)


@dataclass(frozen=True)
class ReadComment:
    """A comment as it is read. `revision` and `kind` say which one it was written on; None for a draft."""

    section: str
    text: str
    at: datetime
    who: str
    role: str
    revision: int | None
    kind: str | None


def comments_of(seen: SeenPlan) -> list[ReadComment]:
    """The comments that this person may read, oldest first.

    The teacher reads all. The evaluator and their deputy read what was written on a submitted text or while they
    were asked, not what colleagues said about a draft that was nobody else's yet. A colleague who is asked reads
    the teacher and the colleagues, from when they were asked, and nothing of what evaluator and teacher settle.
    """
    if not seen.sees.comments:
        return []
    statement = (
        select(Comment, Revision.number, Revision.kind)
        .join(Comment.person)
        .outerjoin(Revision, Revision.id == Comment.revision_id)
        .where(Comment.plan_id == seen.plan.id)
        .options(contains_eager(Comment.person))
        .order_by(Comment.at, Comment.id)
    )
    if Role.TEACHER not in seen.roles:
        evaluates = seen.roles.intersection(_AS_EVALUATOR)
        others = _for_evaluator(seen.plan) if evaluates else _for_colleague(seen.person)
        statement = statement.where(or_(Comment.person_id == seen.person.id, others))
    return [
        ReadComment(each.section, each.text, each.at, each.person.name, each.role, number, kind)
        for each, number, kind in db.session.execute(statement)
    ]


def _for_evaluator(plan: Plan) -> ColumnElement[bool]:
    return or_(
        Comment.revision_id.is_not(None),
        Comment.role.in_(_AS_EVALUATOR),
        _asked_at_the_time(CommentRequest.person_id == plan.evaluator_id),
    )


def _for_colleague(person: Person) -> ColumnElement[bool]:
    # Why a signature was declined is kept as a comment of the same moment.
    gives_a_reason = exists().where(
        Signature.plan_id == Comment.plan_id, Signature.superseded_at == Comment.at
    )
    return and_(
        Comment.role.in_((Role.TEACHER, Role.COLLEAGUE)),
        ~gives_a_reason,
        _asked_at_the_time(CommentRequest.person_id == person.id, CommentRequest.ended_at.is_(None)),
    )


def _asked_at_the_time(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        CommentRequest.plan_id == Comment.plan_id,
        CommentRequest.asked_at <= Comment.at,
        or_(CommentRequest.ended_at.is_(None), CommentRequest.ended_at > Comment.at),
        *which,
    )


def evaluator_reads_new_ones(seen: SeenPlan) -> bool:
    """Whether the plan's evaluator, if there is one, reads what the teacher writes now."""
    case = seen.case
    if not case.has_evaluator:
        return False
    return case.shared_with_evaluator or (case.readable_revision and seen.plan.revision_id is not None)


def requests_of(seen: SeenPlan) -> list[CommentRequest]:
    """Who is asked for comments on this plan now, the earliest first, with the people loaded. For its teacher."""
    return list(
        db.session.scalars(
            select(CommentRequest)
            .where(CommentRequest.plan_id == seen.plan.id, CommentRequest.ended_at.is_(None))
            .options(joinedload(CommentRequest.person))
            .order_by(CommentRequest.asked_at, CommentRequest.id)
        )
    )


def open_request(plan_id: int, person_id: int) -> CommentRequest | None:
    """The standing request to one person, if there is one."""
    return db.session.scalar(
        select(CommentRequest).where(
            CommentRequest.plan_id == plan_id,
            CommentRequest.person_id == person_id,
            CommentRequest.ended_at.is_(None),
        )
    )


@dataclass(frozen=True)
class Shared:
    """A plan on which a person was asked for comments: whose it is, and when they were asked."""

    plan_id: int
    teacher: str
    asked_at: datetime


# Put together once: that takes longer than asking it, and it is asked on every visit.
SHARED_WITH_ME = (
    select(CommentRequest.plan_id, Person.given_name, Person.family_name, CommentRequest.asked_at)
    .join(CommentRequest.plan)
    .join(Plan.teacher)
    .where(
        CommentRequest.person_id == bindparam("me"),
        CommentRequest.ended_at.is_(None),
        Plan.state.not_in(one_of(rules.ENDED)),
    )
    .order_by(CommentRequest.asked_at.desc(), CommentRequest.id.desc())
)


def shared_with_me(person: Person) -> list[Shared]:
    """The open plans on which this person was asked for comments, latest first."""
    return [
        Shared(row.plan_id, f"{row.given_name} {row.family_name}".strip(), row.asked_at)
        for row in db.session.execute(SHARED_WITH_ME, {"me": person.id})
    ]
