"""The comments on a row and the form for one more, all comments on an action plan, and answers to them."""

from flask import Blueprint, Response, g, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_plans import queries as action_plans
from plf.action_plans.queries import SeenActionPlan
from plf.contents import COMMENT_LIMIT
from plf.database import now, writing
from plf.row_comments import actions, queries
from plf.row_comments.forms import AnswerForm, CommentForm

bp = Blueprint("row_comments", __name__)


@bp.get("/action-plans/<int:plan_id>/comments")
def every(plan_id: int) -> Response:
    """All comments on an action plan that this person reads, the open ones first."""
    seen = action_plans.find(plan_id, current_user)
    said = queries.said(seen)
    return fragments.page(
        "row_comments/every.html",
        seen=seen,
        plan=seen.plan,
        said=said,
        named=action_plans.named([each.comment.row_id for each in said]),
    )


@bp.get("/action-plans/<int:plan_id>/rows/<int:row_id>/comments")
def of_row(plan_id: int, row_id: int) -> Response:
    return _page(plan_id, row_id)


@bp.post("/action-plans/<int:plan_id>/rows/<int:row_id>/comments")
def comment(plan_id: int, row_id: int) -> Response:
    form = CommentForm()
    here = url_for(".of_row", plan_id=plan_id, row_id=row_id, edition=request.args.get("edition"))
    if not form.validate():
        return _page(plan_id, row_id, 422, form)
    with writing():
        once.only(here)
        seen = action_plans.find(plan_id, current_user)
        about = queries.about(seen, row_id, _number())
        actions.comment(seen, about, form.comment.data, at=now())
    return fragments.done("Your comment is there. Its answer will be on this page.", here)


@bp.post("/action-plans/<int:plan_id>/comments/<int:comment_id>/answer")
def answer(plan_id: int, comment_id: int) -> Response:
    form = AnswerForm(prefix=f"comment-{comment_id}-")
    seen = action_plans.find(plan_id, current_user)
    row_id = queries.comment_of(seen, comment_id).row_id
    here = url_for(".of_row", plan_id=plan_id, row_id=row_id)
    if not form.validate():
        seen.require("answer_row_comment")
        return _page(plan_id, row_id, 422, answer_form=form)
    with writing():
        once.only(here)
        seen = action_plans.find(plan_id, current_user, lock=True)
        actions.answer(seen, queries.comment_of(seen, comment_id), form.answer.data, at=now())
    return fragments.done("Answered. The writer reads it beside the comment.", here)


@bp.app_template_global("comments_beside")
def comments_beside(seen: SeenActionPlan, row_id: int) -> queries.Count | None:
    """How many comments stand beside a row of the working copy; one query for all rows of a page."""
    kept = g.setdefault("comments_beside", {})
    if seen.plan.id not in kept:
        kept[seen.plan.id] = queries.counts(seen)
    return kept[seen.plan.id].get(row_id)


def _page(
    plan_id: int,
    row_id: int,
    status: int = 200,
    form: CommentForm | None = None,
    answer_form: AnswerForm | None = None,
) -> Response:
    seen = action_plans.find(plan_id, current_user)
    about = queries.about(seen, row_id, _number())

    def answer_form_of(comment_id: int) -> AnswerForm:
        prefix = f"comment-{comment_id}-"
        if answer_form and answer_form.answer.name.startswith(prefix):
            return answer_form
        return AnswerForm(formdata=None, prefix=prefix)

    return fragments.page(
        "row_comments/of_row.html",
        status,
        seen=seen,
        plan=seen.plan,
        about=about,
        said=queries.said(seen, row_id),
        form=form or CommentForm(formdata=None),
        answer_form_of=answer_form_of,
        errors=(form.error_pairs if form else []) + (answer_form.error_pairs if answer_form else []),
        limit=COMMENT_LIMIT,
    )


def _number() -> int | None:
    """The edition that is read, from the address; None: the latest."""
    return request.args.get("edition", type=int)
