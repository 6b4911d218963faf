"""The page with a person's own notices, and how they would like to get e-mail."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import now, writing
from plf.extensions import db
from plf.models import Person
from plf.notices import actions, queries
from plf.notices.forms import AT_ONCE, DIGEST, SettingsForm
from plf.people.queries import today_here

bp = Blueprint("notices", __name__)


@bp.get("/notices")
def show() -> Response:
    page = max(request.args.get("page", 1, type=int), 1)
    told, pages = queries.mine(current_user, on=today_here(), page=page)
    return fragments.page("notices/list.html", told=told, page=page, pages=pages)


@bp.post("/notices/reading")
def read_all() -> Response:
    here = url_for("notices.show")
    with writing():
        once.only(here)
        actions.read_all(current_user, at=now())
    return fragments.done("All are marked as read.", here)


@bp.route("/notices/settings", methods=["GET", "POST"])
def settings() -> Response:
    form = SettingsForm(mails=DIGEST if current_user.mail_digest else AT_ONCE)
    if not form.is_submitted():
        return fragments.page("notices/settings.html", form=form)
    if not form.validate():
        return fragments.page("notices/settings.html", 422, form=form)
    here = url_for("notices.show")
    digest = form.mails.data == DIGEST
    with writing():
        once.only(here)
        actions.prefer_digest(db.session.get(Person, current_user.id), digest)
    said = (
        "One e-mail on each school day, when there is something."
        if digest
        else "You are told of each thing at once."
    )
    return fragments.done(f"Saved. {said}", here)
