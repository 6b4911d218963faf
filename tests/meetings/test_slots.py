"""Ben opens times for his teachers, and removes some; what cannot be is told."""

from datetime import timedelta
from html import unescape

import pytest
from world import local_today

NEXT_WEEK = local_today() + timedelta(days=7)


def open_times(person, **changes):
    fields = {
        "day": NEXT_WEEK.isoformat(),
        "starts": "09:00",
        "ends": "10:30",
        "minutes": "30",
        "place": "My office",
        **changes,
    }
    return person.fill("/slots", fields=fields)


def page(person):
    return unescape(person.get("/slots").text)


def test_ben_opens_three_times_and_removes_one(scene):
    assert open_times(scene.ben).status_code == 303
    seen = unescape(scene.ben.follow().text)
    assert "3 times are open for your teachers to book." in seen
    assert seen.count(">Free<") == 3
    assert "9:30 AM to 10:00 AM" in seen
    assert "My office" in seen
    removal = seen.split("/removal")[0].rsplit('"', 1)[1] + "/removal"
    assert scene.ben.post(removal).status_code == 303
    seen = page(scene.ben)
    assert "9:00 AM to 9:30 AM" not in seen
    assert seen.count(">Free<") == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Choose the day."),
        ({"day": "2026-02-30"}, "“2026-02-30” is not a day of the calendar."),
        ({"day": (NEXT_WEEK - timedelta(days=14)).isoformat()}, "That time has passed."),
        ({"day": (NEXT_WEEK + timedelta(days=800)).isoformat()}, "That is more than a year from now."),
        ({"starts": ""}, "Choose when the first one begins."),
        ({"starts": "half past"}, "“half past” is not a time. Write it with AM or PM, like 2:30 PM."),
        ({"ends": "08:00"}, "The end is not after the beginning."),
        ({"ends": "09:00"}, "The end is not after the beginning."),
        ({"minutes": "100"}, "A meeting of 100 minutes does not fit in between."),
        ({"minutes": "2"}, "Choose a length from 5 to 240 minutes."),
        ({"minutes": "0"}, "Choose a length from 5 to 240 minutes."),
        ({"minutes": "a while"}, "Write how many minutes it takes, like 30."),
        ({"starts": "00:00", "ends": "23:55", "minutes": "5"}, "That would be 287 times at once."),
        ({"place": "x" * 201}, "“Place” is 1 characters too long."),
    ],
)
def test_what_cannot_be_is_told_and_kept(scene, changes, sentence):
    answer = open_times(scene.ben, **changes)
    assert answer.status_code == 422
    text = unescape(answer.text)
    assert sentence in text
    for typed in changes.values():
        assert f'value="{typed}"' in text or (typed == "2026-02-30" and 'type="text"' in text)
    assert "You offer no times now." in text


def test_times_do_not_overlap(scene):
    open_times(scene.ben)
    answer = open_times(scene.ben, starts="10:15", ends="11:15")
    assert answer.status_code == 422
    assert "You have opened a time on" in answer.text
    assert "10:00 AM to 10:30 AM" in answer.text
    assert open_times(scene.ben, starts="10:30", ends="11:00").status_code == 303
    assert open_times(scene.evan).status_code == 303  # another evaluator's times are their own


def test_a_double_click_opens_the_times_once(scene):
    form = scene.ben.form("/slots", "/slots")
    typed = {"day": NEXT_WEEK.isoformat(), "starts": "09:00", "ends": "09:30", "minutes": "30", "place": ""}
    fields = [pair for pair in form.fields if pair[0] not in typed] + list(typed.items())
    assert [scene.ben.post("/slots", fields).status_code for _ in range(2)] == [303, 303]
    assert page(scene.ben).count(">Free<") == 1


def test_only_evaluators_open_times(scene):
    for person in (scene.ana, scene.sam, scene.olivia):
        assert person.get("/slots").status_code == 403
        assert (
            person.post(
                "/slots", day=NEXT_WEEK.isoformat(), starts="09:00", ends="10:00", minutes=30
            ).status_code
            == 403
        )


def test_nobody_removes_somebody_elses_time(scene):
    open_times(scene.ben)
    removal = page(scene.ben).split("/removal")[0].rsplit('"', 1)[1] + "/removal"
    assert scene.evan.post(removal).status_code == 404
    assert scene.ana.post(removal).status_code == 403
    assert scene.evan.post("/slots/999/removal").status_code == 404
    assert page(scene.ben).count(">Free<") == 3
