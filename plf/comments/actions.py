"""Commenting on a plan by section, and asking people for comments or no longer."""

from datetime import datetime

from sqlalchemy import select

from plf import contents, history, rules
from plf.comments import queries
from plf.extensions import db
from plf.models import Comment, CommentRequest, Person, Plan
from plf.notices import actions as notices
from plf.plans.queries import SeenPlan
from plf.rules import Role
from plf.support.actions import in_touch


def add(seen: SeenPlan, *, section: str, text: str, at: datetime) -> Comment:
    """Comment on a section of the plan, or on the whole plan (`section` is empty). `at` is in UTC.

    The comment hangs on the revision that is current, if there is one. When teacher and evaluator can both read
    it, they were in touch. Raises the Refusal of the rules, or a 422 at "comment" or "about".
    """
    seen.require("comment")
    text = contents.clean(text)
    if not text:
        raise rules.not_ready("Write your comment, then add it.", "comment")
    if len(text) > contents.COMMENT_LIMIT:
        raise rules.not_ready(
            f"Your comment is {len(text) - contents.COMMENT_LIMIT:,} characters too long. Shorten it to {contents.COMMENT_LIMIT:,}, "
            "or make two comments of it.",
            "comment",
        )
    if section and section not in {each.name for each in contents.sections_in(seen.round.kind)}:
        raise rules.not_ready("Choose what your comment is about from the list.", "about")
    comment = Comment(
        plan_id=seen.plan.id,
        revision_id=seen.plan.revision_id,
        section=section,
        person_id=seen.person.id,
        role=seen.role,
        text=text,
        at=at,
    )
    db.session.add(comment)
    if seen.role != Role.COLLEAGUE and queries.evaluator_reads_new_ones(seen):
        in_touch(seen.plan, at=at)
    return comment


def ask(seen: SeenPlan, person_id: int, *, at: datetime) -> CommentRequest:
    """The teacher asks the evaluator or a colleague to read the plan and comment (step 2).

    Asking somebody twice is asking once. That the evaluator was asked stands in the history, which the office
    reads too; which colleagues a teacher asks is theirs alone. Raises a Refusal (422, field "person") when nobody
    who works here was chosen.
    """
    seen.require("ask_for_comments")
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active or person.id == seen.plan.teacher_id:
        raise rules.not_ready(
            "Choose a colleague who works here. Search for their name, then ask them.", "person"
        )
    open_one = queries.open_request(seen.plan.id, person.id)
    if open_one:
        return open_one
    request = CommentRequest(plan_id=seen.plan.id, person=person, asked_at=at)
    db.session.add(request)
    notices.tell(seen, "ask_for_comments", at=at, people=[person])
    if person.id == seen.plan.evaluator_id:
        in_touch(seen.plan, at=at)
        history.record(seen.plan, "ask_for_comments", by=seen.person, role=seen.role, at=at)
    return request


def stop_asking(seen: SeenPlan, request_id: int, *, at: datetime) -> Person:
    """The teacher no longer asks this person: what they wrote stays, the plan is closed to them from now on.

    Returns the person. Raises HIDDEN for a request that is not this plan's.
    """
    seen.require("stop_asking")
    request = db.session.scalar(
        select(CommentRequest).where(CommentRequest.id == request_id, CommentRequest.plan_id == seen.plan.id)
    )
    if request is None:
        raise rules.HIDDEN
    if request.ended_at is None:
        request.ended_at = at
        if request.person_id == seen.plan.evaluator_id:
            history.record(seen.plan, "stop_asking", by=seen.person, role=seen.role, at=at)
    return request.person


def end_requests(plan: Plan, *, at: datetime, of: Person | None = None) -> None:
    """Nobody is asked for comments on the plan any more, or not this one person: for other actions, asks nobody."""
    standing = select(CommentRequest).where(
        CommentRequest.plan_id == plan.id, CommentRequest.ended_at.is_(None)
    )
    for request in db.session.scalars(standing).all():
        if of is None or request.person_id == of.id:
            request.ended_at = at


def require_asking(seen: SeenPlan) -> None:
    """Whom a teacher asked is seen by the teacher alone, but at any time. Raises a Refusal (403)."""
    refusal = seen.refusal("stop_asking")
    if refusal and refusal.status != 409:
        raise refusal
