"""The office brings a roster in: choose it, see what would change, write it or leave it; and names evaluators in bulk."""

from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once, store
from plf.database import now, writing
from plf.extensions import db
from plf.journal.not_taken import NotTaken, TooLarge
from plf.journal.uploads import Uploads
from plf.models import Site
from plf.people.queries import district, people_named, today_here
from plf.roster import actions, queries, reading
from plf.roster.child.headings import PLAIN
from plf.roster.forms import MODES, EvaluatorForm, FileForm, RolesForm, TakeForm, columns
from plf.roster.report import as_csv
from plf.roster.stages import STAGES, may
from plf.rubrics.queries import staff_kinds
from plf.rules import HIDDEN, Refusal, require_office

bp = Blueprint("roster", __name__, url_prefix="/roster")

_ANY_SIZE = 2**50
_MOST_FORM = 64 * 1024


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.url_value_preprocessor
def take_files(endpoint: str | None, values: dict | None) -> None:
    """Before anything reads the form: the token against forgery is in it as well."""
    if endpoint == "roster.bring" and request.mimetype == "multipart/form-data":
        request.max_form_memory_size, request.max_content_length = _MOST_FORM, _ANY_SIZE
        keeps = current_user.is_authenticated and current_user.is_office
        request.form_data_parser_class = partial(
            Uploads, keeps=keeps, most_files=1, most_bytes=reading.MOST_BYTES
        )


@bp.teardown_request
def let_files_go(error: BaseException | None) -> None:
    """The temporary files behind an upload end with the request, however it ended."""
    request.close()


@bp.get("")
def index() -> Response:
    return _index(FileForm(formdata=None))


@bp.post("")
def bring() -> Response:
    form = FileForm()
    mode = form.mode.data if form.mode.data in {each[0] for each in MODES} else ""
    file = form.file.data if form.validate() and getattr(form.file.data, "filename", "") else None
    if file is None:
        form.file.errors = [
            *form.file.errors,
            "Choose the file that your student information system exported.",
        ]
        return _index(form, 422)
    content, name = file.read(), file.filename
    db.session.rollback()
    try:
        reading.check(content, name)
        sha256 = store.fingerprint(content)
    except NotTaken as wrong:
        form.file.errors = [str(wrong)]
        return _index(form, 413 if isinstance(wrong, TooLarge) else 422)
    with writing():
        once.only(url_for(".index"))
        kept = actions.keep(current_user, content, sha256, name, mode=mode, at=now())
        address = url_for(".show", import_id=kept.id)
    return fragments.go_to(address)


@bp.get("/imports/<int:import_id>")
def show(import_id: int) -> Response:
    return _show(import_id, TakeForm(formdata=None))


@bp.post("/imports/<int:import_id>")
def take(import_id: int) -> Response:
    form = TakeForm()
    address = url_for(".show", import_id=import_id)
    try:
        with writing():
            once.only(address)
            actions.take(queries.imported(import_id, lock=True), confirmed=form.confirmed.data)
    except Refusal as refusal:
        form.refused(refusal)
        return _show(import_id, form, 422)
    return fragments.go_to(address)


@bp.post("/imports/<int:import_id>/leave")
def leave(import_id: int) -> Response:
    address = url_for(".index")
    with writing():
        once.only(address)
        actions.leave(queries.imported(import_id, lock=True))
    return fragments.done("Nothing was written, and the file is gone.", address)


@bp.post("/imports/<int:import_id>/columns")
def choose_columns(import_id: int) -> Response:
    """What each column of a list is; then it is read once more."""
    address = url_for(".show", import_id=import_id)
    chosen = columns(request.form, queries.imported(import_id).columns.get("heads", []))
    try:
        with writing():
            once.only(address)
            actions.read_again(queries.imported(import_id, lock=True), chosen)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _show(import_id, TakeForm(formdata=None), 422, chosen=chosen, unclear=refusal.sentence)
    return fragments.go_to(address)


@bp.get("/imports/<int:import_id>/report.csv")
def report(import_id: int) -> Response:
    """Everything that was said of a file, line by line."""
    found = queries.imported(import_id)
    response = Response(as_csv(queries.all_lines(found.id)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="roster-{found.id}.csv"'
    return response


@bp.route("/roles", methods=["GET", "POST"])
def roles() -> Response:
    form = RolesForm(data=queries.roles())
    form.offer(staff_kinds())
    if form.validate_on_submit():
        with writing():
            once.only(url_for(".index"))
            actions.set_roles(form.roles)
        return fragments.done("Saved. It holds from the next file on.", url_for(".index"))
    return fragments.page("roster/roles.html", 422 if form.errors else 200, form=form)


@bp.get("/evaluators")
def evaluators() -> Response:
    """Where teachers have no evaluator, and whose evaluator has left."""
    day = today_here()
    return fragments.page(
        "roster/evaluators.html",
        vacancies=queries.vacancies(day),
        led=queries.sites_with_leaders(day),
        left=queries.left_with_plans(),
    )


@bp.post("/evaluators")
def name_leaders() -> Response:
    """At every site its leaders evaluate who has nobody; the worker does it."""
    day, address = today_here(), url_for(".evaluators")
    led = queries.sites_with_leaders(day)
    chosen = [site for site, _, _ in queries.vacancies(day) if site in led]
    with writing():
        once.only(address)
        actions.name_everywhere(chosen, by=current_user, day=day)
    sites = "1 site" if len(chosen) == 1 else f"{len(chosen):,} sites"
    return fragments.done(f"The leaders of {sites} are being named. Look again in a minute.", address)


@bp.get("/sites/<int:site_id>")
def site(site_id: int) -> Response:
    return _site(site_id, EvaluatorForm(formdata=None))


@bp.post("/sites/<int:site_id>")
def name_at_site(site_id: int) -> Response:
    """All teachers of a site without an evaluator: its leaders, or the person named."""
    form, by_leaders = EvaluatorForm(), request.form.get("how") == "leaders"
    named = None
    if not by_leaders:
        named = form.the_one(people_named(form.who.data)) if form.validate() else None
        if named is None:
            return _site(site_id, form, 422)
    address = url_for(".site", site_id=site_id)
    try:
        with writing():
            once.only(address)
            place = db.session.get(Site, site_id)
            if place is None:
                raise HIDDEN
            chosen = [named] if named else queries.leaders_of(site_id, today_here())
            count = actions.name_for_all(place, chosen, by=current_user, at=now())
    except Refusal as refusal:
        form.refused(refusal)
        return _site(site_id, form, 422)
    return fragments.done(
        "One teacher has an evaluator now." if count == 1 else f"{count:,} teachers have an evaluator now.",
        address,
    )


def _index(form: FileForm, status: int = 200) -> Response:
    return fragments.page(
        "roster/index.html",
        status,
        form=form,
        latest=queries.latest(),
        zone=district().time_zone,
        stages=STAGES,
    )


def _show(
    import_id: int, form: TakeForm, status: int = 200, chosen: dict[str, int] | None = None, unclear: str = ""
) -> Response:
    """`chosen` and `unclear`: columns that cannot be read so, and why."""
    found = queries.imported(import_id)
    counts = queries.counts(found) if may(found.stage, "tell") else {}
    kind = request.args.get("show", "")
    kind = kind if kind in counts else next(iter(counts), "")
    page = max(request.args.get("page", 1, type=int), 1)
    return fragments.piece_or_page(
        "roster/_import.html",
        "roster/import.html",
        status,
        form=form,
        found=found,
        may=partial(may, found.stage),
        counts=counts,
        kinds=queries.KINDS,
        shown=kind,
        lines=queries.lines(found, kind, page) if kind else [],
        number=page,
        pages=-(-counts.get(kind, 0) // queries.ON_A_PAGE) or 1,
        address=url_for(".show", import_id=import_id, show=kind, page=""),
        progress=queries.progress(found) if may(found.stage, "wait") else None,
        choices=[("", "Not read"), *((name, words[0]) for name, words in PLAIN.items())],
        chosen=chosen if unclear else found.columns.get("chosen", {}),
        unclear=unclear,
        zone=district().time_zone,
    )


def _site(site_id: int, form: EvaluatorForm, status: int = 200) -> Response:
    place = db.session.get(Site, site_id)
    if place is None:
        raise HIDDEN
    day = today_here()
    vacant = queries.without_evaluator(site_id, day)
    return fragments.page(
        "roster/site.html",
        status,
        form=form,
        site=place,
        day=day,
        total=len(vacant),
        vacant=vacant[: queries.ON_A_PAGE],
        leaders=queries.leaders_of(site_id, day),
        leaderships=queries.leaderships(site_id),
    )
