"""The check page, for anyone: look up a code, have a file checked, fetch the certificates of the district."""

import hashlib
import math
from datetime import timedelta
from functools import partial

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from plf import fragments
from plf.checking import actions, queries, verdicts
from plf.checking.forms import (
    MOST_BYTES,
    NO_CODE,
    NO_FILE,
    TOO_LARGE,
    CodeForm,
    FileForm,
    as_code,
    with_dashes,
)
from plf.database import now
from plf.extensions import db
from plf.journal.uploads import Uploads
from plf.models import Document
from plf.pdf import seal as seals
from plf.people.queries import today_here
from plf.rules import HIDDEN

bp = Blueprint("checking", __name__)

NOT_THERE = (
    "No document with this code was issued here. Compare each letter with the paper. A draft has a code too, but it was "
    "not issued, and neither was a form of another district."
)


@bp.url_value_preprocessor
def take_the_file(endpoint: str | None, values: dict | None) -> None:
    """Before anything reads the form: the token against forgery is in it as well (see plf.journal.uploads)."""
    if endpoint == "checking.upload" and request.mimetype == "multipart/form-data":
        request.max_content_length = 2**50
        request.form_data_parser_class = partial(Uploads, most_files=1, most_bytes=MOST_BYTES)


@bp.teardown_request
def let_the_file_go(error: BaseException | None) -> None:
    """The temporary file behind an upload ends with the request, however it ended."""
    request.close()


@bp.after_request
def keep_out_of_search(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/check")
def check() -> Response:
    """The page to begin on; a code that was typed there leads to its own address."""
    if "code" not in request.args:
        return _start()
    form = CodeForm(request.args)
    if not form.validate():
        return _start(422, code_form=form)
    return redirect(url_for(".show", code=with_dashes(as_code(form.code.data))), 303)


@bp.get("/check/<code>")
def show(code: str) -> Response:
    """What the code on a paper leads to. A code that there is not is counted; who tried too many has to wait first."""
    wanted = as_code(code)
    if wanted is None:
        return _start(404, code_form=_code_form(code, NO_CODE))
    who = _who()
    wait = actions.wait("code", who, at=now())
    if wait:
        return _wait(wait)
    document = queries.with_code(wanted)
    if document is None:
        actions.count("code", who, at=now())
        return _start(404, code_form=_code_form(with_dashes(wanted), NOT_THERE))
    return fragments.page("checking/show.html", **_told(document))


@bp.post("/check")
def upload() -> Response:
    """A file is looked up by its bytes; one that is not there, and only that, is looked into. Nothing of it is kept."""
    file = request.files.get("file")
    problem, status = _problem(file)
    if problem:
        form = FileForm()
        form.file.errors = [problem]
        return _start(status, file_form=form)
    sha256 = hashlib.file_digest(file.stream, "sha256").hexdigest()
    verdict = verdicts.by_bytes(sha256)
    if verdict is None:
        wait = actions.wait("file", _who(), at=now())
        if wait:
            return _wait(wait)
        try:
            verdict = _verdict(file)
        except verdicts.Busy:
            return _wait(None)
    told = _told(verdict.document) if verdict.document else {}
    return fragments.page("checking/verdict.html", verdict=verdict, sha256=sha256, **told)


@bp.get("/check/certificates.pem")
def certificates() -> Response:
    """All certificates with which documents were ever sealed here, the newest first. They are public."""
    pem = _as_text(_certificates())
    if not pem:
        raise HIDDEN
    response = Response(pem, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="district-certificates.pem"'
    return response


def _problem(file: FileStorage | None) -> tuple[str, int]:
    """What is wrong with what was sent, and the status for it; ("", 200) when it can be looked at."""
    if file is None or not file.filename:
        return NO_FILE, 422
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return (TOO_LARGE, 413) if size > MOST_BYTES else ("", 200)


def _verdict(file: FileStorage) -> verdicts.Verdict:
    file.stream.seek(0)
    content = file.stream.read()
    ours = verdicts.that_seal(_certificates())
    found = verdicts.Findings()
    if verdicts.may_be_a_pdf(content):
        actions.count("file", _who(), at=now())
        db.session.rollback()  # it takes its time, and holds no transaction meanwhile
        found = verdicts.look_into(content, ours)
    return verdicts.verdict(content, found, ours)


def _certificates() -> list:
    return seals.certificates(seals.keeping(current_app.config))


def _as_text(ours: list) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(
        f"{each.subject.rfc4514_string()}\nSHA-256 {seals.fingerprint(each)}\n{each.public_bytes(Encoding.PEM).decode()}\n"
        for each in ours
    )


def _who() -> str:
    person = current_user if current_user.is_authenticated else None
    return actions.who_asks(person, request.remote_addr or "")


def _code_form(typed: str, problem: str) -> CodeForm:
    form = CodeForm(data={"code": typed})
    form.code.errors = [problem]
    return form


def _start(
    status: int = 200, *, code_form: CodeForm | None = None, file_form: FileForm | None = None
) -> Response:
    return fragments.page(
        "checking/check.html",
        status,
        code_form=code_form or CodeForm(),
        file_form=file_form or FileForm(formdata=None),
        fingerprints=[seals.fingerprint(each) for each in _certificates()],
    )


def _told(document: Document) -> dict:
    known = None
    if current_user.is_authenticated:
        known = queries.known_to(document, current_user, on=today_here())
    return {
        "document": document,
        "code": with_dashes(document.code),
        "issued_by": queries.district_of(document),
        "superseded_at": queries.superseded_at(document),
        "known": known,
    }


def _wait(wait: timedelta | None) -> Response:
    """Too many tries, or (None) too many files at this moment."""
    seconds = math.ceil(wait.total_seconds()) if wait else 60
    minutes = math.ceil(seconds / 60)
    in_words = f"{minutes} minute{'s' if minutes != 1 else ''}"
    response = fragments.page("checking/wait.html", 429 if wait else 503, wait=in_words, busy=wait is None)
    response.headers["Retry-After"] = str(seconds)
    return response
