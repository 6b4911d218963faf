"""The office adds a rubric from a file or a pasted table, and says which one is in use."""

import io
from html import unescape

import pytest

from plf.rubrics.table import Row, Unreadable, read, write

TABLE = "domain,weight,number,indicator\nTeaching,60,1a,Plans lessons\nGrowth,,2a,Learns with others\n"


def test_olivia_pastes_a_rubric_and_puts_it_in_use(scene):
    scene.olivia.fill("/rubrics/new", name="Counselor rubric", staff_kind="Counselor", pasted=TABLE)
    page = scene.olivia.follow().text
    assert "Plans lessons" in page
    assert "60%" in page
    assert "For every counselor. In use for new plans." in page
    assert "Counselor" in scene.olivia.get("/people/new").text


def test_olivia_uploads_one_from_a_spreadsheet(scene):
    file = (io.BytesIO(("\ufeff" + TABLE.replace(",", ";")).encode()), "rubric.csv")
    form = scene.olivia.form("/rubrics/new")
    fields = dict(form.fields) | {"name": "Teacher rubric 2040", "staff_kind": "teacher", "upload": file}
    answer = scene.olivia.browser.post("/rubrics/new", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = unescape(scene.olivia.get("/rubrics").text)
    assert "Teacher rubric 2040" in page
    first = scene.olivia.get("/rubrics/1").text
    assert "Not in use" in first
    scene.olivia.fill("/rubrics/1", "/rubrics/1/use")
    assert "Teacher rubric is in use" in scene.olivia.follow().text


def test_a_file_that_is_no_table_gets_a_sentence(scene):
    form = scene.olivia.form("/rubrics/new")
    for content, sentence in (
        (b"\xff\xfe\x00\x01", "is not text in UTF-8"),
        (b"a,b\n", "has no column “domain”"),
        (b"x" * 120_000, "too large"),
    ):
        fields = dict(form.fields) | {
            "name": "R",
            "staff_kind": "t",
            "upload": (io.BytesIO(content), "r.csv"),
        }
        answer = scene.olivia.browser.post("/rubrics/new", data=fields, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert sentence in unescape(answer.text)


def test_a_name_that_is_taken_keeps_the_table(scene):
    answer = scene.olivia.fill("/rubrics/new", name="teacher rubric", staff_kind="teacher", pasted=TABLE)
    assert answer.status_code == 422
    assert "rubric with this name already" in answer.text
    assert "Plans lessons" in answer.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The table is empty."),
        ("domain,weight,number,indicator\n", "column names only"),
        ("domain,number,indicator\nA,1,\n", "Line 2: the indicator is missing."),
        ("domain,number,indicator\nA,1,B\nA,1,C\n", "Line 3: the number 1 was used on line 2."),
        ("domain,weight,number,indicator\nA,lots,1,B\n", "Line 2: the weight “lots” is not a percentage."),
        ("domain,number,indicator\nA,1," + "x" * 301 + "\n", "Line 2: the indicator is longer than 300"),
        ('domain,number,indicator\nA,1,"B\n', "Check its quotation marks."),
    ],
)
def test_each_fault_of_a_table_is_named_with_its_line(text, sentence):
    with pytest.raises(Unreadable) as found:
        read(text)
    assert sentence in str(found.value)


def test_a_table_reads_back_as_it_was_written():
    rows = [Row("A, B", 30, "7", 'Says "yes"'), Row("C", None, "8", "D")]
    assert read(write(rows)) == rows
