"""Work for later: done once by two workers, again after a kill, put off when it fails, and failed with the reason."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.models import Job

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture
def kind():
    """A kind of job for one test; its handler goes when the test ends."""
    name = "test"
    yield name
    jobs._handlers.pop(name, None)


def enqueue(app, kind, payload, **more) -> int:
    with app.app_context(), writing():
        return jobs.enqueue(kind, payload, **more)


def row(app, job_id) -> dict:
    with app.app_context():
        found = db.session.get(Job, job_id)
        return {name: getattr(found, name) for name in ("state", "attempts", "error", "due_at", "steps_done")}


def is_due_now(app, job_id) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Job).where(Job.id == job_id).values(due_at=now()))


def work(app) -> bool:
    with app.app_context():
        return jobs.work_once()


def test_a_job_is_done_after_the_commit_that_wrote_it(app, kind):
    done = []
    jobs.handler(kind)(lambda job: done.append(job.payload["word"]))
    number = enqueue(app, kind, {"word": "hello"})
    assert work(app)
    assert done == ["hello"]
    assert row(app, number)["state"] == "done"
    assert not work(app)


def test_no_commit_no_job(app, kind):
    with app.app_context():
        with suppress(ZeroDivisionError), writing():
            jobs.enqueue(kind, {})
            raise ZeroDivisionError
        assert db.session.scalars(select(Job)).all() == []


def test_the_same_key_is_the_same_job(app, kind):
    first = enqueue(app, kind, {"word": "first"}, key="autumn letter")
    assert enqueue(app, kind, {"word": "second"}, key="autumn letter") == first


def test_a_job_waits_until_it_is_due(app, kind):
    jobs.handler(kind)(lambda job: None)
    number = enqueue(app, kind, {}, due_at=now() + timedelta(hours=1))
    assert not work(app)
    is_due_now(app, number)
    assert work(app)


def test_a_failing_job_waits_longer_each_time_and_ends_failed_with_the_reason(app, kind):
    def fails(job):
        raise OSError(f"the mail server is away ({job.attempt})")

    jobs.handler(kind, attempts=3)(fails)
    number = enqueue(app, kind, {})
    waits = []
    for _ in range(2):
        assert work(app)
        waits.append(row(app, number)["due_at"] - now())
        assert not work(app), "it is not tried again at once"
        is_due_now(app, number)
    assert timedelta(0) < waits[0] < waits[1]
    assert work(app)
    ended = row(app, number)
    assert (ended["state"], ended["attempts"]) == ("failed", 3)
    assert ended["error"] == "OSError: the mail server is away (3)"
    is_due_now(app, number)
    assert not work(app)


def test_what_cannot_succeed_is_not_tried_again(app, kind):
    def gives_up(job):
        raise jobs.GiveUp("This person is not active anymore.")

    jobs.handler(kind)(gives_up)
    number = enqueue(app, kind, {})
    work(app)
    ended = row(app, number)
    assert (ended["state"], ended["error"]) == ("failed", "This person is not active anymore.")


def test_a_kind_that_nobody_knows_is_kept_for_a_newer_worker(app):
    number = enqueue(app, "from tomorrow", {})
    work(app)
    waiting = row(app, number)
    assert waiting["state"] == "queued"
    assert "no handler" in waiting["error"]


def test_a_job_that_kills_its_worker_each_time_ends_failed(app, kind):
    jobs.handler(kind, attempts=2)(lambda job: pytest.fail("it may not be tried a third time"))
    number = enqueue(app, kind, {})
    for _ in range(2):
        with app.app_context():
            assert jobs.claim(number)
        with app.app_context(), writing() as session:
            session.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))
    work(app)
    assert row(app, number)["state"] == "failed"
    assert "ended 2 times" in row(app, number)["error"]


def test_who_lost_the_lease_does_not_speak_for_who_has_it(app, kind):
    number = enqueue(app, kind, {})
    with app.app_context():
        slow = jobs.claim(number)
        with writing() as session:
            session.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))
        assert jobs.claim(number).attempt == 2
        jobs._finish(slow, state="done", error="")
    assert row(app, number)["state"] == "running"


def test_long_work_shows_how_far_it_is(app, kind):
    seen = []

    def prints(job):
        jobs.progress(job, 3, 60)
        seen.append(db.session.get(Job, job.id).steps_done)

    jobs.handler(kind)(prints)
    enqueue(app, kind, {})
    work(app)
    assert seen == [3]


def test_two_workers_do_each_job_once(app, kind):
    done, lock = [], threading.Lock()

    def does(job):
        with lock:
            done.append(job.payload["number"])

    jobs.handler(kind)(does)
    with app.app_context(), writing():
        numbers = [jobs.enqueue(kind, {"number": number}) for number in range(20)]

    def worker():
        for number in numbers:
            with app.app_context():
                jobs.run(number)

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(done) == list(range(20))


def test_the_sweep_forgets_what_is_long_done(app, kind):
    old, young = enqueue(app, kind, {}), enqueue(app, kind, {})
    with app.app_context():
        with writing() as session:
            session.execute(update(Job).values(state="done"))
            session.execute(
                update(Job).where(Job.id == old).values(made_at=now() - jobs.DONE_KEPT - timedelta(1))
            )
        jobs.sweep()
        assert db.session.scalars(select(Job.id).where(Job.kind == kind)).all() == [young]


# A worker as it really runs, in a process of its own. Its job takes long the first time.
WORKER = """
import logging, os, sys, time
from datetime import timedelta
from pathlib import Path
from plf import jobs
from plf.app import create_app

notes = Path(sys.argv[2])
with notes.with_name("starts").open("a") as out:
    out.write(f"{os.getpid()}\\n")
app = create_app({
    "SQLALCHEMY_DATABASE_URI": sys.argv[1],
    "INSTANCE": notes.parent,
    "JOB_LEASE": timedelta(seconds=2),
    "WORKER_GROWN": float(sys.argv[3]),
})

@jobs.handler("test")
def test(job):
    with notes.open("a") as out:
        out.write(f"begun {job.attempt}\\n")
    if job.payload.get("long") and job.attempt == 1:
        time.sleep(60)
    with notes.open("a") as out:
        out.write(f"done {job.payload['word']}\\n")

jobs.work(app)
"""


@pytest.fixture
def start_worker(app, tmp_path):
    """Start a worker on the app's database; what its jobs note is in the file `start.notes`."""
    running = []

    def start(grown: str = "inf") -> subprocess.Popen:
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, url, str(start.notes), grown],
            cwd=TOP,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, [str(TOP), os.environ.get("PYTHONPATH")])),
            },
        )
        running.append(process)
        return process

    start.notes = tmp_path / "notes"
    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def notes_say(notes: Path, text: str, within: float = 40) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if notes.exists() and text in notes.read_text():
            return True
        time.sleep(0.1)
    return False


def test_a_worker_killed_in_the_middle_of_a_job_loses_nothing(app, start_worker):
    number = enqueue(app, "test", {"word": "letter", "long": True})
    worker = start_worker()
    assert notes_say(start_worker.notes, "begun 1")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert row(app, number)["state"] == "running"

    start_worker()
    assert notes_say(start_worker.notes, "done letter"), "the job was not done again"
    assert start_worker.notes.read_text().splitlines() == ["begun 1", "begun 2", "done letter"]


def test_a_worker_picks_up_new_work_and_ends_when_told(app, start_worker):
    worker = start_worker()
    enqueue(app, "test", {"word": "one"})
    assert notes_say(start_worker.notes, "done one")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=25) == 0


@pytest.mark.once
def test_a_worker_that_has_grown_begins_anew_as_the_same_process_and_goes_on(app, start_worker):
    worker = start_worker(grown="1")
    for word in ("one", "two"):
        enqueue(app, "test", {"word": word})
        assert notes_say(start_worker.notes, f"done {word}")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=25) == 0
    starts = start_worker.notes.with_name("starts").read_text().split()
    assert len(starts) >= 2
    assert set(starts) == {str(worker.pid)}
