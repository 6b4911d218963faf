"""The pages on which a plan is paused and resumed."""

from flask import Blueprint, Response, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import now, writing
from plf.pauses import actions
from plf.pauses.forms import PauseForm, ResumeForm
from plf.people.queries import today_here
from plf.plans.queries import SeenPlan, find
from plf.rules import Refusal

bp = Blueprint("pauses", __name__)


@bp.get("/plans/<int:plan_id>/pause")
def pause_page(plan_id: int) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    seen.require("pause")
    return _pause_page(seen, PauseForm(formdata=None))


@bp.post("/plans/<int:plan_id>/pause")
def pause(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = PauseForm()
    try:
        with writing():
            once.only(address)
            seen = find(plan_id, current_user, on=today_here(), lock=True)
            actions.pause(seen, reason=form.reason.data or "", at=now(), seen_version=form.version.data or -1)
    except Refusal as refusal:
        form.refused(refusal)
        return _pause_page(find(plan_id, current_user, on=today_here()), form, 422)
    return fragments.done("The plan is paused. Nothing is due until it is resumed.", address)


@bp.get("/plans/<int:plan_id>/resumption")
def resume_page(plan_id: int) -> Response:
    """What resuming does to the plan's days, before it is done."""
    seen = find(plan_id, current_user, on=today_here())
    seen.require("resume")
    return fragments.page(
        "pauses/resume.html",
        seen=seen,
        plan=seen.plan,
        form=ResumeForm(formdata=None, version=seen.plan.version),
        before=actions.dates_before(seen),
        after=actions.dates_after(seen, on=today_here()),
    )


@bp.post("/plans/<int:plan_id>/resumption")
def resume(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = ResumeForm()
    with writing():
        once.only(address)
        seen = find(plan_id, current_user, on=today_here(), lock=True)
        actions.resume(seen, on=today_here(), at=now(), seen_version=form.version.data or -1)
    return fragments.done("The plan goes on.", address)


def _pause_page(seen: SeenPlan, form: PauseForm, status: int = 200) -> Response:
    form.version.data = seen.plan.version
    return fragments.page("pauses/pause.html", status, seen=seen, plan=seen.plan, form=form)
