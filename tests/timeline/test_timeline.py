"""The timeline: the picture, the same as a table, and what cannot be, named for those who may see it."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from world import local_today

from plf.timeline.chart import WIDTH, Item, draw
from tests.row_updates.strategy import PLAN, S1A, S1B, S2A, table_of, waits_for, with_dates


def item(name: str, starts: date | None, ends: date | None) -> Item:
    return Item(1, name, "on_track", "On track", starts, ends)


def test_bars_stand_in_the_order_of_their_days_and_inside_the_picture():
    early = item("1a", date(2026, 9, 1), date(2026, 12, 18))
    late = item("1b " + "a very long name " * 9, date(2027, 4, 1), date(2027, 6, 10))
    chart = draw([("A", [early, late, item("1c", None, None)]), ("B", [])], date(2026, 11, 23))
    [group] = chart.groups
    first, second = group.bars
    assert first.x < chart.today < first.x + first.width < second.x, "today is in November"
    assert second.x + second.width < WIDTH
    assert second.anchor == "end", "a long name at the right is written to the left"
    assert [words for _, words in chart.ticks][:5] == ["Sep 2026", "Oct", "Nov", "Dec", "Jan 2027"]


def test_of_a_row_with_one_day_that_day_is_drawn_and_today_only_where_it_is():
    chart = draw(
        [("A", [item("1a", date(2026, 9, 1), None), item("1b", None, date(2026, 9, 9))])], date(2030, 1, 1)
    )
    assert [bar.kind for bar in chart.groups[0].bars] == ["from", "until"]
    assert chart.today is None
    assert draw([("A", [item("1a", None, None)])], date(2026, 9, 1)) is None


@pytest.mark.once
def test_the_page_shows_the_picture_and_says_the_same_in_a_table(scene):
    ten_days = timedelta(days=10)
    starts, ends = local_today() - ten_days, local_today() + ten_days
    days = with_dates(S1A=(starts.isoformat(), ends.isoformat()))
    table_of(scene, **{**days, "S1A": days["S1A"] | {"text": "Agree <b>& begin</b>"}})
    page = scene.ana.get(f"{PLAN}/timeline").text
    assert "Agree <b>" not in page
    picture, table = page[page.index("<svg") : page.index("</svg>")], unescape(page[page.index("<table") :])
    assert "1a Agree &lt;b&gt;&amp; begin&lt;/b&gt; · Not started" in picture
    assert "Today, " in picture
    assert len(re.findall("<rect", picture)) == 3, "1a, and outcome and priority by what is under them"
    assert table.count(f"{starts:%b} {starts.day}, {starts.year} – {ends:%b} {ends.day}, {ends.year}") == 3
    assert "style=" not in page


def test_circles_and_dates_that_cannot_be_are_named_on_timeline_and_answers(scene):
    table_of(scene, **with_dates(S1A=("2026-12-18", "2026-09-01")))
    waits_for(scene, S1B, S2A)
    waits_for(scene, S2A, S1B)
    for page in ("timeline", "answers"):
        text = scene.ana.get(f"{PLAN}/{page}").text
        assert "A circle: 1b waits for 2a; 2a waits for 1b. None of them can begin." in text
        assert "1a ends on Sep 1, 2026, before it starts on Dec 18, 2026." in text
        assert f"/rows/{S1A}/updates" in text


@pytest.mark.once
def test_a_table_without_days_says_what_to_write(scene):
    table_of(scene)
    page = scene.ana.get(f"{PLAN}/timeline").text
    assert "No dates yet" in page
    assert "What cannot be" not in page
