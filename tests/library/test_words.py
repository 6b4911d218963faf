"""The words of a text: folded, with addresses and codes whole, and the same for every engine."""

import re

import pytest

from plf.library import words

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reading, WRITING; and art!", {"reading", "writing", "and", "art"}),
        ("École Élan naïve São straße", {"ecole", "elan", "naive", "sao", "strasse"}),
        ("e\u0301cole", {"ecole"}),  # an accent that stands by itself
        ("Write to Ana@River-Bend.example.", {"write", "to", "ana@river-bend.example"}),
        ("Standard 1.3, law 6-101.10", {"standard", "1.3", "law", "6-101.10"}),
        ("grades 3–5 and K-12", {"grades", "3", "5", "and", "k", "12"}),
        ("the student’s and students' work", {"the", "students", "and", "work"}),
        ("8/10 and/or small-group", {"8", "10", "and", "or", "small", "group"}),
        ("see school.org", {"see", "school.org", "school", "org"}),
        ('"" * ( ) -- :: ^ %', set()),
        ("", set()),
    ],
)
def test_words_are_found_in_a_text(text, found):
    assert words.words(text) == found


def test_quotes_and_operators_are_no_words_and_a_code_is_looked_for_whole():
    assert words.asked('"small group" AND (1.3 OR -art*) NEAR/2') == [
        *("small", "group", "and", "1.3", "or", "art", "near", "2")
    ]
    assert words.asked("art ART árt") == ["art"]


def test_what_is_kept_means_nothing_to_an_engine():
    kept = words.written("Élan 1.3 & | ! :*", "head's a@b.example", "日本 'quoted' \\ NOT")
    assert all(re.fullmatch(r"[a-z0-9_]+", each) for each in kept.split())
    assert {"telan", "helan", "welan", "wnot", "wquoted"} <= set(kept.split())
    assert "tnot" not in kept.split()


def test_the_beginning_of_a_word_finds_it_from_four_letters_on():
    runs = words.runs("Reading about readers, by art and articles, 1.3 and 1.35", ["read", "art", "1.3"])
    assert [text for kind, text in runs if kind == "found"] == ["Reading", "readers", "art", "1.3"]
    assert "".join(text for _, text in runs) == "Reading about readers, by art and articles, 1.3 and 1.35"


def test_an_excerpt_shows_where_the_word_is():
    text = "Nothing here. " * 60 + "At last a café, with much talk. " + "Nothing more. " * 60
    pieces = words.excerpt(text, ["cafe"])
    assert ("found", "café") in pieces
    assert len("".join(piece for _, piece in pieces)) < 260
