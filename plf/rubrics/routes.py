"""The list of rubrics, one rubric, and the form to add one, for the office."""

from flask import Blueprint, Response, abort, flash, render_template, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import writing
from plf.models import Rubric
from plf.rubrics import actions, queries
from plf.rubrics.forms import RubricForm
from plf.rules import Refusal, require_office

bp = Blueprint("rubrics", __name__)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/rubrics")
def list_rubrics() -> str:
    return render_template("rubrics/list.html", rows=queries.rubrics())


@bp.get("/rubrics/<int:rubric_id>")
def rubric_page(rubric_id: int) -> str:
    return render_template("rubrics/rubric.html", rubric=_rubric(rubric_id))


@bp.route("/rubrics/new", methods=["GET", "POST"])
def add_rubric() -> Response | tuple[str, int]:
    form = RubricForm()
    if not form.is_submitted():
        return render_template("rubrics/new.html", form=form), 200
    if form.validate():
        try:
            with writing():
                once.only(url_for("rubrics.list_rubrics"))
                rubric = actions.add(
                    form.name.data,
                    staff_kind=form.staff_kind.data,
                    is_current=form.is_current.data,
                    rows=form.rows,
                )
                here = url_for("rubrics.rubric_page", rubric_id=rubric.id)
            flash(f"The rubric is saved with {len(form.rows)} indicators.", "success")
            return fragments.go_to(here)
        except Refusal as refusal:
            form.refused(refusal)
    return render_template("rubrics/new.html", form=form), 422


@bp.post("/rubrics/<int:rubric_id>/use")
def use(rubric_id: int) -> Response:
    here = url_for("rubrics.rubric_page", rubric_id=rubric_id)
    with writing():
        once.only(here)
        rubric = _rubric(rubric_id)
        actions.use(rubric)
    flash(f"{rubric.name} is in use for new plans of every {rubric.staff_kind}.", "success")
    return fragments.go_to(here)


def _rubric(rubric_id: int) -> Rubric:
    return queries.rubric_with_indicators(rubric_id) or abort(404)
