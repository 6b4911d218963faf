"""How a row stands by what is under it: the rule, written out by hand."""

from dataclasses import dataclass
from datetime import date

import pytest

from plf.timeline.rollup import rolled_up


@dataclass
class Row:
    id: int
    parent_id: int | None
    status: str = "not_started"
    starts_on: date | None = None
    ends_on: date | None = None


# What the outcome says of itself, what its steps say, and how it stands then.
STANDS = [
    ("not_started", [], "not_started"),
    ("on_track", [], "on_track"),
    ("not_started", ["not_started", "not_started"], "not_started"),
    ("not_started", ["not_started", "on_track"], "on_track"),
    ("not_started", ["not_started", "done"], "on_track"),
    ("not_started", ["done", "done"], "done"),
    ("not_started", ["done", "dropped"], "done"),
    ("not_started", ["not_started", "dropped"], "not_started"),
    ("not_started", ["dropped", "dropped"], "dropped"),
    ("not_started", ["on_track", "behind", "done"], "behind"),
    ("behind", ["on_track", "on_track"], "behind"),
    ("behind", ["dropped"], "behind"),
    ("done", ["on_track", "done"], "on_track"),
    ("dropped", ["on_track", "behind"], "dropped"),
]


@pytest.mark.parametrize(("own", "steps", "stands"), STANDS)
def test_an_outcome_stands_as_the_table_says(own, steps, stands):
    rows = [Row(1, None), Row(2, 1, own), *(Row(3 + at, 2, each) for at, each in enumerate(steps))]
    assert rolled_up(rows)[2].status == stands


def test_what_is_behind_far_down_is_behind_at_the_top_and_what_was_dropped_counts_for_nothing():
    rows = [Row(1, None), Row(2, 1), Row(3, 2, "done"), Row(4, 2), Row(5, 4, "behind"), Row(6, 4, "dropped")]
    found = rolled_up(rows)
    assert [found[each].status for each in (1, 2, 3, 4)] == ["behind", "behind", "done", "behind"]
    assert (found[1].done, found[1].count) == (1, 2)


def test_dates_are_those_of_what_is_under_it_without_what_was_dropped():
    rows = [
        Row(1, None, starts_on=date(2026, 1, 1)),
        Row(2, 1, starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18)),
        Row(3, 1, ends_on=date(2027, 5, 28)),
        Row(4, 1, "dropped", date(2020, 1, 1), date(2030, 1, 1)),
    ]
    top = rolled_up(rows)[1]
    assert (top.starts_on, top.ends_on) == (date(2026, 9, 1), date(2027, 5, 28))
