"""Where people are counted: their main site and kind of staff on any day, and their leave."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from plf.database import now, writing
from plf.extensions import db
from plf.models import Person, Placement
from plf.people import actions
from plf.people.queries import today_here
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


def test_two_leaves_do_not_overlap(ana):
    today = today_here()
    actions.away(ana, starts_on=today, ends_on=today + 3 * DAY)
    actions.away(ana, starts_on=today + 4 * DAY, ends_on=None)
    with pytest.raises(Refusal, match="on leave on some of these days"):
        actions.away(ana, starts_on=today - DAY, ends_on=today)
