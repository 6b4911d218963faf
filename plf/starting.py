"""What is said, and what is refused, when the site or the worker starts: faults of this machine, in sentences."""

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from plf import database, pdf
from plf.extensions import db
from plf.pdf import seal as seals
from plf.people.queries import district

UNSAFE_SQLITE = (
    "This machine’s SQLite is {version}, which can damage a database that several processes write to. "
    "Install the Python package pysqlite3 (SQLite 3.51.3 or later), or use PostgreSQL: "
    "DATABASE_URL=postgresql://…"
)


def sqlite_problem() -> str | None:
    """A sentence when the database is an SQLite with the fault that can damage it (see plf.database); else None."""
    if db.engine.dialect.name != "sqlite" or database.sqlite_is_safe():
        return None
    return UNSAFE_SQLITE.format(version=database.sqlite_version())


def refuse_unsafe(app: Flask) -> None:
    """Stop with a sentence when a real district would run on an SQLite that can damage it. A sample may."""
    with app.app_context():
        problem = sqlite_problem()
        if problem and _is_real():
            raise SystemExit(problem)


def warnings() -> list[str]:
    """What works, but not as well as it could, on this machine."""
    return [sentence for sentence in (sqlite_problem(), pdf.check(), seal_problem()) if sentence]


def seal_problem() -> str | None:
    """A sentence when what both signed cannot be sealed: there is no key, or it does not open. None if it can."""
    try:
        seals.load(seals.keeping(current_app.config))
    except pdf.NoSeal as reason:
        return f"Signed copies wait. {reason}"
    return None


def _is_real() -> bool:
    try:
        here = district()
    except DBAPIError:  # no tables yet
        return False
    finally:
        db.session.remove()
    return here is not None and not here.is_sample
