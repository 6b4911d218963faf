"""Any sequence of adding, moving, deleting and bringing back keeps one tree without gaps, with the right labels."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plf.action_plans import tree
from plf.action_plans.contents import DEEPEST

EXAMPLES = int(os.environ.get("PLF_TREE_EXAMPLES", "60"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("add", "up", "down", "in", "out", "under", "delete")),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=40,
)


@pytest.mark.once
@settings(max_examples=EXAMPLES, deadline=None)
@given(STEPS)
def test_one_parent_no_gaps_right_labels(steps):
    now: dict = {}
    number = 0
    for step, first, second in steps:
        rows = sorted(now)
        row = rows[first % len(rows)] if rows else None
        above = [None, *rows][second % (len(rows) + 1)]
        before = dict(now)
        try:
            if step == "add" or row is None:
                number += 1
                now = tree.added(now, number, above, first)
            elif step == "under":
                now = tree.moved(now, row, above, first)
            elif step == "delete":
                now = tree.removed(now, row)
            else:
                now = {"up": tree.up, "down": tree.down, "in": tree.into, "out": tree.out}[step](now, row)
        except tree.Impossible:
            assert now == before, "what cannot be changes nothing"
            continue
        is_whole(now)
        if step in ("up", "down", "in", "out", "under") and row is not None:
            assert set(now) == set(before), "a move loses no row"
            assert tree.whole(now, row) == tree.whole(before, row), "what stands under a row moves along"


def is_whole(now: dict) -> None:
    places = tree.places(now)
    assert sorted(places) == sorted(now), "every row hangs in the tree, once"
    for above, rows in tree.children(now).items():
        assert [now[row][1] for row in rows] == list(range(len(rows))), "positions without gaps"
        assert above is None or above in now
    assert all(place.level < DEEPEST for place in places.values())
    labels = [place.label for place in places.values()]
    assert len(set(labels)) == len(labels), "a label names one row"
    outcomes = [place.label for place in places.values() if place.level == 1]
    assert outcomes == [str(number + 1) for number in range(len(outcomes))], (
        "outcomes count through the whole plan"
    )
