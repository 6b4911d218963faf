"""Where people are counted: their main site and kind of staff on any day, and their leave."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from world import local_today

from plf.database import now, writing
from plf.extensions import db
from plf.models import Person, Placement, SchoolYear
from plf.people import actions
from plf.people.actions import Place
from plf.people.queries import today_here
from plf.reports.kept import standing
from plf.rules import Refusal

DAY = timedelta(days=1)


def placements() -> list[tuple]:
    rows = db.session.scalars(select(Placement).where(Placement.person_id == 1).order_by(Placement.starts_on))
    return [(row.site_id, row.staff_kind, row.starts_on, row.ends_on) for row in rows]


@pytest.fixture
def ana(app):
    with app.app_context(), writing():
        yield db.session.get(Person, 1)


def test_who_moves_is_counted_at_the_new_site_from_that_day_on(ana):
    began, today = placements()[0][2], today_here()
    ana.main_site_id = 2
    actions.place(ana, starts_on=today)
    actions.place(ana, starts_on=today)
    assert placements() == [(1, "teacher", began, today - DAY), (2, "teacher", today, None)]


def test_who_moves_twice_on_a_day_was_never_at_the_site_between(ana):
    began, today = placements()[0][2], today_here()
    for site in (2, 1):
        ana.main_site_id = site
        actions.place(ana, starts_on=today)
    assert [row[:3] for row in placements()] == [(1, "teacher", began), (1, "teacher", today)]


def test_a_move_that_is_written_down_late_takes_the_place_of_later_ones(ana):
    began, today = placements()[0][2], today_here()
    ana.main_site_id = 2
    actions.place(ana, starts_on=today)
    actions.place(ana, starts_on=today - 5 * DAY)
    assert placements() == [(1, "teacher", began, today - 6 * DAY), (2, "teacher", today - 5 * DAY, None)]


def test_a_new_name_leaves_a_move_to_come_as_it_is(ana):
    soon = today_here() + 9 * DAY
    ana.main_site_id = 2
    actions.place(ana, starts_on=soon)
    ana.main_site_id = 1
    db.session.flush()
    actions.change(ana, email=ana.email, is_office=False, family_name="Ortiz-Vega", main_site_id=1)
    assert placements()[-1] == (2, "teacher", soon, None)


def test_who_leaves_is_counted_until_yesterday_and_who_is_back_from_today_on(ana):
    began, today = placements()[0][2], today_here()
    actions.deactivate(ana, at=now())
    assert placements() == [(1, "teacher", began, today - DAY)]
    actions.reactivate(ana)
    assert placements()[1:] == [(1, "teacher", today, None)]


def test_a_move_that_was_entered_late_is_put_back_to_its_day(ana):
    began, today = placements()[0][2], today_here()
    ana.main_site_id = 2
    actions.place(ana, starts_on=today)
    actions.correct_place(ana, Place(2, "teacher"), starts_on=today - 9 * DAY, ends_on=today - DAY)
    assert placements() == [(1, "teacher", began, today - 10 * DAY), (2, "teacher", today - 9 * DAY, None)]


def test_a_move_that_never_was_goes_without_a_trace(ana):
    began, today = placements()[0][2], today_here()
    actions.correct_place(ana, Place(2, "leader"), starts_on=today - 9 * DAY, ends_on=today - 5 * DAY)
    assert placements() == [
        (1, "teacher", began, today - 10 * DAY),
        (2, "leader", today - 9 * DAY, today - 5 * DAY),
        (1, "teacher", today - 4 * DAY, None),
    ]
    actions.correct_place(ana, Place(1, "teacher"), starts_on=today - 9 * DAY, ends_on=today - 5 * DAY)
    assert placements() == [(1, "teacher", began, None)]


def test_days_on_which_somebody_did_not_work_here_are_counted_nowhere(ana):
    began, today = placements()[0][2], today_here()
    actions.correct_place(ana, None, starts_on=began - DAY, ends_on=today - 5 * DAY)
    assert placements() == [(1, "teacher", today - 4 * DAY, None)]
    actions.correct_place(ana, Place(None, "teacher"), starts_on=began, ends_on=began)
    assert placements()[0] == (None, "teacher", began, began)


def test_today_is_no_day_that_has_passed(ana):
    today = today_here()
    for first, last in ((today, today), (today - DAY, today), (today - DAY, today - 2 * DAY)):
        with pytest.raises(Refusal):
            actions.correct_place(ana, None, starts_on=first, ends_on=last)


@pytest.mark.postgres
def test_olivia_corrects_where_ana_was_counted_and_the_report_of_that_day_says_so(scene):
    on = (local_today() - 5 * DAY).isoformat()
    form = {
        "correction-site_id": "2",
        "correction-staff_kind": "teacher",
        "correction-starts_on": on,
        "correction-ends_on": on,
    }
    before = adoption_on(scene, on)
    page = scene.olivia.fill("/people/1", "/people/1/placements", fields=form)
    assert page.status_code == 303
    days = scene.olivia.get("/people/1").text.partition("Where counted")[2]
    assert days.count("Maple Street Elementary</th>") == 2
    after = adoption_on(scene, on)
    assert (after[1], after[2]) == (before[1] - 1, before[2] + 1)
    later = form | {"correction-ends_on": local_today().isoformat()}
    refused = scene.olivia.fill("/people/1", "/people/1/placements", fields=later)
    assert refused.status_code == 422
    assert "Choose a day that has passed." in refused.text
    empty = scene.olivia.fill("/people/1", "/people/1/placements", fields=form | {"correction-ends_on": ""})
    assert "Choose the last day. It has to be over." in empty.text


def adoption_on(scene, day: str) -> dict[int, int]:
    """How many people are counted at each site as of a day."""
    with scene.app.app_context():
        year = db.session.get(SchoolYear, 1)
        return {site: each.counted for site, each in standing(year, date.fromisoformat(day)).sites.items()}


def test_two_leaves_do_not_overlap(ana):
    today = today_here()
    actions.away(ana, starts_on=today, ends_on=today + 3 * DAY)
    actions.away(ana, starts_on=today + 4 * DAY, ends_on=None)
    with pytest.raises(Refusal, match="on leave on some of these days"):
        actions.away(ana, starts_on=today - DAY, ends_on=today)
