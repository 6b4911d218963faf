"""What resuming does to the days of a plan, worked out by hand on a calendar of 2026-2027."""

from datetime import date

import pytest

from plf.rules import Case, Dates, dates_after_pause

AGREED_BY, FORMS_DUE = date(2026, 10, 31), date(2027, 5, 3)


def days(state, paused_on, resumed_on, *, agreed_by=AGREED_BY, checkpoint_on=None, in_force=False) -> Dates:
    return dates_after_pause(
        Case(state=state, paused=True, in_force=in_force),
        paused_on=paused_on,
        resumed_on=resumed_on,
        agreed_by=agreed_by,
        checkpoint_on=checkpoint_on,
        forms_due_on=FORMS_DUE,
    )


@pytest.mark.parametrize(
    ("story", "checkpoint", "paused", "resumed", "then"),
    [
        ("four weeks in January", date(2027, 3, 15), date(2027, 1, 4), date(2027, 2, 1), date(2027, 4, 12)),
        ("to the form-due date at most", date(2027, 4, 19), date(2027, 1, 4), date(2027, 3, 1), FORMS_DUE),
        (
            "across the deadline: two weeks are left",
            date(2027, 4, 19),
            date(2027, 3, 1),
            date(2027, 5, 10),
            date(2027, 5, 24),
        ),
        (
            "back just before it: two weeks, beyond it",
            date(2027, 4, 19),
            date(2027, 4, 1),
            date(2027, 4, 26),
            date(2027, 5, 10),
        ),
        (
            "one that the office has extended does not move back",
            date(2027, 5, 20),
            date(2027, 1, 4),
            date(2027, 1, 11),
            date(2027, 5, 20),
        ),
        ("resumed on the same day", date(2027, 1, 6), date(2027, 1, 4), date(2027, 1, 4), date(2027, 1, 6)),
        (
            "over the end of February",
            date(2027, 3, 15),
            date(2027, 2, 26),
            date(2027, 3, 5),
            date(2027, 3, 22),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_checkpoint_date_moves_on(story, checkpoint, paused, resumed, then):
    found = days("active", paused, resumed, checkpoint_on=checkpoint, in_force=True)
    assert found == Dates(AGREED_BY, then)


@pytest.mark.parametrize(
    ("story", "agreed_by", "paused", "resumed", "then"),
    [
        ("it passed meanwhile", AGREED_BY, date(2026, 10, 5), date(2026, 11, 9), date(2026, 11, 23)),
        ("it is near", AGREED_BY, date(2026, 10, 5), date(2026, 10, 26), date(2026, 11, 9)),
        ("it is far enough", AGREED_BY, date(2026, 9, 1), date(2026, 9, 30), AGREED_BY),
        ("it is just two weeks away", AGREED_BY, date(2026, 9, 1), date(2026, 10, 17), AGREED_BY),
        ("it was late before", AGREED_BY, date(2026, 11, 2), date(2026, 12, 7), AGREED_BY),
        ("paused on that very day", AGREED_BY, date(2026, 10, 31), date(2026, 11, 2), date(2026, 11, 16)),
        ("resumed on the same day", AGREED_BY, date(2026, 10, 30), date(2026, 10, 30), AGREED_BY),
        (
            "paused a second time",
            date(2026, 11, 23),
            date(2026, 11, 16),
            date(2026, 11, 30),
            date(2026, 12, 14),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_two_weeks_are_left_to_agree(story, agreed_by, paused, resumed, then):
    assert days("drafted", paused, resumed, agreed_by=agreed_by) == Dates(then, None)


def test_while_amending_the_plan_has_been_agreed_already():
    found = days(
        "drafted",
        date(2027, 1, 4),
        date(2027, 1, 11),
        checkpoint_on=date(2027, 3, 1),
        in_force=True,
    )
    assert found == Dates(AGREED_BY, date(2027, 3, 8))


def test_what_the_evaluator_has_signed_does_not_move_before_the_teacher_signs_it():
    found = days("evaluator_signed", date(2026, 10, 5), date(2026, 11, 9), checkpoint_on=date(2027, 3, 1))
    assert found == Dates(date(2026, 11, 23), date(2027, 3, 1))


@pytest.mark.parametrize("state", ["checkpoint_submitted", "conferenced", "checkpoint_evaluator_signed"])
def test_once_the_checkpoint_is_in_its_day_has_been_met(state):
    found = days(state, date(2027, 4, 1), date(2027, 5, 1), checkpoint_on=date(2027, 3, 30), in_force=True)
    assert found == Dates(AGREED_BY, date(2027, 3, 30))


@pytest.mark.parametrize("state", ["checkpoint_drafted", "checkpoint_returned"])
def test_a_checkpoint_that_is_being_written_gets_its_days(state):
    found = days(state, date(2027, 3, 1), date(2027, 3, 11), checkpoint_on=date(2027, 4, 1), in_force=True)
    assert found == Dates(AGREED_BY, date(2027, 4, 11))
