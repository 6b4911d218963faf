"""A backup while the site works: the database at one moment, the seal, the secret key, and a manifest; kept by turns.

Files and signed copies are in the database. What is in a backup and what is not: docs/decisions/0026.
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, inspect, select, text

from plf.extensions import db
from plf.operations import parts, postgresql
from plf.operations.parts import Unusable

SQLITE, POSTGRESQL = "database.sqlite", "database.pgdump"
_NAME = re.compile(r"plf-\d{8}T\d{6}Z(-\d+)?")


def write(folder: Path, *, at: datetime, keep: int | None = None) -> Path:
    """Write a backup into a folder of its own in `folder`, named by the moment `at` (UTC); then let the oldest go.

    `keep`: how many stay, this one counted; None: all. Returns the new one's folder. Raises Unusable, and OSError;
    what is half-written then is never taken for a backup.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        for leftover in folder.glob(".plf-*"):  # of one that was killed
            shutil.rmtree(leftover)
        name = _free_name(folder, f"plf-{at:%Y%m%dT%H%M%SZ}")
        beside = folder / f".{name}"
        beside.mkdir(mode=0o700)
        try:
            _fill(beside, at)
            os.rename(beside, folder / name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        parts.sync(folder)
        if keep is not None:
            for oldest in backups(folder)[:-keep]:
                shutil.rmtree(oldest)
    return folder / name


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name))


def check(folder: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole: every byte as it was written, and the database sound. Raises Unusable."""
    about = parts.check(folder)
    if (folder / SQLITE).exists():
        _refuse_unsound(folder / SQLITE)
    return about


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    here = set(inspect(connection).get_table_names())
    return {
        table.name: connection.scalar(select(func.count()).select_from(table))
        for table in db.metadata.sorted_tables
        if table.name in here
    }


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unusable(f"Another backup is being written to {folder}.") from None
        yield


def _free_name(folder: Path, name: str) -> str:
    number, free = 2, name
    while (folder / free).exists():
        number, free = number + 1, f"{name}-{number}"
    return free


def _fill(folder: Path, at: datetime) -> None:
    config = current_app.config
    is_sqlite = db.engine.dialect.name == "sqlite"
    migration, rows = (_copy_sqlite if is_sqlite else _dump_postgresql)(folder)
    for name in ("seal", "secret_key"):
        kept = config["INSTANCE"] / name
        if kept.is_dir():
            shutil.copytree(kept, folder / name)
        elif kept.exists():
            shutil.copy(kept, folder / name)
    about = {
        "made_at": at.isoformat(timespec="seconds"),
        "database": "sqlite" if is_sqlite else "postgresql",
        "migration": migration,
        "code": _version_of_the_code(),
        "counts": rows,
        "not_in_it": _not_in_it(),
    }
    parts.seal_off(folder, about)


def _not_in_it() -> list[str]:
    config = current_app.config
    left = ["the settings (PLF_… and DATABASE_URL), among them the passphrase that opens the seal’s key"]
    if config["SEAL_FILE"]:
        left.append(f"the district’s own key, {config['SEAL_FILE']}")
    return left


def _copy_sqlite(folder: Path) -> tuple[str | None, dict[str, int]]:
    """All pages at one moment, by SQLite's own way to copy what others write to. Writers go on meanwhile."""
    file = folder / SQLITE
    source = db.engine.raw_connection()
    target = db.engine.dialect.loaded_dbapi.connect(file)
    try:
        source.driver_connection.backup(target)  # in one go: taken by pieces, each write begins it anew
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without another beside it
        if not target.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            raise Unusable("There is nothing to back up yet. First: flask --app wsgi db upgrade")
        migration = target.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        tables = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        rows = {
            table.name: target.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608
            for table in db.metadata.sorted_tables
            if table.name in tables
        }
    finally:
        target.close()
        source.close()
    _refuse_unsound(file)
    return migration, rows


def _refuse_unsound(file: Path) -> None:
    connection = db.engine.dialect.loaded_dbapi.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except db.engine.dialect.loaded_dbapi.DatabaseError as error:
        said = str(error)
    finally:
        connection.close()
    if said != "ok":
        raise Unusable(
            f"{file.name} is damaged: {said}. Keep the older backups, and look at the machine’s disk."
        )


def _dump_postgresql(folder: Path) -> tuple[str | None, dict[str, int]]:
    """What is counted and what is dumped is the same moment: pg_dump is given our snapshot."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        if not inspect(connection).has_table("alembic_version"):
            raise Unusable("There is nothing to back up yet. First: flask --app wsgi db upgrade")
        migration = connection.scalar(text("SELECT version_num FROM alembic_version"))
        rows = counts(connection)
        postgresql.dump(folder / POSTGRESQL, snapshot)
        connection.rollback()
    return migration, rows


def _version_of_the_code() -> str:
    """The commit that this code is, where git tells; else an empty string. The migration is what counts."""
    top = Path(current_app.root_path).parent
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(top), "rev-parse", "--short=12", "HEAD"],  # noqa: S607
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError:
        return ""
    return done.stdout.strip()
