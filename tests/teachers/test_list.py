"""The list of teachers: whose plans are on it, what needs them first, and no word of a text."""

from datetime import UTC, datetime, timedelta
from html import unescape

from backstage import change
from sqlalchemy import update
from world import local_today

from plf.models import Plan


def listed(visitor, path="/teachers") -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_ben_sees_his_teachers_with_state_turn_and_next_date(scene):
    scene.plan_at("submitted")
    page = listed(scene.ben)
    assert "My teachers, 2026-2027" in page
    assert '<a href="/plans/1">Ana Ortiz</a>' in page
    assert "Submitted" in page
    assert "<strong>Yours</strong>" in page
    assert "No plan yet" in page
    assert "Chloë Martin" in page
    assert "Sam Lee" not in page


def test_of_a_late_plan_the_meeting_to_come_is_what_comes_next(scene):
    plan = scene.plan_at("submitted")
    on = local_today() + timedelta(days=3)
    booked = {"day": on.isoformat(), "starts": "2:30 PM", "minutes": "45", "place": "Library"}
    assert scene.ben.fill(f"{plan}/meeting", f"{plan}/meeting", fields=booked).status_code == 303
    yesterday = local_today() - timedelta(days=1)
    change(scene, "UPDATE school_year SET plans_agreed_by = :day", day=yesterday.isoformat())
    line = listed(scene.ben).partition("Ana Ortiz")[2].partition("</tr>")[0]
    assert f"Meeting {on:%b} {on.day}, {on.year}" in line
    assert ">Late</span>" in line


def test_a_plan_without_its_text_for_everyone_on_the_list(scene):
    scene.plan_at("active")
    for person in (scene.ben, scene.dana, scene.lena, scene.olivia):
        page = listed(person)
        assert "Ana Ortiz" in page
        assert "Active" in page
        assert "mathematics" not in page


def test_evan_and_lena_see_their_own(scene):
    scene.plan_at("drafted")
    scene.olivia.post("/assignments", person=scene.id("sam"))
    assert "Ana Ortiz" not in listed(scene.evan)
    assert "Sam Lee" in listed(scene.evan)
    assert "Sam Lee" not in listed(scene.lena)
    assert "Ana Ortiz" in listed(scene.lena)
    assert {"Ana Ortiz", "Sam Lee"} <= {
        name for name in ("Ana Ortiz", "Sam Lee") if name in listed(scene.olivia)
    }


def test_the_list_is_narrowed_by_state_and_answers_a_piece_under_htmx(scene):
    scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    page = listed(scene.ben, "/teachers?state=submitted")
    assert "/plans/1" in page
    assert "/plans/2" not in page
    page = listed(scene.ben, "/teachers?state=assigned")
    assert "/plans/1" not in page
    assert "/plans/2" in page
    assert "Nobody here" in listed(scene.ben, "/teachers?state=closed")
    assert "/plans/1" in listed(scene.ben, "/teachers?state=no-such-state")
    piece = scene.ben.get("/teachers?state=submitted", htmx=True)
    assert piece.text.lstrip().startswith('<div id="list"')


def test_what_needs_ben_comes_first(scene):
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.plan = "/plans/2"
    scene.plan_at("submitted")
    page = listed(scene.ben)
    assert page.index("Ana Ortiz") < page.index("Chloë Martin")


def test_days_are_those_of_the_district(scene):
    """Nine in the evening of October 5 in Chicago is October 6 in UTC."""
    scene.plan_at("submitted")
    evening = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
    change(scene, update(Plan).values(state_since=evening, touched_at=evening))
    for page in (listed(scene.ben), listed(scene.ben, "/")):
        assert "Oct 5, 2026" in page
        assert "Oct 6, 2026" not in page


def test_who_looks_after_nobody_has_no_list(scene):
    for person in (scene.ana, scene.sam):
        answer = person.get("/teachers")
        assert answer.status_code == 403
        assert "Your own plan is on Home." in answer.text
