"""The plan's page, its form, submitting and recalling it, and its revisions."""

import json
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, history, once, rules
from plf.comments import queries as comments
from plf.comments.forms import CommentForm
from plf.database import now, writing
from plf.meetings import queries as meetings
from plf.models import Draft
from plf.people.queries import district, today_here
from plf.plans import actions, forms, queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions as reviews
from plf.rules import Refusal
from plf.years.queries import open_year

bp = Blueprint("plans", __name__)


@bp.get("/my-plan")
def mine() -> Response:
    """One's own plan of this school year, or the first page, which says what there is instead."""
    year = open_year(today_here())
    own = queries.own_plan(current_user, year, on=today_here()) if year else None
    return fragments.go_to(url_for("plans.show", plan_id=own.plan.id) if own else url_for("home.home"))


@bp.get("/plans/<int:plan_id>")
def show(plan_id: int) -> str | Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    return plan_page(seen)


def plan_page(seen: SeenPlan, status: int = 200, **more: Any) -> Response:
    """The plan's page with everything that this person may see on it."""
    reading = queries.reading(seen)
    if reading.frozen and seen.sees.recorded:
        actions.note_view(seen.plan, current_user, at=now())
    context = {
        "seen": seen,
        "plan": seen.plan,
        "reading": reading,
        "signatures": queries.signatures(seen.plan) if seen.sees.frozen else [],
        "comments": comments.comments_of(seen) if seen.sees.comments else [],
        "form": CommentForm(),
        "meeting": meetings.next_meeting(seen.plan.id),
        "timeline": history.timeline(seen.plan.id) if seen.sees.history else [],
        "views": queries.views(seen.plan) if seen.was_viewed and rules.Role.TEACHER in seen.roles else [],
        "state": rules.STATES[seen.plan.state],
        "next_page": queries.next_page(seen),
        "today": today_here(),
        **more,
    }
    return fragments.page("plans/show.html", status, **context)


@bp.get("/plans/<int:plan_id>/text")
def write(plan_id: int) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require(rules.writing_action(seen.case))
    draft = queries.draft_of(seen.plan)
    return _form_page(seen, draft.text, draft.version)


@bp.post("/plans/<int:plan_id>/text")
def save(plan_id: int) -> Response:
    text = forms.read_text(request.form)
    change = forms.row_change(request.form)
    try:
        with writing():
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            if change and change.field in text:
                text[change.field] = forms.change_rows(text[change.field], change)
            draft = actions.save_draft(
                seen,
                text,
                at=now(),
                seen_version=_number("version"),
                page=_own_page(plan_id),
                sequence=_number("sequence"),
            )
            version = draft.version
    except actions.Conflict as conflict:
        return _conflict_page(plan_id, conflict)
    except Refusal as refusal:
        if not fragments.wants_piece():
            raise
        return fragments.piece_at("save_status", "plans/_save_refused.html", refusal.status, refusal=refusal)
    if change:
        return _after_row_change(seen, change, text, version)
    return _after_save(seen, version)


def _after_save(seen: SeenPlan, version: int) -> Response:
    draft = queries.draft_of(seen.plan)
    unfit = _unfit(seen, draft)
    if fragments.wants_piece():
        return fragments.piece("plans/_save_status.html", **_status(seen, draft, unfit))
    if request.form.get("then") == "check":
        return fragments.go_to(url_for("plans.check", plan_id=seen.plan.id))
    if unfit:
        return _form_page(seen, draft.text, version, status=422, errors=unfit)
    return fragments.go_to(url_for("plans.write", plan_id=seen.plan.id, saved=1, _anchor="save_status"))


def _after_row_change(seen: SeenPlan, change: forms.RowChange, text: dict, version: int) -> Response:
    address = url_for("plans.write", plan_id=seen.plan.id)
    rows = text.get(change.field, [])
    at = {"add": len(rows) - 1, "up": change.index - 1, "down": change.index + 1, "remove": change.index}[
        change.verb
    ]
    at = max(0, min(at, len(rows) - 1))
    if fragments.wants_piece():
        each = contents.FIELDS[change.field]
        return fragments.piece(
            "plans/_rows.html", field=each, text=text, errors={}, address=address, focus=at, plan=seen.plan
        )
    return fragments.go_to(f"{address}#{change.field}_{at}")


@bp.post("/plans/<int:plan_id>/revisions")
def agree(plan_id: int) -> Response:
    """The teacher agrees on the text as it was changed in the meeting: a new revision."""
    text = forms.read_text(request.form)
    try:
        with writing():
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            reviews.revise_together(
                seen,
                text,
                at=now(),
                seen_version=_number("version"),
                page=_own_page(plan_id),
                sequence=_number("sequence"),
            )
    except actions.NotReady as not_ready:
        seen = queries.find(plan_id, current_user, on=today_here())
        version = queries.draft_of(seen.plan).version
        return _form_page(seen, text, version, status=422, errors=not_ready.problems)
    except actions.Conflict as conflict:
        return _conflict_page(plan_id, conflict)
    return fragments.done("This text is now the one to sign.", url_for("plans.show", plan_id=plan_id))


@bp.get("/plans/<int:plan_id>/submission")
def check(plan_id: int) -> Response:
    """Check your plan before it is submitted: the text as the evaluator will read it, or what is missing."""
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require("submit")
    return _check_page(seen)


@bp.post("/plans/<int:plan_id>/submission")
def submit(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.submit(seen, at=now(), seen_version=_number("version"))
    except actions.NotReady as not_ready:
        seen = queries.find(plan_id, current_user, on=today_here())
        draft = queries.draft_of(seen.plan)
        return _form_page(seen, draft.text, draft.version, status=422, errors=not_ready.problems)
    return fragments.done("Your plan is submitted.", address)


@bp.post("/plans/<int:plan_id>/recall")
def recall(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
        actions.recall(seen, at=now(), seen_version=_number("version"))
    return fragments.done(
        "Your plan is yours to change again. Nobody else sees it until you submit it.", address
    )


@bp.get("/plans/<int:plan_id>/revisions/<int:number>")
def revision(plan_id: int, number: int) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    found = queries.revision(seen, number)
    if seen.sees.recorded:
        actions.note_view(seen.plan, current_user, at=now())
    return fragments.page(
        "plans/revision.html",
        seen=seen,
        plan=seen.plan,
        revision=found,
        frozen=json.loads(found.frozen),
        others=[each for each in queries.revisions(seen) if each.number != number],
        signatures=queries.signatures(seen.plan, revision_id=found.id),
    )


@bp.get("/plans/<int:plan_id>/revisions/<int:number>/changes")
def changes(plan_id: int, number: int) -> Response:
    """Two revisions side by side with what changed: this one, and the one in `since` (default: the one before)."""
    seen = queries.find(plan_id, current_user, on=today_here())
    after = queries.revision(seen, number)
    since = request.args.get("since", type=int)
    earlier = [each.number for each in queries.revisions(seen) if each.number < number]
    before = queries.revision(seen, since if since is not None else max(earlier, default=0))
    if seen.sees.recorded:
        actions.note_view(seen.plan, current_user, at=now())
    return fragments.page(
        "plans/changes.html",
        seen=seen,
        plan=seen.plan,
        before=before,
        after=after,
        changes=contents.compare(json.loads(before.frozen), json.loads(after.frozen)),
    )


def _form_page(
    seen: SeenPlan, text: dict[str, Any], version: int, *, status: int = 200, errors: list | tuple = ()
) -> Response:
    return fragments.page("plans/write.html", status, **_form_context(seen, text, version, errors))


def _form_context(
    seen: SeenPlan, text: dict[str, Any], version: int, errors: list | tuple = ()
) -> dict[str, Any]:
    also_required = seen.plan.year.also_required
    rubric = queries.rubric_of(seen.plan)
    text = contents.completed(text)
    return {
        **_status(seen, queries.draft_of(seen.plan), []),
        "seen": seen,
        "plan": seen.plan,
        "text": text,
        "version": version,
        "domains": queries.domains_of(rubric),
        "sections": contents.PLAN,
        "is_required": lambda each: contents.is_required(each, also_required),
        "extras_open": bool(errors) or contents.has_extras(text, also_required),
        "page_token": forms.new_page_token(current_user.id, seen.plan.id),
        "errors": {problem.at: problem.sentence for problem in reversed(errors)},
        "summary": [(problem.at, problem.sentence) for problem in errors],
        "address": url_for("plans.write", plan_id=seen.plan.id),
        "together": rules.writing_action(seen.case) == "revise_together",
    }


def _check_page(seen: SeenPlan) -> Response:
    draft = queries.draft_of(seen.plan)
    return fragments.page(
        "plans/check.html",
        seen=seen,
        plan=seen.plan,
        version=draft.version,
        frozen=queries.preview(seen),
        problems=actions.unready(seen, draft.text),
    )


def _conflict_page(plan_id: int, conflict: actions.Conflict) -> Response:
    if fragments.wants_piece():
        return fragments.piece_at("save_status", "plans/_save_conflict.html", 409, version=conflict.version)
    seen = queries.find(plan_id, current_user, on=today_here())
    context = _form_context(seen, conflict.mine, conflict.version)
    return fragments.page(
        "plans/write.html", 409, conflict=conflict, saved_text=context["address"], **context
    )


def _unfit(seen: SeenPlan, draft: Draft) -> list[contents.Problem]:
    year = seen.plan.year
    return contents.problems(
        draft.text,
        indicators=queries.rubric_of(seen.plan),
        year_starts_on=year.starts_on,
        year_ends_on=year.ends_on,
    )


def _status(seen: SeenPlan, draft: Draft, unfit: list[contents.Problem]) -> dict[str, Any]:
    return {
        "draft": draft,
        "version": draft.version,
        "unfit": unfit,
        "missing": contents.missing(draft.text, seen.plan.year.also_required),
        "zone": district().time_zone,
    }


def _own_page(plan_id: int) -> str:
    """The name of the open page that sent the form; empty when its token is another person's or plan's."""
    token = forms.read_page_token(request.form.get("page_token", ""))
    return token.page if token and (token.person_id, token.plan_id) == (current_user.id, plan_id) else ""


def _number(name: str) -> int:
    """A number from a hidden field; -1, which fits nothing, when it is missing."""
    return request.form.get(name, -1, type=int)
