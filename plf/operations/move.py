"""Everything in an SQLite goes over to an empty PostgreSQL: row by row, counted, and compared by a hash of each table."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import (
    JSON,
    Connection,
    Row,
    Select,
    StaticPool,
    Table,
    Text,
    bindparam,
    cast,
    create_engine,
    insert,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.dialects.postgresql import dialect as postgresql
from sqlalchemy.exc import DBAPIError

from plf.database import WRITES
from plf.extensions import db
from plf.models import WORDS_INDEX
from plf.operations import queries
from plf.operations.parts import Unusable

AT_ONCE, FILES_AT_ONCE = 1000, 4  # rows; of files few, they may be large
IN_USE = "Somebody has the database open. Stop the site, its workers and every other command on it, and type the same again."


@dataclass
class Told:
    """A table's number of rows, and the sum of their hashes, so that the order does not matter."""

    rows: int = 0
    sum: int = 0

    def add(self, values: list) -> None:
        """Count one row in."""
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        self.sum = (self.sum + int.from_bytes(hashlib.sha256(said).digest(), "big")) % 2**256
        self.rows += 1


@dataclass
class Moved:
    """What went over: each table with what was read and what was found afterwards."""

    tables: dict[str, Told] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(told.rows for told in self.tables.values())


def move(target: Flask) -> Iterator[tuple[str, Moved]]:
    """Take the current app's SQLite over to the empty PostgreSQL of the app `target`.

    Yields each table's name when it is over, with what is over so far. All of it or nothing: one transaction there,
    and nobody reads or writes here meanwhile. Afterwards the file has another name, so that nobody goes on in it.
    Raises Unusable.
    """
    if db.engine.dialect.name != "sqlite":
        raise Unusable("The site does not use SQLite, so there is nothing to move.")
    if queries.migration() != queries.newest_migration():
        raise Unusable("This database waits for a migration. First: flask --app wsgi db upgrade")
    with target.app_context():
        if db.engine.dialect.name != "postgresql":
            raise Unusable("Name a PostgreSQL to move to: postgresql://user:password@host/database")
        _refuse_full()
    path = Path(db.engine.url.database)
    moved = Moved()
    with _held(path) as source:
        _refuse_strange_tables(source)
        with target.app_context():
            upgrade()
            with db.engine.connect().execution_options(**WRITES) as connection:
                for name in _take_over(source, connection, moved):
                    yield name, moved
                connection.commit()
    put_away(path)


def put_away(path: Path) -> Path:
    """Give the file another name, and let nobody write to it. Returns the new path."""
    away = path.with_name(f"{path.name}.moved")
    if away.exists():
        raise Unusable(f"Everything is over, but {away} is there already. Put {path} away by hand.")
    path.rename(away)
    away.chmod(0o400)
    return away


def _refuse_full() -> None:
    try:
        names = set(inspect(db.engine).get_table_names())
        people = db.session.scalar(text("SELECT count(*) FROM person")) if "person" in names else 0
        db.session.remove()
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Unusable(f"The PostgreSQL does not answer: {reason}") from None
    if strange := sorted(names - {*db.metadata.tables, "alembic_version"}):
        raise Unusable(
            f"The PostgreSQL is not empty: it has a table {strange[0]}. Make a new database for it."
        )
    if people:
        raise Unusable("There are people in that PostgreSQL already. Make a new database for it.")


@contextmanager
def _held(path: Path) -> Iterator[Connection]:
    """The SQLite in our hands alone. SQLite lets go of its WAL only when nobody else has the file open."""
    db.session.remove()
    db.engine.dispose()
    module = db.engine.dialect.loaded_dbapi
    raw = module.connect(path, isolation_level=None, timeout=2, check_same_thread=False)
    try:
        try:
            (mode,) = raw.execute("PRAGMA journal_mode=DELETE").fetchone()
            if mode != "delete":
                raise Unusable(IN_USE)
            raw.execute("BEGIN EXCLUSIVE")
        except module.OperationalError:
            raise Unusable(IN_USE) from None
        engine = create_engine(
            "sqlite://", module=module, creator=lambda: raw, poolclass=StaticPool, hide_parameters=True
        )
        with engine.connect() as connection:
            yield connection
    finally:
        raw.close()


def _refuse_strange_tables(source: Connection) -> None:
    found = {name for name in inspect(source).get_table_names() if not name.startswith(WORDS_INDEX)}
    known = {*db.metadata.tables, "alembic_version"}
    if strange := sorted(found ^ known):
        raise Unusable(f"The table {strange[0]} is not one of ours, or is missing. Nothing was moved.")


def _take_over(source: Connection, target: Connection, moved: Moved) -> Iterator[str]:
    tables = db.metadata.sorted_tables
    target.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    links = target.execute(text(_LINKS)).all()
    guards = target.execute(text(_GUARDS)).all()
    for table, name, _ in links:  # put back below, and checked then: rows of a table may refer to later ones
        target.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table in tables:
        target.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
        target.exec_driver_sql(f'DELETE FROM "{table.name}"')  # noqa: S608
    for table in tables:
        try:
            _copy(table, source, target, moved)
        except DBAPIError as error:
            raise Unusable(
                f"PostgreSQL does not take a row of {table.name} ({type(error.orig).__name__}). Nothing was moved."
            ) from None
        _compare(table, target, moved)
        yield table.name
    for table, name, definition in links:
        target.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for table in tables:
        target.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        _count_on(table, target)
    if target.execute(text(_LINKS)).all() != links or target.execute(text(_GUARDS)).all() != guards:
        raise Unusable("The links or triggers of the new database are not as they were. Nothing was moved.")


_LINKS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
_GUARDS = """
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""


def _copy(table: Table, source: Connection, target: Connection, moved: Moved) -> None:
    told = moved.tables[table.name] = Told()
    statement = insert(table).values({column.name: _bound(column) for column in table.columns})
    at_once = FILES_AT_ONCE if table.name == "stored_file" else AT_ONCE
    for rows in source.execute(_rows(table, as_text=type_coerce)).partitions(at_once):
        for row in rows:
            told.add(_plain(table, row))
        names = [f"p_{column.name}" for column in table.columns]
        target.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def _compare(table: Table, target: Connection, moved: Moved) -> None:
    """What the new database says it holds is what was read of the old one."""
    found = Told()
    at_once = FILES_AT_ONCE if table.name == "stored_file" else AT_ONCE
    answer = target.execute(_rows(table, as_text=cast), execution_options={"yield_per": at_once})
    for row in answer:
        found.add(_plain(table, row))
    if found != moved.tables[table.name]:
        raise Unusable(f"What arrived of the table {table.name} is not what was sent. Nothing was moved.")


def _is_words(column: Any) -> bool:
    return isinstance(column.type.dialect_impl(postgresql()), TSVECTOR)


def _stays_text(column: Any) -> bool:
    """JSON goes over as it is written: read and written anew, a null in it and no value at all would be one."""
    return isinstance(column.type, JSON) or _is_words(column)


def _rows(table: Table, *, as_text: Any) -> Select:
    return select(
        *(
            as_text(column, Text()).label(column.name) if _stays_text(column) else column
            for column in table.columns
        )
    )


def _bound(column: Any) -> Any:
    given = bindparam(f"p_{column.name}", type_=Text() if _stays_text(column) else column.type)
    if not _stays_text(column):
        return given
    return cast(given, TSVECTOR() if _is_words(column) else column.type)


def _plain(table: Table, row: Row) -> list:
    """A row as both databases have to tell it."""
    return [_value(column, value) for column, value in zip(table.columns, row, strict=True)]


def _value(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if _is_words(column):
        return sorted({word.strip("'") for word in value.split()})
    if isinstance(column.type, JSON):
        return ["json", json.dumps(json.loads(value), sort_keys=True)]
    if isinstance(value, bytes | memoryview):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _count_on(table: Table, target: Connection) -> None:
    """New rows get numbers after those that are there."""
    for column in table.primary_key.columns:
        name = {"table": f'"{table.name}"', "column": column.name}
        counter = target.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), name)
        if counter:
            highest = target.scalar(text(f'SELECT max("{column.name}") FROM "{table.name}"'))  # noqa: S608
            values = {"counter": counter, "highest": highest or 1, "used": highest is not None}
            target.execute(text("SELECT setval(CAST(:counter AS regclass), :highest, :used)"), values)
