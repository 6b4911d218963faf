"""What a plan holds, without a database: cleaning, days, what is missing, fingerprints, and two texts compared."""

import json
from datetime import date

import pytest

from plf import contents
from plf.contents import as_day, canonical, clean, compare, fingerprint, frozen_sections, missing, problems

RUBRIC = {"9": {"title": "Involves All Learners", "domain": "Instructional Effectiveness"}}
YEAR = {"indicators": RUBRIC, "year_starts_on": date(2026, 8, 12), "year_ends_on": date(2027, 5, 27)}
WHOLE = {
    **contents.empty(),
    "indicators": ["9"],
    "area": "More talk",
    "statement": "All will talk",
    "measure": "A tally",
    "steps": [{"what": "Ask", "by_when": "10/5/2026"}],
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  plain  ", "plain"),
        ("two\r\nlines\rand three", "two\nlines\nand three"),
        (
            "pasted\x0bfrom a\x85word\u2028processor\x0cfour\u2029times",
            "pasted\nfrom a\nword\nprocessor\nfour\ntimes",
        ),
        ("tab\there", "tab here"),
        ("nul\x00, bell\x07, escape\x1b, delete\x7f, C1\x85", "nul, bell, escape, delete, C1"),
        ("\u202ebackwards\u202c \u2066isolated\u2069 \u200emarks\u200f\u061c", "backwards isolated marks"),
        ("half \ud800 a \udfff pair", "half  a  pair"),
        ("\ufeffbyte order\ufffe mark\uffff", "byte order mark"),
        ("Chloe\u0308", "Chloë"),
        ("👩🏽\u200d🏫 stays together", "👩🏽\u200d🏫 stays together"),
        ("数学 עברית العربية", "数学 עברית العربية"),
        ("", ""),
    ],
)
def test_text_is_cleaned_and_nothing_else_is_lost(typed, kept):
    assert clean(typed) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-10-05", date(2026, 10, 5)),
        ("10/5/2026", date(2026, 10, 5)),
        ("10-5-26", date(2026, 10, 5)),
        (" 2/29/2028 ", date(2028, 2, 29)),
        ("2/29/2027", None),
        ("2/31/2027", None),
        ("13/1/2026", None),
        ("0/0/0000", None),
        ("2026-10-05T10:00", None),
        ("October 5", None),
        ("١٠/٥/٢٠٢٦", date(2026, 10, 5)),
        ("", None),
    ],
)
def test_days_are_read_as_americans_write_them(typed, day):
    assert as_day(typed) == day


def test_five_things_are_required_and_no_more():
    assert [problem.at for problem in missing({})] == [
        "indicators",
        "area",
        "statement",
        "measure",
        "steps-0-what",
    ]
    assert missing(WHOLE) == []
    assert [problem.at for problem in missing(WHOLE, ["support", "learning"])] == [
        "learning-0-kind",
        "support",
    ]


def test_a_step_with_only_a_date_is_no_step():
    assert [problem.at for problem in missing({**WHOLE, "steps": [{"by_when": "10/5/2026"}]})] == [
        "steps-0-what"
    ]


def test_the_limit_itself_fits_and_one_more_does_not():
    assert problems({**WHOLE, "area": "x" * 600}, **YEAR) == []
    [problem] = problems({**WHOLE, "area": "x" * 601}, **YEAR)
    assert problem.sentence == "“My area of growth” is 1 character too long. Shorten it to 600."


def test_the_days_of_the_year_and_sixty_before_fit():
    for typed, fits in (
        ("2026-06-13", True),
        ("2026-06-12", False),
        ("2027-05-27", True),
        ("2027-05-28", False),
    ):
        assert (problems({**WHOLE, "by_when": typed}, **YEAR) == []) is fits, typed


def test_the_canonical_form_does_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": "é 🌻"}) == '{"a":"é 🌻","b":1}' == canonical({"a": "é 🌻", "b": 1})
    assert fingerprint({"b": 1, "a": 2}) == fingerprint('{"a":2,"b":1}')
    assert fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_frozen_text_reads_back_as_itself_with_its_labels():
    frozen = {"sections": frozen_sections(WHOLE, RUBRIC)}
    assert json.loads(canonical(frozen)) == frozen
    focus, *_ = frozen["sections"]
    assert focus["fields"][0]["value"] == [{"number": "9", **RUBRIC["9"]}]
    steps = next(each for each in frozen["sections"] if each["name"] == "steps")["fields"][0]
    assert steps["rows"] == [["Ask", "2026-10-05", "", ""]]


def test_rows_in_which_nothing_was_typed_are_not_frozen():
    text = {**WHOLE, "steps": [{}, {"what": " "}, {"what": "Ask"}]}
    steps = next(each for each in frozen_sections(text, RUBRIC) if each["name"] == "steps")["fields"][0]
    assert [row[0] for row in steps["rows"]] == ["Ask"]


def test_two_texts_side_by_side_are_each_whole():
    before = {"sections": frozen_sections(WHOLE, RUBRIC)}
    after = {"sections": frozen_sections({**WHOLE, "measure": "A tally in ten lessons"}, RUBRIC)}
    [changed] = [each for each in compare(before, after) if each.changed]
    assert changed.label == "How it will be measured"
    assert "".join(words for _, words in changed.before) == "A tally"
    assert "".join(words for _, words in changed.after) == "A tally in ten lessons"
    assert changed.after == [("same", "A tally"), ("new", " in ten lessons")]
