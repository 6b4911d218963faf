"""Filing the paper that both signed: choose the scan, see what was read from it, file it; and the filed paper."""

from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from plf import fragments, once, rounds, rules, steps, store
from plf.auth import proof
from plf.database import now, writing
from plf.extensions import db
from plf.journal.not_taken import NotTaken, TooLarge
from plf.journal.uploads import Uploads
from plf.models import Paper, Scan
from plf.papers import actions, queries, scans
from plf.papers.forms import FileForm, ScanForm, as_code
from plf.pdf import check_code
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans.queries import SeenPlan, find
from plf.rules import HIDDEN, Refusal
from plf.signing.actions import statement

bp = Blueprint("papers", __name__)

_ANY_SIZE = 2**50
_CHOOSE_AGAIN = "Choose your scan or photos again: a browser does not keep them when a page comes back."


@bp.url_value_preprocessor
def take_files(endpoint: str | None, values: dict | None) -> None:
    """Before anything reads the form: the token against forgery is in it as well."""
    if endpoint == "papers.read" and request.mimetype == "multipart/form-data":
        request.max_content_length = _ANY_SIZE
        request.form_data_parser_class = partial(
            Uploads,
            keeps=current_user.is_authenticated,
            most_files=scans.MOST_FILES,
            most_bytes=scans.MOST_BYTES,
        )


@bp.teardown_request
def let_files_go(error: BaseException | None) -> None:
    """The temporary files behind an upload end with the request, however it ended."""
    request.close()


@rounds.get(bp, "/paper")
def choose(plan_id: int, kind: str) -> Response:
    return _choose_page(_seen(plan_id), kind, ScanForm(formdata=None))


@rounds.post(bp, "/paper")
def read(plan_id: int, kind: str) -> Response:
    """Read the scan that was chosen and keep it until it is filed."""
    seen = _seen(plan_id)
    seen.require(rules.ROUNDS[kind].sign_on_paper)
    form = ScanForm()
    fits = form.validate()
    db.session.rollback()  # reading takes its time, and holds no transaction meanwhile
    came = _read(form, reads=fits)
    if came is None:
        return _choose_page(_seen(plan_id), kind, form, 413 if form.too_large else 422)
    try:
        # Sent twice, the second takes the place of the first, and is what the browser shows: no key is asked for.
        with writing():
            seen = find(plan_id, current_user, on=today_here(), lock=True)
            scan = actions.hold(
                seen, came, signed_on=form.signed_on.data, today=today_here(), at=now(), kind=kind
            )
            address = url_for(".check", plan_id=plan_id, kind=kind, scan_id=scan.id)
    except Refusal as refusal:
        form.refused(refusal)
        return _choose_page(_seen(plan_id), kind, form, 422)
    return fragments.go_to(address)


@rounds.get(bp, "/paper/<int:scan_id>")
def check(plan_id: int, kind: str, scan_id: int) -> Response:
    """What was read from the scan, beside what it is to be, before it is filed."""
    return _check_page(_seen(plan_id), kind, scan_id, FileForm(formdata=proof.typed_before()))


@rounds.post(bp, "/paper/<int:scan_id>")
def file(plan_id: int, kind: str, scan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = FileForm()
    try:
        seen = _seen(plan_id)
        seen.require(rules.ROUNDS[kind].sign_on_paper)
        steps.check_version(seen, form.version.data or -1)
        shown = proof.of_session(current_user, form.password.data or "")
        with writing():
            once.only(address)
            seen = find(plan_id, current_user, on=today_here(), lock=True)
            actions.file(
                seen,
                scan_id,
                code=as_code(form.code.data or ""),
                proof=shown,
                at=now(),
                seen_version=form.version.data or -1,
                seen_sha256=form.sha256.data or "",
                kind=kind,
            )
            teacher = seen.plan.teacher.name
    except Refusal as refusal:
        form.refused(refusal)
        return _check_page(_seen(plan_id), kind, scan_id, form, 422)
    return fragments.done(f"The paper is filed. It now waits for {teacher} to confirm it.", address)


@rounds.get(bp, "/paper/<int:scan_id>/<int:page>.png")
def scan_picture(plan_id: int, kind: str, scan_id: int, page: int) -> Response:
    seen = _seen(plan_id)
    seen.require(rules.ROUNDS[kind].sign_on_paper)
    return _picture(queries.scan_of(seen, scan_id, kind), page)


@bp.get("/papers/<int:paper_id>")
def paper(paper_id: int) -> Response:
    """The scan as it was filed, to be saved: never shown by the browser, never able to do anything in the site's name."""
    found, seen = queries.paper_for(paper_id, current_user, on=today_here())
    _note_view(seen)
    response = Response(store.get(found.sha256), content_type=scans.media_type(found.kind))
    name = f"signed-{found.revision.kind}-{found.plan_id}-revision-{found.revision.number}"
    end = {"jpeg": "jpg"}.get(found.kind, found.kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{end}"'
    return _harmless(response)


@bp.get("/papers/<int:paper_id>/<int:page>.png")
def picture(paper_id: int, page: int) -> Response:
    """One page of a filed paper, drawn by us."""
    found, seen = queries.paper_for(paper_id, current_user, on=today_here())
    _note_view(seen)
    return _picture(found, page)


bp.add_app_template_global(queries.paper_of, "paper_of")


def _seen(plan_id: int) -> SeenPlan:
    return find(plan_id, current_user, on=today_here())


def _read(form: ScanForm, *, reads: bool) -> scans.Read | None:
    """What is on the scan that came; None, with the sentences at the field, if it is not taken.

    With `reads` false the rest of the form does not fit: then it is not read, and has to be chosen again.
    """
    chosen = [each for each in request.files.getlist("files") if each.filename]
    form.files.data, form.files.errors = [], []
    try:
        found = [scans.recognize(*each) for each in _content(chosen)]
        if len(found) > 1 and any(each.kind == "pdf" for each in found):
            raise NotTaken("Choose one PDF with all pages, or photos alone.")
        if reads:
            return scans.read(found)
        form.files.errors = [_CHOOSE_AGAIN]
    except NotTaken as why:
        form.too_large = isinstance(why, TooLarge)
        form.files.errors = [str(why)]
    return None


def _content(chosen: list[FileStorage]) -> list[tuple[bytes, str]]:
    """The bytes and the name of each file that was chosen. Raises NotTaken for none or too many, TooLarge."""
    if not chosen:
        raise NotTaken("Choose the scan of the paper, or photos of all its pages.")
    if len(chosen) > scans.MOST_FILES:
        raise NotTaken(f"Choose at most {scans.MOST_FILES} photos. Scan a longer paper to one PDF.")
    content, left = [], scans.MOST_BYTES
    for each in chosen:
        content.append((each.stream.read(left + 1), each.filename))
        left -= len(content[-1][0])
        if left < 0:
            raise TooLarge(
                "That is more than 20 MB. Scan the paper in black and white or gray, at 150 to 300 dpi."
            )
    return content


def _choose_page(seen: SeenPlan, kind: str, form: ScanForm, status: int = 200) -> Response:
    seen.require(rules.ROUNDS[kind].sign_on_paper)
    return fragments.page(
        "papers/choose.html",
        status,
        seen=seen,
        plan=seen.plan,
        kind=kind,
        form=form,
        revision=queries.to_sign(seen.plan, kind),
    )


def _check_page(seen: SeenPlan, kind: str, scan_id: int, form: FileForm, status: int = 200) -> Response:
    seen.require(rules.ROUNDS[kind].sign_on_paper)
    scan = queries.scan_of(seen, scan_id, kind)
    actions.require_current(seen, scan, kind)
    form.version.data, form.sha256.data = seen.plan.version, scan.revision.sha256
    return fragments.page(
        "papers/check.html",
        status,
        seen=seen,
        plan=seen.plan,
        kind=kind,
        form=form,
        scan=scan,
        code=check_code(scan.revision.sha256),
        needs_password=proof.needed(current_user),
        statement=statement(seen.plan, "evaluator", kind),
    )


def _picture(scan: Scan | Paper, page: int) -> Response:
    if not 1 <= page <= scan.pages:
        raise HIDDEN
    content, kind = store.get(scan.sha256), scan.kind
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    drawn = scans.picture_of(content, kind, page)
    if drawn is None:
        raise HIDDEN
    return _harmless(Response(drawn, content_type="image/png"))


def _harmless(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Download-Options"] = "noopen"
    return response


def _note_view(seen: SeenPlan | None) -> None:
    if seen and seen.sees.recorded:
        plans.note_view(seen.plan, current_user, at=now(), how="scan")
