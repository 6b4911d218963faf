"""Several people at the same moment: one open time, one meeting, one winner, and the other is told."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import func, select
from world import local_today

from plf.extensions import db
from plf.models import Meeting, Slot

NEXT_WEEK = (local_today() + timedelta(days=7)).isoformat()


def at_once(*posts):
    """Send these posts (visitor, address, fields) at the same moment; the answers."""
    barrier = Barrier(len(posts))

    def send(post):
        visitor, address, fields = post
        barrier.wait()
        return visitor.post(address, fields)

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(send, posts))


def count(scene, *statements):
    with scene.app.app_context():
        return [db.session.scalar(statement) for statement in statements]


def two_teachers(scene):
    plan = scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    return [(scene.ana, plan), (scene.chloe, "/plans/2")]


def test_two_teachers_want_the_same_open_time(scene):
    teachers = two_teachers(scene)
    for attempt in range(5):
        hour = 8 + attempt
        scene.ben.fill("/slots", day=NEXT_WEEK, starts=f"{hour:02}:00", ends=f"{hour:02}:30", minutes="30")
        forms = [person.form(f"{plan}/meeting", f"{plan}/meeting/slot") for person, plan in teachers]
        slot = max(
            re.findall(r'name="slot" value="(\d+)"', scene.ana.get(f"{teachers[0][1]}/meeting").text), key=int
        )
        answers = at_once(
            *(
                (person, form.action, [*form.fields, ("slot", slot)])
                for (person, _), form in zip(teachers, forms, strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        loser = next(answer for answer in answers if answer.status_code == 409)
        assert "That time is no longer free." in loser.text
    [taken, meetings] = count(
        scene, select(func.count(Slot.meeting_id)), select(func.count()).where(Meeting.cancelled_at.is_(None))
    )
    assert taken == meetings <= 2


def test_two_teachers_name_overlapping_times(scene):
    teachers = two_teachers(scene)
    posts = []
    for (person, plan), starts in zip(teachers, ("14:00", "14:15"), strict=True):
        form = person.form(f"{plan}/meeting", f"{plan}/meeting")
        typed = {"day": NEXT_WEEK, "starts": starts, "minutes": "30", "place": ""}
        posts.append(
            (person, form.action, [p for p in form.fields if p[0] not in typed] + list(typed.items()))
        )
    answers = at_once(*posts)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert count(scene, select(func.count(Meeting.id))) == [1]


def test_ana_and_ben_book_the_same_meeting(scene):
    plan = scene.plan_at("submitted")
    posts = []
    for person, starts in ((scene.ana, "09:00"), (scene.ben, "13:00")):
        form = person.form(f"{plan}/meeting", f"{plan}/meeting")
        typed = {"day": NEXT_WEEK, "starts": starts, "minutes": "30", "place": ""}
        posts.append(
            (person, form.action, [p for p in form.fields if p[0] not in typed] + list(typed.items()))
        )
    answers = at_once(*posts)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert count(scene, select(func.count(Meeting.id))) == [1]


def test_ben_opens_overlapping_times_in_two_windows(scene):
    other_window = scene.arrives("ben")
    posts = []
    for window, starts in ((scene.ben, "09:00"), (other_window, "09:15")):
        form = window.form("/slots", "/slots")
        typed = {"day": NEXT_WEEK, "starts": starts, "ends": "11:00", "minutes": "30"}
        posts.append((window, "/slots", [p for p in form.fields if p[0] not in typed] + list(typed.items())))
    answers = at_once(*posts)
    assert sorted(answer.status_code for answer in answers) == [303, 422]


def test_ben_removes_the_time_that_ana_books(scene):
    plan = scene.plan_at("submitted")
    scene.ben.fill("/slots", day=NEXT_WEEK, starts="09:00", ends="09:30", minutes="30")
    form = scene.ana.form(f"{plan}/meeting", f"{plan}/meeting/slot")
    slot = re.findall(r'name="slot" value="(\d+)"', scene.ana.get(f"{plan}/meeting").text)[0]
    token = scene.ben.token()
    booked, removed = at_once(
        (scene.ana, form.action, [*form.fields, ("slot", slot)]),
        (scene.ben, f"/slots/{slot}/removal", [("csrf_token", token)]),
    )
    assert (booked.status_code, removed.status_code) in ((303, 409), (409, 303))
