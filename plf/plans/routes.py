"""The plan's page, its form, submitting and recalling it, and its revisions."""

import json
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, history, once, rounds, rules
from plf.comments import queries as comments
from plf.comments.forms import CommentForm
from plf.database import now, writing
from plf.documents import queries as documents
from plf.feedback import queries as feedback
from plf.formats import short_day
from plf.handovers import queries as handovers
from plf.journal import queries as journal
from plf.meetings import queries as meetings
from plf.models import Draft
from plf.people.queries import district, today_here
from plf.plans import actions, forms, queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions as reviews
from plf.rules import Refusal
from plf.support import queries as support
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
    return plan_page(queries.find(plan_id, current_user._get_current_object(), on=today_here()))


def plan_page(seen: SeenPlan, status: int = 200, **more: Any) -> Response:
    """The plan's page with everything that this person may see on it."""
    reading, checkpoint = _both_texts(seen)
    if (reading.frozen or checkpoint.frozen) and seen.sees.recorded:
        actions.note_view(seen.plan, current_user, at=now())
    this = seen.round
    context = {
        "seen": seen,
        "plan": seen.plan,
        "round": this,
        "reading": reading,
        "checkpoint": checkpoint,
        "has_other_years": seen.plan.continues_id or rules.goes_on(seen.plan.state),
        "conference": queries.conference_of(seen.plan)
        if seen.case.decision and seen.sees.checkpoint
        else None,
        "signatures": queries.signatures(seen.plan) if seen.sees.frozen else [],
        "comments": comments.comments_of(seen) if "comments" in seen.has else [],
        "form": CommentForm(),
        "meeting": meetings.next_meeting(seen.plan.id, kind=this.meeting) if "meeting" in seen.has else None,
        "timeline": history.timeline(seen.plan.id) if seen.sees.history else [],
        "planned": handovers.planned(seen.plan.id)
        if "hand_over" in seen.has and seen.is_open and seen.sees.history
        else None,
        "copies": documents.copies(seen) if "copy_to_come" in seen.has else [],
        "asks_for_feedback": feedback.is_asked_about(seen),
        "open_asks": support.open_asks(seen) if "asks" in seen.has else [],
        "views": queries.views(seen.plan) if seen.was_viewed and rules.Role.TEACHER in seen.roles else [],
        "viewed": queries.VIEWED,
        "state": rules.STATES[seen.plan.state],
        "next_page": queries.next_page(seen),
        "today": today_here(),
        **more,
    }
    return fragments.page("plans/show.html", status, **context)


def _both_texts(seen: SeenPlan) -> tuple[queries.Reading, queries.Reading]:
    """Plan and checkpoint as this person may read them; of a checkpoint nothing is asked before there is one."""
    begun = (
        seen.plan.checkpoint_revision_id
        or rules.is_writing(seen.case, "checkpoint")
        or (seen.case.in_force and not seen.is_open)
    )
    if not begun:
        return queries.reading(seen), queries.Reading(None)
    latest = queries.latest_revisions(seen.plan)
    return queries.reading(seen, latest=latest), queries.reading(seen, "checkpoint", latest=latest)


@rounds.get(bp, "/text")
def write(plan_id: int, kind: str) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require(rules.writing_action(seen.case, kind))
    draft = queries.draft_of(seen.plan, kind)  # held here, so that it is asked for once
    text = queries.text_of(seen.plan, kind)
    # A plan that goes on was filled in with last year's text: its days are marked, to be checked.
    marked = actions.unfit(seen, text) if kind == "plan" and seen.plan.continues_id else ()
    return _form_page(seen, kind, text, draft.version, errors=marked)


@rounds.post(bp, "/text")
def save(plan_id: int, kind: str) -> Response:
    text = forms.read_text(request.form, kind)
    change = forms.row_change(request.form, kind)
    try:
        with writing():
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            if change and change.field in text:
                text[change.field] = forms.change_rows(text[change.field], change)
            if change and change.verb == "offer":
                seen.require(rules.writing_action(seen.case, kind))
                text["steps"] = _with_journal(seen, text.get("steps", []), change.index)
            draft = actions.save_draft(
                seen,
                text,
                at=now(),
                seen_version=_number("version"),
                page=_own_page(plan_id, kind),
                sequence=_number("sequence"),
                kind=kind,
            )
            version = draft.version
    except actions.Conflict as conflict:
        return _conflict_page(plan_id, conflict)
    except Refusal as refusal:
        if not fragments.wants_piece():
            raise
        return fragments.not_saved(refusal)
    if change:
        return _after_row_change(seen, kind, change, text, version)
    return _after_save(seen, kind, version)


def _after_save(seen: SeenPlan, kind: str, version: int) -> Response:
    draft = queries.draft_of(seen.plan, kind)
    unfit = actions.unfit(seen, draft.text, kind)
    if fragments.wants_piece():
        return fragments.piece("plans/_save_status.html", **_status(seen, draft, unfit))
    if request.form.get("then") == "check":
        return fragments.go_to(url_for("plans.check", plan_id=seen.plan.id, kind=kind))
    if unfit:
        return _form_page(seen, kind, draft.text, version, status=422, errors=unfit)
    return fragments.go_to(
        url_for("plans.write", plan_id=seen.plan.id, kind=kind, saved=1, _anchor="save_status")
    )


def _with_journal(seen: SeenPlan, rows: list[dict[str, str]], at: int) -> list[dict[str, str]]:
    """The answers of a checkpoint, the one at `at` with what the journal says about that action step below it."""
    words = contents.steps_of(queries.in_force(seen.plan))
    told = journal.told_by_step(seen.plan).get(contents.clean(words[at])) if at < len(words) else None
    if told is None or at >= len(rows):
        return rows
    lines = [f"{short_day(day)}: {said}" for day, said, _ in told.entries]
    happened = "\n".join([rows[at].get("happened", ""), *lines]).strip()
    return [*rows[:at], {**rows[at], "happened": happened}, *rows[at + 1 :]]


def _after_row_change(
    seen: SeenPlan, kind: str, change: forms.RowChange, text: dict, version: int
) -> Response:
    address = url_for("plans.write", plan_id=seen.plan.id, kind=kind)
    rows = text.get(change.field, [])
    at = {"add": len(rows) - 1, "up": change.index - 1, "down": change.index + 1}.get(
        change.verb, change.index
    )
    at = max(0, min(at, len(rows) - 1))
    if fragments.wants_piece():
        each = contents.FIELDS[kind][change.field]
        return fragments.piece(
            "plans/_rows.html", field=each, text=text, errors={}, address=address, focus=at, plan=seen.plan
        )
    return fragments.go_to(f"{address}#{change.field}_{at}")


@rounds.post(bp, "/revisions")
def agree(plan_id: int, kind: str) -> Response:
    """The teacher agrees on the text as it was changed in the meeting: a new revision."""
    text = forms.read_text(request.form, kind)
    try:
        with writing():
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            reviews.revise_together(
                seen,
                text,
                at=now(),
                seen_version=_number("version"),
                page=_own_page(plan_id, kind),
                sequence=_number("sequence"),
                kind=kind,
            )
    except actions.NotReady as not_ready:
        seen = queries.find(plan_id, current_user, on=today_here())
        version = queries.draft_of(seen.plan, kind).version
        return _form_page(seen, kind, text, version, status=422, errors=not_ready.problems)
    except actions.Conflict as conflict:
        return _conflict_page(plan_id, conflict)
    return fragments.done("This text is now the one to sign.", url_for("plans.show", plan_id=plan_id))


@rounds.get(bp, "/submission")
def check(plan_id: int, kind: str) -> Response:
    """Check the text before it is submitted, as the evaluator will read it; or what is missing."""
    seen = queries.find(plan_id, current_user, on=today_here())
    seen.require(rules.ROUNDS[kind].submit)
    return fragments.page(
        "plans/check.html",
        seen=seen,
        plan=seen.plan,
        kind=kind,
        version=queries.draft_of(seen.plan, kind).version,
        frozen=queries.preview(seen, kind),
        problems=actions.unready(seen, queries.text_of(seen.plan, kind), kind),
    )


SUBMITTED = {"plan": "Your plan is submitted.", "checkpoint": "Your checkpoint is submitted."}
RECALLED = {
    "plan": "Your plan is yours to change again. Nobody else sees it until you submit it.",
    "checkpoint": "Your checkpoint is yours to change again. Nobody else sees it until you submit it.",
}


@rounds.post(bp, "/submission")
def submit(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    try:
        with writing():
            once.only(address)
            seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
            actions.submit(seen, at=now(), seen_version=_number("version"), kind=kind)
    except actions.NotReady as not_ready:
        seen = queries.find(plan_id, current_user, on=today_here())
        draft = queries.draft_of(seen.plan, kind)
        text = queries.text_of(seen.plan, kind)
        return _form_page(seen, kind, text, draft.version, status=422, errors=not_ready.problems)
    return fragments.done(SUBMITTED[kind], address)


@rounds.post(bp, "/recall")
def recall(plan_id: int, kind: str) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = queries.find(plan_id, current_user, on=today_here(), lock=True)
        actions.recall(seen, at=now(), seen_version=_number("version"), kind=kind)
    return fragments.done(RECALLED[kind], address)


@rounds.get(bp, "/revisions/<int:number>")
def revision(plan_id: int, number: int, kind: str) -> Response:
    seen = queries.find(plan_id, current_user, on=today_here())
    found = queries.revision(seen, number, kind)
    if seen.sees.recorded:
        actions.note_view(seen.plan, current_user, at=now())
    return fragments.page(
        "plans/revision.html",
        seen=seen,
        plan=seen.plan,
        kind=kind,
        revision=found,
        frozen=json.loads(found.frozen),
        others=[each for each in queries.revisions(seen, kind) if each.number != number],
        signatures=queries.signatures(seen.plan, revision_id=found.id),
    )


@rounds.get(bp, "/revisions/<int:number>/changes")
def changes(plan_id: int, number: int, kind: str) -> Response:
    """Two revisions side by side with what changed: this one, and the one in `since` (default: the one before)."""
    seen = queries.find(plan_id, current_user, on=today_here())
    after = queries.revision(seen, number, kind)
    since = request.args.get("since", type=int)
    earlier = [each.number for each in queries.revisions(seen, kind) if each.number < number]
    before = queries.revision(seen, since if since is not None else max(earlier, default=0), kind)
    if seen.sees.recorded:
        actions.note_view(seen.plan, current_user, at=now())
    return fragments.page(
        "plans/changes.html",
        seen=seen,
        plan=seen.plan,
        kind=kind,
        before=before,
        after=after,
        changes=contents.compare(json.loads(before.frozen), json.loads(after.frozen)),
    )


def _form_page(
    seen: SeenPlan,
    kind: str,
    text: dict[str, Any],
    version: int,
    *,
    status: int = 200,
    errors: list | tuple = (),
    **more: Any,
) -> Response:
    text = actions.as_kept(seen.plan, kind, text)
    context = _form_context(seen, kind, text, version, errors)
    if kind == "checkpoint":
        told = journal.told_by_step(seen.plan)
        return fragments.page(
            "checkpoints/write.html",
            status,
            signed=queries.in_force(seen.plan),
            told=[told.get(contents.clean(row["step"])) for row in text["steps"]],
            **context,
            **more,
        )
    return fragments.page("plans/write.html", status, **context, **more)


def _form_context(
    seen: SeenPlan, kind: str, text: dict[str, Any], version: int, errors: list | tuple = ()
) -> dict[str, Any]:
    also_required = seen.plan.year.also_required
    rubric = queries.rubric_of(seen.plan) if kind == "plan" else {}
    return {
        **_status(seen, queries.draft_of(seen.plan, kind), []),
        "seen": seen,
        "plan": seen.plan,
        "kind": kind,
        "text": text,
        "version": version,
        "domains": queries.domains_of(rubric),
        "outcomes": queries.outcomes_to_choose(text) if kind == "plan" else [],
        "sections": contents.FORMS[kind],
        "is_required": lambda each: contents.is_required(each, also_required),
        "extras_open": bool(errors) or contents.has_extras(text, also_required, kind),
        "page_token": forms.new_page_token(current_user.id, seen.plan.id, kind),
        "errors": {problem.at: problem.sentence for problem in reversed(errors)},
        "summary": [(problem.at, problem.sentence) for problem in errors],
        "address": url_for("plans.write", plan_id=seen.plan.id, kind=kind),
        "together": rules.writing_action(seen.case, kind) == rules.ROUNDS[kind].revise,
    }


def _conflict_page(plan_id: int, conflict: actions.Conflict) -> Response:
    if fragments.wants_piece():
        return fragments.piece_at("save_status", "plans/_save_conflict.html", 409, version=conflict.version)
    seen = queries.find(plan_id, current_user, on=today_here())
    return _form_page(
        seen,
        conflict.kind,
        conflict.mine,
        conflict.version,
        status=409,
        conflict=conflict,
        saved_text=url_for("plans.write", plan_id=plan_id, kind=conflict.kind),
    )


def _status(seen: SeenPlan, draft: Draft, unfit: list[contents.Problem]) -> dict[str, Any]:
    return {
        "draft": draft,
        "version": draft.version,
        "unfit": unfit,
        "missing": contents.missing(draft.text, seen.plan.year.also_required, draft.kind),
        "zone": district().time_zone,
    }


def _own_page(plan_id: int, kind: str) -> str:
    """The name of the open page that sent the form; empty when its token is of another person, plan or text."""
    token = forms.read_page_token(request.form.get("page_token", ""))
    own = (current_user.id, plan_id, kind)
    return token.page if token and (token.person_id, token.plan_id, token.kind) == own else ""


def _number(name: str) -> int:
    """A number from a hidden field; -1, which fits nothing, when it is missing."""
    return request.form.get(name, -1, type=int)
