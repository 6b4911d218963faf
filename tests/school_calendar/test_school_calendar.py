"""The office says on which days there is no school."""

from datetime import date

import pytest
from backstage import rows, value
from sqlalchemy import func, select

from plf.calendars import SchoolDays
from plf.models import NoSchool

BREAK = {"label": "Winter break", "starts_on": "12/21/2030", "ends_on": "1/2/2031"}


def test_olivia_adds_a_vacation_and_takes_it_out_again(scene):
    scene.olivia.post("/school-calendar", BREAK)
    page = scene.olivia.follow().text
    assert "No school on December 21, 2030 to January 2, 2031: Winter break." in page
    assert "December 21, 2030 – January 2, 2031" in page
    [entry] = rows(scene, select(NoSchool))
    scene.olivia.post(f"/school-calendar/{entry.id}/removal")
    assert "Winter break" not in scene.olivia.get("/school-calendar").text.split("<h2>")[0]
    assert value(scene, select(func.count()).select_from(NoSchool)) == 0


def test_a_single_day_needs_no_last_day(scene):
    scene.olivia.post("/school-calendar", BREAK | {"label": "Labor Day", "ends_on": ""})
    [entry] = rows(scene, select(NoSchool))
    assert entry.starts_on == entry.ends_on == date(2030, 12, 21)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"label": ""}, "Write what it is."),
        ({"label": "x" * 81}, "1 characters too long"),
        ({"starts_on": ""}, "Choose the day."),
        ({"starts_on": "2/30/2031"}, "is not a day of the calendar"),
        ({"ends_on": "12/20/2030"}, "The last day is before the first."),
        ({"ends_on": "12/20/2031"}, "longer than four months"),
    ],
)
def test_what_does_not_fit_is_said_and_the_text_stays(scene, wrong, says):
    answer = scene.olivia.post("/school-calendar", BREAK | wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{(BREAK | wrong)["label"]}"' in answer.text
    assert rows(scene, select(NoSchool)) == []


def test_the_same_form_sent_twice_adds_one(scene):
    form = scene.olivia.form("/school-calendar")
    pairs = [pair for pair in form.fields if pair[0] not in BREAK] + list(BREAK.items())
    for _ in range(2):
        assert scene.olivia.post("/school-calendar", pairs).status_code == 303
    assert len(rows(scene, select(NoSchool))) == 1


def test_a_school_day_is_a_weekday_that_nobody_took_out():
    days = SchoolDays(((date(2026, 12, 21), date(2027, 1, 1)),))
    assert days.is_one(date(2026, 12, 18))
    assert not days.is_one(date(2026, 12, 19)), "a Saturday"
    assert not days.is_one(date(2026, 12, 21))
    assert not days.is_one(date(2027, 1, 1))
    assert days.on_or_before(date(2026, 12, 28)) == date(2026, 12, 18)
    assert days.on_or_after(date(2026, 12, 28)) == date(2027, 1, 4)
    assert days.on_or_after(date(2027, 1, 4)) == date(2027, 1, 4)


def test_a_calendar_without_any_school_does_not_hang():
    never = SchoolDays(((date(2000, 1, 1), date(2100, 1, 1)),))
    assert never.on_or_before(date(2026, 12, 28)) == date(2026, 12, 28)
