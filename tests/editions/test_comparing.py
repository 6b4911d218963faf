"""What is different between two texts of an action plan, told without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plf.action_plans import contents
from plf.editions.comparing import compare

pytestmark = pytest.mark.once


def table(*priorities) -> dict:
    """("P", ("O", "S1", "S2"), …): each is a row's text, which is its key too, and the rows under it."""

    def row(said) -> dict:
        text, *under = (said,) if isinstance(said, str) else said
        return contents.empty_row(text, text) | {"rows": [row(each) for each in under]}

    return contents.empty("Commitment") | {"rows": [row(each) for each in priorities]}


def row_of(text: dict, key: str) -> dict:
    return next(each.row for each in contents.placed(text) if each.row["key"] == key)


def told(before, after) -> dict:
    found = compare(before, after)
    return {
        "added": [each.row["key"] for each in found.added],
        "removed": [each.row["key"] for each in found.removed],
        "moved": [(each.row.row["key"], each.before, each.under) for each in found.moved],
        "renumbered": [(each.row["key"], was, each.label) for each, was in found.renumbered],
        "changed": [(each.row["key"], [cell.title for cell in cells]) for each, cells in found.changed],
    }


NOTHING = {"added": [], "removed": [], "moved": [], "renumbered": [], "changed": []}
BEFORE = table(("P", ("one", "a", "b", "c"), ("two", "d")))


@pytest.mark.parametrize(
    ("after", "difference"),
    [
        (BEFORE, {}),
        (table(("P", ("one", "a", "new", "b", "c"), ("two", "d"))),
         {"added": ["new"], "renumbered": [("b", "1b", "1c"), ("c", "1c", "1d")]}),
        (table(("P", ("two", "d"))),
         {"removed": ["one", "a", "b", "c"], "renumbered": [("two", "2", "1"), ("d", "2a", "1a")]}),
        (table(("P", ("one", "c", "a", "b"), ("two", "d"))),
         {"moved": [("c", "1c", "")], "renumbered": [("a", "1a", "1b"), ("b", "1b", "1c")]}),
        (table(("P", ("one", "a", "c"), ("two", "d", "b"))),
         {"moved": [("b", "1b", "two")], "renumbered": [("c", "1c", "1b")]}),
        # A whole outcome goes first: only it has moved, not what it brings along.
        (table(("P", ("two", "d"), ("one", "a", "b", "c"))),
         {"moved": [("two", "2", "")],
          "renumbered": [("d", "2a", "1a"), ("one", "1", "2"), ("a", "1a", "2a"), ("b", "1b", "2b"), ("c", "1c", "2c")]}),
    ],
)  # fmt: skip
def test_rows_are_added_removed_and_moved_and_others_only_get_another_label(after, difference):
    assert told(BEFORE, after) == NOTHING | difference


def test_a_changed_cell_is_told_with_its_words_and_by_the_districts_own_title():
    before, after = table(("P", ("one", "a"))), table(("P", ("one", "a")))
    for text in (before, after):
        text["columns"] = [{"key": "x3", "title": "Evidence", "hint": ""}]
    row_of(before, "a")["resources"] = "two days of cover"
    row_of(after, "a").update(resources="three days of cover", extra={"x3": "Minutes"})
    [(row, [resources, evidence])] = compare(before, after).changed
    assert row.label == "1a"
    assert resources.before == [("gone", "two"), ("same", " days of cover")]
    assert resources.after == [("new", "three"), ("same", " days of cover")]
    assert (evidence.title, evidence.before, evidence.after) == ("Evidence", [], [("new", "Minutes")])


def test_a_link_has_changed_when_it_leads_elsewhere_not_when_the_other_row_has_another_label():
    link = {"kind": "waits_for", "to": "b", "plan": None, "label": "1b", "note": ""}
    before, moved = table(("P", ("one", "a", "b"))), table(("P", ("one", "b", "a")))
    row_of(before, "a")["links"] = [link]
    row_of(moved, "a")["links"] = [link | {"label": "1a"}]
    assert told(before, moved)["changed"] == []
    row_of(moved, "a")["links"] = [link | {"kind": "helps", "label": "1a"}]
    assert told(before, moved)["changed"] == [("a", ["Interdependencies"])]


def test_what_stands_above_the_table_and_its_columns_are_compared_too():
    before, after = table("P"), table("P")
    after["big_idea"] = "From each other"
    after["headings"] = {"team": {"title": "Who", "hint": ""}}
    assert [cell.title for cell in compare(before, after).head] == ["Big idea", "Column “Team Members”"]


shapes = st.recursive(
    st.just(()), lambda under: st.lists(under, min_size=1, max_size=4).map(tuple), max_leaves=12
)


def keyed(shape, keys) -> list[dict]:
    return [contents.empty_row(key := next(keys), key) | {"rows": keyed(under, keys)} for under in shape]


@settings(max_examples=60, deadline=None)
@given(st.data(), shapes, shapes)
def test_every_row_of_both_is_accounted_for_once(data, one, other):
    keys = [f"k{number}" for number in range(60)]
    before = contents.empty("x") | {"rows": keyed(one, iter(keys))}
    after = contents.empty("x") | {"rows": keyed(other, iter(data.draw(st.permutations(keys))))}
    found = compare(before, after)
    moved = {each.row.row["key"] for each in found.moved}
    renumbered = {each.row["key"] for each, _ in found.renumbered}
    was = {
        each.row["key"]: (each.label, each.above and each.above["key"]) for each in contents.placed(before)
    }
    now = {each.row["key"]: (each.label, each.above and each.above["key"]) for each in contents.placed(after)}
    assert {each.row["key"] for each in found.added} == set(now) - set(was)
    assert {each.row["key"] for each in found.removed} == set(was) - set(now)
    assert not moved & renumbered
    for key in set(was) & set(now) - moved:
        assert was[key][1] == now[key][1]
        assert (was[key][0] != now[key][0]) == (key in renumbered)
