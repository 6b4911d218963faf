"""What cannot be: rows that wait for each other in a circle, and dates that do not fit."""

from datetime import date

from plf.timeline.trouble import Spot, circles, impossible_dates

SEPTEMBER, DECEMBER, MAY = date(2026, 9, 1), date(2026, 12, 18), date(2027, 5, 28)


def spots(*given: Spot) -> dict[int, Spot]:
    return {each.id: each for each in given}


# Outcome 1 with 1a and 1b, outcome 2 with 2a; and 3a of another action plan.
TREE = (
    Spot(1, None, "1", 7),
    Spot(2, 1, "1a", 7),
    Spot(3, 1, "1b", 7),
    Spot(4, None, "2", 7),
    Spot(5, 4, "2a", 7),
    Spot(6, None, "3a of “Technology”", 8),
)


def named(waits, tree=TREE) -> list[str]:
    return [each.sentence.split(". ")[0] for each in circles(spots(*tree), waits)]


def test_two_rows_that_wait_for_each_other():
    assert named([(2, 5), (5, 2)]) == ["A circle: 1a waits for 2a; 2a waits for 1a"]


def test_a_circle_through_another_action_plan():
    assert named([(2, 5), (5, 6), (6, 2)]) == [
        "A circle: 1a waits for 2a; 2a waits for 3a of “Technology”; 3a of “Technology” waits for 1a"
    ]


def test_a_circle_through_what_a_row_is_part_of():
    # Outcome 2 has ended when 2a has, and that waits for 1a.
    assert named([(2, 4), (5, 2)]) == ["A circle: 1a waits for 2; 2a, which belongs with 2, waits for 1a"]
    # 1a cannot begin before outcome 1 may, and that waits for 2a.
    assert named([(1, 5), (5, 2)]) == ["A circle: 1, which belongs with 1a, waits for 2a; 2a waits for 1a"]
    assert named([(2, 1)]) == ["A circle: 1a, which belongs with 1, waits for 1"]


def test_rows_of_one_outcome_that_wait_for_each_others_outcome_or_in_a_line_are_no_circle():
    assert named([(2, 5), (3, 5), (2, 3), (5, 6)]) == []


def test_what_is_done_keeps_nobody_waiting():
    done = [Spot(5, 4, "2a", 7, "done") if each.id == 5 else each for each in TREE]
    assert named([(2, 5), (5, 2)], done) == []


def test_of_two_circles_each_is_named_once():
    assert len(named([(2, 3), (3, 2), (5, 6), (6, 5)])) == 2


def sentences(*given: Spot, waits=()) -> list[str]:
    return [each.sentence for each in impossible_dates(spots(*given), waits)]


def test_a_row_that_ends_before_it_starts():
    assert sentences(Spot(1, None, "3b", 7, starts_on=DECEMBER, ends_on=SEPTEMBER)) == [
        "3b ends on Sep 1, 2026, before it starts on Dec 18, 2026."
    ]


def test_a_row_outside_of_what_it_is_part_of():
    above = Spot(1, None, "3", 7, starts_on=SEPTEMBER, ends_on=DECEMBER)
    assert sentences(above, Spot(2, 1, "3b", 7, starts_on=date(2026, 8, 1), ends_on=MAY)) == [
        "3b starts on Aug 1, 2026, before 3, which it is part of, starts on Sep 1, 2026.",
        "3b ends on May 28, 2027, after 3, which it is part of, ends on Dec 18, 2026.",
    ]


def test_a_row_that_starts_or_ends_before_what_it_waits_for_has_ended():
    first, second = Spot(1, None, "2a", 7, ends_on=DECEMBER), Spot(2, None, "3b", 7, starts_on=SEPTEMBER)
    assert sentences(first, second, waits=[(2, 1)]) == [
        "3b starts on Sep 1, 2026, before 2a, which it waits for, ends on Dec 18, 2026."
    ]
    second = Spot(2, None, "3b", 7, ends_on=SEPTEMBER)
    assert sentences(first, second, waits=[(2, 1)]) == [
        "3b ends on Sep 1, 2026, before 2a, which it waits for, ends on Dec 18, 2026."
    ]


def test_dates_that_fit_or_are_not_known_or_were_dropped_are_no_trouble():
    above = Spot(1, None, "3", 7, starts_on=SEPTEMBER, ends_on=MAY)
    inside = Spot(2, 1, "3a", 7, starts_on=SEPTEMBER, ends_on=DECEMBER)
    after = Spot(3, 1, "3b", 7, starts_on=DECEMBER, ends_on=MAY)
    dropped = Spot(4, 1, "3c", 7, "dropped", MAY, SEPTEMBER)
    assert sentences(above, inside, after, dropped, Spot(5, 1, "3d", 7), waits=[(3, 2), (4, 2), (5, 3)]) == []
