"""A plan that is continued: next year's plan is opened from it at once, or when that year opens."""

from datetime import timedelta

from world import local_today

from plf import history
from plf.database import writing
from plf.extensions import db
from plf.models import Draft, Pairing, Person, Plan, SchoolYear
from tests.lineage.ahead import next_year, work

AREA = "More students talking about mathematics"


def next_plan(scene) -> Plan | None:
    return db.session.query(Plan).filter_by(continues_id=1).one_or_none()


def test_signing_never_waits_for_a_year_that_is_not_there(scene):
    scene.plan_at("continued")
    work(scene)
    with scene.app.app_context():
        assert next_plan(scene) is None
        assert db.session.get(Plan, 1).state == "continued"


def test_next_years_plan_is_filled_in_with_what_was_signed(scene):
    next_year(scene, "open")
    scene.plan_at("continued")
    work(scene)
    work(scene)
    with scene.app.app_context():
        opened = next_plan(scene)
        assert (opened.state, opened.year_id, opened.evaluator_id) == ("drafted", 2, scene.id("ben"))
        assert db.session.get(Draft, (opened.id, "plan")).text["area"].startswith(AREA)
        assert opened.in_force_id is None
        assert list(history.verify()) == []
    page = scene.ana.get(f"/plans/{opened.id}/text").text
    assert AREA in page
    assert "Check it, the days above all" in page


def test_days_of_last_year_are_marked_to_be_checked(scene):
    next_year(scene, "open")
    scene.plan_at("drafted")
    scene.ana.fill(
        "/plans/1/text", fields={"steps-0-by_when": (local_today() + timedelta(days=30)).isoformat()}
    )
    for step in ("submits", "is_reviewed", "evaluator_signs", "teacher_signs", "begins_checkpoint"):
        getattr(scene, step)()
    scene.submits_checkpoint()
    scene.goes_on()
    work(scene)
    page = scene.ana.get("/plans/2/text").text
    assert "is outside this school year" in page
    assert 'href="#steps-0-by_when"' in page


def test_it_waits_until_the_office_opens_the_year(scene):
    next_year(scene, "planned")
    scene.plan_at("continued")
    work(scene)
    with scene.app.app_context():
        assert next_plan(scene) is None
    assert scene.olivia.fill("/years/2/opening").status_code == 303
    work(scene)
    with scene.app.app_context():
        assert next_plan(scene).state == "drafted"


def test_the_evaluator_is_the_one_ana_is_paired_with_next_year(scene):
    next_year(scene, "open")
    with scene.app.app_context(), writing() as session:
        old = session.query(Pairing).filter_by(teacher_id=scene.id("ana")).one()
        old.ends_on = local_today() + timedelta(days=200)
        session.add(
            Pairing(
                teacher_id=scene.id("ana"),
                evaluator_id=scene.id("evan"),
                starts_on=local_today() + timedelta(days=201),
            )
        )
    scene.plan_at("continued")
    work(scene)
    with scene.app.app_context():
        assert next_plan(scene).evaluator_id == scene.id("evan")


def test_a_plan_that_was_assigned_meanwhile_is_filled_in_and_one_that_was_begun_only_linked(scene):
    next_year(scene, "open")
    scene.plan_at("checkpoint_evaluator_signed")
    with scene.app.app_context(), writing() as session:
        plan = session.get(Plan, 1)
        from plf.assignments.actions import assign

        (theirs,) = assign(
            [plan.teacher_id],
            session.get(SchoolYear, 2),
            by=session.get(Person, scene.id("olivia")),
            on=local_today(),
            at=plan.assigned_at,
        )
        number = theirs.id
    scene.ben.fill("/plans/1/checkpoint/taken-back-signature", reason="We go on after all.")
    scene.goes_on()
    work(scene)
    with scene.app.app_context():
        opened = next_plan(scene)
        assert (opened.id, opened.state) == (number, "drafted")
        assert db.session.get(Draft, (number, "plan")).text["area"].startswith(AREA)
        assert list(history.verify()) == []


def test_nothing_is_opened_for_somebody_who_has_left(scene):
    next_year(scene, "open")
    scene.plan_at("continued")
    with scene.app.app_context(), writing() as session:
        session.get(Person, scene.id("ana")).is_active = False
    work(scene)
    with scene.app.app_context():
        assert next_plan(scene) is None


def test_the_years_stand_on_one_page_and_each_sees_of_them_what_is_theirs(scene):
    next_year(scene, "open")
    with scene.app.app_context(), writing() as session:
        session.query(Pairing).filter_by(teacher_id=scene.id("ana")).update(
            {"ends_on": local_today() + timedelta(days=200)}
        )
        session.add(
            Pairing(
                teacher_id=scene.id("ana"),
                evaluator_id=scene.id("evan"),
                starts_on=local_today() + timedelta(days=201),
            )
        )
    scene.plan_at("continued")
    work(scene)
    page = scene.ana.get("/plans/2/years").text
    assert "2026-2027" in page
    assert "2027-2028" in page
    assert "Mostly" in page
    evans = scene.evan.get("/plans/2/years").text
    assert "not yours to see" in evans
    assert "explain their reasoning" not in evans
