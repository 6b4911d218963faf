"""A backup becomes the site's database again: checked first, into an empty one, counted and brought up to date after."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import inspect, text

from plf.database import WRITES
from plf.extensions import db
from plf.operations import backup, parts, postgresql, queries
from plf.operations.parts import Unusable


def restore(folder: Path, *, at: datetime, replace: bool = False) -> dict[str, Any]:
    """Bring back the backup in `folder`; `at` is this moment (UTC). Returns its manifest. Raises Unusable, and OSError.

    The database has to be empty; with `replace`, what is there is kept beside under another name. Afterwards every
    table has as many rows as the backup says. The database is at the backup's migration then.
    """
    about = backup.check(folder)
    here = db.engine.dialect.name
    if about["database"] != here:
        raise Unusable(
            f"This is a backup of {about['database']}, and the site is set to {here}. "
            "Restore it to the same kind, and then move it: flask --app wsgi move"
        )
    if about["migration"] not in queries.known_migrations():
        raise Unusable(
            f"The backup is of a newer version (migration {about['migration']}). Install that one first."
        )
    if not replace and not _is_empty():
        raise Unusable(
            "There are people in this database already. To put the backup in its place: --replace. "
            "What is there is kept beside it."
        )
    if queries.is_running(at):
        raise Unusable("A worker is at work on this database. Stop the site and its workers first.")
    db.session.remove()
    put_back = (_restore_sqlite if here == "sqlite" else _restore_postgresql)(
        folder, f"{at:%Y%m%dT%H%M%S_%fZ}"
    )
    _compare_counts(about["counts"], put_back)
    if about["counts"].get("worker"):
        _say("DELETE FROM worker")  # those that worked on the database that was
    _restore_keys(folder, f"{at:%Y%m%dT%H%M%S_%fZ}")
    return about


def _is_empty() -> bool:
    """Whether nothing would be lost: there are no tables, or nobody in them."""
    if not inspect(db.engine).has_table("person"):
        return True
    return not db.session.scalar(text("SELECT count(*) FROM person"))


def _restore_sqlite(folder: Path, stamp: str) -> Callable[[], None]:
    """Returns what undoes it."""
    path = Path(db.engine.url.database)
    beside = path.with_name(f"{path.name}.restoring")
    shutil.copy(folder / backup.SQLITE, beside)
    beside.chmod(0o600)
    parts.sync(beside)
    kept = path.with_name(f"{path.name}.before-{stamp}")
    db.engine.dispose()  # the last one out writes everything into the file
    for name in ("", "-wal", "-shm"):
        there = path.with_name(path.name + name)
        if there.exists():
            there.rename(kept.with_name(kept.name + name))
    beside.rename(path)
    parts.sync(path.parent)

    def put_back() -> None:
        db.engine.dispose()
        path.unlink()
        for name in ("", "-wal", "-shm"):
            if kept.with_name(kept.name + name).exists():
                kept.with_name(kept.name + name).rename(path.with_name(path.name + name))

    return put_back


def _restore_postgresql(folder: Path, stamp: str) -> Callable[[], None]:
    """Returns what undoes it. What was there stays in a schema of another name."""
    kept = f"before_{stamp.lower()}"

    def put_back() -> None:
        _say("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {kept} RENAME TO public")

    _say(f"ALTER SCHEMA public RENAME TO {kept}", "CREATE SCHEMA public")
    try:
        postgresql.restore(folder / backup.POSTGRESQL)
    except BaseException:
        put_back()
        raise
    if not inspect(db.engine).get_table_names(schema=kept):
        _say(f"DROP SCHEMA {kept} CASCADE")
        return lambda: _say("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return put_back


def _say(*statements: str) -> None:
    with db.engine.connect().execution_options(**WRITES) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
    db.engine.dispose()  # what is known of the old tables is of no use


def _compare_counts(wanted: dict[str, int], put_back: Callable[[], None]) -> None:
    with db.engine.connect() as connection:
        found = backup.counts(connection)
    if {name: number for name, number in found.items() if name in wanted} != wanted:
        put_back()
        differ = sorted(name for name in wanted if found.get(name) != wanted[name])
        raise Unusable(
            f"After restoring, {differ[0]} has not as many rows as in the backup. Nothing was changed."
        )


def _restore_keys(folder: Path, stamp: str) -> None:
    """The seal and the secret key. Those that are there are kept beside."""
    instance = Path(current_app.config["INSTANCE"])
    for name in ("seal", "secret_key"):
        source, target = folder / name, instance / name
        if not source.exists():
            continue
        if target.exists():
            target.rename(instance / f"{name}.before-{stamp}")
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
