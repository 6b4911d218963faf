"""The sample's strategic table: what is written in it, and the same at any size."""

from collections import Counter
from datetime import date

import pytest

from plf.action_plans import contents
from plf.action_rows.actions import days_of
from plf.sample import strategy_texts as texts
from plf.sample.strategy_table import Days, Writing, grown, whole

DAYS = Days(this=2026, today=date(2026, 11, 23))
WRITING = Writing(DAYS, lambda key: {"person": 7, "name": key})
TABLE = WRITING.table(texts.TOGETHER, texts.ROWS)


def rows_of(text: contents.Text) -> list[contents.Placed]:
    return list(contents.placed(text))


def test_the_table_has_thirty_rows_on_all_four_levels():
    assert Counter(placed.level for placed in rows_of(TABLE)) == {0: 2, 1: 5, 2: 19, 3: 4}
    outcomes = [placed.row for placed in rows_of(TABLE) if placed.level == 1]
    assert all(row["strategy"] and row["owner"] for row in outcomes)
    assert TABLE["big_idea"]
    written = [placed.row for placed in rows_of(TABLE) if placed.row["starts"]]
    assert len(written) == 23
    assert all(None not in days_of(row["starts"], row["ends"]) for row in written)
    assert "{" not in str(
        [TABLE["title"], TABLE["big_idea"], [placed.row["starts"] for placed in rows_of(TABLE)]]
    )


def test_what_was_said_before_its_adoption_stands_in_it_and_what_came_later_does_not():
    notes = [note for placed in rows_of(TABLE) for note in placed.row["notes"]]
    assert notes
    assert all(note["on"] <= DAYS.adopted_on.isoformat() for note in notes)
    since = [one for row in whole(texts.ROWS) for one in row.since]
    assert len(since) > len(notes)
    assert {status for _, status, _, _ in since} <= set(contents.STATUSES)


def test_every_interdependency_leads_to_a_row_that_is_there():
    both = [*whole(texts.ROWS), *whole(texts.TOOLS_ROWS)]
    keys = [row.key for row in both if row.key]
    assert len(keys) == len(set(keys))
    assert {to for row in both for _, to, _ in row.links} <= set(keys)
    assert {kind for row in both for kind, _, _ in row.links} == set(contents.LINKS)


@pytest.mark.parametrize("rows", [1, 30, 31, 500])
def test_it_can_be_made_as_long_as_one_likes(rows):
    text = grown(TABLE, rows)
    placed = rows_of(text)
    assert len(placed) == rows
    labels = {each.row["key"]: each.label for each in placed}
    assert len(labels) == rows
    links = [link for each in placed for link in each.row["links"]]
    assert all(link["label"] == labels[link["to"]] for link in links)
    assert [each.row["text"] for each in rows_of(TABLE)][:rows] == [each.row["text"] for each in placed][:30]
