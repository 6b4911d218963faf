"""What is coming, late and missing, and how outcomes stand, asked of one table."""

import re
from datetime import timedelta
from html import unescape

import pytest
from world import local_today

from tests.row_updates.strategy import PLAN, table_of, with_dates


def part(page: str, name: str) -> str:
    """The words of the page from the heading `name` to the next one."""
    text = page[page.index(f'id="{name}"') :]
    words = text.split("<h2", 1)[0].split(">", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


def days(**ago: tuple[int | None, int | None]) -> dict:
    def day(number: int | None) -> str:
        return "" if number is None else (local_today() + timedelta(days=number)).isoformat()

    return with_dates(**{name: (day(starts), day(ends)) for name, (starts, ends) in ago.items()})


@pytest.mark.once
def test_what_starts_or_ends_in_the_weeks_one_chooses(scene):
    changes = days(S1A=(-30, 7), S1B=(20, 100), S2A=(3, 9), S2B=(57, None))
    changes["S2A"]["status"] = "done"
    table_of(scene, **changes)
    page = scene.olivia.get(f"{PLAN}/answers?weeks=2").text
    assert "1a Agree on what good teaching looks like ends" in part(page, "coming")
    assert "1b" not in part(page, "coming")
    assert "2a" not in part(page, "coming"), "it is done"
    page = scene.olivia.get(f"{PLAN}/answers?weeks=8").text
    assert "1b Visit two districts that do it well starts" in part(page, "coming")
    assert "2b" not in part(page, "coming"), "57 days are more than 8 weeks"
    assert scene.olivia.get(f"{PLAN}/answers?weeks=900").status_code == 200


@pytest.mark.once
def test_what_is_behind_past_its_end_and_what_is_missing(scene):
    changes = days(S1A=(-90, -1), S1B=(-5, 60), S2A=(-90, -10), O2=(None, 100))
    changes["S1B"]["status"], changes["S2A"]["status"] = "behind", "done"
    table_of(scene, **changes)
    page = scene.olivia.get(f"{PLAN}/answers").text
    assert "1b Visit" in part(page, "behind")
    assert "1a Agree" in part(page, "past_end")
    assert "2a" not in part(page, "past_end"), "it is done"
    # 1a and 1b.i have Chloë by their outcome; 2a is done.
    assert part(page, "no_owner") == (
        "Without an owner (2) 2b Try a late start on Wednesdays 3a Record the first ten"
    )
    assert "3a Record" in part(page, "no_team")
    assert "1b.i" not in part(page, "no_team"), "those of 1b do it"
    assert "3a Record" in part(page, "no_dates")
    assert "2b" not in part(page, "no_dates"), "its outcome has an end"
    assert "1b.i" not in part(page, "no_resources"), "1b names some"
    assert "1b.i Ask the board for the travel money : Who pays for substitutes?" in part(page, "questions")


@pytest.mark.once
def test_outcomes_and_priorities_stand_as_what_is_under_them(scene):
    table_of(scene, S1A={"status": "done"}, S1BI={"status": "behind"}, S3A={"status": "done"})
    page = scene.ana.get(f"{PLAN}/answers").text
    table = page[page.index("<table") : page.index("</table>")]
    stands = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(row))).strip() for row in table.split("<tr>")[2:]
    ]
    assert stands == [
        "A Teachers learn from each other Behind 1 of 4 –",
        "1 Teacher leaders in every school Behind 1 of 2 –",
        "2 Time to meet within the school day Not started 0 of 2 –",
        "B Learning for the whole staff Done 1 of 1 –",
        "3 A library of short lessons Done 1 of 1 –",
    ]
