"""A roster is written wholly and once, wherever its worker is killed.

PLF_ROSTER_KILLS=20 kills that many workers, one after the other, in the middle of one file; in the suite it is one.
"""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from backstage import change, rows, value
from sqlalchemy import func, select

from plf.models import HistoryLine, Person, Placement, Plan, RosterLine, SiteLeadership
from tests.roster.access import ANA, brings, is_written
from tests.roster.files import RIVERBEND, roster_11, user

pytestmark = pytest.mark.postgres

TOP = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("PLF_ROSTER_KILLS", "1"))
MANY = 320
# Ends itself, as by kill -9, at the statement of this number.
WORKER = """
import os, sys
from datetime import timedelta
from pathlib import Path
from sqlalchemy import Engine, event
from plf import jobs
from plf.app import create_app

app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], "INSTANCE": Path(sys.argv[2]), "JOB_LEASE": timedelta(0)})
left = int(sys.argv[3])
with app.app_context():
    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_):
        global left
        left -= 1
        if not left:
            os._exit(9)
    for number in jobs.due():
        jobs.run(number)
os._exit(0)
"""
EVERYBODY = [
    user(f"N{number}", "principal" if number % 40 == 0 else "teacher", "S1", "New", f"Person{number}", f"n{number}@riverbend.example")
    for number in range(MANY)
]  # fmt: skip


def a_worker_dies(scene, statements: int) -> int:
    """A worker that is ended at this statement: 9, or 0 if it was done before."""
    config = scene.app.config
    return subprocess.run(
        [sys.executable, "-c", WORKER, config["SQLALCHEMY_DATABASE_URI"], str(config["INSTANCE"]), str(statements)],
        cwd=TOP, env={**os.environ, "PYTHONPATH": str(TOP)}, check=False,
    ).returncode  # fmt: skip


def test_a_roster_is_written_once_though_its_workers_are_killed(scene):
    scene.plan_at("submitted")
    moved, chance = ANA.replace("S1", "S2"), Random(11)
    address = brings(scene, roster_11(*EVERYBODY, moved, orgs=RIVERBEND + "\r\nS3,,,Brook School,school,,D1"))
    scene.olivia.fill(address)
    died = 0
    for _ in range(KILLS):
        ended = a_worker_dies(scene, chance.randrange(20, 140))
        assert ended in (9, 0)
        died += ended == 9
        change(
            scene,
            "UPDATE job SET state = 'queued', attempts = 1, due_at = made_at WHERE kind = 'roster_write'",
        )
        people = value(scene, select(func.count()).select_from(Person).where(Person.roster_id.like("N%")))
        told = (
            select(func.count())
            .select_from(RosterLine)
            .where(RosterLine.kind == "new", RosterLine.done != "")
        )
        assert people == value(scene, told)  # nothing half
    assert died
    is_written(scene, address)
    new = select(Person.id).where(Person.roster_id.like("N%"))
    assert len(rows(scene, new)) == MANY
    placed = rows(scene, select(Placement.person_id).where(Placement.person_id.in_(new)))
    assert sorted(placed) == sorted(rows(scene, new))
    assert (
        value(scene, select(func.count()).select_from(SiteLeadership).where(SiteLeadership.from_roster))
        == MANY // 40
    )
    assert value(scene, select(Plan.site_id)) == 2
    transfers = select(func.count()).select_from(HistoryLine).where(HistoryLine.action == "transfer")
    assert value(scene, transfers) == 1
    assert (
        value(
            scene,
            select(func.count())
            .select_from(RosterLine)
            .where(RosterLine.done == "", RosterLine.kind != "note"),
        )
        == 0
    )
