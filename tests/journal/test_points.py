"""Hours and points over the years: what Ana sees of herself, on the page and on paper."""

import subprocess
from datetime import timedelta
from html import unescape

from backstage import change
from world import local_today

from plf.database import now, writing
from plf.models import JournalEntry, Plan, SchoolYear
from tests.pdf import reading


def write(person, plan, text, **more):
    answer = person.fill(f"{plan}/journal", f"{plan}/journal", text=text, **more)
    assert answer.status_code == 303, unescape(answer.text)


def points(person):
    return unescape(person.get("/my-points").text)


def printed(person):
    answer = person.get("/my-points.pdf")
    assert answer.mimetype == "application/pdf"
    read = subprocess.run(["pdftotext", "-", "-"], input=answer.data, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def earlier_years(scene, *ago, hundredths=1000):
    """Ana's plans of so many years ago, each with one entry of ten hours."""
    with scene.app.app_context(), writing() as session:
        for years in ago:
            start = local_today() - timedelta(days=90 + 365 * years)
            label = f"{start.year}-{start.year + 1} ({years})"
            year = SchoolYear(
                label=label,
                starts_on=start,
                ends_on=start + timedelta(days=290),
                plans_agreed_by=start + timedelta(days=100),
                forms_due_on=start + timedelta(days=250),
                conferences_by=start + timedelta(days=260),
                status="closed",
                also_required=[],
            )
            session.add(year)
            session.flush()
            plan = Plan(
                year_id=year.id, teacher_id=1, evaluator_id=2, site_id=1, rubric_id=1,
                state="closed", state_since=now(), assigned_at=now(),
            )  # fmt: skip
            session.add(plan)
            session.flush()
            session.add(
                JournalEntry(
                    plan_id=plan.id, person_id=1, day=start + timedelta(days=9),
                    text=f"A workshop {years} years ago", hundredths=hundredths, written_at=now(),
                )
            )  # fmt: skip


def test_what_counts_is_added_up_over_five_years_and_no_longer(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Coaching.", hours="2.25")
    write(scene.ana, plan, "No hours in this one.")
    write(scene.ana, plan, "Not for others.", hours="9", private="yes")
    earlier_years(scene, 1, 4, 5)
    page = points(scene.ana)
    assert "22.25 of 75 hours or points in 5 years" in page
    assert "A workshop 1 years ago" in page
    assert "A workshop 4 years ago" in page
    assert "A workshop 5 years ago" not in page
    assert "No hours in this one." not in page
    assert "Not for others." not in page


def test_the_transcript_on_paper_says_the_same(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Coaching with <b>two</b> lessons & 😀", hours="2.25")
    earlier_years(scene, 1)
    paper = printed(scene.ana)
    for words in (
        "Professional development hours and points",
        "Ana Ortiz",
        "Grade 4 teacher",
        "Maple Street Elementary",
        "12.25 of 75",
        "Coaching with <b>two</b> lessons & [grinning face]",
        "A workshop 1 years ago",
        "As entered by Ana Ortiz",
    ):
        assert words in paper


def test_points_are_ones_own(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Coaching.", hours="2")
    for person in (scene.ben, scene.olivia, scene.chloe):
        assert "Coaching" not in points(person)
        assert "Coaching" not in printed(person)
        assert "0 of 75" in points(person)


def test_what_was_done_in_a_withdrawn_plan_was_done_all_the_same(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Coaching.", hours="2")
    change(scene, "UPDATE plan SET state = 'withdrawn', state_before = 'assigned'")
    assert "2 of 75" in points(scene.ana)


def test_a_district_that_owes_nothing_names_no_goal(scene):
    scene.olivia.fill("/district", points_owed="0")
    page = points(scene.ana)
    assert "0 hours or points, since" in page
    assert "Nothing to count yet" in page


def test_the_transcript_is_tagged_as_every_print_is(scene):
    plan = scene.plan_at("assigned")
    for day in range(40):
        write(scene.ana, plan, f"Coaching, part {day}, with 教案 and 😀. " * 3, hours="0.5")
    paper = scene.ana.get("/my-points.pdf").data
    names = [str(each.S) for each in reading.elements(paper)]
    assert len(reading.opened(paper).pages) > 1
    assert names.count("/H1") == 1
    assert names.count("/Table") == 1
    assert names.count("/TH") == 3
    assert reading.missing_glyphs(paper) == 0
