"""Signing as evaluator and as teacher, on one's own screen or the evaluator's; taking back, declining."""

import json
from typing import Any

from flask import Blueprint, Response, url_for
from flask_login import current_user

from plf import fragments, once, rules, steps
from plf.auth import proof
from plf.database import now, writing
from plf.people.queries import today_here
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.signing import actions
from plf.signing.forms import ReasonForm, TeacherSignatureForm

bp = Blueprint("signing", __name__)


@bp.get("/plans/<int:plan_id>/teacher-signature")
def teacher_page(plan_id: int) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require("sign_as_teacher")
    return _teacher_page(seen, TeacherSignatureForm(formdata=None))


@bp.post("/plans/<int:plan_id>/teacher-signature")
def sign_as_teacher(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = TeacherSignatureForm()
    try:
        _require_as_read(queries.find(plan_id, current_user, on=today_here()), form)
        shown = proof.of_session(current_user, form.password.data or "")
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            _sign(seen, form, shown)
    except Refusal as refusal:
        form.refused(refusal)
        seen = queries.find(plan_id, current_user, on=today_here())
        seen.require("sign_as_teacher")
        return _teacher_page(seen, form, 422)
    return fragments.done("You signed. The plan is signed by both of you and under way.", address)


@bp.get("/plans/<int:plan_id>/teacher-signature-here")
def teacher_page_here(plan_id: int) -> Response:
    """The teacher signs at the evaluator's screen, with their own password, which opens nothing else."""
    return _teacher_page(_teacher_here(plan_id), TeacherSignatureForm(formdata=None), here=True)


@bp.post("/plans/<int:plan_id>/teacher-signature-here")
def sign_as_teacher_here(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = TeacherSignatureForm()
    try:
        theirs = _teacher_here(plan_id)
        _require_as_read(theirs, form)
        shown = proof.at_this_screen(theirs.person, form.password.data or "")
        with writing():
            once.only(address)
            theirs = _teacher_here(plan_id, lock=True)
            _sign(theirs, form, shown)
    except Refusal as refusal:
        form.refused(refusal)
        return _teacher_page(_teacher_here(plan_id), form, 422, here=True)
    return fragments.done("Signed by both. The plan is under way.", address)


@bp.post("/plans/<int:plan_id>/declined-signature")
def decline(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ReasonForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.decline_to_sign(
                seen, reason=form.reason.data or "", at=now(), seen_version=form.version.data or -1
            )
    except Refusal as refusal:
        form.refused(refusal)
        seen = queries.find(plan_id, current_user, on=today_here())
        return _teacher_page(seen, TeacherSignatureForm(formdata=None), 422, reason_form=form)
    return fragments.done("You did not sign. The plan is returned, with your reason.", address)


@bp.get("/plans/<int:plan_id>/taken-back-signature")
def take_back_page(plan_id: int) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require("take_back_signature")
    return _take_back_page(seen, ReasonForm(formdata=None))


@bp.post("/plans/<int:plan_id>/taken-back-signature")
def take_back(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ReasonForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.take_back_signature(
                seen, reason=form.reason.data or "", at=now(), seen_version=form.version.data or -1
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _take_back_page(queries.find(plan_id, current_user, on=today_here()), form, 422)
    return fragments.done("Your signature is taken back. The plan can be changed together again.", address)


def _require_as_read(seen: SeenPlan, form: TeacherSignatureForm) -> None:
    """Refuse (409) what is not the text, the dates and the signature that were on the page.

    Asked before the password, too: a page that asks again would show other words without saying so.
    """
    seen.require("sign_as_teacher")
    actions.require_as_read(seen.plan, form.sha256.data or "")
    steps.check_version(seen, form.version.data or -1)


def _sign(seen: SeenPlan, form: TeacherSignatureForm, shown: proof.Proof) -> None:
    _require_as_read(seen, form)
    actions.sign_as_teacher(
        seen, at=now(), seen_sha256=form.sha256.data or "", proof=shown, response=form.response.data or ""
    )


def _teacher_here(plan_id: int, *, lock: bool = False) -> SeenPlan:
    """The plan as its teacher meets it, who sits beside the evaluator whose screen this is."""
    seen = queries.find(plan_id, current_user, on=today_here(), lock=lock)
    if not seen.roles.intersection(rules.EVALUATORS):
        raise Refusal(403, "Only the evaluator’s screen can be lent for signing. Sign in on your own.")
    theirs = queries.find(plan_id, seen.plan.teacher, on=today_here())
    theirs.require("sign_as_teacher")
    return theirs


def _teacher_page(
    seen: SeenPlan, form: TeacherSignatureForm, status: int = 200, *, here: bool = False, **more: Any
) -> Response:
    revision = seen.plan.revision
    form.version.data = seen.plan.version
    form.sha256.data = revision.sha256
    return fragments.page(
        "signing/teacher.html",
        status,
        seen=seen,
        plan=seen.plan,
        form=form,
        here=here,
        needs_password=here or proof.needed(current_user),
        revision=revision,
        frozen=json.loads(revision.frozen),
        signatures=queries.signatures(seen.plan),
        statement=actions.statement(seen.plan, "teacher"),
        **{"reason_form": ReasonForm(formdata=None, version=seen.plan.version), **more},
    )


def _take_back_page(seen: SeenPlan, form: ReasonForm, status: int = 200) -> Response:
    form.version.data = seen.plan.version
    return fragments.page("signing/take_back.html", status, seen=seen, plan=seen.plan, form=form)
