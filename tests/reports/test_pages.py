"""Each report as a page, a file and a print, for the office, for a site leader, for an evaluator; and as of a past day."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from backstage import change
from sqlalchemy import update
from world import local_today

from plf import jobs
from plf.database import writing
from plf.extensions import db
from plf.models import AdoptionTarget, Job, PlanSpan
from tests.focus.test_focus import signed

pytestmark = pytest.mark.once

NAMES = ("adoption", "people", "steps", "waiting", "deadlines", "focus", "law", "points")


def rows(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer.text[:300]
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[2:]


def test_the_office_asks_who_has_begun_and_who_exactly(scene):
    """Of Maple Street's four who count Ana has begun; one is enough for 25 percent, in whole people."""
    scene.plan_at("drafted")
    scene.chloe.post("/volunteering")
    page = scene.olivia.get("/reports/adoption").text
    assert "1 of 7 has begun a plan (14%)" in page
    assert "1 more needed by" in page
    assert rows(scene.olivia.get("/reports/adoption.csv"))[1][:5] == [
        "Maple Street Elementary",
        "4",
        "1",
        "25",
        "0",
    ]
    listed = rows(scene.olivia.get("/reports/people.csv?site=1"))
    assert ["Ortiz, Ana", "Begun"] in [[row[0], row[2]] for row in listed]
    assert ["Martin, Chloë", "Volunteered"] in [[row[0], row[2]] for row in listed]
    only = rows(scene.olivia.get("/reports/people.csv?site=1&show=missing"))
    assert {row[0] for row in only} == {"Carter, Ben", "Brooks, Lena"}


def test_a_past_day_is_told_as_it_was_when_it_was_over(scene):
    scene.plan_at("active")
    week_ago = local_today() - timedelta(days=7)
    with scene.app.app_context(), writing() as session:
        # Ana's plan was assigned ten days ago, and begun five days ago.
        spans = session.scalars(db.select(PlanSpan).order_by(PlanSpan.since)).all()
        spans[0].since -= timedelta(days=10)
        spans[0].until = spans[1].since = spans[1].since - timedelta(days=5)
    before = rows(scene.olivia.get(f"/reports/adoption.csv?on={week_ago}"))
    assert next(row for row in before if row[0].startswith("Maple"))[2:6] == ["0", "0", "1", "1"]
    today = rows(scene.olivia.get("/reports/adoption.csv"))
    assert next(row for row in today if row[0].startswith("Maple"))[2:6] == ["1", "25", "0", "0"]
    assert f"As of {week_ago:%B} {week_ago.day}" in scene.olivia.get(f"/reports/steps?on={week_ago}").text


@pytest.mark.parametrize(
    ("typed", "says"), [("tomorrow", "Choose a day"), ("2999-01-01", "has not come yet")]
)
def test_a_day_that_cannot_be_is_told_and_stays_in_its_field(scene, typed, says):
    answer = scene.olivia.get(f"/reports/adoption?on={typed}")
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{typed}"' in answer.text
    assert scene.olivia.get(f"/reports/adoption.csv?on={typed}").status_code == 422


def test_a_site_leader_has_the_same_for_the_site_and_no_other(scene):
    scene.plan_at("submitted")
    for name in NAMES:
        assert "Oak Hill" not in scene.lena.get(f"/reports/{name}?site=1").text
        assert scene.lena.get(f"/reports/{name}?site=2").status_code == 404
        assert scene.lena.get(f"/reports/{name}.csv?site=2").status_code == 404
    assert [row[0] for row in rows(scene.lena.get("/reports/adoption.csv"))] == ["Maple Street Elementary"]


def test_an_evaluator_has_those_that_are_about_their_own_plans(scene):
    scene.plan_at("submitted")
    scene.evan.post("/assignments", person=scene.id("sam"))
    assert {row[0] for row in rows(scene.ben.get("/reports/waiting.csv"))} == {"Ortiz, Ana"}
    assert {row[0] for row in rows(scene.evan.get("/reports/waiting.csv"))} == {"Lee, Sam"}
    assert "Of 1 person, 0 have no plan, 1 is on the way" in scene.ben.get("/reports/steps").text
    assert "evaluator?" not in scene.ben.get("/reports").text
    assert "Without an evaluator" not in scene.ben.get("/reports/waiting").text
    for name in ("adoption", "people", "focus", "law", "points"):
        assert scene.ben.get(f"/reports/{name}?site=1").status_code == 403
        assert scene.ana.get(f"/reports/{name}?site=1").status_code == 403


def test_who_is_stuck_since_when_and_which_signature_is_missing(scene):
    scene.plan_at("evaluator_signed")
    day = local_today()
    (row,) = rows(scene.olivia.get("/reports/waiting.csv?show=signature"))
    assert row == [
        "Ortiz, Ana", "Maple Street Elementary", "Ben Carter", "Signed by the evaluator", "Teacher", day.isoformat(), "0",
        "Teacher’s", day.isoformat(),
    ]  # fmt: skip
    assert rows(scene.olivia.get("/reports/waiting.csv?show=evaluator")) == []
    yesterday = day - timedelta(days=1)
    assert rows(scene.olivia.get(f"/reports/waiting.csv?on={yesterday}")) == []


def test_a_site_alone_is_spoken_of_alone_and_the_office_narrows_by_its_name(scene):
    scene.plan_at("drafted")
    page = scene.olivia.get("/reports/people?site=1").text
    assert "The target of 25% by" in page
    assert "Every site" not in page
    assert 'href="/assignments/many?site_id=1"' in page
    assert '<option value="1" selected' in scene.olivia.get("/assignments/many?site_id=1").text
    change(scene, update(AdoptionTarget).values(by_day=local_today() - timedelta(days=1)))
    assert "1 more was needed by" in scene.olivia.get("/reports/people?site=2").text
    assert {row[0] for row in rows(scene.olivia.get("/reports/waiting.csv?words=maple"))} == {"Ortiz, Ana"}
    assert rows(scene.olivia.get("/reports/waiting.csv?words=oak")) == []
    assert scene.olivia.get("/reports/adoption?on=1/2/2026").status_code == 200, "as Americans write it"


def test_what_they_work_on_can_be_asked_of_a_site_and_of_a_grade_band(scene):
    signed(scene, (5, 1, "Grade 5 teacher"), (6, 2, "Grade 7 teacher"))
    page = scene.olivia.get("/reports/focus").text
    assert '<option value="2">Oak Hill Middle School</option>' in page
    assert '<option value="Grades 6–8">' in page
    assert rows(scene.olivia.get("/reports/focus.csv?site=2"))[0][2] == "6"
    assert rows(scene.olivia.get("/reports/focus.csv?show=Grades 6–8"))[0][2] == "6"


def test_which_of_the_laws_elements_are_there(scene):
    """Ana's plan has a goal, an indicator and both signatures; nothing of research, resources or points."""
    scene.plan_at("active")
    listed = rows(scene.olivia.get("/reports/law.csv?site=1"))
    assert [
        "Ortiz, Ana",
        "Maple Street Elementary",
        "Active",
        "Yes",
        "Yes",
        "Yes",
        "No",
        "No",
        "No",
    ] in listed
    assert ["Martin, Chloë", "Maple Street Elementary", "No plan", "", "", "", "", "", ""] in listed
    scene.ana.fill("/plans/1/journal", text="A model lesson", day=local_today().isoformat(), hours="1.5")
    assert "Counted in points: 1 of 1." in scene.olivia.get("/reports/law?site=1").text


def test_the_laws_packet_is_a_pdf_and_a_zip(scene):
    scene.plan_at("active")
    answer = scene.lena.fill("/reports/law", "/reports/law/packet")
    with scene.app.app_context():
        jobs.run(db.session.scalar(db.select(Job.id).where(Job.kind == "law-packet")))
    page = scene.lena.get(answer.location).text
    assert "1 plan that both signed, and of 3 people without one" in page
    drawn, packed = (scene.lena.get(f"{answer.location}/files/{number}").data for number in (1, 2))
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        names = opened.namelist()
        assert drawn.startswith(b"%PDF-")
        assert opened.read(names[0]) == drawn
        assert names[1:] == ["plans.csv", "plans.xlsx"]
        assert "Oak Hill" not in opened.read("plans.csv").decode()


def test_points_are_sums_and_never_what_was_written(scene):
    scene.plan_at("active")
    day = local_today().isoformat()
    scene.ana.fill("/plans/1/journal", text="A model lesson", day=day, hours="1.5")
    scene.ana.fill("/plans/1/journal", text="Only for me", day=day, hours="9", private="yes")
    row = next(
        each for each in rows(scene.olivia.get("/reports/points.csv?site=1")) if each[0] == "Ortiz, Ana"
    )
    assert row[2:] == ["1.5", "1.5", "73.5"]
    page = scene.olivia.get("/reports/points?site=1").text
    assert "model lesson" not in page
    assert "Only for me" not in page


def test_every_report_is_a_page_and_a_workbook_and_a_print_says_the_same(scene):
    scene.plan_at("active")
    for name in NAMES:
        assert scene.olivia.get(f"/reports/{name}?site=1").status_code == 200, name
        workbook = scene.olivia.get(f"/reports/{name}.xlsx?site=1")
        with zipfile.ZipFile(io.BytesIO(workbook.data)) as opened:
            assert b"<f>" not in opened.read("xl/worksheets/sheet1.xml")
    assert scene.olivia.get("/reports/adoption.pdf").data.startswith(b"%PDF-")


def test_what_a_workbook_would_take_for_a_formula_is_text(scene):
    scene.plan_at("drafted")
    scene.olivia.fill("/sites/1/edit", name="=1+1")
    assert rows(scene.olivia.get("/reports/adoption.csv"))[1][0] == "'=1+1"
