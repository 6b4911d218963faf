"""No number under five is told, and none can be worked out: tried with every table of a small size."""

import os
from collections import Counter, defaultdict
from itertools import product

import pytest

from plf.focus.bands import band
from plf.focus.counting import Crossing, Told, told

pytestmark = pytest.mark.once


def test_what_is_kept_back_by_hand():
    assert told({"Elm": 9, "Oak": 7}) == Told(16, {"Elm": 9, "Oak": 7})
    assert told({"Elm": 9, "Oak": 7, "Ash": 2}) == Told(18, {}), "Ash would follow"
    assert told({"Elm": 9, "Oak": 3, "Ash": 2}) == Told(14, {"Elm": 9}), "five together, and nobody knows how"
    assert told({"Elm": 9, "Oak": 4, "Ash": 4}) == Told(17, {}), (
        "eight of two that are small is four and four"
    )
    assert told({"Elm": 9, "Oak": 1, "Ash": 0}) == Told(10, {}), "the two together are fewer than five"
    assert told({"Elm": 9, "Oak": 6, "Ash": 3, "Fir": 3}) == Told(21, {"Elm": 9, "Oak": 6})
    assert told({"Elm": 4}) == Told(None, {})
    assert told({"Elm": 3, "Oak": 1}) == Told(None, {})
    assert told({"Elm": 9, "Oak": 0}) == Told(9, {"Elm": 9}), "nobody at Oak, where many are"
    assert told({"Elm": 9, "Oak": 0}, {"Oak"}) == Told(9, {}), "at Oak there are three: it is known of each"
    assert told({"Elm": 9, "Oak": 1, "Ash": 0}) == Told(10, {}), "one at one of the two"
    assert told({}) == Told(None, {})
    assert told({"Elm": 9, "Oak": 3, "": 8}, unnamed="") == Told(20, {"Elm": 9}), "eleven at Oak or nowhere"
    assert told({"Elm": 9, "Oak": 3, "": 1}, unnamed="") == Told(13, {})


@pytest.mark.parametrize(
    ("tiny", "unnamed"), [("", None), ("A", None), ("AB", None), ("", "B"), ("A", "B"), ("B", "B")]
)
@pytest.mark.parametrize(("groups", "most"), [(1, 12), (2, 12), (3, 11), (4, 7)])
def test_who_knows_the_rule_and_all_that_is_told_cannot_work_out_the_rest(groups, most, tiny, unnamed):
    names = "ABCD"[:groups]
    tables = defaultdict(list)
    for numbers in product(range(most + 1), repeat=groups):
        counts = dict(zip(names, numbers, strict=True))
        if any(counts.get(name, 0) >= 5 for name in tiny):
            continue
        result = told(counts, tiny, unnamed)
        assert all(number >= 5 for number in result.groups.values())
        assert result.total is None or result.total >= 5
        tables[result.total, tuple(sorted(result.groups.items()))].append(counts)
    for (total, groups_told), like in tables.items():
        back = set(names) - {name for name, _ in groups_told}
        if total is not None and back:
            assert total - sum(number for _, number in groups_told) not in (1, 2, 3, 4)
        if total is None or not back or max(max(each.values()) for each in like) == most:
            continue  # nothing kept back; or tables beyond those that were tried would look the same
        for name in back:
            could_be = {each[name] for each in like}
            if could_be == {0} and not back & set(tiny):
                continue  # nobody of many
            if name == unnamed and min(could_be) >= 5:
                continue  # not told, and not small
            assert len(could_be) > 1, f"{name} follows from {total} and {groups_told}"


# Sites with the bands that are taught there, and how many signed plans each has at all: "A" teaches one band alone.
DISTRICTS = [
    {"Ax": 30, "Bx": 30, "By": 30},
    {"Ax": 30, "Bx": 3, "By": 30},
    {"Ax": 30, "Bx": 30, "By": 30, "Cy": 30},
    {"Ax": 30, "Bx": 30, "B ": 30, "Cx": 4},
]
MOST = int(os.environ.get("PLF_FOCUS_MOST", "8"))


def both_told(people: dict[str, int], numbers: dict[str, int]) -> tuple[Told, Told]:
    """What is told of the sites and of the bands of one indicator, as plf.focus.queries does."""
    tables = []
    for side in (0, 1):
        sizes, counts = Counter(), Counter()
        for pair, size in people.items():
            sizes[pair[side].strip()] += size
            counts[pair[side].strip()] += numbers[pair]
        tables.append((dict(counts), [name for name, size in sizes.items() if size < 5]))
    sites, bands = (told(counts, tiny, unnamed="") for counts, tiny in tables)
    if sites.total is None or bands.total is None:
        return Told(None, {}), Told(None, {})
    crossing = Crossing({(pair[0], pair[1].strip()): size for pair, size in people.items()})
    return sites, bands if crossing.hides(sites, tables[0][0], bands) else Told(bands.total, {})


@pytest.mark.parametrize("people", DISTRICTS)
def test_sites_and_bands_side_by_side_give_nothing_away(people):
    """Whoever knows who works where, the rule and both tables, works out no number under five of any of them together."""
    like, parts = defaultdict(list), len(people)
    for numbers in product(range(MOST + 1), repeat=parts):
        sites, bands = both_told(people, dict(zip(people, numbers, strict=True)))
        like[sites.total, tuple(sorted(sites.groups.items())), tuple(sorted(bands.groups.items()))].append(
            numbers
        )
    with_bands = 0
    for (total, _, bands), tables in like.items():
        if total is None or any(max(table) == MOST for table in tables):
            continue  # tables beyond those that were tried would look the same
        with_bands += bool(bands)
        for some in product((0, 1), repeat=parts):
            sums = {
                sum(number for number, is_in in zip(table, some, strict=True) if is_in) for table in tables
            }
            follows = len(sums) == 1 and 0 < min(sums) < 5
            assert not follows, f"{people} {some} follows from {total} and {bands}"
        nobody = [size for at, size in enumerate(people.values()) if not any(table[at] for table in tables)]
        assert sum(nobody) not in range(1, 5), "that none of so few chose it"
    assert with_bands or MOST < 8


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("Grade 4 teacher", "Grades 3–5"),
        ("Grades 6-8 science", "Grades 6–8"),
        ("7th-grade mathematics", "Grades 6–8"),
        ("Kindergarten teacher", "Pre-K and kindergarten"),
        ("Pre-K teacher", "Pre-K and kindergarten"),
        ("Grades 4–7 art", ""),
        ("Band director", ""),
        ("Grade 14", ""),
        ("", ""),
    ],
)
def test_a_position_says_the_grade_band(position, expected):
    assert band(position) == expected
