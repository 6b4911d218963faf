"""The working copy of an action plan as a file, to be changed elsewhere and brought in again."""

from flask import Blueprint, Response
from flask_login import current_user

from plf.action_exports.files import MEDIA_TYPES, as_file
from plf.action_plans.queries import as_text, find_working_copy

bp = Blueprint("action_exports", __name__)


@bp.get("/action-plans/<int:plan_id>/export.<any(docx, xlsx, csv, json):kind>")
def working_copy(plan_id: int, kind: str) -> Response:
    """For its people; what is in it is a picture of this moment."""
    seen = find_working_copy(plan_id, current_user)
    response = Response(as_file(as_text(seen.plan), kind), content_type=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="action-plan-{plan_id}.{kind}"'
    return response
