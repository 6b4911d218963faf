"""What the guide says, without a database: the year in months, placeholders, the beginning of a text, and its length."""

from datetime import date
from types import SimpleNamespace

import pytest

from plf import contents
from plf.formats import markdown
from plf.guide.contents import BITS, GUIDE, LIMIT, PARTS, PLACEHOLDERS, fill, gist, minutes, problem
from plf.guide.seasons import seasons

pytestmark = pytest.mark.once

AUGUST_TO_MAY = {
    "starts_on": date(2026, 8, 17),
    "plans_agreed_by": date(2026, 10, 30),
    "forms_due_on": date(2027, 5, 7),
    "conferences_by": date(2027, 5, 14),
}


def year(**days):
    return SimpleNamespace(**{**AUGUST_TO_MAY, **days})


def test_the_year_has_the_months_of_the_districts_guide_and_its_real_days():
    found = seasons(year(), [(25, date(2026, 10, 9))])
    assert [(each.when, each.title) for each in found] == [
        ("September 2026", "Present and identify"),
        ("October 2026", "Engage"),
        ("November 2026 to March 2027", "Support"),
        ("April to May 2027", "Checkpoint"),
        ("May 2027", "Final conferences"),
    ]
    assert found[1].by == "25% of each site’s people by October 9, 2026; plans agreed by October 30, 2026"
    assert [each.by for each in found[3:]] == ["forms in by May 7, 2027", "all held by May 14, 2027"]


@pytest.mark.parametrize(
    ("days", "months"),
    [
        (
            {"starts_on": date(2026, 9, 1)},
            ["September 2026", "October 2026", "November 2026 to March 2027", "April to May 2027", "May 2027"],
        ),
        (
            {"plans_agreed_by": date(2026, 12, 11)},
            ["September 2026", "October to December 2026", "January to March 2027", "April to May 2027", "May 2027"],
        ),
        (
            {"plans_agreed_by": date(2026, 8, 28), "forms_due_on": date(2026, 9, 4), "conferences_by": date(2026, 9, 4)},
            ["August 2026", "August 2026", "September 2026", "August to September 2026", "September 2026"],
        ),
    ],
)  # fmt: skip
def test_other_years_move_the_months_along(days, months):
    assert [each.when for each in seasons(year(**days))] == months


def test_every_section_of_both_forms_has_its_bit():
    assert {part.name for part in BITS} == {
        f"{kind}-{section.name}" for kind, form in contents.FORMS.items() for section in form
    }


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_the_original_words_fit_and_are_plain(part):
    assert problem(part.text) is None
    assert len(part.text) <= LIMIT
    shown = markdown(fill(part.text, {name: example for name, (_, example) in PLACEHOLDERS.items()}))
    assert "{" not in shown
    assert "**" not in shown


def test_the_guide_takes_two_minutes():
    assert minutes({part.name: part.text for part in GUIDE}) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("By {forms_due}", "There is no placeholder {forms_due}."),
        ("By {}", "There is no placeholder {}."),
        ("{district.name}", "There is no placeholder {district.name}."),
        ("By {forms_due_on", "A brace stands alone."),
        ("{{forms_due_on}}", "A brace stands alone."),
    ],
)
def test_a_placeholder_that_is_not_on_the_list_is_said(text, says):
    assert problem(text).startswith(says)


def test_what_is_filled_in_is_shown_as_it_is():
    filled = fill(
        "{district}, {target}", {"district": "1. *North* [x](https://a.b) <b>", "target": "{district}"}
    )
    assert markdown(filled) == "<p>1. *North* [x](https://a.b) &lt;b&gt;, {district}</p>"


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("One.\n\nTwo.", 100, "One."),
        ("These:\n\n- a\n- b\n\nAfter.", 100, "These:\n\n- a\n- b"),
        ("- a\n- b", 100, "- a\n- b"),
        ("These:\n- aaaa\n- bbbb", 14, "These:\n- aaaa\n- …"),
        ("One sentence. Another one.", 20, "One sentence."),
        ("word " * 50, 60, "word word word word word word word word word word word word …"),
        ("", 100, ""),
    ],
)  # fmt: skip
def test_the_beginning_of_a_text(text, limit, kept):
    assert gist(text, limit) == kept
