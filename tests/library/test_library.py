"""Browsing, reading and printing: counts beside filters, bad input, one's folder, and exemplars that are withdrawn."""

import re

import pytest

from tests.library.stock import CHECKED, LAB, TALK, stocked, withdrawn
from tests.pdf import reading


def titles(page) -> list[str]:
    return [
        re.sub("<[^>]+>", "", each)
        for each in re.findall(r'<li><div><a href="/exemplars/\d+">(.*?)</a>', page.text)
    ]


def test_filters_say_what_each_would_leave_and_keep_what_is_chosen(scene):
    stocked(scene, TALK, LAB, CHECKED)
    page = scene.sam.get("/exemplars")
    assert titles(page) == [LAB["title"], TALK["title"], CHECKED["title"]]
    assert "Classroom Management (1)" in page.text
    assert "Instructional Effectiveness (2)" in page.text
    page = scene.sam.get("/exemplars", query_string={"domain": "Instructional Effectiveness"})
    assert titles(page) == [TALK["title"], CHECKED["title"]]
    assert ">Science" not in page.text, "it would leave nothing"
    assert "Classroom Management (1)" in page.text, "what could be chosen instead"
    page = scene.sam.get("/exemplars", query_string={"indicator": "9 Involves All Learners", "words": "cafe"})
    assert titles(page) == [TALK["title"]]
    assert "<mark>café</mark>" in page.text
    piece = scene.sam.get("/exemplars?grades=Grades+6–8", htmx=True)
    assert titles(piece) == [LAB["title"]]
    assert "<html" not in piece.text


@pytest.mark.once
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"words": ""}, ""),
        ({"words": '"" ( * ) -- \\ %'}, "There was no word in your search"),
        ({"words": "reading " * 1250}, "more than a search can hold"),
        ({"words": " ".join(f"word{number}" for number in range(20))}, "Only the first 12 words"),
        ({"subject": "Alchemy"}, "Nothing in the library is filed under that subject"),
        ({"staff": "' OR 1=1"}, "Nothing in the library is for that kind of staff"),
        ({"page": "999999999999"}, ""),
        ({"page": "-3"}, ""),
        ({"words": "\x00\u202e\ud7ff\U0001f600"}, "There was no word in your search"),
        ({"words": "a" * 300}, ""),
        ({"unknown": "x"}, ""),
    ],
)
def test_whatever_is_asked_the_answer_is_a_list_or_a_sentence(scene, asked, sentence):
    stocked(scene)
    page = scene.ana.get("/exemplars", query_string=asked)
    assert page.status_code == 200
    assert sentence in page.text
    assert len(page.data) < 20_000, "what was typed is not repeated at length"


def test_what_is_withdrawn_is_gone_at_once_from_lists_search_print_and_folders(scene):
    talk, lab = stocked(scene)
    for number in (talk, lab):
        assert scene.sam.post(f"/exemplars/{number}/folder").status_code == 303
    assert "2 of 12" in scene.sam.get("/exemplars/folder").text
    assert titles(scene.sam.get("/exemplars?words=reasoning")) == [TALK["title"]]
    withdrawn(scene, talk)
    for address in (
        "/exemplars",
        "/exemplars?words=reasoning",
        "/exemplars/folder",
        "/exemplars/sections/goal",
    ):
        assert TALK["title"] not in scene.sam.get(address).text
    for address in ("", "/exemplar.pdf", "/start"):
        gone = scene.sam.get(f"/exemplars/{talk}{address}")
        assert gone.status_code == 410
        assert "This exemplar was withdrawn" in gone.text
    assert scene.sam.post(f"/exemplars/{talk}/folder").status_code == 410
    assert scene.sam.post(f"/exemplars/{talk}/folder/removal").status_code == 303
    assert "1 of 12" in scene.sam.get("/exemplars/folder").text
    withdrawn(scene, lab)
    assert scene.sam.get("/exemplars/folder/folder.pdf").status_code == 409


@pytest.mark.once
def test_the_print_holds_the_text_the_notes_and_nothing_about_where_it_is_from(scene):
    for number in stocked(scene, TALK, CHECKED):
        scene.sam.post(f"/exemplars/{number}/folder")
    printed = scene.sam.get("/exemplars/folder/folder.pdf").data
    text = reading.text(printed)
    for words in (TALK["title"], "Somebody else could check it.", "One hundred and forty books.", "café"):
        assert words in text
    assert "Olivia" not in text
    with reading.opened(printed) as pdf:
        assert not pdf.attachments
        assert str(pdf.docinfo["/Title"]) == "Exemplars"
        assert set(pdf.docinfo) <= {"/Title", "/Author", "/Producer"}, "no day, no person"
    assert printed == scene.sam.get("/exemplars/folder/folder.pdf").data


@pytest.mark.once
def test_a_full_folder_says_so(scene, monkeypatch):
    monkeypatch.setattr("plf.library.actions.MOST_IN_FOLDER", 1)
    talk, lab = stocked(scene)
    assert scene.sam.post(f"/exemplars/{talk}/folder").status_code == 303
    assert scene.sam.post(f"/exemplars/{talk}/folder").status_code == 303, "it is there already"
    full = scene.sam.post(f"/exemplars/{lab}/folder")
    assert full.status_code == 409
    assert "no more go into it" in full.text
