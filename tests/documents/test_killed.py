"""The worker is killed again and again while it issues signed copies: each is there once, and none is missing.

PLF_ISSUES=50 kills it in the middle of fifty, as was promised; in the suite there are fewer.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from backstage import rows, value
from sqlalchemy import func, select
from world import Scene

from plf import contents, history, store
from plf.database import now, writing
from plf.documents import actions as documents
from plf.extensions import db
from plf.models import Document, Job, Person, Plan, Revision, Signature

TOP = Path(__file__).resolve().parents[2]
MANY = int(os.environ.get("PLF_ISSUES", "3"))
WORKER = """
import sys
from datetime import timedelta
from pathlib import Path
from plf import jobs
from plf.app import create_app

jobs.work(create_app({
    "SQLALCHEMY_DATABASE_URI": sys.argv[1],
    "INSTANCE": Path(sys.argv[2]),
    "SEAL_PASSPHRASE": sys.argv[3],
    "JOB_LEASE": timedelta(seconds=3),
}))
"""


def sign_many(scene: Scene) -> None:
    """Ana's signed plan, and the same of many others, each in their own name; all are to be issued."""
    scene.plan_at("active")
    with scene.app.app_context(), writing() as session:
        for number in range(2, MANY + 1):
            person = Person(
                given_name="Teacher",
                family_name=f"No. {number}",
                email=f"teacher{number}@riverbend.example",
                created_at=now(),
                main_site_id=1,
            )
            session.add(person)
            session.flush()
            sign_alike(session, person)
        documents.order_missing()


def sign_alike(session, person: Person) -> None:
    """A plan of this person like Ana's, signed by both."""
    first, revision = session.get(Plan, 1), session.get(Revision, 1)
    names = "year_id evaluator_id site_id rubric_id state state_since assigned_at held_on checkpoint_on"
    plan = Plan(teacher_id=person.id, **{name: getattr(first, name) for name in names.split()})
    session.add(plan)
    session.flush()
    history.begin(plan, "assign", by=first.evaluator, role="evaluator", at=now(), to=plan.state)
    text = json.loads(revision.frozen)
    text["plan"], text["teacher"]["name"] = plan.id, person.name
    frozen = contents.canonical(text)
    theirs = Revision(
        plan_id=plan.id,
        kind="plan",
        number=1,
        frozen=frozen,
        sha256=contents.fingerprint(frozen),
        frozen_at=now(),
        frozen_by_id=person.id,
    )
    session.add(theirs)
    session.flush()
    plan.revision_id = plan.in_force_id = theirs.id
    history.record(plan, "submit", by=person, role="teacher", at=now(), text_sha256=theirs.sha256)
    before = ""
    for signature in session.scalars(select(Signature).where(Signature.plan_id == 1).order_by(Signature.id)):
        agreed = json.loads(signature.agreed) | {"plan": plan.id, "text_sha256": theirs.sha256}
        if before:
            agreed |= {"person": {"id": person.id, "name": person.name}, "evaluator_signature_sha256": before}
        written = contents.canonical(agreed)
        before = contents.fingerprint(written)
        history.record(plan, "sign", by=person, role="teacher", at=now(), signature_sha256=before)
        session.add(
            Signature(
                plan_id=plan.id,
                revision_id=theirs.id,
                role=signature.role,
                person_id=agreed["person"]["id"],
                signed_at=signature.signed_at,
                statement=signature.statement,
                agreed=written,
                sha256=before,
                proof=signature.proof,
                proved_at=signature.proved_at,
            )
        )


def start_worker(scene) -> subprocess.Popen:
    config = scene.app.config
    settings = (config["SQLALCHEMY_DATABASE_URI"], str(config["INSTANCE"]), config["SEAL_PASSPHRASE"])
    path = os.pathsep.join(filter(None, [str(TOP), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *settings],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )


def issued(scene) -> int:
    return value(scene, select(func.count()).select_from(Document))


def wait_until(fits, within: float = 240) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if fits():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.once
def test_whenever_the_worker_is_killed_each_copy_is_there_once_and_none_is_missing(scene):
    sign_many(scene)
    scene.has_a_seal()
    chance, kills = Random(20261123), 0
    worker = start_worker(scene)
    try:
        # At a few counts, and then at any moment of what it has in hand: drawing, sealing, writing.
        for count in sorted(chance.sample(range(MANY), max(2, MANY // 5))):
            assert wait_until(lambda count=count: issued(scene) >= count), "nothing is issued any more"
            time.sleep(chance.random() * 0.3)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
            worker = start_worker(scene)
        assert wait_until(lambda: issued(scene) == MANY), f"{issued(scene)} of {MANY} after {kills} kills"
        assert wait_until(lambda: set(rows(scene, select(Job.state).where(Job.kind == "issue"))) == {"done"})
    finally:
        worker.kill()
        worker.wait()
    found = rows(scene, select(Document))
    assert len({document.revision_id for document in found}) == MANY
    assert len({document.sha256 for document in found}) == MANY
    with scene.app.app_context():
        for document in found:
            assert store.get(document.sha256).startswith(b"%PDF-1.7")
        unused = db.session.scalar(select(func.count()).select_from(store.StoredFile))
        assert unused == MANY, "bytes that no copy refers to"
        db.session.rollback()
        assert list(history.verify()) == []
