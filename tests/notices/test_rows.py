"""Updates of an action plan's rows are asked for: who is told and reminded, and that nobody is who has answered."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from backstage import change, rows
from letters import a_minute_passes, body_of, links_in
from sqlalchemy import select
from world import ZONE, local_today

from plf.models import Notice
from tests.row_updates.strategy import O1, PLAN, S1A, S1B, S2A, table_of

SUBJECT = "Olivia Price asks how your rows of Commitment to learning stand"


def a_friday() -> date:
    day = local_today() + timedelta(days=10)
    return day + timedelta(days=(4 - day.weekday()) % 7)


def asks(person, *, row: str = "", line: str = "", due: date | None = None):
    due = due or a_friday()
    return person.fill(f"{PLAN}/updates", row=row, due_on=due.isoformat(), line=line)


def answers(person, row: int) -> None:
    fields = {f"stands-{row}-status": "on_track", f"stands-{row}-text": "It goes on."}
    assert person.post(f"{PLAN}/rows/{row}/updates", fields).status_code == 303


def mornings(scene, inbox, first: date, last: date) -> list[tuple[date, str]]:
    """Each morning at eight the worker looks; when, and to whom it then writes."""
    found, day = [], first
    while day <= last:
        a_minute_passes(scene.app, at=datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo(ZONE)))
        found += [(day, who) for who, _ in inbox.read()]
        day += timedelta(days=1)
    return found


def test_owners_and_teams_are_told_with_a_link_to_their_rows_and_nobody_else(scene, inbox):
    table_of(scene)
    assert asks(scene.olivia, line="The board meets soon.").status_code == 303
    assert "3 people are asked" in scene.olivia.follow().text
    a_minute_passes(scene.app)
    [mail] = [each for each in inbox.mails if each["To"].addresses[0].username == "ana"]
    assert inbox.read() == [("ana", SUBJECT), ("chloe", SUBJECT), ("sam", SUBJECT)]
    assert "Olivia Price adds: The board meets soon." in body_of(mail)
    assert links_in(mail)[0].endswith("/strategy/mine#ask_1")
    page = scene.ana.get("/strategy/mine").text
    assert 'id="ask_1"' in page
    assert "2 of 2 left" in page
    assert "Rows of yours to update by " in scene.ana.get("/").text
    assert "Rows of yours" not in scene.ben.get("/").text
    assert SUBJECT in scene.ana.get("/notices").text


@pytest.mark.once
def test_who_has_answered_everything_is_asked_no_more_and_the_page_says_who_has_not(scene, inbox):
    table_of(scene)
    asks(scene.olivia)
    answers(scene.ana, S1A)
    page = scene.olivia.get(f"{PLAN}/updates/1").text
    assert "Waiting for 3 people" in page
    answers(scene.ana, S1B)  # which is Sam's too: one of a team answers for it
    page = scene.olivia.get(f"{PLAN}/updates/1").text
    assert "Waiting for 2 people" in page
    assert "Rows of yours" not in scene.ana.get("/").text
    assert "Rows of yours" in scene.sam.get("/").text
    answers(scene.sam, S2A)
    answers(scene.ben, O1)  # an editor says it of Chloë's
    assert "Everybody has answered." in scene.olivia.get(f"{PLAN}/updates/1").text
    assert rows(scene, select(Notice.id).where(Notice.ask_id == 1, Notice.settled_at.is_(None))) == []
    a_minute_passes(scene.app)
    assert inbox.read() == [], "nobody is written to of what was done before the mail went"


def test_reminders_come_a_week_and_a_day_before_the_day_after_and_weekly_until_it_is_closed(scene, inbox):
    table_of(scene)
    due = a_friday()
    asks(scene.olivia, row=str(O1), due=due)
    a_minute_passes(scene.app)
    assert [who for who, _ in inbox.read()] == ["ana", "chloe", "sam"]
    week, day = timedelta(days=7), timedelta(days=1)
    answers(scene.ana, S1B)
    assert mornings(scene, inbox, due - week - day, due - day) == [
        (due - week, "ana"),
        (due - week, "chloe"),
        (due - day, "ana"),
        (due - day, "chloe"),
    ]
    answers(scene.ana, S1A)
    monday = due + 3 * day
    assert mornings(scene, inbox, due, monday + week) == [(monday, "chloe"), (monday + week, "chloe")]
    assert scene.olivia.post(f"{PLAN}/updates/1/end").status_code == 303
    assert mornings(scene, inbox, monday + 8 * day, monday + 3 * week) == []


@pytest.mark.once
def test_the_owner_of_an_outcome_asks_those_under_it_and_is_not_told_herself(scene, inbox):
    table_of(scene)
    page = scene.chloe.get(f"{PLAN}/updates").text
    assert "The whole table" not in page
    assert asks(scene.chloe, row=str(O1)).status_code == 303
    a_minute_passes(scene.app)
    assert [who for who, _ in inbox.read()] == ["ana", "sam"]
    assert (
        "Only the office, its editors and the owner of a row can ask" in scene.ana.get(f"{PLAN}/updates").text
    )


@pytest.mark.once
def test_what_nobody_can_be_asked_for_and_days_that_are_over_are_said_and_the_line_stays(scene):
    table_of(scene)
    answer = asks(scene.olivia, row="10", line="For the board.")  # outcome 3: nobody carries it
    assert answer.status_code == 422
    assert "Nobody can be asked" in answer.text
    assert "For the board." in answer.text
    answer = asks(scene.olivia, due=local_today() - timedelta(days=1))
    assert answer.status_code == 422
    assert "That day is over." in answer.text
    assert rows(scene, select(Notice.id)) == []


def test_who_has_left_the_team_is_told_nothing_of_it_any_more(scene, inbox):
    table_of(scene)
    asks(scene.olivia)
    change(scene, "DELETE FROM action_team_member WHERE person_id = 1")
    a_minute_passes(scene.app)
    assert [who for who, _ in inbox.read()] == ["chloe", "sam"]
    assert SUBJECT not in scene.ana.get("/notices").text
    assert "Rows of yours" not in scene.ana.get("/").text
    assert "Rows of yours" in scene.sam.get("/").text
