"""The office plans next year from this one, and who is hired in the course of a year has days of their own."""

from datetime import date, timedelta

import pytest
from backstage import change, value
from sqlalchemy import select
from world import local_today

from plf import rules
from plf.calendars import SchoolDays
from plf.models import AdoptionTarget, Plan, SchoolYear
from plf.years.proposal import next_year

THIS = {
    "label": "2026-2027",
    "starts_on": date(2026, 8, 17),  # the third Monday
    "ends_on": date(2027, 5, 28),  # the fourth Friday
    "plans_agreed_by": date(2026, 10, 30),  # the fifth Friday
    "forms_due_on": date(2027, 4, 16),
    "conferences_by": date(2027, 5, 8),  # a Saturday
    "also_required": ["why"],
    "counted_kinds": ["teacher"],
    "late_hire_days": 45,
}


def proposed(closed=()):
    targets = [AdoptionTarget(by_day=date(2026, 10, 30), percent=25)]
    return next_year(SchoolYear(**THIS, targets=targets), SchoolDays(tuple(closed)))


def test_every_day_of_next_year_is_the_same_weekday_of_the_month_and_a_school_day():
    spring_break = (date(2028, 4, 17), date(2028, 4, 21))
    found = proposed([spring_break]).facts
    assert found == {
        "label": "2027-2028",
        "starts_on": date(2027, 8, 16),
        "ends_on": date(2028, 5, 26),
        "plans_agreed_by": date(2027, 10, 29),  # the fifth Friday; in other years the last
        "forms_due_on": date(2028, 4, 14),  # the third Friday is in the break: the last school day before it
        "conferences_by": date(2028, 5, 12),  # never a Saturday
        "also_required": ["why"],
        "counted_kinds": ["teacher"],
        "late_hire_days": 45,
    }


def test_a_quarter_in_the_first_autumn_is_everybody_in_the_next():
    assert proposed().targets == {date(2027, 10, 29): 100}


def test_days_do_not_drift_and_stay_in_order_over_twenty_years():
    year = SchoolYear(**THIS, targets=[])
    for _ in range(20):
        before, year = year, SchoolYear(**next_year(year, SchoolDays()).facts, targets=[])
        days = (year.starts_on, year.plans_agreed_by, year.forms_due_on, year.conferences_by, year.ends_on)
        assert list(days) == sorted(days)
        assert before.ends_on < year.starts_on
        assert all(day.weekday() < 5 for day in days)
        assert year.starts_on.month == 8
        assert 12 <= year.starts_on.day <= 22


@pytest.mark.parametrize(
    ("by_hand", "first_day", "own"),
    [
        (None, None, None),
        (None, date(2026, 8, 17), None),  # there on the first day
        (None, date(2026, 8, 24), None),  # late, and the year's day is later still
        (None, date(2026, 11, 2), date(2027, 1, 1)),
        (None, date(2027, 5, 3), date(2027, 5, 28)),  # the year ends before
        (date(2026, 12, 1), date(2026, 11, 2), date(2026, 12, 1)),  # the office decides
    ],
)
def test_who_is_hired_late_has_sixty_days_within_the_year(by_hand, first_day, own):
    days = {"starts_on": date(2026, 8, 17), "agreed_by": date(2026, 10, 30), "ends_on": date(2027, 5, 28)}
    assert rules.own_agreed_by(by_hand=by_hand, first_day=first_day, days=60, **days) == own


def test_olivia_plans_next_year_corrects_a_day_and_saves(scene):
    form = scene.olivia.form("/years/1/next")
    filled = dict(form.fields)
    assert filled["label"] == "2027-2028"
    assert filled["target_1_percent"] == "100"
    assert "The year after 2026-2027" in scene.olivia.get("/years/1/next").text
    filled["late_hire_days"] = "30"
    assert scene.olivia.post("/years/1/next", filled | {"counted_kinds": "teacher"}).status_code == 303
    added = value(scene, select(SchoolYear).where(SchoolYear.label == "2027-2028"))
    assert (added.status, added.late_hire_days, added.counted_kinds) == ("planned", 30, ["teacher"])
    again = scene.olivia.get("/years/1/next")
    assert again.status_code == 409
    assert "is there already" in again.text


def test_a_late_hires_plan_is_to_be_agreed_later_and_a_move_within_the_district_is_no_hire(scene):
    today = local_today()
    came = (today - timedelta(days=5)).isoformat()
    moved = (today - timedelta(days=6)).isoformat()
    change(
        scene,
        f"UPDATE placement SET starts_on = '{came}' WHERE person_id = 1",
        f"UPDATE placement SET ends_on = '{moved}' WHERE person_id = 7",
        f"INSERT INTO placement (person_id, site_id, staff_kind, starts_on) VALUES (7, 1, 'teacher', '{came}')",
    )
    scene.olivia.post("/assignments", [("person", "1"), ("person", "7")])
    own = today + timedelta(days=55)
    assert value(scene, select(Plan.agreed_by).where(Plan.teacher_id == 1)) == own
    assert value(scene, select(Plan.agreed_by).where(Plan.teacher_id == 7)) is None
