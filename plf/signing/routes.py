"""Signing as evaluator and as teacher, on one's own screen or the evaluator's; taking back, declining."""

import json
from typing import Any

from flask import Blueprint, Response, url_for
from flask_login import current_user

from plf import fragments, once, rounds, rules, steps
from plf.auth import proof
from plf.database import now, writing
from plf.extensions import db
from plf.models import Revision
from plf.papers import queries as papers
from plf.people.queries import today_here
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.signing import actions
from plf.signing.forms import ReasonForm, TeacherSignatureForm

bp = Blueprint("signing", __name__)

SIGNED_BY_BOTH = {
    "plan": "The plan is signed by both of you and under way.",
    "checkpoint": "The checkpoint is signed by both of you, and the year’s plan is complete.",
}
DECLINED = {
    "plan": "You did not sign. The plan is returned, with your reason.",
    "checkpoint": "You did not sign. The checkpoint is returned, with your reason.",
}


@rounds.get(bp, "/teacher-signature")
def teacher_page(plan_id: int, kind: str) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require(rules.ROUNDS[kind].sign_as_teacher)
    return _teacher_page(seen, kind, TeacherSignatureForm(formdata=proof.typed_before()))


@rounds.post(bp, "/teacher-signature")
def sign_as_teacher(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = TeacherSignatureForm()
    try:
        _require_as_read(queries.find(plan_id, current_user, on=today_here()), kind, form)
        shown = proof.of_session(current_user, form.password.data or "")
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            _sign(seen, kind, form, shown)
    except Refusal as refusal:
        form.refused(refusal)
        seen = queries.find(plan_id, current_user, on=today_here())
        seen.require(rules.ROUNDS[kind].sign_as_teacher)
        return _teacher_page(seen, kind, form, 422)
    return fragments.done(f"You signed. {SIGNED_BY_BOTH[kind]}", address)


@rounds.get(bp, "/teacher-signature-here")
def teacher_page_here(plan_id: int, kind: str) -> Response:
    """The teacher signs at the evaluator's screen, with their own password, which opens nothing else."""
    return _teacher_page(_teacher_here(plan_id, kind), kind, TeacherSignatureForm(formdata=None), here=True)


@rounds.post(bp, "/teacher-signature-here")
def sign_as_teacher_here(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = TeacherSignatureForm()
    try:
        theirs = _teacher_here(plan_id, kind)
        _require_as_read(theirs, kind, form)
        shown = proof.at_this_screen(theirs.person, form.password.data or "")
        with writing():
            once.only(address)
            theirs = _teacher_here(plan_id, kind, lock=True)
            _sign(theirs, kind, form, shown)
    except Refusal as refusal:
        form.refused(refusal)
        return _teacher_page(_teacher_here(plan_id, kind), kind, form, 422, here=True)
    return fragments.done(f"Signed. {SIGNED_BY_BOTH[kind]}", address)


@rounds.post(bp, "/declined-signature")
def decline(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ReasonForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.decline_to_sign(
                seen,
                reason=form.reason.data or "",
                at=now(),
                seen_version=form.version.data or -1,
                kind=kind,
            )
    except Refusal as refusal:
        form.refused(refusal)
        seen = queries.find(plan_id, current_user, on=today_here())
        return _teacher_page(seen, kind, TeacherSignatureForm(formdata=None), 422, reason_form=form)
    return fragments.done(DECLINED[kind], address)


@rounds.get(bp, "/taken-back-signature")
def take_back_page(plan_id: int, kind: str) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require(rules.ROUNDS[kind].take_back)
    return _take_back_page(seen, kind, ReasonForm(formdata=None))


@rounds.post(bp, "/taken-back-signature")
def take_back(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ReasonForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.take_back_signature(
                seen,
                reason=form.reason.data or "",
                at=now(),
                seen_version=form.version.data or -1,
                kind=kind,
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _take_back_page(queries.find(plan_id, current_user, on=today_here()), kind, form, 422)
    return fragments.done("Your signature is taken back. The text can be changed together again.", address)


def _require_as_read(seen: SeenPlan, kind: str, form: TeacherSignatureForm) -> None:
    """Refuse (409) what is not the text, the dates and the signature that were on the page.

    Asked before the password, too: a page that asks again would show other words without saying so.
    """
    seen.require(rules.ROUNDS[kind].sign_as_teacher)
    actions.require_as_read(seen.plan, form.sha256.data or "", kind)
    steps.check_version(seen, form.version.data or -1)


def _sign(seen: SeenPlan, kind: str, form: TeacherSignatureForm, shown: proof.Proof) -> None:
    _require_as_read(seen, kind, form)
    actions.sign_as_teacher(
        seen,
        at=now(),
        seen_sha256=form.sha256.data or "",
        proof=shown,
        response=form.response.data or "",
        kind=kind,
    )


def _teacher_here(plan_id: int, kind: str, *, lock: bool = False) -> SeenPlan:
    """The plan as its teacher meets it, who sits beside the evaluator whose screen this is."""
    seen = queries.find(plan_id, current_user, on=today_here(), lock=lock)
    if not seen.roles.intersection(rules.EVALUATORS):
        raise Refusal(403, "Only the evaluator’s screen can be lent for signing. Sign in on your own.")
    theirs = queries.find(plan_id, seen.plan.teacher, on=today_here())
    theirs.require(rules.ROUNDS[kind].sign_as_teacher)
    return theirs


def _teacher_page(
    seen: SeenPlan,
    kind: str,
    form: TeacherSignatureForm,
    status: int = 200,
    *,
    here: bool = False,
    **more: Any,
) -> Response:
    revision = db.session.get(Revision, queries.current_revision_id(seen.plan, kind))
    form.version.data = seen.plan.version
    form.sha256.data = revision.sha256
    return fragments.page(
        "signing/teacher.html",
        status,
        seen=seen,
        plan=seen.plan,
        kind=kind,
        conference=queries.conference_of(seen.plan) if kind == "checkpoint" else None,
        paper=papers.paper_to_confirm(seen.plan, kind),
        form=form,
        here=here,
        needs_password=here or proof.needed(current_user),
        revision=revision,
        frozen=json.loads(revision.frozen),
        signatures=queries.signatures(seen.plan),
        statement=actions.statement(seen.plan, "teacher", kind),
        **{"reason_form": ReasonForm(formdata=None, version=seen.plan.version), **more},
    )


def _take_back_page(seen: SeenPlan, kind: str, form: ReasonForm, status: int = 200) -> Response:
    form.version.data = seen.plan.version
    return fragments.page("signing/take_back.html", status, seen=seen, plan=seen.plan, kind=kind, form=form)
