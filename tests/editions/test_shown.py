"""What is read of an action plan, and what everybody reads of it, told without a database."""

import json

import pytest

from plf.action_plans import contents
from plf.editions.shown import PUBLIC_CHOICES, for_public, heads, shown

pytestmark = pytest.mark.once

STEP = contents.empty_row("r2", "Agree on practices") | {
    "team": [{"person": 7, "name": "Ana Ortiz"}, {"person": None, "name": "Mentors"}],
    "owner": {"person": 8, "name": "Ben Carter"},
    "resources": "Two days of cover",
    "interdependencies": "The calendar",
    "links": [{"kind": "waits_for", "to": "r9", "plan": "Tools", "label": "3b", "note": "its list"}],
    "starts": "fall 2026",
    "ends": "spring 2027",
    "status": "behind",
    "notes": [{"on": "2026-10-02", "status": "behind", "text": "Nobody has time", "person": 7, "name": "Ana Ortiz"}],
    "question": "Who pays?",
    "extra": {"x3": "Minutes by Chloë Martin", "x4": "of a column that was removed"},
}  # fmt: skip
TEXT = contents.empty("Commitment") | {
    "big_idea": "From each other",
    "big_idea_source": "page 17",
    "columns": [{"key": "x3", "title": "Evidence", "hint": ""}],
    "rows": [contents.empty_row("r1", "Priority") | {"rows": [STEP]}],
}


def test_every_column_in_which_anything_stands_is_read_and_no_other():
    read = shown(TEXT)
    assert [(each.title, read.lines[1].cells[each.name]) for each in read.columns] == [
        ("Team Members", "Ana Ortiz, Mentors"),
        ("Potential Resources", "Two days of cover"),
        ("Interdependencies", "The calendar\nWaits for 3b of “Tools”: its list"),
        ("Start Date – End Date", "fall 2026 – spring 2027"),
        ("Status", "Behind"),
        ("Notes on Status", "Oct 2, 2026, behind: Nobody has time (Ana Ortiz)"),
        ("Owner", "Ben Carter"),
        ("Open Question", "Who pays?"),
        ("Evidence", "Minutes by Chloë Martin"),
    ]
    assert heads(TEXT) == [("Big idea", "From each other", "page 17")]
    bare = contents.empty("Commitment") | {"rows": [contents.empty_row("r1", "Priority")]}
    assert not shown(bare).columns


def test_the_public_reads_no_name_note_question_or_own_column_unless_it_was_chosen():
    public = json.dumps(for_public(TEXT, ()), ensure_ascii=False)
    for word in (
        "Ortiz",
        "Mentors",
        "Carter",
        "Nobody has time",
        "behind",
        "Who pays",
        "Minutes",
        "Evidence",
    ):
        assert word not in public
    assert [each.name for each in shown(for_public(TEXT, ())).columns] == [
        "resources",
        "interdependencies",
        "when",
    ]
    everything = for_public(TEXT, PUBLIC_CHOICES)
    assert [each.name for each in shown(everything).columns] == [each.name for each in shown(TEXT).columns]
    assert '"person": 7' not in json.dumps(everything)


def test_notes_without_names_do_not_say_whose_they_are():
    public = shown(for_public(TEXT, ("notes",)))
    assert public.lines[1].cells["notes"] == "Oct 2, 2026, behind: Nobody has time"
