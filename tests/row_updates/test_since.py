"""What changed since the quarter began: from how it was then to how it is now."""

from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from backstage import change
from world import ZONE, local_today

from plf.action_plans.actions import record
from plf.database import now, writing
from plf.models import ActionPlan, ActionRow, Person, StatusNote
from plf.row_updates.queries import quarter, quarters
from tests.row_updates.strategy import O1, PLAN, S1A, S1B, S1BI, S2A, S2B, S3A, table_of


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 9, 30), date(2026, 7, 1)),
        (date(2026, 11, 23), date(2026, 10, 1)),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 6, 30), date(2027, 4, 1)),
    ],
)
def test_quarters_are_those_of_the_school_year(day, begins):
    assert quarter(day) == begins


def test_the_quarters_before_go_back_over_new_year():
    assert quarters(date(2026, 5, 5), 4) == [
        date(2026, 4, 1),
        date(2026, 1, 1),
        date(2025, 10, 1),
        date(2025, 7, 1),
    ]


def happens(
    scene, row: int | None, cell: str, before: str, after: str, *, at: datetime | None = None, **now_is
):
    """A change of a row was written down, and the row is as it is afterwards."""
    with scene.app.app_context(), writing() as session:
        found = session.get(ActionRow, row) if row else None
        for name, each in now_is.items():
            setattr(found, name, each)
        plan, olivia = session.get(ActionPlan, 1), session.get(Person, 3)
        record(plan, found, cell, olivia, before=before, after=after, at=at or now())


def begins(days: int = 0) -> datetime:
    first = quarter(local_today())
    return datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(ZONE)).replace(hour=12)


def test_what_changed_this_quarter_is_one_page(scene):
    table_of(scene)
    last_quarter = begins().replace(year=begins().year - 1)
    happens(scene, S1A, "status", "not_started", "on_track", at=last_quarter)
    happens(scene, S1A, "status", "on_track", "behind", status="behind")
    happens(scene, S1B, "status", "not_started", "behind")
    happens(scene, S1B, "status", "behind", "not_started")
    happens(scene, S2B, "starts", "fall 2026", "spring 2027")
    happens(scene, S2B, "starts", "spring 2027", "fall 2027", starts="fall 2027")
    happens(scene, S1BI, "moved", "1a.i", "1b.i")
    happens(scene, S2A, "resources", "", "A day of a substitute", resources="A day of a substitute")
    happens(scene, None, "big_idea", "", "Together")
    happens(scene, S3A, "added", "", "Record the first ten", made_at=now())
    happens(scene, O1, "deleted", "Teacher leaders", "", at=last_quarter)
    with scene.app.app_context(), writing() as session:
        session.add(
            StatusNote(row_id=S1A, on=local_today(), status="behind", text="No room.", person_id=1, at=now())
        )
        session.add(
            StatusNote(
                row_id=S1A, on=date(2020, 1, 1), status="behind", text="Long ago.", person_id=1, at=now()
            )
        )
    page = unescape(scene.ana.get(f"{PLAN}/changed").text)
    statuses = page[page.index('id="statuses"') : page.index('id="said"')]
    assert "How rows stand (1)" in statuses
    assert ">On track</td>" in statuses, "as it stood when the quarter began"
    assert ">Behind</td>" in statuses
    assert "1b" not in statuses, "it is as it was"
    assert "No room." in page
    assert "Long ago." not in page
    dates = page[page.index('id="dates"') : page.index('id="added"')]
    assert "Start Date: fall 2026" in dates
    assert ">fall 2027</td>" in dates
    assert "3a Record the first ten" in page[page.index('id="added"') :]
    assert ">1a.i</td>" in page[page.index('id="moved"') :]
    assert "Potential Resources" in page[page.index('id="also"') :]
    assert "Above the table: Big idea" in page


@pytest.mark.once
def test_a_removed_row_is_named_if_it_was_there_before_and_nothing_is_nothing(scene):
    table_of(scene)
    assert "Nothing has changed since then." in scene.ana.get(f"{PLAN}/changed").text
    today = now().isoformat(sep=" ")
    change(
        scene,
        f"UPDATE action_row SET deleted_at = '{today}', deleted_with_id = {S1B} WHERE id IN ({S1B}, {S1BI})",
        f"UPDATE action_row SET made_at = '{today}', deleted_at = '{today}', deleted_with_id = id WHERE id = {S2B}",
    )
    page = scene.ana.get(f"{PLAN}/changed").text
    removed = page[page.index('id="removed"') :]
    assert "Rows removed (1)" in removed
    assert "Visit two districts" in removed
    assert "Try a late start" not in removed, "it came and went"


@pytest.mark.once
def test_a_row_that_was_away_when_the_quarter_began_has_come_back(scene):
    table_of(scene)
    happens(scene, S2B, "restored", "", "2b Try a late start")
    happens(scene, S2A, "deleted", "2a Count the hours", "")
    happens(scene, S2A, "restored", "", "2a Count the hours")
    page = scene.ana.get(f"{PLAN}/changed").text
    assert "Rows added (1)" in page
    assert "Try a late start" in page[page.index('id="added"') :]


@pytest.mark.once
def test_another_quarter_is_chosen_and_a_day_that_is_none_is_said(scene):
    table_of(scene)
    assert "What changed since July 1, 2025" in scene.ana.get(f"{PLAN}/changed?since=2025-07-01").text
    for day in ("yesterday", "2099-01-01", "0001-01-01"):
        page = scene.ana.get(f"{PLAN}/changed?since={day}")
        assert page.status_code == 200
        assert "is not a day up to today" in page.text
