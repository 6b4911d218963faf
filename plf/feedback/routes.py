"""The three anonymous questions of a school year, and what the office sees of the answers."""

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from plf import fragments
from plf.database import writing
from plf.extensions import db
from plf.feedback import actions, queries
from plf.feedback.forms import CHOICES, LIMIT, QUESTIONS, FeedbackForm
from plf.models import SchoolYear
from plf.rules import require_office

bp = Blueprint("feedback", __name__)


@bp.get("/years/<int:year_id>/feedback")
def questions(year_id: int) -> Response:
    year = _year(year_id)
    roles = queries.to_answer(current_user.id, year.id)
    if roles:
        return _questions_page(year, roles[0])
    if not queries.has_given(current_user.id, year.id):
        raise actions.TOO_EARLY
    return fragments.page("feedback/thanks.html", year=year)


@bp.post("/years/<int:year_id>/feedback")
def answer(year_id: int) -> Response:
    """Not through plf.once, which writes down who sent a form when: answering twice counts once anyway."""
    year, role = _year(year_id), request.form.get("role", "")
    if role not in QUESTIONS:
        abort(404)
    form = FeedbackForm(role)
    if not form.validate():
        return _questions_page(year, role, form, 422)
    with writing():
        actions.give(
            current_user.id, _year(year_id), role=role, choices=form.choices, change=form.change.data or ""
        )
    return fragments.done(
        "Thank you. Your answer counts once, and nobody can tell that it is yours.",
        url_for("feedback.questions", year_id=year_id),
    )


@bp.get("/years/<int:year_id>/feedback-results")
def results(year_id: int) -> Response:
    require_office(current_user.is_office)
    year = _year(year_id)
    return fragments.page(
        "feedback/results.html",
        year=year,
        results=[queries.results(year, role) for role in queries.ROLES],
        questions=QUESTIONS,
        choices=CHOICES,
        together=queries.TOGETHER,
    )


def _questions_page(
    year: SchoolYear, role: str, form: FeedbackForm | None = None, status: int = 200
) -> Response:
    return fragments.page(
        "feedback/questions.html",
        status,
        year=year,
        role=role,
        form=form or FeedbackForm(role, formdata=None),
        limit=LIMIT,
        together=queries.TOGETHER,
    )


def _year(year_id: int) -> SchoolYear:
    return db.session.get(SchoolYear, year_id) or abort(404)
