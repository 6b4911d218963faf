"""Two workers at the same minute: every notice is in one letter, and every letter is sent once."""

from collections import Counter
from datetime import UTC, date, datetime
from threading import Event, Timer

import pytest
from backstage import at_once, change, rows
from letters import work
from sqlalchemy import select

from plf import jobs
from plf.database import now, writing
from plf.models import Job, Notice
from plf.notices import actions

pytestmark = pytest.mark.postgres

SCHOOL_DAY = date(2031, 3, 3)


def in_a_worker(scene, does):
    def act():
        with scene.app.app_context(), writing():
            return does()

    return act


def many_wait(scene) -> None:
    """Everybody has something to read."""
    scene.plan_at("assigned")
    at = now()
    with scene.app.app_context(), writing():
        actions._write(
            actions._row(f"x {number}", 1, number % 8 + 1, "turn", digest=False, at=at)
            for number in range(400)
        )


def test_every_notice_is_in_one_letter_that_is_sent_once(scene, inbox):
    for _ in range(5):
        many_wait(scene)
        at_once(*[in_a_worker(scene, lambda: actions.gather_letters(now()))] * 4)
        told = rows(scene, select(Notice))
        assert all(each.letter for each in told)
        assert all(each.person_id == told_by_id(told)[each.letter].person_id for each in told)
        sent = Counter(job.payload["letter"] for job in rows(scene, select(Job).where(Job.kind == "letter")))
        assert set(sent) == {each.letter for each in told}
        assert set(sent.values()) == {1}
        change(scene, "DELETE FROM notice", "DELETE FROM job")
        change(scene, "UPDATE plan SET state = 'withdrawn', state_before = 'assigned'")
        change(scene, "DELETE FROM answered")
        scene.plan = f"/plans/{int(scene.plan.rsplit('/', 1)[1]) + 1}"


def told_by_id(told):
    return {each.id: each for each in told}


def test_what_is_told_while_letters_are_gathered_is_not_forgotten(scene, inbox):
    scene.plan_at("assigned")

    def tells(number):
        def tell():
            actions._write([actions._row(f"y {number}", 1, number % 8 + 1, "turn", digest=False, at=now())])

        return in_a_worker(scene, tell)

    gather = in_a_worker(scene, lambda: actions.gather_letters(now()))
    for start in range(0, 60, 6):
        at_once(*(tells(number) for number in range(start, start + 6)), gather, gather)
    gather()
    told = rows(scene, select(Notice))
    letters = {job.payload["letter"] for job in rows(scene, select(Job).where(Job.kind == "letter"))}
    assert {each.letter for each in told} == letters
    work(scene.app)
    assert len(inbox.envelopes) >= 1


def test_what_comes_while_another_worker_writes_a_letter_goes_into_the_next(scene, database):
    if database.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    scene.plan_at("assigned")
    begun, may_end = Event(), Event()

    def first():
        actions.gather_letters(now())
        begun.set()
        assert may_end.wait(20)

    def second():
        assert begun.wait(20)
        with scene.app.app_context(), writing():
            actions._write([actions._row("late", 1, 1, "turn", digest=False, at=now())])
        with scene.app.app_context():
            Timer(1, may_end.set).start()  # the second worker may be waiting for the first
            with writing():
                actions.gather_letters(now())

    at_once(in_a_worker(scene, first), second)
    early, late = rows(scene, select(Notice).order_by(Notice.id))
    assert (early.letter, late.letter) == (early.id, late.id), "its letter may have been sent already"


def test_reminders_of_a_day_are_begun_once(scene):
    scene.plan_at("assigned")
    moment = datetime(2031, 3, 3, 14, tzinfo=UTC)
    begun = at_once(*[in_a_worker(scene, lambda: actions.begin_reminding(moment))] * 4)
    assert sorted(map(str, begun)) == [str(SCHOOL_DAY), "None", "None", "None"]
    with scene.app.app_context():
        jobs._find_handlers()
    assert len(rows(scene, select(Job).where(Job.kind == "remind"))) == 1
