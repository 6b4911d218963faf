"""Comments on a plan by section, and the page on which a teacher asks for them."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.comments import actions, queries
from plf.comments.forms import AskForm, CommentForm
from plf.database import now, writing
from plf.people.queries import people_named, today_here
from plf.plans import queries as plans
from plf.rules import Refusal

bp = Blueprint("comments", __name__)

MOST_FOUND = 10


@bp.get("/plans/<int:plan_id>/comments")
def comments_page(plan_id: int) -> Response:
    """The comments on a page of their own: where one lands after signing in again."""
    seen = plans.find(plan_id, current_user, on=today_here())
    if not seen.is_theirs("comment"):
        seen.require("comment")
    return fragments.piece_or_page(
        "comments/_comments.html",
        "comments/comments.html",
        seen=seen,
        comments=queries.comments_of(seen),
        form=CommentForm(),
    )


@bp.post("/plans/<int:plan_id>/comments")
def comment(plan_id: int) -> Response:
    form = CommentForm()
    address = url_for("plans.show", plan_id=plan_id, _anchor="comments")
    status = 200
    try:
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            actions.add(seen, section=form.about.data or "", text=form.comment.data or "", at=now())
        form = CommentForm(formdata=None)
        form.added = True
        if not fragments.wants_piece():
            return fragments.go_to(address)
    except Refusal as refusal:
        form.refused(refusal)
        status = 422
    seen = plans.find(plan_id, current_user, on=today_here())
    return fragments.piece_or_page(
        "comments/_comments.html",
        "comments/comments.html",
        status,
        seen=seen,
        comments=queries.comments_of(seen),
        form=form,
    )


@bp.get("/plans/<int:plan_id>/comment-requests")
def who_is_asked(plan_id: int) -> Response:
    return _asking_page(plan_id)


@bp.post("/plans/<int:plan_id>/comment-requests")
def ask(plan_id: int) -> Response:
    form = AskForm()
    address = url_for("comments.who_is_asked", plan_id=plan_id)
    try:
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            name = actions.ask(seen, form.person_id, at=now()).person.name
    except Refusal as refusal:
        form.refused(refusal)
        return _asking_page(plan_id, form, 422)
    return fragments.done(f"{name} can now read this plan and comment on it.", address)


@bp.post("/plans/<int:plan_id>/comment-requests/<int:request_id>/end")
def stop_asking(plan_id: int, request_id: int) -> Response:
    address = url_for("comments.who_is_asked", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
        name = actions.stop_asking(seen, request_id, at=now()).name
    return fragments.done(f"{name} is no longer asked. What was written so far stays.", address)


def _asking_page(plan_id: int, form: AskForm | None = None, status: int = 200) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    actions.require_asking(seen)
    words = " ".join(request.args.get("words", "").split())[:100]
    found = people_named(words, most=MOST_FOUND + 1) if words else []
    asked = queries.requests_of(seen)
    return fragments.page(
        "comments/asking.html",
        status,
        seen=seen,
        plan=seen.plan,
        asked=asked,
        asked_ids={each.person_id for each in asked},
        words=words,
        found=[person for person in found if person.id != seen.plan.teacher_id][:MOST_FOUND],
        too_many=len(found) > MOST_FOUND,
        form=form or AskForm(),
    )
