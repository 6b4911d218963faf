"""Issuing signed copies by the thousand: how many a second, how much memory, and how pages answer meanwhile."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from bench.client import Times, load
from bench.district import Kept
from bench.serving import TOP, cpu_of, served
from bench.speed import asks_of
from plf import jobs
from plf.app import create_app
from plf.database import now, writing
from plf.documents import actions as documents
from plf.extensions import db
from plf.models import Document
from plf.pdf import seal
from plf.sample import seal as sample_seal

WORKERS, THREADS = 3, 32
PAGES = ("plan page", "home, teacher", "evaluator's list")
QUIET, AT_A_TIME = 8.0, 4.0


def measure(district: Kept, port: int, *, copies: int) -> Iterator[str]:
    """The result, line by line: pages on a quiet machine, then while one worker issues so many copies."""
    app = create_app(_settings(district.url, str(district.folder)))
    with app.app_context():
        keeping = seal.keeping(app.config)
        if not seal.available(keeping):
            seal.init(keeping, district="Riverbend Public Schools", at=now())
        with writing():
            waiting = documents.order_missing()
            jobs.hurry(documents.JOB)
        before = _issued()
    copies = min(copies, waiting)  # of 2,600 teachers some 1,090 have signed so far, of 6,300 more than 2,600
    yield f"gunicorn gthread, {WORKERS} × {THREADS}, {district.name}, {district.teachers:,} teachers; one worker."
    yield ""
    yield "| meanwhile | page | answers | failed | p50 ms | p95 ms |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    with served("wsgi:app", port, workers=WORKERS, threads=THREADS, **district.environment) as server:
        asks = asks_of(server.port, district)
        for page in PAGES:
            for ask in asks[page]:
                ask()
        quiet = {page: load(asks[page], QUIET / len(PAGES), pause=0.1) for page in PAGES}
        busy = {page: Times() for page in PAGES}
        worker = subprocess.Popen(
            [sys.executable, "-m", "bench.issuing", district.url, str(district.folder)], cwd=TOP
        )
        try:
            while _count(app) == before:
                time.sleep(0.2)
            first, began, cpu = _count(app), time.monotonic(), cpu_of(worker.pid)
            while _count(app) < before + copies:
                for page in PAGES:
                    busy[page].add(load(asks[page], AT_A_TIME / len(PAGES), pause=0.1))
            done, took = _count(app) - first, time.monotonic() - began
            cpu, peak = cpu_of(worker.pid) - cpu, _peak(worker.pid)
        finally:
            worker.terminate()
            worker.wait(40)
    for what, times in (("nothing", quiet), ("copies are issued", busy)):
        for page in PAGES:
            yield (
                f"| {what} | {page} | {len(times[page].taken)} | {len(times[page].failures)} | "
                f"{times[page].at(0.5):.1f} | {times[page].at(0.95):.1f} |"
            )
    yield ""
    worst = max(busy[page].at(0.95) / quiet[page].at(0.95) for page in PAGES)
    yield f"p95 while copies are issued: at most {worst:.1f}× the quiet one (aim: 2×). "
    yield f"{done:,} copies in {took:.0f} s: {done / took:.1f} a second, {done / cpu:.1f} for each second of processor time; "
    yield f"the worker's memory at its highest: {peak:.0f} MB."


def _count(app) -> int:
    with app.app_context():
        return _issued()


def _issued() -> int:
    try:
        return db.session.scalar(select(func.count()).select_from(Document))
    finally:
        db.session.rollback()


def _peak(pid: int) -> float:
    """The most memory that a process has held, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _settings(url: str, folder: str) -> dict:
    instance = Path(folder)
    passphrase = sample_seal.choose(
        instance
    )  # the districts in one folder share the seal that the first one made
    return {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": instance, "SEAL_PASSPHRASE": passphrase}


if __name__ == "__main__":
    jobs.work(create_app(_settings(sys.argv[1], sys.argv[2])))
