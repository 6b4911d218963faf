"""What written times mean as days."""

from datetime import date

import pytest

from plf.action_plans.timing import parted, understood

SCHOOL_YEAR = ("2018-07-01", "2019-06-30")
FALL = ("2018-09-01", "2018-12-31")
MEANT = {
    "fall 2018": FALL,
    "Fall of 2018": FALL,
    "Autumn 2018": FALL,
    "2018-2019": SCHOOL_YEAR,
    "2018–19": SCHOOL_YEAR,
    "SY 2018-19": SCHOOL_YEAR,
    "Oct 2018": ("2018-10-01", "2018-10-31"),
    "Sept. 2018": ("2018-09-01", "2018-09-30"),
    "10/1/2018": ("2018-10-01", "2018-10-01"),
    "2018-10-01": ("2018-10-01", "2018-10-01"),
    "Oct 1, 2018": ("2018-10-01", "2018-10-01"),
    "2018": ("2018-01-01", "2018-12-31"),
    "Q3 2018": ("2018-07-01", "2018-09-30"),
    "summer 2019": ("2019-06-01", "2019-08-31"),
    "by June 2019": ("2019-06-01", "2019-06-30"),
    "late fall 2018": ("2018-11-21", "2018-12-31"),
    "fall 2018 – spring 2019": ("2018-09-01", "2019-05-31"),
    "Sept 2018 to June 2019": ("2018-09-01", "2019-06-30"),
    "10/1/18-5/1/19": ("2018-10-01", "2019-05-01"),
    "ongoing": None,
    "": None,
    "2/30/2019": None,
    "Feb 30, 2019": None,
    "2018-2020": ("2018-01-01", "2020-12-31"),
    "spring 2019 - fall 2018": None,
    "spam 2019": None,
}


@pytest.mark.once
@pytest.mark.parametrize("written", MEANT)
def test_written_times_mean_days(written):
    found = understood(written)
    assert (found and tuple(day.isoformat() for day in found)) == MEANT[written]


@pytest.mark.once
def test_an_end_that_is_written_as_a_range_is_its_last_time():
    assert understood("fall 2018 - spring 2019", end=True) == (date(2019, 3, 1), date(2019, 5, 31))


@pytest.mark.once
def test_one_cell_is_parted_into_start_and_end_as_they_are_written():
    assert parted("Fall 2018 – Spring 2019") == ("Fall 2018", "Spring 2019")
    assert parted("10/1/18-5/1/19") == ("10/1/18", "5/1/19")
    assert parted("2018-2019") == ("2018-2019", "")
    assert parted("as soon as there is money - perhaps") == ("as soon as there is money - perhaps", "")
