"""Names of files: what people are called, in any script, and never a way out of the folder."""

import unicodedata

import pytest

from plf.packets.names import for_spreadsheet, in_order, safe, unique


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ortiz", "Ortiz"),
        ("O’Brien-Núñez", "O’Brien-Núñez"),
        ("王小明", "王小明"),
        ("محمد", "محمد"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("..\\..\\windows", "-..-windows"),
        ("C:\\evil", "C--evil"),
        ("a\x00b\nc\td", "ab c d"),
        ("gp\u202efdp.exe", "gpfdp.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        (".hidden", "hidden"),
        ("ends with dots...", "ends with dots"),
        ("   ", "Without a name"),
        ("..", "Without a name"),
        ("\ud800", "Without a name"),
        ("Smile 😀", "Smile 😀"),
        ('"quoted" <b>|?*', "-quoted- -b----"),
    ],
)
def test_what_somebody_typed_becomes_one_harmless_part_of_a_path(typed, kept):
    assert safe(typed) == kept


def test_a_long_name_is_cut_between_its_characters():
    name = safe("宮" * 300)
    assert len(name.encode()) <= 120
    assert set(name) == {"宮"}


def test_two_files_of_one_name_are_numbered_whatever_a_disk_thinks_is_the_same():
    taken = set()
    names = [
        unique(each, taken, ending=".pdf")
        for each in ("Núñez", "NÚÑEZ", unicodedata.normalize("NFD", "Núñez"), "Nunez")
    ]
    assert names == [
        "Núñez.pdf",
        "NÚÑEZ (2).pdf",
        unicodedata.normalize("NFD", "Núñez") + " (3).pdf",
        "Nunez.pdf",
    ]


def test_accents_and_capitals_do_not_count_in_the_alphabet():
    people = [
        ("Zimmer", "A"),
        ("Ångström", "Z"),
        ("de la Cruz", "B"),
        ("Álvarez", "C"),
        ("Ali", "D"),
        ("Stein", "E"),
        ("Sørensen", "F"),
        ("Łukasz", "G"),
    ]
    assert sorted(people, key=lambda each: in_order(*each)) == [
        ("Ali", "D"),
        ("Álvarez", "C"),
        ("Ångström", "Z"),
        ("de la Cruz", "B"),
        ("Łukasz", "G"),
        ("Sørensen", "F"),
        ("Stein", "E"),
        ("Zimmer", "A"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(text):
    assert for_spreadsheet(text) == "'" + text
    assert for_spreadsheet("Ortiz = Ana") == "Ortiz = Ana"
