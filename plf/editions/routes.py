"""Adopted editions: the list, one to read, two compared, adopting the next; and the public address."""

from flask import Blueprint, Response, redirect, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.action_exports import files
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import Text
from plf.action_plans.queries import SeenActionPlan
from plf.database import now, writing
from plf.editions import actions, queries
from plf.editions.comparing import compare as differences
from plf.editions.forms import AdoptForm, PublicForm
from plf.editions.shown import PUBLIC_CHOICES, for_public, heads, shown
from plf.models import ActionEdition
from plf.people.queries import today_here
from plf.row_comments import queries as comments
from plf.rules import HIDDEN, Refusal

bp = Blueprint("editions", __name__)


@bp.after_request
def keep_out_of_search(response: Response) -> Response:
    """A board's address is handed out, not found: search engines keep old editions for years."""
    if request.endpoint == "editions.board":
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/action-plans/<int:plan_id>/editions")
def every(plan_id: int) -> Response:
    seen = action_plans.find(plan_id, current_user)
    return fragments.page(
        "editions/every.html",
        seen=seen,
        plan=seen.plan,
        editions=queries.editions_of(plan_id),
        public_choices=PUBLIC_CHOICES,
    )


@bp.get("/action-plans/<int:plan_id>/editions/latest")
def latest(plan_id: int) -> Response:
    action_plans.find(plan_id, current_user)
    edition = action_plans.latest_edition(plan_id)
    if edition is None:
        return redirect(url_for(".every", plan_id=plan_id), 303)
    return redirect(url_for(".show", plan_id=plan_id, number=edition.number), 303)


@bp.get("/action-plans/<int:plan_id>/editions/<int:number>")
def show(plan_id: int, number: int) -> Response:
    """One edition; with `as=public`, for the office, as its public address would show it."""
    seen = action_plans.find(plan_id, current_user)
    edition = queries.edition_of(plan_id, number)
    text = queries.text_of(edition)
    is_preview = request.args.get("as") == "public"
    if is_preview:
        seen.require("publish")
        text = for_public(text, seen.plan.public_shows)
    return fragments.page(
        "editions/show.html",
        seen=seen,
        plan=seen.plan,
        edition=edition,
        shown=shown(text),
        heads=heads(text),
        counts={} if is_preview else comments.counts(seen),
        is_preview=is_preview,
        latest=action_plans.latest_edition(plan_id),
    )


@bp.get("/action-plans/<int:plan_id>/editions/<int:number>/edition.json")
def frozen(plan_id: int, number: int) -> Response:
    """The very bytes that the fingerprint of an edition is of, to keep elsewhere or to import again."""
    action_plans.find(plan_id, current_user)
    edition = queries.edition_of(plan_id, number)
    response = Response(edition.content.encode(), mimetype="application/json")
    name = f"action-plan-{plan_id}-edition-{number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/action-plans/<int:plan_id>/editions/<int:number>/edition.<any(docx, xlsx, csv):kind>")
def as_file(plan_id: int, number: int, kind: str) -> Response:
    """What was adopted as a file to work with; unlike the frozen text, it is made anew."""
    action_plans.find(plan_id, current_user)
    text = queries.text_of(queries.edition_of(plan_id, number))
    response = Response(files.as_file(text, kind), content_type=files.MEDIA_TYPES[kind])
    name = f"action-plan-{plan_id}-edition-{number}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/action-plans/<int:plan_id>/editions/changes")
def compare(plan_id: int) -> Response:
    """What is different from the edition `before` to the edition `after`; for its people, "now" is the working copy."""
    seen = action_plans.find(plan_id, current_user)
    editions = queries.editions_of(plan_id)
    if not editions:
        raise HIDDEN
    before, after = _chosen(seen, editions)
    comparison = differences(_text(seen, before), _text(seen, after))
    return fragments.page(
        "editions/compare.html",
        seen=seen,
        plan=seen.plan,
        editions=editions,
        before=before,
        after=after,
        comparison=comparison,
    )


@bp.route("/action-plans/<int:plan_id>/adoption", methods=["GET", "POST"])
def adopt(plan_id: int) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    seen.require("adopt")
    form = AdoptForm()
    if not form.is_submitted():
        form.adopted_on.data, form.seen.data = today_here(), str(seen.plan.changed)
        return _adopting(plan_id, form)
    if not form.validate():
        return _adopting(plan_id, form, 422)
    here = url_for(".latest", plan_id=plan_id)
    try:
        with writing():
            once.only(here)
            seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
            edition = actions.adopt(
                seen,
                adopted_on=form.adopted_on.data,
                note=form.note.data,
                seen_change=form.seen_change,
                today=today_here(),
                at=now(),
            )
            number = edition.number
    except actions.Overtaken:
        return _overtaken(plan_id, form, here)
    except Refusal as refusal:
        form.refused(refusal)
        return _adopting(plan_id, form, 422)
    return fragments.done(f"Edition {number} is adopted. Nothing in it can be changed from now on.", here)


def _overtaken(plan_id: int, form: AdoptForm, here: str) -> Response:
    """The same form sent twice is answered; else what is to be adopted is shown anew, with what was typed."""
    if answered := once.answer():
        return fragments.go_to(answered)
    seen = action_plans.find_working_copy(plan_id, current_user)
    form.seen.data = str(seen.plan.changed)
    return _adopting(plan_id, form, 409)


def _adopting(plan_id: int, form: AdoptForm, status: int = 200) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    before = action_plans.latest_edition(plan_id)
    text = action_plans.as_text(seen.plan)
    return fragments.page(
        "editions/adopt.html",
        status,
        seen=seen,
        plan=seen.plan,
        form=form,
        before=before,
        comparison=differences(queries.text_of(queries.edition_of(plan_id)), text) if before else None,
        shown=shown(text),
        was_overtaken=status == 409,
    )


@bp.route("/action-plans/<int:plan_id>/public-address", methods=["GET", "POST"])
def publish(plan_id: int) -> Response:
    seen = action_plans.find_working_copy(plan_id, current_user)
    seen.require("publish")
    form = PublicForm()
    if not form.is_submitted():
        form.is_public.data = "yes" if seen.plan.is_public else "no"
        form.shows.data = seen.plan.public_shows
        return _publishing(seen, form)
    if not form.validate():
        return _publishing(seen, form, 422)
    here = url_for(".publish", plan_id=plan_id)
    is_public = form.is_public.data == "yes"
    with writing():
        once.only(here)
        seen = action_plans.find_working_copy(plan_id, current_user, lock=True)
        actions.publish(seen, is_public=is_public, shows=form.shows.data or (), at=now())
    return fragments.done(
        "The public address is open."
        if is_public
        else "The public address is closed: nobody finds anything there.",
        here,
    )


def _publishing(seen: SeenActionPlan, form: PublicForm, status: int = 200) -> Response:
    return fragments.page(
        "editions/publish.html",
        status,
        seen=seen,
        plan=seen.plan,
        form=form,
        latest=action_plans.latest_edition(seen.plan.id),
        address=url_for(".board", code=seen.plan.code, _external=True),
    )


@bp.get("/board/<code>", defaults={"number": None})
@bp.get("/board/<code>/<int:number>")
def board(code: str, number: int | None) -> Response:
    """What everybody may read: an adopted edition, with what the office chose to show."""
    plan, edition = queries.on_board(code, number)
    text = for_public(queries.text_of(edition), plan.public_shows)
    return fragments.page(
        "editions/board.html",
        plan=plan,
        edition=edition,
        editions=queries.editions_of(plan.id),
        shown=shown(text),
        heads=heads(text),
    )


def _chosen(seen: SeenActionPlan, editions: list[ActionEdition]) -> tuple[str, str]:
    """Which two are compared, as text: from the address, else the last two that this person reads."""
    known = [str(each.number) for each in editions]
    if seen.may("read_working_copy"):
        known.insert(0, "now")
    after = request.args.get("after", known[0])
    before = request.args.get(
        "before", known[min(known.index(after) + 1, len(known) - 1)] if after in known else ""
    )
    if after == "now":
        seen.require("read_working_copy")
    if before not in known or before == "now" or after not in known:
        raise HIDDEN
    return before, after


def _text(seen: SeenActionPlan, which: str) -> Text:
    if which == "now":
        return action_plans.as_text(seen.plan)
    return queries.text_of(queries.edition_of(seen.plan.id, int(which)))
