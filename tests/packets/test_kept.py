"""A packet is made once, whatever happens to the worker, kept for a day, and gone without a trace after that.

PLF_PACKET_KILLS=20 kills the worker that often in the middle of one packet; in the suite it is less.
"""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from backstage import at_once, change, ready, rows, value
from sqlalchemy import select, update

from plf import jobs
from plf.database import now
from plf.extensions import db
from plf.models import Document, Job, Packet, PacketFile, StoredFile
from tests.packets.shelf import (
    a_day_passes,
    asks,
    bookmarks,
    is_made,
    kept,
    orphans,
    pages,
    saved,
    signed,
)

pytestmark = pytest.mark.postgres

TOP = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("PLF_PACKET_KILLS", "2"))
WORKER = """
import os, sys, threading
from datetime import timedelta
from pathlib import Path
from plf import jobs, pdf
from plf.app import create_app

app = create_app({
    "SQLALCHEMY_DATABASE_URI": sys.argv[1],
    "INSTANCE": Path(sys.argv[2]),
    "JOB_LEASE": timedelta(seconds=0),
})
seconds = float(sys.argv[3])
with app.app_context():
    due = jobs.due()
    threading.Timer(seconds, os._exit, [9]).start()
    for number in due:
        jobs.run(number)
    os._exit(0)
"""
SIXTY = [(f"Given {number}", f"Family {number:02}") for number in range(60)]
ASK = "/packets?year=1&kinds=plan&states=signed&get=print"


def a_worker_dies(scene, seconds: float) -> int:
    """A worker that is ended, as by kill -9, so many seconds after it began: 9, or 0 if it was done before."""
    config = scene.app.config
    return subprocess.run(
        [
            sys.executable,
            "-c",
            WORKER,
            config["SQLALCHEMY_DATABASE_URI"],
            str(config["INSTANCE"]),
            str(seconds),
        ],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def files(scene) -> list[PacketFile]:
    return rows(scene, select(PacketFile).order_by(PacketFile.packet_id, PacketFile.number))


@pytest.mark.once
def test_sixty_forms_though_the_worker_is_killed_in_the_middle(scene):
    signed(scene, *SIXTY)
    calm = asks(scene.ben)
    is_made(scene)
    asks(scene.ben)
    chance = Random(7)
    for _ in range(KILLS):
        # From its very beginning to about where it is done; done already, it is done once more.
        assert a_worker_dies(scene, chance.uniform(0.05, 1.2)) in (9, 0)
        assert orphans(scene) == 0
        assert kept(scene) == 2
        change(scene, update(Job).where(Job.key == "packet-2").values(state="queued", attempts=1))
    change(scene, update(Job).where(Job.key == "packet-2").values(state="queued", due_at=now()))
    is_made(scene)
    first, second = files(scene)
    assert (first.packet_id, second.packet_id) == (1, 2)
    assert first.sha256 == second.sha256, "the packet is not the one that was made in peace"
    packet = saved(scene.ben, calm)
    assert len(bookmarks(packet)) == 60
    assert pages(packet) >= 61
    assert orphans(scene) == 0


def test_two_workers_at_one_packet_make_it_once(scene):
    signed(scene, *SIXTY[:5])
    address = asks(scene.ben, get="records")

    def makes():
        from plf.packets.jobs import make

        with scene.app.app_context():
            make(jobs.Claimed(0, "packet", {"packet": 1}, 1))

    at_once(makes, makes)
    [file] = files(scene)
    assert saved(scene.ben, address).startswith(b"PK")
    assert orphans(scene) == 0
    assert file.number == 1


def test_two_people_ask_for_the_same_at_once_and_both_get_theirs(scene):
    signed(scene, *SIXTY[:5])
    presses = [ready(person, ASK, "/packets") for person in (scene.ben, scene.dana, scene.olivia)]
    answers = at_once(*presses)
    assert [each.status_code for each in answers] == [303, 303, 303]
    numbers = rows(scene, select(Job.id).where(Job.kind == "packet"))

    def works(number):
        def work():
            with scene.app.app_context():
                jobs.run(number)

        return work

    at_once(*(works(number) for number in numbers))
    for person, answer in zip((scene.ben, scene.dana, scene.olivia), answers, strict=True):
        assert len(bookmarks(saved(person, answer.location))) == 5
    assert orphans(scene) == 0


def test_a_packet_is_gone_after_a_day_with_its_bytes_and_the_originals_stay(scene):
    signed(scene, *SIXTY[:2])
    address = asks(scene.ben)
    is_made(scene)
    before = value(scene, select(db.func.count()).select_from(StoredFile))
    assert before == 3
    with scene.app.app_context():
        jobs.sweep()
    assert kept(scene) == 1
    a_day_passes(scene)
    assert kept(scene) == 0
    assert files(scene) == []
    assert value(scene, select(db.func.count()).select_from(StoredFile)) == 2
    assert value(scene, select(db.func.count()).select_from(Document)) == 2
    assert scene.ben.get(address).status_code == 404


def test_ben_finds_his_packets_by_what_is_in_them(scene):
    signed(scene, *SIXTY[:2])
    asks(scene.ben), asks(scene.ben, get="records", kinds=["plan", "checkpoint"])
    is_made(scene)
    asks(scene.ben)
    page = " ".join(scene.ben.get("/packets").text.split())
    assert "not ready yet, to print" in page
    assert 'Plans and checkpoints, 2026-2027</a> <span class="meta">2 forms, ZIP' in page
    assert 'Plans, 2026-2027</a> <span class="meta">2 forms, to print' in page


def test_the_day_begins_when_it_is_ready(scene):
    signed(scene, *SIXTY[:1])
    asks(scene.ben)
    change(scene, update(Packet).values(expires_at=now() + timedelta(minutes=1)))
    is_made(scene)
    assert value(scene, select(Packet.expires_at)) > now() + timedelta(hours=23)


def test_ben_deletes_a_packet_of_which_another_has_the_same_bytes(scene):
    signed(scene, *SIXTY[:2])
    one, other = asks(scene.ben), asks(scene.ben)
    is_made(scene)
    assert files(scene)[0].sha256 == files(scene)[1].sha256
    scene.ben.fill("/packets", f"{one}/deletion")
    assert scene.ben.get(one).status_code == 404
    assert saved(scene.ben, other)
    scene.ben.fill("/packets", f"{other}/deletion")
    assert orphans(scene) == 0
    assert value(scene, select(db.func.count()).select_from(StoredFile)) == 2


def test_what_is_deleted_before_it_is_made_is_not_made(scene):
    signed(scene, *SIXTY[:1])
    address = asks(scene.ben)
    scene.ben.fill(address, f"{address}/deletion")
    is_made(scene)
    assert (kept(scene), files(scene), orphans(scene)) == (0, [], 0)


def test_it_is_deleted_while_it_is_just_made(scene, monkeypatch):
    from plf.packets import binding

    signed(scene, *SIXTY[:1])
    address = asks(scene.ben)
    bind = binding.bind

    def slowly(*values, **more):
        answer = scene.ben.post(f"{address}/deletion")
        assert answer.status_code == 303
        return bind(*values, **more)

    monkeypatch.setattr(binding, "bind", slowly)
    is_made(scene)
    assert (kept(scene), files(scene), orphans(scene)) == (0, [], 0)


def test_the_page_shows_how_far_it_is_with_and_without_script(scene):
    signed(scene, *SIXTY[:25])
    address = asks(scene.ben)
    change(
        scene, update(Job).where(Job.kind == "packet").values(state="running", steps_done=10, steps_total=26)
    )
    page = scene.ben.get(address).text
    assert '<progress value="10" max="26">' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    piece = scene.ben.get(address, htmx=True).text
    assert f'hx-get="{address}"' in piece
    assert "<html" not in piece
    change(scene, update(Job).where(Job.kind == "packet").values(state="queued"))
    is_made(scene)
    assert value(scene, select(Job.steps_total).where(Job.kind == "packet")) == 26
    page = scene.ben.get(address).text
    assert "Ready." in page
    assert "http-equiv" not in page
    assert "hx-get" not in page


def test_a_copy_that_the_store_has_lost_is_missing_on_paper_and_stops_the_records(scene):
    """Records with a silent hole would be worse than none."""
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    lost = rows(scene, select(Document.sha256).order_by(Document.id))[0]
    with scene.app.app_context():
        on = "" if db.engine.dialect.name == "sqlite" else " ON stored_file"
    change(scene, f"DROP TRIGGER stored_file_keeps_its_bytes{on}")
    change(scene, update(StoredFile).where(StoredFile.sha256 == lost).values(content=b"%PDF other"))
    paper, records = asks(scene.ben), asks(scene.ben, get="records")
    with scene.app.app_context():
        for number in list(db.session.scalars(select(Job.id).where(Job.kind == "packet").order_by(Job.id))):
            jobs.run(number)
    assert [label for label, _ in bookmarks(saved(scene.ben, paper))] == ["Carver, Bo – Plan"]
    assert "This packet could not be made." in scene.ben.get(records).text
    assert "http-equiv" not in scene.ben.get(records).text
    assert len(files(scene)) == 1
