"""PostgreSQL's own programs, pg_dump and pg_restore: found, new enough for the server, and given the password unseen."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, text

from plf.extensions import db
from plf.operations.parts import Unusable

DEBIANS = Path("/usr/lib/postgresql")


def dump(file: Path, snapshot: str) -> None:
    """Write our tables, as this snapshot of a transaction sees them, to a file. Raises Unusable."""
    options = ["--format=custom", "--compress=6", "--schema=public", f"--snapshot={snapshot}"]
    _run("pg_dump", [*options, "--no-owner", "--no-privileges", f"--file={file}"])


def restore(file: Path) -> None:
    """Put everything in the file into the database, whose schema is empty: all of it or nothing. Raises Unusable."""
    options = ["--single-transaction", "--exit-on-error", "--schema=public", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*options, "--dbname=" + _target(db.engine.url), str(file)], named=True)


def _run(program: str, options: list[str], *, named: bool = False) -> None:
    url = db.engine.url
    command = [_found(program), *options, *([] if named else ["--dbname=" + _target(url)])]
    environment = {**os.environ, "PGOPTIONS": "-c lock_timeout=0"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise Unusable(f"{program} did not succeed: {last[0]}")


def _target(url: URL) -> str:
    """The database as libpq names it, without the password: command lines are read by everybody on a machine."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _found(program: str) -> str:
    """The program of the server's version or a newer one: an older one refuses."""
    wanted = int(db.session.scalar(text("SHOW server_version_num"))) // 10_000
    db.session.rollback()
    for path in _candidates(program):
        if _version(path) >= wanted:
            return path
    raise Unusable(
        f"The server is PostgreSQL {wanted}, and there is no {program} of that version here. "
        f"Install the package postgresql-client-{wanted} (Debian’s, or that of apt.postgresql.org)."
    )


def _candidates(program: str) -> list[str]:
    inside = shutil.which(program)
    debians = sorted(DEBIANS.glob(f"*/bin/{program}"), reverse=True)
    return [*([inside] if inside else []), *(str(path) for path in debians)]


def _version(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = re.search(r"\) (\d+)", done.stdout)
    return int(number[1]) if number else 0
