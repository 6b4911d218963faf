"""The texts of notices: the list, the form with a preview, and the way back to the original, for the office."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import writing
from plf.notice_texts import actions, queries
from plf.notice_texts.forms import TextForm
from plf.notices.kinds import EXAMPLES, KINDS, PLACEHOLDERS, fill
from plf.rules import require_office

bp = Blueprint("notice_texts", __name__)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/notice-texts")
def show() -> Response:
    return fragments.page("notice_texts/list.html", kinds=KINDS, changed=queries.changed())


@bp.route("/notice-texts/<kind>", methods=["GET", "POST"])
def edit(kind: str) -> Response:
    subject, body = queries.text_of(kind)
    form = TextForm(subject=subject, body=body)
    if not form.is_submitted():
        return _page(kind, form)
    if not form.validate():
        return _page(kind, form, 422)
    if "preview" in request.form:
        return _page(kind, form)
    here = url_for("notice_texts.show")
    with writing():
        once.only(here)
        actions.change(kind, subject=form.subject.data, body=form.body.data)
    return fragments.done(f"Saved. “{KINDS[kind].when}” has these words from now on.", here)


@bp.post("/notice-texts/<kind>/original")
def restore(kind: str) -> Response:
    queries.text_of(kind)
    here = url_for("notice_texts.edit", kind=kind)
    with writing():
        once.only(here)
        actions.restore(kind)
    return fragments.done("These are the original words again.", here)


def _page(kind: str, form: TextForm, status: int = 200) -> Response:
    shown = None if form.errors else (fill(form.subject.data, EXAMPLES), fill(form.body.data, EXAMPLES))
    return fragments.page(
        "notice_texts/edit.html",
        status,
        form=form,
        kind=kind,
        about=KINDS[kind],
        is_changed=kind in queries.changed(),
        placeholders=PLACEHOLDERS,
        shown=shown,
    )
