"""What colleagues work on: signed plans by indicator, by site and grade band, without names."""

from datetime import timedelta

from backstage import change
from sqlalchemy import insert, select

from plf.database import now, writing
from plf.models import Person, Plan, Revision


def signed(scene, *groups: tuple[int, int, str]) -> None:
    """Ana's plan is signed, and so are copies of it: (how many, at which site, by people of which position)."""
    scene.plan_at("active")
    copied(scene, *groups)


def copied(scene, *groups: tuple[int, int, str]) -> None:
    """Others have signed what Ana has."""
    with scene.app.app_context(), writing() as session:
        plan = session.get(Plan, 1)
        frozen = session.get(Revision, plan.in_force_id)
        number = 100
        for count, site, position in groups:
            for _ in range(count):
                number += 1
                person = {
                    "given_name": "Kim",
                    "family_name": f"No{number}",
                    "email": f"{number}@riverbend.example",
                }
                session.execute(
                    insert(Person).values(
                        id=number,
                        **person,
                        position=position,
                        main_site_id=site,
                        is_office=False,
                        created_at=now(),
                    )
                )
                same = {
                    column.name: getattr(plan, column.key)
                    for column in Plan.__table__.columns
                    if column.name
                    in ("year_id", "evaluator_id", "rubric_id", "state", "state_since", "assigned_at")
                }
                session.execute(
                    insert(Plan).values(id=number, teacher_id=number, site_id=site, version=1, **same)
                )
                session.execute(
                    insert(Revision).values(
                        id=number,
                        plan_id=number,
                        number=1,
                        frozen=frozen.frozen,
                        sha256=frozen.sha256,
                        frozen_at=frozen.frozen_at - timedelta(days=1),
                        frozen_by_id=1,
                    )
                )
                session.execute(Plan.__table__.update().where(Plan.id == number).values(in_force_id=number))


def test_one_signed_plan_is_nobodys_business(scene):
    scene.plan_at("active")
    page = scene.sam.get("/focus").text
    assert "Not enough plans to tell" in page
    assert "Involves All Learners" not in page
    assert "Maple Street" not in page


def test_numbers_are_told_by_site_and_by_grades_and_none_under_five(scene):
    signed(scene, (5, 1, "Grade 5 teacher"), (6, 2, "Grade 7 teacher"), (2, 2, "Band director"))
    page = scene.sam.get("/focus")
    assert "9 Involves All Learners" in page.text
    assert ">14<" in page.text, "Ana's and thirteen more"
    assert ">6<" in scene.sam.get("/focus", query_string={"site": "Maple Street Elementary"}).text
    assert ">8<" in scene.sam.get("/focus", query_string={"site": "Oak Hill Middle School"}).text
    # Two in no band are kept back, and with them the others, or two would follow.
    page = scene.sam.get("/focus", query_string={"grades": "Grades 3–5"}).text
    assert "Not enough plans to tell" in page
    assert "Kim" not in page
    assert scene.sam.get("/focus", query_string={"site": "<script>", "grades": "x"}).status_code == 200


def test_where_a_position_names_no_grade_the_grades_of_the_site_count_and_nothing_follows_from_both(scene):
    signed(scene, (6, 2, "Chemistry teacher"), (6, 1, "Grade 5 teacher"))
    assert "Grades 9–12" not in scene.sam.get("/focus").text
    # One more of these grades, at the other site: it would follow from the seven and the six at Oak Hill.
    change(scene, "UPDATE person SET position = 'Grade 10 teacher' WHERE id = 107")
    scene.olivia.fill("/sites/2/edit", grade_band="Grades 9–12")
    assert "Not enough" in scene.sam.get("/focus", query_string={"grades": "Grades 9–12"}).text
    assert ">6<" in scene.sam.get("/focus", query_string={"site": "Oak Hill Middle School"}).text
    change(scene, "UPDATE person SET position = 'Grade 5 teacher' WHERE id = 107")
    scene.olivia.fill("/sites/2/edit", grade_band="Grades 6–8")
    assert ">6<" in scene.sam.get("/focus", query_string={"grades": "Grades 6–8"}).text


def test_what_is_not_signed_is_not_counted(scene):
    signed(scene, (5, 1, "Grade 5 teacher"))
    assert ">6<" in scene.sam.get("/focus").text
    with scene.app.app_context(), writing() as session:
        session.scalar(select(Plan).where(Plan.id == 101)).in_force_id = None
    assert ">5<" in scene.sam.get("/focus").text
