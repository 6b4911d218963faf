"""The numbers of the reports against a slow, plain count over all rows: made-up districts, as of three days each.

PLF_DISTRICTS=200 takes many; the suite takes few.
"""

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import select
from world import local_today

from plf.database import brief_write, writing
from plf.extensions import db
from plf.models import CountMark, KeptDay, Leave, SchoolYear
from plf.reports import actions, jobs, kept
from plf.reports.figures import NUMBERS, Figures, added, aim, needed
from tests.reports import made_up

DISTRICTS = int(os.environ.get("PLF_DISTRICTS", "4"))


def told(figures: dict[int, Figures]) -> dict[int, dict]:
    """As the plain count tells it."""
    found = {}
    for site, each in figures.items():
        numbers = {name: getattr(each, name) for name in NUMBERS}
        numbers |= {f"state {state}": number for state, number in each.states.items()}
        found[site] = {name: number for name, number in numbers.items() if number}
    return found


def test_the_numbers_are_those_of_a_slow_plain_count_whatever_was_kept_before(database):
    """Counted now, kept by the worker, kept when asked for, and after changes that nobody counted yet."""
    today = local_today()
    for number in range(DISTRICTS):
        database.start_afresh()
        days = [
            today,
            *(today - timedelta(days=each) for each in random.Random(number).sample(range(1, 110), 2)),
        ]
        with database.app.app_context():
            with writing() as session:
                made_up.made(session, number)
            for rounds in range(3):
                year = db.session.get(SchoolYear, made_up.YEAR)
                for day in days:
                    db.session.rollback()
                    stands = kept.standing(year, day)
                    assert told(stands.sites) == made_up.counted_by_hand(db.session, day), (
                        number,
                        rounds,
                        day,
                    )
                    if day != today and not stands.is_kept:
                        with brief_write() as session:
                            assert actions.take_turn(session, stands.turn)
                            actions.keep(session, year.id, day, stands.sites, at=stands.at)
                if rounds == 1:
                    db.session.rollback()
                    jobs.recount()
                    assert not db.session.scalars(select(CountMark)).all()
                with writing() as session:
                    made_up.changed(session, number * 10 + rounds)
            db.session.remove()


def test_what_was_counted_before_is_not_kept_over_what_was_counted_later(app):
    with app.app_context():
        year = db.session.get(SchoolYear, 1)
        early = kept.standing(year, local_today())
        jobs.recount()
        with brief_write() as session:
            assert not actions.take_turn(session, early.turn)
        db.session.remove()


def test_a_change_of_the_past_throws_away_the_days_it_counts_on_and_no_others(scene):
    """Ana was on leave one day, it turns out."""
    today = local_today()
    days = [today - timedelta(days=each) for each in (3, 9, 20)]
    with scene.app.app_context():
        jobs.recount()
        year = db.session.get(SchoolYear, 1)
        for day in days:
            db.session.rollback()
            stands = kept.standing(year, day)
            with brief_write() as session:
                assert actions.take_turn(session, stands.turn)
                actions.keep(session, 1, day, stands.sites, at=stands.at)
        with writing() as session:
            session.add(Leave(person_id=1, starts_on=days[1], ends_on=days[1]))
        jobs.recount()
        assert set(db.session.scalars(select(KeptDay.day))) == {today, days[2]}
        counted = [kept.standing(year, day).sites[1].counted for day in days]
        assert counted[0] == counted[1] + 1 == counted[2]
        db.session.remove()


@pytest.mark.parametrize(
    ("counted", "begun", "percent", "whole", "more"),
    [
        (10, 0, 25, 3, 3),
        (8, 2, 25, 2, 0),
        (9, 9, 100, 9, 0),
        (0, 0, 25, 0, 0),
        (1, 0, 1, 1, 1),
        (3, 5, 100, 3, 0),
    ],
)
def test_a_target_is_in_whole_people_rounded_up(counted, begun, percent, whole, more):
    assert (aim(counted, percent), needed(counted, begun, percent)) == (whole, more)


def test_the_numbers_of_several_sites_add_up():
    one, other = Figures(), Figures()
    one.add(3, state="drafted", is_paused=False, had_begun=False, agreed=False, said_yes=False)
    other.add(2, state=None, is_paused=False, had_begun=False, agreed=False, said_yes=True)
    other.add(1, state=None, is_paused=False, had_begun=False, agreed=False, said_yes=False)
    both = added([one, other])
    assert (both.counted, both.begun, both.volunteered, both.missing) == (6, 3, 2, 1)
    assert both.steps == [3, 0, 3, 0, 0, 0, 0, 0, 0]
