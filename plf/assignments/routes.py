"""Volunteering, and assigning plans: choose, see who is skipped and why, assign."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.assignments import actions, queries
from plf.assignments.forms import ManyForm
from plf.assignments.lists import MOST_LINES, Read
from plf.assignments.queries import Choice
from plf.database import now, writing
from plf.models import Person, SchoolYear
from plf.people.queries import people_named, today_here
from plf.rubrics.queries import staff_kinds
from plf.rules import Refusal
from plf.sites.queries import site_choices
from plf.years.queries import open_year, own_agreed_by

bp = Blueprint("assignments", __name__)

NO_YEAR = Refusal(409, "No school year is open, so no plan can be assigned. The office opens one first.")


@bp.post("/volunteering")
def volunteer() -> Response:
    address = url_for("home.home")
    with writing():
        once.only(address)
        year = open_year(today_here())
        if year is None:
            raise NO_YEAR
        actions.volunteer(current_user, year, at=now())
    return fragments.done(
        "Thank you. Your evaluator and the office see that you would like to take part.", address
    )


@bp.get("/assignments")
def choose() -> Response:
    """Choose whom to assign a plan."""
    year = open_year(today_here())
    if year is None:
        raise NO_YEAR
    site_id = request.args.get("site", type=int)
    if current_user.is_office and site_id is None:
        found = queries.volunteers(current_user, year, on=today_here())
    else:
        found = queries.candidates(current_user, year, on=today_here(), site_id=site_id)
    if not found and not current_user.is_office:
        raise Refusal(
            403, "Only an evaluator or the office can assign plans. No teacher is paired with you now."
        )
    return fragments.page(
        "assignments/choose.html",
        year=year,
        free=[each for each in found if not each.refusal],
        taken=[each for each in found if each.refusal],
        sites=site_choices() if current_user.is_office else [],
        site_id=site_id,
    )


@bp.post("/assignments/preview")
def preview() -> Response:
    """Who will be assigned a plan, who is skipped, and why; nothing is changed yet."""
    ids = _chosen()
    year = open_year(today_here())
    if year is None:
        raise NO_YEAR
    found = queries.candidates(current_user, year, on=today_here(), only=ids) if ids else []
    if not found:
        raise Refusal(422, "Nobody was chosen. Go back and tick at least one name.")
    return fragments.page(
        "assignments/preview.html",
        year=year,
        free=[each for each in found if not each.refusal],
        skipped=[each for each in found if each.refusal],
        today=today_here(),
    )


@bp.post("/assignments")
def assign() -> Response:
    address = url_for("teachers.show")
    ids = _chosen()
    if not ids:
        raise Refusal(422, "Nobody was chosen. Go back and tick at least one name.")
    with writing():
        once.only(address)
        year = open_year(today_here())
        if year is None:
            raise NO_YEAR
        plans = actions.assign(ids, year, by=current_user, on=today_here(), at=now())
        count = len(plans)
    sentence = "One plan is assigned." if count == 1 else f"{count:,} plans are assigned."
    return fragments.done(sentence, address)


@bp.route("/assignments/many", methods=["GET", "POST"])
def choose_many() -> Response:
    """Choose whom to assign plans, many at once; then see who is skipped, and why, before anything is assigned."""
    _require_assigning()
    year = _open_year()
    form = ManyForm(site_id=request.args.get("site_id", ""))
    form.offer(site_choices(), staff_kinds())
    if not form.is_submitted():
        return _many(form, year)
    if not form.validate():
        return _many(form, year, 422)
    evaluator = _evaluator(form)
    listed = _listed(form, year)
    if form.errors:
        return _many(form, year, 422, listed)
    choice = Choice(
        site_id=int(form.site_id.data) if form.site_id.data else None,
        staff_kind=form.staff_kind.data,
        evaluator_id=evaluator.id if evaluator else None,
        idle_years=int(form.idle.data) if form.idle.data else None,
        only_volunteers=form.only_volunteers.data,
        person_ids=listed.person_ids if listed else None,
    )
    words = form.words(evaluator.name if evaluator else "")
    found = queries.chosen(current_user, year, choice, on=today_here())
    lost = list(listed.problems.values()) if listed else []
    try:
        with writing():
            once.only(url_for("assignments.choose_many"))
            batch = actions.ask(year, by=current_user, found=found, words=words, lost=lost, at=now())
            address = url_for("assignments.show_batch", batch_id=batch.id)
    except Refusal as refusal:
        form.refused(refusal)
        return _many(form, year, 422)
    return fragments.go_to(address)


@bp.get("/assignments/batches")
def list_batches() -> Response:
    """What was assigned many at once this year."""
    _require_assigning()
    year = _open_year()
    return fragments.page("assignments/batches.html", year=year, batches=queries.batches(current_user, year))


@bp.get("/assignments/batches/<int:batch_id>")
def show_batch(batch_id: int) -> Response:
    """Who will be assigned a plan and who will not, how far it is, and what came of it."""
    batch = queries.batch(batch_id, current_user)
    standing = queries.standing(batch)
    outcome = request.args.get("show", "")
    if standing.counts.get(outcome, 0) == 0:
        outcome = next((each for each in queries.OUTCOMES if standing.counts.get(each)), "waiting")
    page = max(1, min(request.args.get("page", 1, type=int), 10**6))
    lines = queries.lines(batch, outcome, page, on=today_here())
    return fragments.piece_or_page(
        "assignments/_batch.html",
        "assignments/batch.html",
        batch=batch,
        today=today_here(),
        standing=standing,
        outcome=outcome,
        outcomes=[each for each in queries.OUTCOMES if standing.counts.get(each)],
        lines=lines,
        own_days=own_agreed_by(batch.year, [line.person_id for line in lines]) if lines else {},
        number=page,
        pages=-(-standing.counts.get(outcome, 0) // queries.ON_A_PAGE) or 1,
    )


@bp.post("/assignments/batches/<int:batch_id>")
def assign_batch(batch_id: int) -> Response:
    """Assign what was looked at; or go on where it stopped."""
    address = url_for("assignments.show_batch", batch_id=batch_id)
    with writing():
        once.only(address)
        actions.start(queries.batch(batch_id, current_user, lock=True), on=today_here(), at=now())
    return fragments.go_to(address)


@bp.get("/assignments/batches/<int:batch_id>/taking-back")
def ask_to_take_back(batch_id: int) -> Response:
    """What taking an assignment back will do."""
    batch = queries.batch(batch_id, current_user)
    if batch.begun_at is None or batch.taken_back_at:
        raise Refusal(409, "There is nothing to take back: see what came of this assignment.")
    return fragments.page("assignments/take_back.html", batch=batch, standing=queries.standing(batch))


@bp.post("/assignments/batches/<int:batch_id>/taking-back")
def take_back(batch_id: int) -> Response:
    address = url_for("assignments.show_batch", batch_id=batch_id)
    with writing():
        once.only(address)
        batch = queries.batch(batch_id, current_user, lock=True)
        actions.take_back(batch, by=current_user, on=today_here(), at=now())
    return fragments.go_to(address)


def _many(form: ManyForm, year: SchoolYear, status: int = 200, listed: Read | None = None) -> Response:
    problems = list(listed.problems.values()) if listed else []
    return fragments.page("assignments/many.html", status, form=form, year=year, problems=problems)


def _evaluator(form: ManyForm) -> Person | None:
    """The evaluator who is meant; None for all, or when it is not clear who, which the form then says."""
    if not form.evaluator.data:
        return None
    found = people_named(form.evaluator.data, 2)
    if len(found) == 1:
        return found[0]
    form.evaluator.errors = [
        "Several people fit. Write the e-mail address."
        if found
        else f"Nobody who works here is called “{form.evaluator.data}”. Check the spelling."
    ]
    return None


def _listed(form: ManyForm, year: SchoolYear) -> Read | None:
    """Who is on the list that was pasted in; None without one. What is wrong with it, the form says."""
    if not form.lines.strip():
        return None
    if form.lines.count("\n") >= MOST_LINES:
        form.listed.errors = [f"That is more than {MOST_LINES:,} lines. Paste the list in parts."]
        return None
    read = queries.everybody_named(current_user, year, on=today_here()).read(form.lines)
    if read.problems and not (form.without.data and read.person_ids):
        many = len(read.problems)
        form.listed.errors = [
            "One line names nobody, or several people: see below. Correct it, or go on without it."
            if many == 1
            else f"{many:,} lines name nobody, or several people: see below. Correct them, or go on without them."
        ]
    return read


def _open_year() -> SchoolYear:
    year = open_year(today_here())
    if year is None:
        raise NO_YEAR
    return year


def _require_assigning() -> None:
    if not (current_user.is_office or queries.evaluates_anybody(current_user, on=today_here())):
        raise Refusal(
            403, "Only an evaluator or the office can assign plans. No teacher is paired with you now."
        )


def _chosen() -> set[int]:
    return set(request.form.getlist("person", type=int))
