"""The journal of a plan: adding, changing and deleting entries, their files, and one's own points over the years."""

from datetime import date
from functools import partial
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once, pdf, store
from plf.database import now, writing
from plf.extensions import db
from plf.formats import MONTHS
from plf.journal import actions, files, queries
from plf.journal.forms import JournalForm
from plf.journal.uploads import MOST_FILES, MOST_TOGETHER, Uploads
from plf.models import JournalEntry
from plf.people.queries import today_here
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import HIDDEN, Refusal

bp = Blueprint("journal", __name__)

# The two forms that carry files. Whatever comes is parsed as it streams in (see plf.journal.uploads).
_WITH_FILES = ("journal.add", "journal.change")
_ANY_SIZE = 2**50

_CHOOSE_AGAIN = "Choose your files again: a browser does not keep them when a page comes back."


@bp.url_value_preprocessor
def take_files(endpoint: str | None, values: dict | None) -> None:
    """Before anything reads the form: the token against forgery is in it as well."""
    if endpoint in _WITH_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = _ANY_SIZE
        request.form_data_parser_class = partial(Uploads, keeps=current_user.is_authenticated)


@bp.teardown_request
def let_files_go(error: BaseException | None) -> None:
    """The temporary files behind an upload end with the request, however it ended."""
    request.close()


@bp.get("/plans/<int:plan_id>/journal")
def journal(plan_id: int) -> Response:
    return _journal_page(plan_id)


@bp.post("/plans/<int:plan_id>/journal")
def add(plan_id: int) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    seen.require("write_in_journal")
    form = _form(seen)
    address = url_for("journal.journal", plan_id=plan_id)
    written = _read(form)
    if written is None:
        return _journal_page(plan_id, form, _status(form))
    try:
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            entry = actions.add(seen, written, at=now(), today=today_here())
            anchor = f"entry-{entry.id}"
    except Refusal as refusal:
        form.refused(refusal)
        return _journal_page(plan_id, _without_files(form), 422)
    return fragments.done("Added to your journal.", f"{address}#{anchor}")


@bp.get("/plans/<int:plan_id>/journal/<int:entry_id>")
def entry(plan_id: int, entry_id: int) -> Response:
    return _entry_page(plan_id, entry_id)


@bp.post("/plans/<int:plan_id>/journal/<int:entry_id>")
def change(plan_id: int, entry_id: int) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    seen.require("write_in_journal")
    form = _form(seen, queries.entry(seen, entry_id))
    written = _read(form)
    if written is None:
        return _entry_page(plan_id, entry_id, form, _status(form))
    address = url_for("journal.journal", plan_id=plan_id, _anchor=f"entry-{entry_id}")
    without = [int(each) for each in request.form.getlist("without") if each.isdecimal() and len(each) < 10]
    try:
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            actions.change(
                seen,
                entry_id,
                written,
                at=now(),
                today=today_here(),
                seen_version=form.seen_version,
                without=without,
            )
    except Refusal as refusal:
        form.refused(refusal)
        return _entry_page(plan_id, entry_id, _without_files(form), 422)
    return fragments.done("The entry is changed.", address)


@bp.post("/plans/<int:plan_id>/journal/<int:entry_id>/deletion")
def delete(plan_id: int, entry_id: int) -> Response:
    address = url_for("journal.journal", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
        actions.delete(seen, entry_id, seen_version=request.form.get("version", type=int))
    return fragments.done("The entry is deleted.", address)


@bp.get("/evidence/<int:evidence_id>")
def evidence(evidence_id: int) -> Response:
    """A file, to be saved: never shown by the browser, and never able to do anything in the site's name."""
    found = queries.file_of(evidence_id)
    seen = plans.find(found.entry.plan_id, current_user, on=today_here())
    if not queries.may_read(seen, found.entry):
        raise HIDDEN
    response = Response(store.get(found.sha256), content_type=files.media_type(found.kind))
    response.headers["Content-Disposition"] = _to_be_saved(found.label)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Download-Options"] = "noopen"
    return response


@bp.get("/my-points")
def my_points() -> Response:
    points = queries.points_of(current_user, on=today_here())
    return fragments.page("journal/points.html", points=points)


@bp.get("/my-points.pdf")
def points_pdf() -> Response:
    document = queries.points_document(
        current_user, queries.points_of(current_user, on=today_here()), on=today_here()
    )
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    response = Response(pdf.render(document), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="my-points.pdf"'
    return response


@bp.app_template_global("journal_summary")
def journal_summary(seen: SeenPlan) -> queries.Summary | None:
    """How much a plan's journal holds, for the plan's page; None, and no question asked, while nothing is written."""
    return queries.summary_of(seen.plan.id) if "journal" in seen.has else None


@bp.app_template_filter("host")
def host(link: str) -> str:
    """The host of a link and the beginning of its path: "docs.google.com/document/d/1a2b…"."""
    parts = urlsplit(link)
    rest = parts.path.rstrip("/")
    return parts.netloc.removeprefix("www.") + (rest if len(rest) <= 32 else rest[:31] + "…")


@bp.app_template_filter("megabytes")
def megabytes(size: int) -> str:
    """The size of a file: "2.4 MB", "310 kB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 950_000 else f"{max(1, round(size / 1000))} kB"


@bp.app_template_filter("month")
def month(first_day: date) -> str:
    """A month and its year: November 2026."""
    return f"{MONTHS[first_day.month - 1]} {first_day.year}"


bp.add_app_template_filter(queries.written_number, "number")


def _form(seen: SeenPlan, entry: JournalEntry | None = None, **more) -> JournalForm:
    form = JournalForm(**more)
    steps = queries.steps_offered(seen)
    own = (queries.step_key(entry.step), entry.step) if entry and entry.step else None
    form.offer_steps(steps if own is None or own in steps else [*steps, own])
    form.words = dict(steps if own is None else [*steps, own])
    return form


def _read(form: JournalForm) -> actions.Written | None:
    """What was written, with what its files really are; None, with the sentences at the fields, if it does not fit."""
    fits = form.validate()
    found = _recognized(form)
    if not fits or form.files.errors:
        _without_files(form)
        return None
    return actions.Written(
        day=form.day.data,
        text=form.text.data,
        hundredths=form.hours.hundredths,
        step=form.words.get(form.step.data, ""),
        is_private=form.private.data,
        links=form.links.links,
        files=found,
    )


def _recognized(form: JournalForm) -> list[files.Found]:
    """The files that came, read and looked at, one after the other; with a sentence at the field for each that is not taken."""
    chosen = [each for each in request.files.getlist("files") if each.filename]
    form.came, form.too_large = len(chosen), False
    found, together, wrong = [], 0, []
    if len(chosen) > MOST_FILES:
        wrong.append(
            f"Choose at most {MOST_FILES} files at a time. You can add more to the entry afterwards."
        )
    for each in chosen[:MOST_FILES]:
        content = each.stream.read(files.MOST_BYTES + 1)
        together += len(content)
        try:
            if together <= MOST_TOGETHER:
                found.append(files.recognize(content, each.filename))
        except files.NotTaken as why:
            form.too_large = form.too_large or isinstance(why, files.TooLarge)
            wrong.append(str(why))
    if together > MOST_TOGETHER and not form.too_large:
        form.too_large = True
        wrong.append("Your files have more than 25 MB together. Add some of them to the entry afterwards.")
    form.files.errors = wrong
    return found


def _without_files(form: JournalForm) -> JournalForm:
    """The form as it is shown again: the browser has let the files go, also those that nothing is wrong with."""
    if form.came > len(form.files.errors):
        form.files.errors = [*form.files.errors, _CHOOSE_AGAIN]
    form.files.data = []
    return form


def _status(form: JournalForm) -> int:
    return 413 if form.too_large else 422


def _journal_page(plan_id: int, form: JournalForm | None = None, status: int = 200) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    found = queries.journal_of(seen, whole=request.args.get("all") == "yes")
    if form is None and seen.may("write_in_journal"):
        form = _form(seen, formdata=None, data={"day": today_here()})
    return fragments.page(
        "journal/journal.html", status, seen=seen, plan=seen.plan, journal=found, form=form,
        shows_steps=queries.reads_steps(seen),
    )  # fmt: skip


def _entry_page(plan_id: int, entry_id: int, form: JournalForm | None = None, status: int = 200) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    seen.require("write_in_journal")
    one = queries.entry(seen, entry_id)
    form = form or _form(seen, one, formdata=None, data=_typed(one))
    return fragments.page("journal/entry.html", status, seen=seen, plan=seen.plan, entry=one, form=form)


def _typed(one: JournalEntry) -> dict:
    """An entry as it would have been typed."""
    return {
        "text": one.text,
        "day": one.day,
        "hours": queries.written_number(one.hours) if one.hours else "",
        "step": queries.step_key(one.step) if one.step else "",
        "private": one.is_private,
        "version": one.version,
    }


def _to_be_saved(label: str) -> str:
    """The header that has a file saved under its name (RFC 6266, 5987), whatever the name holds."""
    plain = label.encode("ascii", "ignore").decode()
    stem, _, end = plain.rpartition(".")
    plain = "".join(each for each in stem if each.isalnum() or each in " ._-()").strip() or "evidence"
    return f"attachment; filename=\"{plain}.{end}\"; filename*=UTF-8''{quote(label, safe='')}"
