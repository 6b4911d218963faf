"""What is written to the log: each request and job by numbers alone, never what people wrote; a number for each request.

PLF_LOG=json writes one line of JSON for each; PLF_LOG=text the same to be read in a terminal; without it, only what is wrong.
"""

import contextlib
import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import inspect

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

log = logging.getLogger("plf.requests")
_job: ContextVar[int | None] = ContextVar("job", default=None)


def set_up(app: Flask) -> None:
    """Number every request and tell of it when it is answered. Call it first: what is registered first ends last."""
    handler = _handler(app.config["LOG"])
    if handler:
        logging.getLogger().handlers[:] = [handler]
        logging.getLogger("plf").setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_tell)


def request_id() -> str:
    """The number of the request in hand: the proxy's, where it is well-formed, or one of our own; "" without a request."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
    return g.request_id


@contextlib.contextmanager
def job_in_hand(job_id: int) -> Iterator[None]:
    """Lines that are written within tell this job's number."""
    token = _job.set(job_id)
    try:
        yield
    finally:
        _job.reset(token)


def _begin() -> None:
    g.began = time.perf_counter()


def _tell(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if log.isEnabledFor(logging.INFO):
        began = g.get("began")
        fields = {
            "method": request.method if request.method in _METHODS else "other",
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1) if began else None,
            "bytes": response.content_length,
            "person": _person_id(),
        }
        log.info("request", extra={"fields": fields})
    return response


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _person_id() -> int | None:
    """Who is signed in, if that was asked in this request; asks nothing itself."""
    person = g.get("_login_user")
    if person is None or not person.is_authenticated:
        return None
    return inspect(person).identity[0]


def _handler(how: str) -> logging.Handler | None:
    if not how:
        return None
    handler = logging.StreamHandler()
    handler.setFormatter(AsJSON() if how == "json" else AsText())
    return handler


class AsJSON(logging.Formatter):
    """One line of JSON. Of a message only its fixed words: what would be filled in may be somebody's."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "what": str(record.msg),
            "request": request_id() or None,
            "job": _job.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"], line["trace"] = _trace(record.exc_info[1])
        return json.dumps({name: value for name, value in line.items() if value is not None})


def _trace(error: BaseException) -> tuple[str, list[str]]:
    """The kinds of an exception and its causes, and where they were raised; an exception's own words may quote somebody."""
    kinds, places = [], []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        places += [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return " from ".join(kinds), places[-60:]


class AsText(logging.Formatter):
    """A line for the eye, with everything: for one's own terminal."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        told = " ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        line = f"{at} {record.levelname.lower():7} {super().format(record)} {told}".rstrip()
        return f"{line} [{request_id()}]" if has_request_context() else line
