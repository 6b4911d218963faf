"""The evaluator's review page: record the meeting, set the checkpoint date, sign or return; changing the text together."""

import json
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, once, rules, steps
from plf.auth import proof
from plf.database import now, writing
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans import forms as plan_forms
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions
from plf.reviews.forms import RecordForm, ReturnForm
from plf.rules import Refusal
from plf.signing import actions as signing

bp = Blueprint("reviews", __name__)


@bp.get("/plans/<int:plan_id>/review")
def review(plan_id: int) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require("record_review_meeting")
    return _review_page(seen)


@bp.post("/plans/<int:plan_id>/review-record")
def record(plan_id: int) -> Response:
    address = url_for("reviews.review", plan_id=plan_id)
    form = RecordForm()
    _require_as_read(_seen(plan_id), form)
    if not form.validate():
        return _review_page(_seen(plan_id), 422, form=form)
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            _record(seen, form)
    except Refusal as refusal:
        form.refused(refusal)
        return _review_page(_seen(plan_id), 422, form=form)
    return fragments.done("The meeting is recorded. Sign when the text is as you agreed.", address)


@bp.post("/plans/<int:plan_id>/evaluator-signature")
def sign_as_evaluator(plan_id: int) -> Response:
    """Record, date, sign: one page, one button."""
    address = url_for("plans.show", plan_id=plan_id)
    form = RecordForm()
    _require_as_read(_seen(plan_id), form)
    if not form.validate():
        return _review_page(_seen(plan_id), 422, form=form)
    try:
        shown = proof.of_session(current_user, form.password.data or "")
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            _record(seen, form)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            signing.sign_as_evaluator(seen, at=now(), seen_sha256=form.sha256.data or "", proof=shown)
    except Refusal as refusal:
        form.refused(refusal)
        return _review_page(_seen(plan_id), 422, form=form)
    return fragments.done("You signed. It now waits for the teacher’s signature.", address)


@bp.post("/plans/<int:plan_id>/return")
def return_plan(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ReturnForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.return_plan(
                seen,
                message=form.message.data or "",
                on_sections=form.on_sections,
                at=now(),
                seen_version=form.version.data or -1,
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _review_page(_seen(plan_id), 422, return_form=form)
    return fragments.done("The plan is returned, with your message.", address)


@bp.get("/plans/<int:plan_id>/revision-here")
def revise_page_here(plan_id: int) -> Response:
    """Changing the text together at the evaluator's screen; the teacher agrees with their own password."""
    theirs = _teacher_here(plan_id)
    draft = queries.draft_of(theirs.plan)
    return _revise_page(theirs, draft.text, draft.version)


@bp.post("/plans/<int:plan_id>/revision-here")
def revise_here(plan_id: int) -> Response:
    address = url_for("reviews.review", plan_id=plan_id)
    text, version = plan_forms.read_text(request.form), request.form.get("version", -1, type=int)
    change = plan_forms.row_change(request.form)
    theirs = _teacher_here(plan_id)
    if change and change.field in text:
        text[change.field] = plan_forms.change_rows(text[change.field], change)
        return _revise_page(theirs, text, version)
    try:
        proof.at_this_screen(theirs.person, request.form.get("password", ""))
        with writing():
            once.only(address)
            theirs = _teacher_here(plan_id, lock=True)
            actions.revise_together(theirs, text, at=now(), seen_version=version, where="evaluator’s screen")
    except plans.NotReady as not_ready:
        return _revise_page(_teacher_here(plan_id), text, version, errors=not_ready.problems)
    except plans.Conflict as conflict:
        return _revise_page(_teacher_here(plan_id), text, conflict.version, conflict=conflict)
    except Refusal as refusal:
        if refusal.field != "password":
            raise
        problem = contents.Problem("password", refusal.sentence)
        return _revise_page(_teacher_here(plan_id), text, version, errors=[problem])
    return fragments.done("This text is now the one to sign.", address)


def _seen(plan_id: int) -> SeenPlan:
    return queries.find(plan_id, current_user, on=today_here())


def _require_as_read(seen: SeenPlan, form: RecordForm) -> None:
    """Refuse (409) first what was changed meanwhile: the form shown again would hold another text without a word."""
    seen.require("record_review_meeting")
    steps.check_version(seen, form.version.data or -1)


def _teacher_here(plan_id: int, *, lock: bool = False) -> SeenPlan:
    """The plan as its teacher meets it, who sits at the evaluator's screen."""
    seen = queries.find(plan_id, current_user, on=today_here(), lock=lock)
    if not seen.roles.intersection(rules.EVALUATORS):
        raise Refusal(403, "Only the evaluator’s screen can be lent for this. Sign in on your own.")
    theirs = queries.find(plan_id, seen.plan.teacher, on=today_here())
    theirs.require("revise_together")
    return theirs


def _record(seen: SeenPlan, form: RecordForm) -> None:
    plan = seen.plan
    same = (plan.held_on, plan.checkpoint_on) == (form.held_on.data, form.checkpoint_on.data)
    if same and seen.may("sign_as_evaluator"):
        steps.check_version(seen, form.version.data or -1)
        return  # recorded before, and nothing to correct
    actions.record(
        seen,
        held_on=form.held_on.data,
        checkpoint_on=form.checkpoint_on.data,
        today=today_here(),
        at=now(),
        seen_version=form.version.data or -1,
    )


def _review_page(
    seen: SeenPlan,
    status: int = 200,
    *,
    form: RecordForm | None = None,
    return_form: ReturnForm | None = None,
) -> Response:
    seen.require("record_review_meeting")
    plan = seen.plan
    revision = queries.latest_revision(plan)
    form = form or RecordForm(
        formdata=None,
        held_on=plan.held_on or today_here(),
        checkpoint_on=plan.checkpoint_on or rules.proposed_checkpoint(plan.year.forms_due_on),
    )
    return_form = return_form or ReturnForm(formdata=None)
    form.version.data = return_form.version.data = plan.version
    form.sha256.data = revision.sha256
    return fragments.page(
        "reviews/review.html",
        status,
        seen=seen,
        plan=plan,
        form=form,
        return_form=return_form,
        needs_password=proof.needed(current_user),
        revision=revision,
        frozen=json.loads(revision.frozen),
        sections=contents.PLAN,
        may_revise_here=rules.may("revise_together", [rules.Role.TEACHER], seen.case),
        statement=contents.STATEMENTS["evaluator"].format(
            teacher=plan.teacher.name, held_on="the day entered here", checkpoint_on="the date entered here"
        ),
    )


def _revise_page(
    theirs: SeenPlan,
    text: dict[str, Any],
    version: int,
    errors: list | tuple = (),
    conflict: plans.Conflict | None = None,
) -> Response:
    plan = theirs.plan
    return fragments.page(
        "reviews/revise_here.html",
        409 if conflict else 422 if errors else 200,
        conflict=conflict,
        saved_text=url_for("reviews.revise_page_here", plan_id=plan.id),
        seen=theirs,
        plan=plan,
        text=contents.completed(text),
        version=version,
        domains=queries.domains_of(queries.rubric_of(plan)),
        sections=contents.PLAN,
        is_required=lambda each: contents.is_required(each, plan.year.also_required),
        errors={problem.at: problem.sentence for problem in reversed(errors)},
        summary=[(problem.at, problem.sentence) for problem in errors],
    )
