"""Tables as districts write them are understood: whole, row by row, without a word lost or doubled."""

import io
import os
import re
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plf.action_exports import files
from plf.action_imports import in_child, own
from plf.action_imports.differences import differences, whole
from plf.action_imports.reading import understood
from plf.action_imports.understanding import dated
from plf.action_plans import contents
from plf.contents import clean
from tests.action_imports import made

pytestmark = pytest.mark.once
EXAMPLES = int(os.environ.get("PLF_TABLE_EXAMPLES", "5"))


def read(kind, content, chosen=None):
    return understood({"kind": "sheet", "sheet": in_child.read(kind, content)}, chosen or {})


def read_back(kind, content):
    return own.from_json(content) if kind == "json" else read(kind, content)


def labels(found):
    return [each.label for each in contents.placed(found.text)]


def words(text):
    return Counter(re.findall(r"\w+", text.casefold()))


def words_of(found):
    """Every word of an action plan as data, with the labels that its rows have."""
    said = [found.text[each.name] for each in contents.HEAD]
    said += [own.get(name, "") for own in found.text["headings"].values() for name in ("title", "hint")]
    said += [each[name] for each in found.text["columns"] for name in ("title", "hint")]
    for each in contents.placed(found.text):
        row = each.row
        said += [row["text"], row["strategy"], row["resources"], row["interdependencies"], row["question"]]
        said += [row["starts"], row["ends"], *row["extra"].values(), *(one["name"] for one in row["team"])]
    return words("\n".join(said))


def the_seed(kind, source):
    text = source.read_text()
    above, rows = made.parted(text)
    match kind:
        case "docx":  # three pages: a table on each
            return read("docx", made.docx(above, rows[:4], rows[4:6], rows[6:]))
        case "xlsx":
            return read("xlsx", made.xlsx([*([line] for line in above), *rows]))
        case _:
            return read("text", text.encode())


@pytest.mark.parametrize("source", made.SOURCES, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["docx", "xlsx", "text"])
def test_the_districts_table_is_whole(kind, source):
    found = the_seed(kind, source)
    assert found.counts == [1, 4, 23, 4]
    steps = [f"1{each}" for each in "abcdef"] + [f"2{each}" for each in "abcdef"]
    steps += [
        "3a",
        "3b",
        "3b.i",
        "3b.ii",
        "3c",
        "3d",
        "3e",
        "4a",
        "4a.i",
        "4a.ii",
        "4b",
        "4c",
        "4d",
        "4e",
        "4f",
    ]
    assert [each for each in labels(found) if not each.isalpha() and not each.isdigit()] == steps
    assert (found.text["big_idea_source"], found.text["strengths_source"]) == ("page 17", "page 9")
    assert found.text["intent_source"].endswith("Bold Statement of Strategic Intent 3")
    assert found.text["strengths"].count("- ") == found.text["challenges"].count("- ") == 2
    outcomes = [each.row for each in contents.placed(found.text) if each.level == 1]
    assert all(each["strategy"] and not each["strategy"].endswith(")") for each in outcomes)
    assert "[" in outcomes[1]["strategy"], "a strategy whose end came in the next row is whole"
    assert re.search("by teachers|educator-directed", outcomes[3]["strategy"])
    assert found.left == []


@pytest.mark.parametrize("source", made.SOURCES, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["docx", "xlsx", "text"])
def test_no_word_is_lost_or_doubled(kind, source):
    above, rows = made.parted(source.read_text())
    said = words("\n".join([*above, *(cell for row in rows for cell in row)]))
    found = words_of(the_seed(kind, source))
    # Labels, the word Strategy and the headings of what stands above it are said by where the words are now.
    labels_and_heads = words(
        "Big Idea as cited on What strengths do we build upon What challenges do we confront as cited on "
        "Strengths Challenges Strategic Priority Outcome Action Steps Team Members Potential Resources "
        "Interdependencies Start Date End Date page 9"
    )
    lost = said - found - labels_and_heads
    assert not [each for each in lost if not re.fullmatch(r"\d[a-z]?|i|ii|strategy|strategic", each)], lost
    assert not found - said - words("page 9"), found - said


@pytest.mark.parametrize("kind", list(files.MEDIA_TYPES))
def test_the_table_goes_out_and_comes_in_again_as_it_was(kind):
    text = the_seed("text", made.SOURCES[0]).text
    found = read_back(kind, files.as_file(text, kind))
    assert found.text == text
    assert found.left == []


def test_other_headings_and_cells_merged_down():
    rows = [
        ["Goal", "Objective", "Activity", "Person Responsible", "Timeline", "Evidence"],
        [
            "Reading",
            "More books at home",
            "Lend books",
            "Ana Ortiz; Sam Lee",
            "Fall 2026 – Spring 2027",
            "Loans",
        ],
        ["^", "^", "Ask families", "^", "10/1/2026", ""],
        ["^", "Joy in reading", "Read aloud each day", "Consultant", "ongoing", "Logs"],
    ]
    found = read("docx", made.docx(["Literacy plan"], rows, merged="^"))
    assert found.counts == [1, 2, 3, 0]
    assert found.text["columns"][0]["title"] == "Evidence"
    one, two = found.text["rows"][0]["rows"]
    assert [each["name"] for each in one["team"]] == ["Ana Ortiz", "Sam Lee"], (
        "merged over both: what they share"
    )
    assert [each["starts_on"] for each in one["rows"]] == ["2026-09-01", "2026-10-01"]
    assert (one["rows"][0]["ends"], two["rows"][0]["starts"]) == ("Spring 2027", "ongoing")
    assert one["rows"][0]["extra"] == {"x1": "Loans"}


def test_numbers_without_dots_and_several_priorities_in_a_workbook():
    rows = [
        ["Our plan for mathematics"],
        ["Strategic Priority", "Outcome", "Action Steps", "Status", "Interdependencies"],
        ["Number sense", "1 Fluent facts", "1a Choose games\n1b Play them weekly", "In progress", ""],
        [
            "",
            "2 Talk in lessons",
            "2a Film two lessons\n• Ask for consent\n2b Watch them together",
            "",
            "waits for 1b: games",
        ],
        ["Families", "3 Evenings at school", "3a Invite families", "Done", "needs a room"],
    ]
    found = read("xlsx", made.xlsx(rows, ["A3:A4"]))
    assert found.text["title"] == "Our plan for mathematics"
    assert labels(found) == ["A", "1", "1a", "1b", "2", "2a", "2a.i", "2b", "B", "3", "3a"]
    number, families = found.text["rows"]
    assert number["rows"][0]["status"] == "on_track", "of two steps in one row of the file: what they share"
    assert [(each["kind"], each["label"], each["note"]) for each in number["rows"][1]["links"]] == [
        ("waits_for", "1b", "games")
    ]
    assert families["rows"][0]["rows"][0]["interdependencies"] == "needs a room"


def test_numbers_that_word_writes_by_itself_and_letters_that_look_roman():
    auto = [
        ["Priority", "Outcome", "Steps"],
        ["Care", "0@A calm start", "1@Greet everybody\n2@At the door\n1@Sing"],
    ]
    found = read("docx", made.docx([], auto))
    assert labels(found) == ["A", "1", "1a", "1a.i", "1b"]
    letters = (
        "\n".join(f"{each}. Step {each.upper()}" for each in "abcdefghij") + "\ni. Part one\nii. Part two"
    )
    found = read("docx", made.docx([], [["Priority", "Outcome", "Steps"], ["Care", "1. Calm", letters]]))
    assert labels(found)[2:] == [*(f"1{each}" for each in "abcdefghij"), "1j.i", "1j.ii"]


def test_pasted_html_in_which_cells_span_rows_and_lists_are_steps():
    html = """<p>Wellness</p><table><tr><th>Focus area<th>Outcome<th>Action Items<th>Lead</tr>
    <tr><td rowspan=2>Staff<td>Rest<td><ul><li>Quiet room<ul><li>Find chairs</ul></li><li>Shorter meetings</ul><td>Lee</tr>
    <tr><td>Food<td>1.1 Menu<br>1.2 Garden<br>1.2.1 Seeds<td>Kim, Roe</tr></table><script>alert(1)</script>"""
    found = read("text", html.encode())
    assert found.counts == [1, 2, 4, 2]
    assert labels(found) == ["A", "1", "1a", "1a.i", "1b", "2", "2a", "2b", "2b.i"]
    assert "alert" not in str(found.text)


def test_headings_that_nobody_knows_are_mapped_by_choosing():
    rows = [["Meta", "Acción", "Responsable"], ["Leer más", "Comprar libros", "Ana Ortiz"]]
    found = read("xlsx", made.xlsx(rows))
    assert "Choose below what each column is" in found.problem
    assert found.counts == [0, 0, 0, 0]
    found = read("xlsx", made.xlsx(rows), {"0": "outcome", "1": "step", "2": "team"})
    assert found.counts == [1, 1, 1, 0]
    assert found.text["rows"][0]["rows"][0]["rows"][0]["team"] == [{"person": None, "name": "Ana Ortiz"}]


def lines(most):
    texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=most)
    hard = st.sampled_from(
        ["=1+1", "+x", "-2", "@a", "'=q", "1a. x\n2. y", "i. z", "_x0041_", "a | b", "<b>&amp;</b>"]
    )
    return (texts | hard).map(clean).filter(lambda text: re.search(r"\w", text))


HINTS = st.sampled_from(["", "Who", "=What to do", "Why, and for whom?"])
NOTES = st.sampled_from(["", "why: so", "2b", "a “quoted” word"])
KINDS, STATUS = st.sampled_from(list(contents.LINKS)), st.sampled_from(list(contents.STATUSES))
DAYS, SAID_BY = ("2026-10-05", "2026-11-02"), ("Ana Ortiz", "Sam Lee")
NAMES = st.lists(st.sampled_from(["Ana Ortiz", "Sam Lee", "=Bo", "The board"]), unique=True, max_size=3)


@st.composite
def plans(draw, *, across=True):
    """An action plan as data, of which everything may be filled, in whatever words."""
    text, rows = contents.empty(draw(lines(20)).replace("\n", " ")), []
    for part in contents.HEAD[1:]:
        words = draw(st.just("") | lines(60))
        text[part.name] = words.replace("\n", " ") if part.kind == "line" else words
    text["columns"] = [
        {"key": f"x{n + 1}", "title": f"Column {n}", "hint": draw(HINTS)}
        for n in range(draw(st.integers(0, 2)))
    ]
    for name in draw(st.sets(st.sampled_from(list(contents.COLUMN)), max_size=3)):
        own = {"title": draw(HINTS), "hint": draw(HINTS)}
        text["headings"] |= (
            {name: {key: said for key, said in own.items() if said}} if any(own.values()) else {}
        )

    def of(depth):
        row = contents.empty_row("", draw(lines(60)))
        for name in ("strategy", "resources", "question", "interdependencies"):
            row[name] = draw(st.just("") | lines(40))
        row["team"] = [{"person": None, "name": each} for each in draw(NAMES)]
        row["starts"] = draw(st.sampled_from(["", "fall 2026", "ongoing", "10/1/2026"]))
        row["ends"] = draw(st.sampled_from(["", "spring 2027", "2027-2028"]))
        row["status"] = draw(st.sampled_from(list(contents.STATUSES)))
        row["owner"] = draw(st.none() | st.just({"person": None, "name": "Dana Diaz"}))
        row["extra"] = {each["key"]: draw(lines(20)) for each in text["columns"] if draw(st.booleans())}
        row["notes"] = [
            {
                "on": on,
                "status": draw(STATUS),
                "text": draw(st.just("") | lines(30)),
                "person": None,
                "name": name,
            }
            for on, name in draw(
                st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(SAID_BY)), max_size=3)
            )
        ]
        dated(row)
        row["key"] = f"r{len(rows) + 1}"
        rows.append(row)
        if depth < 3:
            row["rows"] = [of(depth + 1) for _ in range(draw(st.integers(0, 2)))]
        return row

    text["rows"] = [of(0) for _ in range(draw(st.integers(1, 2)))]
    placed = list(contents.placed(text))
    for each in placed:
        each.row["links"] = [
            {"kind": kind, "to": to.row["key"], "plan": None, "label": to.label, "note": draw(NOTES)}
            for kind, to in draw(
                st.lists(
                    st.tuples(KINDS, st.sampled_from(placed)),
                    unique_by=lambda one: (one[0], one[1].label),
                    max_size=3,
                )
            )
            if to.row is not each.row
        ]
    if across and draw(st.booleans()):
        rows[-1]["links"].append(
            {"kind": "helps", "to": "r900", "plan": "Tools", "label": "2b", "note": draw(NOTES)}
        )
    return text


def without_keys(text):
    """Word and workbooks do not say which number a row has."""
    numbers = {each.row["key"]: each.label for each in contents.placed(text)}

    def of(row):
        links = [{**each, "to": numbers[each["to"]]} for each in row["links"]]
        return {**row, "key": numbers[row["key"]], "links": links, "rows": [of(each) for each in row["rows"]]}

    return {**text, "rows": [of(each) for each in text["rows"]]}


@pytest.mark.parametrize("kind", list(files.MEDIA_TYPES))
@settings(max_examples=EXAMPLES, deadline=None)
@given(text=plans())
def test_export_then_import_is_the_identity_and_into_the_same_plan_would_change_nothing(kind, text):
    found = read_back(kind, files.as_file(text, kind))
    assert found.left == []
    again = differences(text, found, {"r900": 900})
    assert again.is_nothing, again.changes
    assert not again.kept_notes
    across = any(each["plan"] for row in whole(text["rows"]) for each in row["links"])
    if kind == "json":
        assert found.text == text
    elif not across:
        assert without_keys(found.text) == without_keys(text)


def test_an_interdependency_follows_its_row_when_others_come_in_above_it_in_word():
    text = the_seed("text", made.SOURCES[-1]).text
    steps = text["rows"][0]["rows"][0]["rows"]
    to = {"kind": "waits_for", "to": steps[1]["key"], "plan": None, "label": "1b", "note": ""}
    steps[2]["links"] = [to]
    document = zipfile.ZipFile(io.BytesIO(files.as_docx(text))).read("word/document.xml").decode()
    first = document.index('<w:p><w:pPr><w:pStyle w:val="plf_step"/>', document.index(">1a. <"))
    typed = (
        '<w:p><w:pPr><w:pStyle w:val="plf_step"/></w:pPr><w:r><w:t>Begin with a question</w:t></w:r></w:p>'
    )
    found = read("docx", made.packed({"word/document.xml": document[:first] + typed + document[first:]}))
    again = found.text["rows"][0]["rows"][0]["rows"]
    assert again[3]["links"][0]["to"] == again[2]["key"]


def test_another_table_takes_nothing_away_by_what_it_has_no_place_for():
    now = the_seed("text", made.SOURCES[-1]).text
    step = now["rows"][0]["rows"][0]["rows"][0]
    step |= {"resources": "Two days", "status": "behind", "question": "When?"}
    step["links"] = [{"kind": "helps", "to": now["rows"][0]["key"], "plan": None, "label": "A", "note": ""}]
    now["columns"] = [{"key": "x3", "title": "Evidence", "hint": ""}]
    again = differences(now, the_seed("docx", made.SOURCES[-1]), {})
    assert again.is_nothing, again.changes
