"""Action plans on paper: by both standards, nothing lost, heads on each page, one page for the board however long it is."""

from datetime import date

import page
import pytest

from plf import pdf
from plf.action_plans import contents
from plf.table_prints import drawing, papers
from tests.editions.board import BOARD, PLAN, full, is_open
from tests.pdf import reading

EDITION = papers.Standing(
    "Riverbend",
    date(2026, 11, 23),
    2,
    date(2026, 5, 12),
    "In the May meeting",
    "0f3a" * 16,
    (date(2026, 5, 12),),
)
WORDS = [
    "Talk",
    "with",
    "those",
    "who",
    "lead",
    "in",
    "schools",
    "about",
    "their",
    "role",
    "and",
    "what",
    "takes",
    "its",
    "time",
    "away",
]


def plan_of(rows: int, *, filled: bool = True) -> dict:
    """An action plan of so many rows, one priority for each 25; every text ends in the number of its row."""
    text = contents.empty("Commitment to learning") | {
        "big_idea": "From each other. " * 20,
        "strengths": "- One\n- Two",
    }
    numbers = iter(range(1, rows + 1))

    def some(level: int) -> list[dict]:
        found = []
        for _ in range(rows if level == 0 else 4):
            number = next(numbers, None)
            if number is None:
                break
            row = contents.empty_row(f"r{number}", f"{' '.join(WORDS[: 4 + number % 12])} n{number}")
            if filled and level > 1 and number % 3:
                row |= {
                    "resources": f"Cover for {number} lessons",
                    "status": "behind" if number % 2 else "done",
                }
            row["rows"] = some(level + 1) if level < 2 or (number % 9 == 0 and level < 3) else []
            found.append(row)
        return found

    return text | {"rows": some(0)}


def printed(rows: int, choice: papers.Choice | None = None, **more) -> bytes:
    return pdf.render(papers.table(plan_of(rows, **more), EDITION, choice or papers.Choice()))


@pytest.mark.once
@pytest.mark.parametrize("size", papers.SIZES)
def test_the_table_is_pdf_a_3a_and_pdf_ua_1_with_its_heads_on_each_page_and_every_row_once(size):
    made = printed(34, papers.Choice(size))
    for profile in ("3a", "ua1"):
        report = page.validate_pdf_bytes(made, profile=profile)
        assert report.is_compliant, f"{profile}: {report}"
    pages = reading.pages(made)
    assert len(pages) > 1
    assert all("Action Steps" in each for each in pages)
    said = " ".join(pages).split()
    assert [said.count(f"n{number}") for number in range(1, 35)] == [1] * 34
    assert [element.S for element in reading.elements(made)].count("/Table") == 1
    assert "Edition 2, adopted on May 12, 2026: In the May meeting" in pages[0]
    assert "0f3a 0f3a" in pages[-1]


@pytest.mark.once
def test_steps_beside_which_nothing_stands_share_a_row_as_in_the_original():
    table = papers.table(plan_of(6, filled=False), EDITION, papers.Choice())
    assert [[step["label"] for step in row["steps"]] for row in table["rows"]] == [
        [],
        ["1a", "1b", "1c", "1d"],
    ]
    assert [each["title"] for each in table["heading"]] == ["Outcome", "Action Steps"]


@pytest.mark.once
def test_a_cell_longer_than_a_page_loses_no_word():
    text = plan_of(5)
    text["rows"][0]["rows"][0]["rows"][0]["resources"] = " ".join(f"w{number}" for number in range(1200))
    made = pdf.render(papers.table(text, EDITION, papers.Choice()))
    said = reading.text(made).split()
    assert [number for number in range(1200) if f"w{number}" not in said] == []


@pytest.mark.once
def test_levels_and_columns_are_left_out_by_choice():
    made = reading.text(printed(12, papers.Choice(levels=(0, 1), columns=("status",), head=False)))
    assert "Action Steps" not in made
    assert "Potential Resources" not in made
    assert "From each other" not in made
    assert "Status" in made


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 30, 150])
def test_the_boards_summary_is_one_page_and_says_in_numbers_what_it_leaves_out(rows):
    made = pdf.render_on_one_page(papers.summaries(plan_of(rows), EDITION))
    [said] = reading.pages(made)
    assert page.validate_pdf_bytes(made, profile="ua1").is_compliant
    assert "Left out here for want of room" in said if rows == 150 else "Left out" not in said
    assert "Edition 2, adopted on May 12, 2026" in said


@pytest.mark.once
def test_the_shortest_summary_fits_whatever_is_written():
    text = plan_of(200)
    for each in contents.placed(text):
        each.row["text"] = "W" * 4000
    text |= {"title": "W" * 200, "big_idea": "Words " * 660, "big_idea_source": "x" * 200}
    assert len(reading.pages(pdf.render(papers.summaries(text, EDITION)[-1]))) == 1


@pytest.mark.once
def test_a_large_print_is_drawn_in_a_program_of_its_own_to_the_same_bytes():
    document = papers.table(plan_of(64), EDITION, papers.Choice())
    assert len(document["rows"]) > drawing.SMALL
    assert drawing.drawn([document]) == pdf.render(document)


@pytest.mark.once
def test_staff_print_what_was_adopted_and_everybody_what_is_open(scene):
    full(scene)
    is_open(scene)
    assert "Potential Resources" in scene.sam.get(f"{PLAN}/print?edition=1").text
    asked = f"{PLAN}/editions/1/print.pdf?chosen=yes&level=priority&level=step&column=owner"
    made = reading.text(scene.sam.get(asked).data)
    assert "Chloë Martin" in made
    assert "Teachers who lead in every building" not in made
    assert "Working copy" in reading.text(scene.ana.get(f"{PLAN}/print.pdf").data)
    for address in ("print.pdf", "summary.pdf"):
        public = reading.text(scene.sam.get(f"{BOARD}/1/{address}").data)
        assert "Martin" not in public
        assert "Edition 1, adopted on" in public
