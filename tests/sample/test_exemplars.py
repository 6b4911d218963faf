"""The sample's exemplars: each one a whole plan that could be handed out, together something for everybody."""

import re
from datetime import date

import pytest

from plf import contents
from plf.exemplars import contents as library
from plf.rubrics.table import read
from plf.sample import exemplars
from plf.sample.calendar import years_around
from plf.sample.cast import CAST, DISTRICT, SITES
from plf.sample.district import HERE, RUBRICS

BEFORE, YEAR, _ = years_around(date(2026, 11, 23))
KNOWN = {
    kind: {row.number for row in read((HERE / table).read_text(encoding="utf-8"))}
    for kind, (_, table) in RUBRICS.items()
}
ALL = {name: exemplars.written(name, YEAR.starts_on) for name in exemplars.names()}


@pytest.mark.parametrize("name", ALL)
def test_every_exemplar_could_be_submitted_as_it_is(name):
    written = ALL[name]
    year = BEFORE if written.checkpoint else YEAR
    days = {"year_starts_on": year.starts_on, "year_ends_on": year.ends_on}
    assert contents.missing(written.text) == []
    assert contents.problems(written.text, indicators=KNOWN[written.staff_kind], **days) == []
    if written.checkpoint:
        assert contents.missing(written.checkpoint, kind="checkpoint") == []
        assert contents.problems(written.checkpoint, indicators=[], kind="checkpoint", **days) == []
        assert all(row["done"] and row["happened"] for row in written.checkpoint["steps"])


@pytest.mark.parametrize("name", ALL)
def test_the_office_says_beside_each_exemplar_why_it_is_good(name):
    written = ALL[name]
    mine = set(contents.SECTIONS) if written.checkpoint else {each.name for each in contents.PLAN}
    assert {"focus", "goal", "steps"} <= set(written.notes) <= mine
    assert all(0 < len(note) <= library.NOTE_LIMIT for note in written.notes.values())
    assert 0 < len(written.title) <= library.TITLE_LIMIT
    assert 0 < len(written.summary) <= library.SUMMARY_LIMIT
    for section in contents.PLAN:  # a note stands beside something
        filled = [each.name for each in section.fields if contents.is_filled(each, written.text[each.name])]
        assert filled or section.name not in written.notes


@pytest.mark.parametrize("name", ALL)
def test_an_exemplar_names_nobody_and_no_place(name):
    words = set(re.findall(r"\w+", str(ALL[name])))
    people = {part for member in CAST.values() for part in member.name.split()}
    places = {DISTRICT.split()[0], *(site.split()[0] for site in SITES.values())} - {"Education"}
    assert words & (people | places) == set()


def test_together_they_have_something_for_everybody():
    assert len(ALL) == 12
    teachers = [each for each in ALL.values() if each.staff_kind == "teacher"]
    assert {number for each in teachers for number in each.text["indicators"]} == KNOWN["teacher"]
    assert {each.grade_band for each in ALL.values()} == set(library.GRADE_BANDS)
    kinds = {kind for each in ALL.values() for kind in library.learning_kinds(each.text)}
    assert kinds == set(contents.LEARNING_KINDS)
    assert len({each.subject for each in ALL.values()}) == 12
    assert 5 <= sum(each.checkpoint is not None for each in ALL.values()) <= 7
    assert {each.checkpoint["progress"] for each in ALL.values() if each.checkpoint} == set(contents.PROGRESS)
