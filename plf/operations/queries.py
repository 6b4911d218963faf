"""Whether this machine can do its work: the database answers and is up to date, a worker works, there is room on the disk."""

import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from plf.extensions import db
from plf.models import Worker

SILENT = timedelta(minutes=2)  # a worker that has not been heard of for so long works no more
ROOM = 500 * 1024 * 1024  # bytes free, at the least, where the instance folder is


def checks(at: datetime) -> dict[str, dict[str, Any]]:
    """What /readyz tells at this moment (UTC): name → {"ok": …} with a number or two. Never raises for the database."""
    found = {"disk": _disk(Path(current_app.config["INSTANCE"]))}
    try:
        found["migrations"] = _migrations()
        found["worker"] = _worker(at)
    except SQLAlchemyError:
        db.session.rollback()
        found["database"] = {"ok": False}
    else:
        found["database"] = {"ok": True}
    return found


def workers(at: datetime) -> int:
    """How many workers have been heard of within the last two minutes before `at` (UTC)."""
    return db.session.scalar(select(func.count()).where(Worker.beat_at > at - SILENT))


def is_running(at: datetime) -> bool:
    """Whether a worker is at work on this database, also on one that is older than the workers' beats."""
    if not inspect(db.engine).has_table(Worker.__tablename__):
        return False
    return workers(at) > 0


def migration() -> str | None:
    """The migration that the database is at; None before the first."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    return db.session.scalar(text("SELECT version_num FROM alembic_version"))


@cache
def newest_migration() -> str:
    """The migration that this code wants."""
    folder = Path(current_app.root_path).parent / "migrations"
    return ScriptDirectory.from_config(_config(folder)).get_current_head()


@cache
def known_migrations() -> frozenset[str]:
    """Every migration that this code can come from."""
    folder = Path(current_app.root_path).parent / "migrations"
    return frozenset(each.revision for each in ScriptDirectory.from_config(_config(folder)).walk_revisions())


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _migrations() -> dict[str, Any]:
    at = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return {"ok": at == newest_migration(), "at": at}


def _worker(at: datetime) -> dict[str, Any]:
    heard = db.session.scalar(select(func.max(Worker.beat_at)))
    count = workers(at)
    age = max(0, int((at - heard).total_seconds())) if heard else None
    return {"ok": count > 0, "workers": count, "seconds_ago": age}


def _disk(folder: Path) -> dict[str, Any]:
    room = os.statvfs(folder)
    free = room.f_bavail * room.f_frsize
    return {"ok": free >= ROOM, "free_mb": free // (1024 * 1024)}
