"""Two addresses for those who watch over the site, and for a load balancer: does it live, can it work."""

from flask import Blueprint, Response, jsonify

from plf.database import now
from plf.operations import queries

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """This process answers; nothing else is asked."""
    return jsonify(ok=True)


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when everything that the site needs is there, else 503; with the checks, which tell no secrets."""
    checks = queries.checks(now())
    ok = all(each["ok"] for each in checks.values())
    return jsonify(ok=ok, **checks), 200 if ok else 503
