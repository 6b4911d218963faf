"""Work for later: rows written with what caused them, claimed with a lease, done at least once after any kill.

The handlers are in the features' own jobs.py. huey gives the threads, the clock and the signals; the table gives
the durability, on SQLite and PostgreSQL alike (huey alone loses what was in hand when its process is killed).
"""

import importlib
import importlib.util
import logging
import os
import pkgutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import MemoryHuey, crontab
from huey.consumer import Consumer, Scheduler
from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

import plf
from plf import logs
from plf.database import now, writing
from plf.extensions import db
from plf.models import Answered, Job, Worker

LEASE = timedelta(minutes=5)
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(hours=1)
BEAT = timedelta(seconds=20)  # how often a worker writes down that it lives
SILENT_KEPT = timedelta(days=1)
AT_ONCE = 4  # threads of one worker; mail mostly waits, PDFs take turns
GROWN = 400 * 1024 * 1024  # bytes; each PDF that is drawn keeps an eighth of a megabyte, in Pango, for good
DONE_KEPT, FAILED_KEPT, ANSWERS_KEPT = timedelta(days=7), timedelta(days=90), timedelta(days=2)

log = logging.getLogger("plf.jobs")


@dataclass(frozen=True)
class Claimed:
    """A job in hand: its number, kind and payload, and the how-manieth attempt this is (from 1)."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int


class NotNow(Exception):
    """Raised by a handler when something has to be there first, as this sentence says: tried again within the hour, for good."""


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help; the job has then failed with this sentence."""


@dataclass(frozen=True)
class _Handler:
    does: Callable[[Claimed], None]
    attempts: int


_handlers: dict[str, _Handler] = {}
_sweepers: list[Callable[[datetime], None]] = []


def handler(kind: str, attempts: int = 8) -> Callable:
    """Decorator: this function does the jobs of this kind, in at most so many attempts.

    It is given a `Claimed`, opens `writing()` itself, and must bear being run twice for the same job.
    """

    def register(does: Callable[[Claimed], None]) -> Callable[[Claimed], None]:
        _handlers[kind] = _Handler(does, attempts)
        return does

    return register


def sweeper(cleans: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Decorator: this function is called by every sweep, inside `writing()`, to delete what is of no use anymore."""
    _sweepers.append(cleans)
    return cleans


def enqueue(
    kind: str, payload: dict[str, Any], *, key: str | None = None, due_at: datetime | None = None
) -> int:
    """Write down work for later. Call it inside `writing()`: the job exists if and only if that commits.

    `payload` is JSON. The same `key` again is the same job and adds nothing. Returns the job's number.
    """
    added = db.session.scalar(_insert().values(_row(kind, payload, key, due_at)).returning(Job.id))
    return added or db.session.scalar(select(Job.id).where(Job.key == key))


def again(kind: str, payload: dict[str, Any], *, key: str) -> None:
    """Queue a job anew that failed, or that is no longer known. Nothing while it waits or runs. Inside `writing()`."""
    db.session.execute(delete(Job).where(Job.key == key, Job.state.in_(("failed", "done"))))
    enqueue(kind, payload, key=key)


def enqueue_all(kind: str, payloads: dict[str, dict[str, Any]]) -> None:
    """Write down much work of one kind: key → payload. As `enqueue`, some hundreds at a time."""
    rows = [_row(kind, payload, key) for key, payload in payloads.items()]
    for start in range(0, len(rows), 500):
        db.session.execute(_insert().values(rows[start : start + 500]))


def progress(job: Claimed, done: int, total: int) -> None:
    """Long work tells how far it is, for the page that shows it, and keeps its lease. Opens `writing()` itself."""
    with writing():
        db.session.execute(
            update(Job)
            .where(_in_hand(job))
            .values(steps_done=done, steps_total=total, lease_until=now() + _lease())
        )


def hurry(kind: str) -> None:
    """Let all jobs of this kind that wait be done now: what they waited for is there. Call it inside `writing()`."""
    db.session.execute(update(Job).where(Job.kind == kind, Job.state == "queued").values(due_at=now()))


def work_once() -> bool:
    """Do one job that is due, if there is one. Returns whether there was. Needs an app context."""
    job_ids = due(1)
    if not job_ids:
        return False
    run(job_ids[0])
    return True


def due(limit: int = 100) -> list[int]:
    """The numbers of jobs that may be claimed now, the longest due first."""
    found = list(
        db.session.scalars(select(Job.id).where(_claimable(now())).order_by(Job.due_at).limit(limit))
    )
    db.session.rollback()  # hold no read open between two looks
    return found


def run(job_id: int) -> None:
    """Claim this job and do it; nothing if another worker has it. Never raises for what the handler raises."""
    job = claim(job_id)
    if job is None:
        return
    began = time.perf_counter()
    with logs.job_in_hand(job.id):
        outcome = _do(job)
        took = round((time.perf_counter() - began) * 1000, 1)
        log.info("job", extra={"fields": {**_told(job), "outcome": outcome, "ms": took}})


def _do(job: Claimed) -> str:
    try:
        handler = _handler_of(job.kind)
        if job.attempt > handler.attempts:
            raise GiveUp(f"The worker ended {handler.attempts} times while doing this.")
        handler.does(job)
    except NotNow as reason:
        later = now() + LONGEST_DELAY
        _finish(job, state="queued", error=str(reason), due_at=later, attempts=job.attempt - 1)
        return "not now"
    except GiveUp as reason:
        _finish(job, state="failed", error=str(reason))
        return "failed"
    except Exception as error:
        log.warning("a job went wrong: %s", error, exc_info=error, extra={"fields": _told(job)})
        _try_later(job, f"{type(error).__name__}: {error}")
        return "went wrong"
    _finish(job, state="done", error="")
    return "done"


def _told(job: Claimed) -> dict[str, Any]:
    return {"job": job.id, "kind": job.kind, "attempt": job.attempt}


def claim(job_id: int) -> Claimed | None:
    """Take this job until the lease ends, if it is due and nobody else has it."""
    at = now()
    # On PostgreSQL a row that another worker is just claiming is passed over; SQLite has one writer at a time.
    free = select(Job.id).where(Job.id == job_id, _claimable(at)).with_for_update(skip_locked=True)
    with writing():
        row = db.session.execute(
            update(Job)
            .where(Job.id == free.scalar_subquery())
            .values(state="running", lease_until=at + _lease(), attempts=Job.attempts + 1)
            .returning(Job.id, Job.kind, Job.payload, Job.attempts)
            .execution_options(synchronize_session=False)
        ).first()
    return Claimed(*row) if row else None


def sweep() -> None:
    """Delete what is of no use anymore: old jobs and answers, and what the features have to clean."""
    _find_handlers()
    at = now()
    with writing():
        db.session.execute(delete(Job).where(Job.state == "done", Job.made_at < at - DONE_KEPT))
        db.session.execute(delete(Job).where(Job.state == "failed", Job.made_at < at - FAILED_KEPT))
        db.session.execute(delete(Answered).where(Answered.at < at - ANSWERS_KEPT))
        db.session.execute(delete(Worker).where(Worker.beat_at < at - SILENT_KEPT))
        for cleans in _sweepers:
            cleans(at)


def beat(name: str) -> None:
    """Write down that the worker of this name lives. Opens `writing()` itself."""
    at = now()
    with writing():
        lives = update(Worker).where(Worker.name == name).values(beat_at=at)
        if not db.session.execute(lives.execution_options(synchronize_session=False)).rowcount:
            db.session.add(Worker(name=name, started_at=at, beat_at=at))


def leave(name: str) -> None:
    """Write down that the worker of this name works no more. Opens `writing()` itself."""
    with writing():
        db.session.execute(delete(Worker).where(Worker.name == name))


def work(app: Flask) -> None:
    """Be a worker until SIGTERM or SIGINT. What is in hand when it ends sooner is done again after its lease.

    With SIGHUP it finishes what it has in hand and begins anew, as the same process; once it has grown too large
    (config WORKER_GROWN, in bytes) it does so by itself.
    """
    _find_handlers()
    os.setpriority(os.PRIO_PROCESS, 0, 10)  # drawing takes a whole core for long, and pages go first
    sys.argv[:] = sys.orig_argv[1:]  # by which huey starts it again, however it was started
    huey = MemoryHuey("plf", results=False)
    grown = app.config.get("WORKER_GROWN", GROWN)
    has_worked = False
    name = f"{socket.gethostname()[:80]}:{os.getpid()}"
    beat_next = 0.0

    @huey.task()
    def do(job_id: int) -> None:
        with app.app_context():
            run(job_id)

    @huey.periodic_task(crontab())
    def every_minute() -> None:
        with app.app_context():
            sweep()

    class EverySecond(Scheduler):
        """huey's clock, which also looks for new rows whenever the threads have nothing left to do."""

        def loop(self, now: datetime | None = None) -> None:
            nonlocal has_worked, beat_next
            if time.monotonic() >= beat_next and _unless_busy(app, beat, name):
                beat_next = time.monotonic() + BEAT.total_seconds()
            if not huey.pending_count():
                if has_worked and _memory() > grown:
                    has_worked = False  # told once: a second signal would meet the new one before it listens
                    os.kill(os.getpid(), signal.SIGHUP)
                else:
                    for job_id in _due_in(app):
                        do(job_id)
                        has_worked = True
            super().loop(now)

    class Worker(Consumer):
        scheduler_class = EverySecond

    # make and systemd end it with SIGTERM: then it first finishes what it has in hand.
    Worker(huey, workers=AT_ONCE, max_delay=0.5, graceful_signal="TERM", shutdown_timeout=20).run()
    _unless_busy(app, leave, name)


def _insert() -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(Job).on_conflict_do_nothing()


def _row(kind: str, payload: dict[str, Any], key: str | None, due_at: datetime | None = None) -> dict:
    at = now()
    row = {"kind": kind, "key": key, "payload": payload, "state": "queued", "attempts": 0, "error": ""}
    return row | {"made_at": at, "due_at": due_at or at, "steps_done": 0, "steps_total": 0}


def _memory() -> int:
    """How many bytes of memory this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _unless_busy(app: Flask, does: Callable[[str], None], name: str) -> bool:
    """Do this, and say whether it was done: the database may be busy or away for a while."""
    with app.app_context():
        try:
            does(name)
        except DBAPIError as error:
            log.warning("the database is busy or away: %s", type(error.orig).__name__)
            return False
    return True


def _due_in(app: Flask) -> list[int]:
    with app.app_context():
        try:
            return due()
        except OperationalError as error:
            log.warning("the database is busy or away: %s", type(error.orig).__name__)
            return []


def _claimable(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == "queued", Job.due_at <= at),
        and_(Job.state == "running", Job.lease_until < at),
    )


def _in_hand(job: Claimed) -> ColumnElement[bool]:
    # One who was too slow and lost the lease must not speak for who has it now.
    return and_(Job.id == job.id, Job.state == "running", Job.attempts == job.attempt)


def _try_later(job: Claimed, error: str) -> None:
    if job.kind in _handlers and job.attempt >= _handlers[job.kind].attempts:
        _finish(job, state="failed", error=error)
        return
    delay = min(FIRST_DELAY * 2 ** min(job.attempt - 1, 20), LONGEST_DELAY)
    _finish(job, state="queued", error=error, due_at=now() + delay)


def _finish(job: Claimed, **values: Any) -> None:
    values["error"] = values["error"].replace("\0", "")[:1000]
    with writing():
        db.session.execute(update(Job).where(_in_hand(job)).values(lease_until=None, **values))
    if values["state"] == "failed":
        log.error("a job has failed: %s", values["error"], extra={"fields": _told(job)})


def _lease() -> timedelta:
    return current_app.config.get("JOB_LEASE", LEASE)


def _handler_of(kind: str) -> _Handler:
    _find_handlers()
    if kind not in _handlers:
        raise LookupError(f"There is no handler for jobs of the kind “{kind}”.")
    return _handlers[kind]


@cache
def _find_handlers() -> None:
    """Import every feature's jobs.py. Found by name, because this module may not know the features."""
    for feature in _features():
        name = f"plf.{feature}.jobs"
        if importlib.util.find_spec(name):
            importlib.import_module(name)


def _features() -> Iterable[str]:
    return (module.name for module in pkgutil.iter_modules(plf.__path__) if module.ispkg)
