"""Amending a plan, with what both signed beside it; dropping the amendment; moving the checkpoint date."""

from flask import Blueprint, Response, url_for
from flask_login import current_user

from plf import contents, fragments, once
from plf.amendments import actions
from plf.amendments.forms import AmendForm, DateForm
from plf.database import now, writing
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import HIDDEN, Refusal
from plf.signing.forms import StepForm

bp = Blueprint("amendments", __name__)


@bp.get("/plans/<int:plan_id>/amendment")
def ask(plan_id: int) -> Response:
    return _amend_page(_seen(plan_id), AmendForm(formdata=None))


@bp.post("/plans/<int:plan_id>/amendment")
def amend(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = AmendForm()
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.amend(seen, reason=form.reason.data or "", at=now(), seen_version=form.version.data or -1)
    except Refusal as refusal:
        form.refused(refusal)
        return _amend_page(_seen(plan_id), form, 422)
    return fragments.done(
        "The plan can be changed now. What both of you signed stays in force until both sign the new one.",
        address,
    )


@bp.get("/plans/<int:plan_id>/in-force")
def beside(plan_id: int) -> Response:
    """What both signed, and how the text that this person may read now differs from it."""
    seen = _seen(plan_id)
    if not seen.sees.frozen or not seen.case.in_force:
        raise HIDDEN
    if seen.sees.recorded:
        plans.note_view(seen.plan, current_user, at=now())
    signed, reading = queries.in_force(seen.plan), queries.reading(seen)
    return fragments.page(
        "amendments/beside.html",
        seen=seen,
        plan=seen.plan,
        frozen=signed,
        reading=reading,
        changes=contents.compare(signed, reading.frozen),
        signatures=queries.signatures(seen.plan, revision_id=seen.plan.in_force_id),
    )


@bp.get("/plans/<int:plan_id>/dropped-amendment")
def ask_to_drop(plan_id: int) -> Response:
    seen = _seen(plan_id)
    seen.require("drop_amendment")
    return fragments.page(
        "amendments/drop.html",
        seen=seen,
        plan=seen.plan,
        form=StepForm(formdata=None, version=seen.plan.version),
    )


@bp.post("/plans/<int:plan_id>/dropped-amendment")
def drop(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = StepForm()
    with writing():
        once.only(address)
        seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
        actions.drop(seen, at=now(), seen_version=form.version.data or -1)
    return fragments.done("The amendment is dropped. The plan that both of you signed goes on.", address)


@bp.get("/plans/<int:plan_id>/checkpoint-date")
def date_page(plan_id: int) -> Response:
    seen = _seen(plan_id)
    return _date_page(seen, DateForm(formdata=None, checkpoint_on=seen.plan.checkpoint_on))


@bp.post("/plans/<int:plan_id>/checkpoint-date")
def move_date(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = DateForm()
    if not form.validate():
        return _date_page(_seen(plan_id), form, 422)
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.move_checkpoint_date(
                seen,
                form.checkpoint_on.data,
                today=today_here(),
                at=now(),
                seen_version=form.version.data or -1,
                reason=form.reason.data or "",
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _date_page(_seen(plan_id), form, 422)
    return fragments.done("The checkpoint date is moved. No new signature is needed.", address)


def _seen(plan_id: int) -> SeenPlan:
    return queries.find(plan_id, current_user, on=today_here())


def _amend_page(seen: SeenPlan, form: AmendForm, status: int = 200) -> Response:
    seen.require("amend")
    form.version.data = seen.plan.version
    return fragments.page("amendments/amend.html", status, seen=seen, plan=seen.plan, form=form)


def _date_page(seen: SeenPlan, form: DateForm, status: int = 200) -> Response:
    seen.require(actions.date_action(seen))
    form.version.data = seen.plan.version
    return fragments.page(
        "amendments/date.html",
        status,
        seen=seen,
        plan=seen.plan,
        form=form,
        latest=actions.latest_date(seen),
        extends=actions.date_action(seen) == "extend_checkpoint_date",
    )
