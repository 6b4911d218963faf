"""The office plans school years, opens and closes them."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from world import local_today

from plf.years.queries import current_rubric, open_year

NEXT = {
    "label": "2040-2041",
    "starts_on": "2040-08-15",
    "ends_on": "2041-05-24",
    "plans_agreed_by": "2040-10-31",
    "forms_due_on": "2041-05-03",
    "conferences_by": "2041-05-14",
    "target_1_day": "2040-10-31",
    "target_1_percent": "25 %",
}


def the_latest(page: str) -> str:
    """The number of the first year on the list."""
    return re.search(r"/years/(\d+)/edit", page).group(1)


def test_olivia_plans_a_year_and_opens_it(scene):
    scene.olivia.fill("/years/new", **NEXT, also_required=["why", "by_when"])
    page = scene.olivia.follow().text
    assert "August 15, 2040" in page
    assert "25% by October 31, 2040" in page
    number = the_latest(page)
    assert "can then assign plans" in scene.olivia.get(f"/years/{number}/opening").text
    scene.olivia.fill(f"/years/{number}/opening")
    assert "2040-2041 is open" in scene.olivia.follow().text
    edited = scene.olivia.form(f"/years/{number}/edit")
    assert ("also_required", "why") in edited.fields
    assert ("target_1_percent", "25") in edited.fields


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": ""}, "Write the label."),
        ({"label": "2026-2027"}, "There is a school year with this label already."),
        ({"ends_on": "2040-08-01"}, "The last day is not after the first."),
        ({"ends_on": "2049-08-01"}, "That is longer than a school year."),
        ({"starts_on": "August"}, "“August” is not a day of the calendar. Write it like 10/5/2026."),
        ({"starts_on": "8/15/240"}, "is not a day of the calendar."),
        ({"plans_agreed_by": "2041-10-31"}, "Choose a day within the school year."),
        ({"conferences_by": "2041-04-30"}, "Conferences come after the forms."),
        ({"forms_due_on": ""}, "Choose the day by which checkpoint forms are handed in."),
        ({"target_1_percent": "125"}, "Write a percentage from 1 to 100."),
        ({"target_1_percent": ""}, "Write the percentage for this day, or clear the day."),
        ({"target_2_percent": "100"}, "Choose the day for this target, or clear the percentage."),
        ({"target_2_day": "2040-10-31", "target_2_percent": "50"}, "There is a target for this day already."),
    ],
)
def test_what_does_not_fit_gets_a_sentence(scene, changes, sentence):
    answer = scene.olivia.fill("/years/new", **{**NEXT, **changes})
    assert answer.status_code == 422
    assert unescape(answer.text).count(sentence) == 2
    assert "2040-2041" not in scene.olivia.get("/years").text


def test_years_do_not_overlap(scene):
    today = local_today()
    days = {name: (today + timedelta(days=n)).isoformat() for name, n in
            (("starts_on", 190), ("plans_agreed_by", 250), ("forms_due_on", 400), ("conferences_by", 410), ("ends_on", 420))}  # fmt: skip
    answer = scene.olivia.fill("/years/new", label="Later", **days)
    assert answer.status_code == 422
    assert "belong to 2026-2027 already" in answer.text


def test_closing_says_what_it_does_and_can_be_undone(scene):
    assert "No more plans can be assigned" in unescape(scene.olivia.get("/years/1/closing").text)
    scene.olivia.fill("/years/1/closing")
    assert "2026-2027 is closed" in scene.olivia.follow().text
    with scene.app.app_context():
        assert open_year(local_today()) is None
    assert "Open again" in scene.olivia.page.text
    scene.olivia.fill("/years/1/opening")
    with scene.app.app_context():
        assert open_year(local_today()).label == "2026-2027"


def test_a_second_click_on_open_is_refused_in_a_sentence(scene):
    form = scene.olivia.form("/years/1/closing")
    scene.olivia.post("/years/1/closing", form.fields)
    again = scene.olivia.post("/years/1/closing")
    assert again.status_code == 409
    assert "nothing to close" in again.text


def test_the_open_year_is_the_one_that_holds_the_day_or_the_nearest(scene):
    scene.olivia.fill("/years/new", **NEXT)
    number = the_latest(scene.olivia.follow().text)
    scene.olivia.fill(f"/years/{number}/opening")
    with scene.app.app_context():
        assert open_year(date(2040, 9, 1)).label == "2040-2041"
        assert open_year(date(2040, 7, 1)).label == "2040-2041"
        assert open_year(local_today()).label == "2026-2027"
        assert current_rubric("teacher").name == "Teacher rubric"
        assert current_rubric("counselor") is None
