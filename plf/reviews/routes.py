"""The evaluator's pages: record the meeting or the conference, sign or return; changing the text together here."""

import json
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, once, rounds, rules, steps
from plf.auth import proof
from plf.database import now, writing
from plf.models import Plan
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans import forms as plan_forms
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions
from plf.reviews.forms import ConferenceForm, RecordForm, ReturnForm
from plf.rules import Refusal
from plf.signing import actions as signing

bp = Blueprint("reviews", __name__)

MEETING_FORM = {"plan": RecordForm, "checkpoint": ConferenceForm}
PAGE = {"plan": "reviews/review.html", "checkpoint": "reviews/conference.html"}
RECORDED = {
    "plan": "The meeting is recorded. Sign when the text is as you agreed.",
    "checkpoint": "The conference is recorded. Sign when text and record are as you agreed.",
}
RETURNED = {
    "plan": "The plan is returned, with your message.",
    "checkpoint": "The checkpoint is returned, with your message.",
}


@rounds.get(bp, "/review")
def review(plan_id: int, kind: str) -> Response:
    typed = proof.typed_before()
    form = MEETING_FORM[kind](formdata=typed) if typed else None
    return _review_page(_seen(plan_id), kind, form=form)


@rounds.post(bp, "/review-record")
def record(plan_id: int, kind: str) -> Response:
    address = url_for("reviews.review", plan_id=plan_id, kind=kind)
    form = MEETING_FORM[kind]()
    _require_as_read(_seen(plan_id), kind, form)
    if not form.validate():
        return _review_page(_seen(plan_id), kind, 422, form=form)
    try:
        with writing():
            once.only(address)
            _record(queries.find(plan_id, current_user, on=today_here(), lock=True), kind, form)
    except Refusal as refusal:
        form.refused(refusal)
        return _review_page(_seen(plan_id), kind, 422, form=form)
    return fragments.done(RECORDED[kind], address)


@rounds.post(bp, "/evaluator-signature")
def sign_as_evaluator(plan_id: int, kind: str) -> Response:
    """Record, decide, sign: one page, one button."""
    address = url_for("plans.show", plan_id=plan_id)
    form = MEETING_FORM[kind]()
    _require_as_read(_seen(plan_id), kind, form)
    if not form.validate():
        return _review_page(_seen(plan_id), kind, 422, form=form)
    try:
        shown = proof.of_session(current_user, form.password.data or "")
        with writing():
            once.only(address)
            _record(queries.find(plan_id, current_user, on=today_here(), lock=True), kind, form)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            signing.sign_as_evaluator(
                seen, at=now(), seen_sha256=form.sha256.data or "", proof=shown, kind=kind
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _review_page(_seen(plan_id), kind, 422, form=form)
    return fragments.done("You signed. It now waits for the teacher’s signature.", address)


@rounds.post(bp, "/return")
def return_text(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ReturnForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.return_text(
                seen,
                message=form.message.data or "",
                on_sections=form.on_sections(kind),
                at=now(),
                seen_version=form.version.data or -1,
                kind=kind,
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _review_page(_seen(plan_id), kind, 422, return_form=form)
    return fragments.done(RETURNED[kind], address)


@rounds.get(bp, "/revision-here")
def revise_page_here(plan_id: int, kind: str) -> Response:
    """Changing the text together at the evaluator's screen; the teacher agrees with their own password."""
    theirs = _teacher_here(plan_id, kind)
    return _revise_page(
        theirs, kind, queries.text_of(theirs.plan, kind), queries.draft_of(theirs.plan, kind).version
    )


@rounds.post(bp, "/revision-here")
def revise_here(plan_id: int, kind: str) -> Response:
    address = url_for("reviews.review", plan_id=plan_id, kind=kind)
    text, version = plan_forms.read_text(request.form, kind), request.form.get("version", -1, type=int)
    change = plan_forms.row_change(request.form, kind)
    theirs = _teacher_here(plan_id, kind)
    if change and change.field in text:
        text[change.field] = plan_forms.change_rows(text[change.field], change)
        return _revise_page(theirs, kind, text, version)
    try:
        proof.at_this_screen(theirs.person, request.form.get("password", ""))
        with writing():
            once.only(address)
            theirs = _teacher_here(plan_id, kind, lock=True)
            actions.revise_together(
                theirs, text, at=now(), seen_version=version, where="evaluator’s screen", kind=kind
            )
    except plans.NotReady as not_ready:
        return _revise_page(_teacher_here(plan_id, kind), kind, text, version, errors=not_ready.problems)
    except plans.Conflict as conflict:
        return _revise_page(_teacher_here(plan_id, kind), kind, text, conflict.version, conflict=conflict)
    except Refusal as refusal:
        if refusal.field != "password":
            raise
        problem = contents.Problem("password", refusal.sentence)
        return _revise_page(_teacher_here(plan_id, kind), kind, text, version, errors=[problem])
    return fragments.done("This text is now the one to sign.", address)


def _seen(plan_id: int) -> SeenPlan:
    return queries.find(plan_id, current_user, on=today_here())


def _require_as_read(seen: SeenPlan, kind: str, form: RecordForm | ConferenceForm) -> None:
    """Refuse (409) first what was changed meanwhile: the form shown again would hold another text without a word."""
    seen.require(rules.ROUNDS[kind].record)
    steps.check_version(seen, form.version.data or -1)


def _teacher_here(plan_id: int, kind: str, *, lock: bool = False) -> SeenPlan:
    """The plan as its teacher meets it, who sits at the evaluator's screen."""
    seen = queries.find(plan_id, current_user, on=today_here(), lock=lock)
    if not seen.roles.intersection(rules.EVALUATORS):
        raise Refusal(403, "Only the evaluator’s screen can be lent for this. Sign in on your own.")
    theirs = queries.find(plan_id, seen.plan.teacher, on=today_here())
    theirs.require(rules.ROUNDS[kind].revise)
    return theirs


def _record(seen: SeenPlan, kind: str, form: RecordForm | ConferenceForm) -> None:
    plan, version = seen.plan, form.version.data or -1
    recorded = _recorded(plan, kind)
    entered = {name: form[name].data or "" for name in recorded}
    if entered == recorded and seen.may(rules.ROUNDS[kind].sign_as_evaluator):
        steps.check_version(seen, version)
        return  # recorded before, and nothing to correct
    act = actions.record if kind == "plan" else actions.record_conference
    act(seen, **entered, today=today_here(), at=now(), seen_version=version)


def _recorded(plan: Plan, kind: str) -> dict[str, Any]:
    """What is recorded of the meeting so far: form field → value."""
    if kind == "plan":
        return {"held_on": plan.held_on, "checkpoint_on": plan.checkpoint_on}
    conference = queries.conference_of(plan)
    names = ("held_on", "progress", "comments", "next_steps", "decision")
    return {name: getattr(conference, name, None) for name in names}


def _review_page(
    seen: SeenPlan,
    kind: str,
    status: int = 200,
    *,
    form: RecordForm | ConferenceForm | None = None,
    return_form: ReturnForm | None = None,
) -> Response:
    this = rules.ROUNDS[kind]
    seen.require(this.record)
    plan = seen.plan
    revision = queries.latest_revision(plan, kind)
    form = form or MEETING_FORM[kind](formdata=None, **_proposed(plan, kind))
    return_form = return_form or ReturnForm(formdata=None)
    form.version.data = return_form.version.data = plan.version
    form.sha256.data = revision.sha256
    return fragments.page(
        PAGE[kind],
        status,
        seen=seen,
        plan=plan,
        kind=kind,
        form=form,
        return_form=return_form,
        needs_password=proof.needed(current_user),
        revision=revision,
        frozen=json.loads(revision.frozen),
        sections=contents.FORMS[kind],
        may_revise_here=rules.may(this.revise, [rules.Role.TEACHER], seen.case),
        statement=contents.STATEMENTS[kind]["evaluator"].format(
            teacher=plan.teacher.name,
            held_on="the day entered here",
            checkpoint_on="the date entered here",
            decision="do what is chosen here with",
        ),
    )


def _proposed(plan: Plan, kind: str) -> dict[str, Any]:
    """What the form begins with: what is recorded, else today and what the teacher's text suggests."""
    recorded = {name: value for name, value in _recorded(plan, kind).items() if value}
    if kind == "plan":
        proposed = {"checkpoint_on": rules.proposed_checkpoint(plan.year.forms_due_on)}
    else:
        text = queries.text_of(plan, "checkpoint")
        wish = {contents.CLOSE: "close", contents.CONTINUE: "continue"}.get(text["wish"])
        proposed = {"progress": text["progress"], "decision": wish}
    return {"held_on": today_here(), **proposed, **recorded}


def _revise_page(
    theirs: SeenPlan,
    kind: str,
    text: dict[str, Any],
    version: int,
    errors: list | tuple = (),
    conflict: plans.Conflict | None = None,
) -> Response:
    plan = theirs.plan
    text = plans.as_kept(plan, kind, text)
    return fragments.page(
        "reviews/revise_here.html",
        409 if conflict else 422 if errors else 200,
        conflict=conflict,
        saved_text=url_for("reviews.revise_page_here", plan_id=plan.id, kind=kind),
        seen=theirs,
        plan=plan,
        kind=kind,
        text=text,
        version=version,
        domains=queries.domains_of(queries.rubric_of(plan)) if kind == "plan" else [],
        outcomes=queries.outcomes_to_choose(text) if kind == "plan" else [],
        sections=contents.FORMS[kind],
        is_required=lambda each: contents.is_required(each, plan.year.also_required),
        errors={problem.at: problem.sentence for problem in reversed(errors)},
        summary=[(problem.at, problem.sentence) for problem in errors],
    )
