"""Three names a week: who they are, that they stay the same from Monday to Sunday, and who is asked first."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from backstage import change, value
from sqlalchemy import select, update
from world import ZONE, local_today

from plf.database import writing
from plf.extensions import db
from plf.models import Deputy, Person, Plan, SchoolYear
from plf.support import actions, queries
from tests.support.grove import grove


def week_of(scene, name="ben", on=None) -> queries.ThisWeek:
    with scene.app.app_context():
        person = db.session.get(Person, scene.id(name))
        return queries.this_week(person, db.session.get(SchoolYear, 1), on=on or local_today())


def names(week) -> list[str]:
    return [name.teacher.split()[1] for name in week.names]


def talk(scene, plan_id, at) -> None:
    with scene.app.app_context(), writing() as session:
        actions.in_touch(session.get(Plan, plan_id), at=at)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clock in the district."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def home(person) -> str:
    return unescape(person.get("/").text)


def test_the_three_are_those_not_in_touch_for_the_longest(scene):
    grove(scene, 20, 60, 40, 50, 30)
    assert names(week_of(scene)) == ["Birch", "Dogwood", "Cedar"]
    page = home(scene.ben)
    assert "Three to talk to this week" in page
    assert "0 of 3 done this week" in page
    assert page.index("Teacher Birch") < page.index("Teacher Dogwood") < page.index("Teacher Cedar")
    assert "(60 days)" in page


def test_who_was_talked_to_stays_on_the_list_as_done_and_nobody_takes_the_place(scene):
    grove(scene, 20, 60, 40, 50, 30)
    answer = scene.ben.fill("/", "/plans/5/support/check-ins", line="How the tally goes.")
    assert answer.status_code == 303
    assert answer.location == "/#this_week"
    page = home(scene.ben)
    assert "1 of 3 done this week" in page
    assert "Your check-in is noted." in page
    assert names(week_of(scene)) == ["Birch", "Dogwood", "Cedar"]
    assert [name.is_done for name in week_of(scene).names] == [False, True, False]
    for plan_id in (3, 4):
        scene.ben.post(f"/plans/{plan_id}/support/check-ins", line="About the year.")
    assert "3 of 3 done this week" in home(scene.ben)
    assert names(week_of(scene)) == ["Birch", "Dogwood", "Cedar"]


def test_a_line_that_is_missing_on_the_first_page_is_asked_for_on_the_plans(scene):
    grove(scene, 20, 60)
    answer = scene.ben.fill("/", "/plans/3/support/check-ins", line=" ")
    assert answer.status_code == 422
    assert "Write in one line what you talked about." in answer.text
    assert "Teacher Birch" in answer.text


def test_next_week_has_three_others(scene):
    grove(scene, 20, 60, 40, 50, 30)
    for plan_id in (3, 4, 5):
        scene.ben.post(f"/plans/{plan_id}/support/check-ins", line="About the year.")
    next_week = week_of(scene, on=local_today() + timedelta(days=7))
    assert names(next_week)[:2] == ["Elm", "Alder"]
    assert next_week.done == 0


# Both clock changes of 2026-27, and a week without one: in November the clocks go back on the last day of the week.
@pytest.mark.parametrize("sunday", [date(2026, 11, 1), date(2027, 3, 14), date(2027, 1, 17)])
def test_the_week_ends_at_midnight_between_sunday_and_monday_in_the_district(scene, sunday):
    grove(scene, 60, 50, 40, 30, since=datetime(2026, 8, 20, tzinfo=UTC))
    monday, next_monday = sunday - timedelta(days=6), sunday + timedelta(days=1)
    with scene.app.app_context(), writing() as session:
        for plan in session.scalars(select(Plan).where(Plan.id > 1)):
            plan.touched_at = at(monday - timedelta(days=30 - plan.id), 0)
    assert names(week_of(scene, on=monday)) == ["Alder", "Birch", "Cedar"]
    talk(scene, 2, at(sunday, 23, 30))
    for day in (monday, monday + timedelta(days=3), sunday):
        week = week_of(scene, on=day)
        assert names(week) == ["Alder", "Birch", "Cedar"]
        assert week.done == 1
    week = week_of(scene, on=next_monday)
    assert names(week) == ["Birch", "Cedar", "Dogwood"]
    assert week.done == 0
    talk(scene, 3, at(next_monday, 0, 5))
    week = week_of(scene, on=next_monday)
    assert names(week) == ["Birch", "Cedar", "Dogwood"]
    assert week.done == 1


def test_touching_twice_in_a_week_remembers_the_week_before(scene):
    grove(scene, 60)
    monday = date(2026, 11, 2)
    change(scene, update(Plan).values(touched_at=at(date(2026, 9, 8), 15), touched_before=None))
    talk(scene, 2, at(monday, 8))
    talk(scene, 2, at(monday + timedelta(days=4), 8))
    assert value(scene, select(Plan.touched_before).where(Plan.id == 2)) == at(date(2026, 9, 8), 15)
    assert value(scene, select(Plan.touched_at).where(Plan.id == 2)) == at(monday + timedelta(days=4), 8)
    talk(scene, 2, at(monday + timedelta(days=1), 8))  # told of late
    assert value(scene, select(Plan.touched_at).where(Plan.id == 2)) == at(monday + timedelta(days=4), 8)


def test_a_plan_that_was_signed_this_week_is_none_of_the_three_yet(scene):
    scene.plan_at("active")
    assert names(week_of(scene)) == []
    assert "To talk to this week" not in home(scene.ben)
    assert names(week_of(scene, on=local_today() + timedelta(days=7))) == ["Ortiz"]


def test_a_paused_and_an_ended_plan_are_none_of_the_three(scene):
    grove(scene, 20, 60, 40)
    change(scene, "UPDATE plan SET paused_at = assigned_at WHERE id = 3")
    change(scene, "UPDATE plan SET state = 'closed' WHERE id = 4")
    assert names(week_of(scene)) == ["Alder"]


def test_a_plan_that_is_amended_stays_one_of_the_three(scene):
    grove(scene, 20, 60, 40)
    change(scene, "UPDATE plan SET state = 'drafted' WHERE id = 3")
    assert names(week_of(scene)) == ["Birch", "Cedar", "Alder"]


def test_dana_has_them_while_she_stands_in_and_not_after(scene):
    grove(scene, 20, 60, 40)
    assert names(week_of(scene, "dana")) == ["Birch", "Cedar", "Alder"]
    assert "Teacher Birch" in home(scene.dana)
    with scene.app.app_context(), writing() as session:
        deputy = session.scalar(select(Deputy))
        deputy.starts_on, deputy.ends_on = (
            local_today() - timedelta(days=9),
            local_today() - timedelta(days=1),
        )
    assert names(week_of(scene, "dana")) == []
    assert "Teacher Birch" not in home(scene.dana)


def test_whoever_evaluates_nobody_is_told_no_names(scene):
    grove(scene, 20, 60, 40)
    for person in (scene.lena, scene.olivia, scene.evan, scene.sam, scene.ana):
        page = home(person)
        assert "to talk to this week" not in page
        assert "Teacher Birch" not in page


def test_who_asks_for_support_stands_first(scene):
    grove(scene, 20, 60, 40)
    change(scene, "UPDATE plan SET paused_at = NULL WHERE id = 1")
    scene.ana.post("/plans/1/support/asks", ask="Could somebody watch a lesson?")
    page = home(scene.ben)
    assert page.index("Ana Ortiz asks for support") < page.index("Teacher Birch")
    assert "Could somebody watch a lesson?" in page
    assert "Ana Ortiz asks for support" in home(scene.dana)
    scene.dana.post("/plans/1/support/asks/1/answer", {"ask-1-answer": "I can on Friday."})
    assert "asks for support" not in home(scene.ben)


def test_counts_tell_how_often_and_nothing_else(scene):
    grove(scene, 20, 60)
    change(scene, "UPDATE plan SET paused_at = NULL WHERE id = 1")
    for words in ("One.", "Two.", "Three."):
        scene.ana.post("/plans/1/support/asks", ask=words)
    scene.ben.post("/plans/1/support/asks/1/answer", {"ask-1-answer": "Yes."})
    scene.ben.post("/plans/1/support/asks/1/answer", {"ask-1-answer": "And more."})
    scene.ana.post("/plans/1/support/asks/2/end")
    scene.ben.post("/plans/1/support/offers", offer="A coach.")
    scene.ben.post("/plans/2/support/check-ins", line="About the year.")
    scene.ben.post("/plans/3/support/check-ins", line="About the year.")
    with scene.app.app_context():
        counted = queries.counts(db.session.get(SchoolYear, 1))
    assert counted == queries.Counts(asks=3, answered=1, offers=1, check_ins=2)


def test_the_list_says_for_how_long_and_sorts_by_it(scene):
    grove(scene, 20, 60, 40)
    page = unescape(scene.ben.get("/teachers?order=silence").text)
    assert "Not in touch since" in page
    assert page.index("Teacher Birch") < page.index("Teacher Cedar") < page.index("Teacher Alder")
    assert "60 days" in page
    assert "Ortiz" not in page  # paused
    assert "Chloë Martin" not in page  # no plan
    scene.ben.post("/plans/3/support/check-ins", line="About the year.")
    page = unescape(scene.ben.get("/teachers?order=silence").text)
    assert page.index("Teacher Cedar") < page.index("Teacher Alder") < page.index("Teacher Birch")
    assert ">today<" in page


def test_a_step_of_the_plan_is_being_in_touch_too_and_the_three_stay_the_same(scene):
    grove(scene, 20, 60, 40, 50)
    change(scene, "UPDATE plan SET paused_at = NULL WHERE id = 1")
    long_ago = at(local_today() - timedelta(days=70), 12)
    next_week = local_today() + timedelta(days=7)
    change(scene, update(Plan).where(Plan.id == 1).values(touched_at=long_ago))
    assert names(week_of(scene, on=next_week))[0] == "Ortiz"
    answer = scene.ana.fill("/plans/1/amendment", "/plans/1/amendment", reason="The class has changed.")
    assert answer.status_code == 303
    assert value(scene, select(Plan.touched_before).where(Plan.id == 1)) == long_ago


def test_the_first_line_of_home_says_who_asks(scene):
    grove(scene, 20, 60, 40)
    change(scene, "UPDATE plan SET paused_at = NULL WHERE id = 1")
    scene.ana.post("/plans/1/support/asks", ask="Could somebody watch a lesson?")
    page = home(scene.dana)
    assert page.index("Ana Ortiz asks for support.") < page.index("<h1>")
    assert 'href="/plans/1/support">Answer</a>' in page
