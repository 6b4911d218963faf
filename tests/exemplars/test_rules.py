"""Who may do what with an exemplar, and when: written out by hand, and never computed from the table in plf.rules."""

import pytest

from plf.rules import EXEMPLAR_RULES, EXEMPLAR_STATES, ExemplarCase, exemplar_after, exemplar_refusal
from plf.rules import ExemplarRole as Role

pytestmark = pytest.mark.once

TEACHER, OFFICE, STAFF = {Role.TEACHER, Role.STAFF}, {Role.OFFICE, Role.STAFF}, {Role.STAFF}
OWN = {Role.TEACHER, Role.OFFICE, Role.STAFF}

NONE = ExemplarCase(state=None, offered=False)
UNSIGNED = ExemplarCase(state=None, offered=False, signed=False)
ASKED_FOR = ExemplarCase(state="draft", offered=False)
DRAFT = ExemplarCase(state="draft")
ASKED = ExemplarCase(state="asked")
AGREED = ExemplarCase(state="asked", agreed=True)
CHANGED_BACK = ExemplarCase(state="draft", agreed=True)
IN_LIBRARY = ExemplarCase(state="published", agreed=True, was_shown=True)
WITHDRAWN = ExemplarCase(state="withdrawn", was_shown=True)
TAKEN_BACK = ExemplarCase(state="withdrawn", taken_back=True, was_shown=True)
SAID_NO = ExemplarCase(state="withdrawn", offered=False, taken_back=True)
OURS = ExemplarCase(state="draft", offered=False, by_office=True, signed=False)
OURS_SHOWN = ExemplarCase(state="published", offered=False, by_office=True, was_shown=True, signed=False)

# What each may do, in each case; everything that is not written here is refused.
MAY = [
    (NONE, TEACHER, {"offer": "draft"}),
    (NONE, OFFICE, {"ask_for": "draft", "write": "draft"}),
    (UNSIGNED, TEACHER, {}),
    (UNSIGNED, OFFICE, {"write": "draft"}),
    (ASKED_FOR, TEACHER, {"offer": "draft", "withdraw": "withdrawn", "work_on": "draft"}),
    (ASKED_FOR, OFFICE, {"withdraw": "withdrawn", "work_on": "draft", "write_notes": "draft"}),
    (DRAFT, TEACHER, {"change": "draft", "withdraw": "withdrawn", "work_on": "draft"}),
    (
        DRAFT,
        OFFICE,
        {
            "change": "draft",
            "write_notes": "draft",
            "ask_consent": "asked",
            "withdraw": "withdrawn",
            "work_on": "draft",
        },
    ),
    (ASKED, TEACHER, {"change": "draft", "consent": "asked", "withdraw": "withdrawn", "work_on": "asked"}),
    (
        ASKED,
        OFFICE,
        {"change": "draft", "write_notes": "asked", "withdraw": "withdrawn", "work_on": "asked"},
    ),
    (AGREED, TEACHER, {"change": "draft", "consent": "asked", "withdraw": "withdrawn", "work_on": "asked"}),
    (
        AGREED,
        OFFICE,
        {
            "change": "draft",
            "write_notes": "asked",
            "publish": "published",
            "withdraw": "withdrawn",
            "work_on": "asked",
        },
    ),
    (
        CHANGED_BACK,
        OFFICE,
        {
            "change": "draft",
            "write_notes": "draft",
            "ask_consent": "asked",
            "publish": "published",
            "withdraw": "withdrawn",
            "work_on": "draft",
        },
    ),
    (
        IN_LIBRARY,
        TEACHER,
        {"consent": "published", "withdraw": "withdrawn", "work_on": "published", "read": "published"},
    ),
    (
        IN_LIBRARY,
        OFFICE,
        {
            "change": "draft",
            "write_notes": "published",
            "withdraw": "withdrawn",
            "work_on": "published",
            "read": "published",
        },
    ),
    (WITHDRAWN, TEACHER, {"take_up_again": "draft", "withdraw": "withdrawn", "work_on": "withdrawn"}),
    (WITHDRAWN, OFFICE, {"take_up_again": "draft", "work_on": "withdrawn"}),
    (TAKEN_BACK, TEACHER, {"take_up_again": "draft", "withdraw": "withdrawn", "work_on": "withdrawn"}),
    (TAKEN_BACK, OFFICE, {"work_on": "withdrawn"}),
    (SAID_NO, OFFICE, {"work_on": "withdrawn"}),
    (SAID_NO, TEACHER, {"take_up_again": "draft", "withdraw": "withdrawn", "work_on": "withdrawn"}),
    (
        OURS,
        OFFICE,
        {
            "change": "draft",
            "write_notes": "draft",
            "publish": "published",
            "withdraw": "withdrawn",
            "work_on": "draft",
        },
    ),
    (
        OURS_SHOWN,
        OFFICE,
        {
            "change": "draft",
            "write_notes": "published",
            "withdraw": "withdrawn",
            "work_on": "published",
            "read": "published",
        },
    ),
]


@pytest.mark.parametrize(("case", "roles", "may"), MAY)
def test_each_may_do_what_is_written_here_and_nothing_else(case, roles, may):
    found = {
        action: exemplar_after(action, roles, case)
        for action in EXEMPLAR_RULES
        if exemplar_refusal(action, roles, case) is None
    }
    assert found == may


@pytest.mark.parametrize("state", [None, *EXEMPLAR_STATES])
def test_for_all_other_staff_there_is_only_what_is_published(state):
    for agreed in (True, False):
        case = ExemplarCase(state=state, agreed=agreed, was_shown=state in ("published", "withdrawn"))
        statuses = {
            action: refusal.status if (refusal := exemplar_refusal(action, STAFF, case)) else 200
            for action in EXEMPLAR_RULES
        }
        reading = {"published": 200, "withdrawn": 410}.get(state, 404)
        assert statuses == {**dict.fromkeys(EXEMPLAR_RULES, 404), "read": reading}


@pytest.mark.parametrize("case", [NONE, DRAFT, ASKED, AGREED, IN_LIBRARY, WITHDRAWN])
def test_nobody_of_the_office_decides_about_their_own(case):
    for action in EXEMPLAR_RULES:
        theirs, teachers = exemplar_refusal(action, OWN, case), exemplar_refusal(action, TEACHER, case)
        assert (theirs is None) == (teachers is None)


def test_every_refusal_is_a_sentence():
    for action in EXEMPLAR_RULES:
        for roles in (TEACHER, OFFICE, STAFF):
            for case in (NONE, UNSIGNED, ASKED_FOR, DRAFT, ASKED, IN_LIBRARY, TAKEN_BACK, OURS):
                refusal = exemplar_refusal(action, roles, case)
                if refusal:
                    assert refusal.sentence.endswith(".")
                    assert "None" not in refusal.sentence
