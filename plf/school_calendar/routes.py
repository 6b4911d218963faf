"""The page with the days without school, for the office."""

from flask import Blueprint, Response, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import writing
from plf.formats import day
from plf.people.queries import today_here
from plf.rules import Refusal, require_office
from plf.school_calendar import actions, queries
from plf.school_calendar.forms import NoSchoolForm

bp = Blueprint("school_calendar", __name__)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/school-calendar")
def show() -> Response:
    return _page(NoSchoolForm(formdata=None))


@bp.post("/school-calendar")
def add() -> Response:
    form, here = NoSchoolForm(), url_for("school_calendar.show")
    if not form.validate():
        return _page(form, 422)
    try:
        with writing():
            once.only(here)
            added = actions.add(
                starts_on=form.starts_on.data, ends_on=form.ends_on.data, label=form.label.data
            )
            until = f" to {day(added.ends_on)}" if added.ends_on > added.starts_on else ""
            said = f"No school on {day(added.starts_on)}{until}: {added.label}."
    except Refusal as refusal:
        form.refused(refusal)
        return _page(form, 422)
    return fragments.done(said, here)


@bp.post("/school-calendar/<int:entry_id>/removal")
def remove(entry_id: int) -> Response:
    here = url_for("school_calendar.show")
    with writing():
        once.only(here)
        actions.remove(entry_id)
    return fragments.done("These days are taken out: there is school.", here)


def _page(form: NoSchoolForm, status: int = 200) -> Response:
    return fragments.page(
        "school_calendar/show.html",
        status,
        form=form,
        entries=queries.days_without_school(since=today_here()),
    )
