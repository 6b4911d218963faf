"""The engine's transaction rules, `writing()`, and times that are always UTC.

Reading is the rule: every transaction is read-only, on SQLite (query_only) and PostgreSQL (READ ONLY),
except inside `writing()`. So a change that forgets `writing()` fails at once instead of losing somebody's work.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, has_request_context, request
from sqlalchemy import DateTime, Engine, Integer, Select, String, event, literal_column
from sqlalchemy.engine import Connection, CursorResult, Dialect
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.types import TypeDecorator

from plf.extensions import WRITERS, db

BUSY_SECONDS = 5
POOL = 36  # at least as large as the threads of one process (32)

WRITES = {"writes": True, "postgresql_readonly": False}


@contextmanager
def writing(*, even_on_get: bool = False) -> Iterator[Session]:
    """One short write: ends the read, takes the write lock, commits on leaving, rolls back on an exception.

    Refused while a GET is answered (RuntimeError): browsers, mail scanners and previews open addresses by themselves.
    `even_on_get` is for the one answer that comes so by its protocol: a provider's.
    What was loaded before is loaded again inside. Parse, hash and render before or after it, never inside.
    On SQLite this is BEGIN IMMEDIATE; on PostgreSQL lock the plan first with `with_for_update`.
    """
    if has_request_context() and request.method in ("GET", "HEAD") and not even_on_get:
        raise RuntimeError("A GET only reads. What it has to note, it notes with brief_write().")
    session = db.session()
    session.rollback()
    session.info["writes"] = True
    try:
        session.connection(execution_options=WRITES)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writes"] = False


@contextmanager
def brief_write() -> Iterator[Session]:
    """The one exception for pages that are only read: a short write of its own, in a session of its own.

    For what a GET must note: when a session was last used, who viewed a plan.
    """
    with sessionmaker(db.engines.get(WRITERS, db.engine))() as session:
        session.connection(execution_options=WRITES)
        yield session
        session.commit()


def read_columns(statement: Select, values: dict[str, Any] | None = None) -> CursorResult:
    """The rows of a question that names columns alone, in this session's transaction.

    For what every page asks: past the part of SQLAlchemy that makes rows into objects, it costs half. What was changed
    and not flushed yet is not in it.
    """
    return db.session.connection().execute(statement, values)


def fixed(value: str | int) -> ColumnClause:
    """A value of ours that never changes (no input), written into a statement instead of being sent along each time.

    For questions that every page asks. SQLite plans a statement anew whenever it is asked if its plan depends on a
    value that is sent: a limit, or one that the condition of a partial index is compared with. That takes it ten
    times as long as the answer.
    """
    if isinstance(value, int):
        return literal_column(str(value), Integer)
    return literal_column("'" + value.replace("'", "''") + "'", String)


def one_of(values: Iterable[str]) -> list[ColumnClause]:
    """The same for a list of values, to be given to `in_`."""
    return [fixed(value) for value in values]


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The day it is now in the district's time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


class UTCDateTime(TypeDecorator):
    """A moment in UTC. Refuses times without a zone; SQLite would silently drop it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time needs its zone. Use plf.database.now().")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(url: str) -> dict:
    """The options of the engine for a database address."""
    if url.startswith("sqlite"):
        return {
            "module": _sqlite_module(),
            "paramstyle": "named",  # what a long question uses twenty times is made ready and sent once
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
            "pool_size": POOL,
            "max_overflow": 0,
            "pool_use_lifo": True,  # the one that was used last still knows what it was asked
            "hide_parameters": True,  # what people wrote is no part of a fault that is logged
        }
    return {
        "hide_parameters": True,
        "pool_size": POOL,
        "max_overflow": 0,
        "pool_use_lifo": True,
        "pool_pre_ping": True,
        "execution_options": {"postgresql_readonly": True},
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000",
        },
    }


def binds(url: str) -> dict:
    """The engines beside the one that reads, by their names: on SQLite one that writes."""
    return {WRITERS: {"url": url, **engine_options(url)}} if url.startswith("sqlite") else {}


def bind(app: Flask) -> None:
    """Put the transaction rules on the app's engines."""
    with app.app_context():
        engine, writers = db.engine, db.engines.get(WRITERS)
    if writers:
        bind_sqlite(engine)
        bind_sqlite(writers)
        event.listen(engine, "engine_disposed", lambda _: writers.dispose())
    else:
        bind_postgresql(engine)


def bind_postgresql(engine: Engine) -> None:
    """A transaction that only read is ended by COMMIT, which changes nothing but what is remembered.

    At a ROLLBACK psycopg has the server forget every statement that it has prepared, so that each page would have all
    its questions planned anew: that takes the server several times as long as answering them.
    """
    dialect = engine.dialect
    roll_back = dialect.do_rollback

    def end(connection) -> None:
        if connection.read_only:
            connection.commit()
        else:
            roll_back(connection)

    dialect.do_rollback = end


def bind_sqlite(engine: Engine) -> None:
    """The settings that hold every acknowledged write, measured in the field notes; defaults lose them."""

    @event.listens_for(engine, "connect")
    def set_up(connection, record) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # else INSERT OR REPLACE passes the append-only triggers
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "journal_size_limit=67108864",
        ):
            cursor.execute("PRAGMA " + pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        # By the driver itself, which costs a fraction; what may fail (somebody else is writing) by SQLAlchemy.
        database = connection.connection.driver_connection
        if connection.info.get("writes") is not writes:
            database.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
            connection.info["writes"] = writes
        if writes:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            database.execute("BEGIN")


def sqlite_is_safe() -> bool:
    """Whether this SQLite is free of the fault that can corrupt a WAL database (mended in 3.51.3)."""
    version = _sqlite_module().sqlite_version_info
    return (
        version >= (3, 51, 3)
        or (version[:2] == (3, 50) and version[2] >= 7)
        or (version[:2] == (3, 44) and version[2] >= 6)
    )


def sqlite_version() -> str:
    """The version of the SQLite library that is used."""
    return _sqlite_module().sqlite_version


def _sqlite_module():
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2  # no wheel for this machine; create_app warns or refuses
    return dbapi2
