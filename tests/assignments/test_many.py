"""Many plans at once: chosen, looked at, assigned by the request or the worker, and taken back while nobody has written."""

import os
from datetime import timedelta
from html import unescape

import pytest
from backstage import at_once, broken, change, ready, rows, state, value
from sqlalchemy import func, select, update
from world import PLAN, QUICK, local_today

from plf import jobs
from plf.assignments import actions
from plf.assignments.lists import Directory
from plf.database import now, writing
from plf.models import AssignmentBatch, AssignmentLine, Job, Notice, Pairing, Person, Plan, SchoolYear

ROUNDS = int(os.environ.get("PLF_RACE_ROUNDS", "1"))


def chooses(person, **fields) -> str:
    """Somebody chooses; the address of the page that shows what comes of it."""
    answer = person.fill("/assignments/many", **fields)
    assert answer.status_code == 303, answer.text
    return answer.location


def shown(answer) -> str:
    return " ".join(unescape(answer.text).split())


def waiting(scene) -> list[str]:
    """Who would be assigned a plan by the last batch."""
    return sorted(
        rows(
            scene,
            select(Person.given_name)
            .join(AssignmentLine, AssignmentLine.person_id == Person.id)
            .where(
                AssignmentLine.outcome == "waiting",
                AssignmentLine.batch_id == select(func.max(AssignmentBatch.id)).scalar_subquery(),
            ),
        )
    )


def teachers_with_plan(scene) -> list[int]:
    return sorted(rows(scene, select(Plan.teacher_id).where(Plan.state != "withdrawn")))


def hires(scene, many: int) -> None:
    """So many teachers more work at Maple Street, Ben's."""
    with scene.app.app_context(), writing() as session:
        start = local_today() - timedelta(days=90)
        hashed = QUICK.hash("quiet rivers carry leaves")
        for number in range(100, 100 + many):
            session.add(
                Person(id=number, given_name=f"Teacher {number}", family_name="New", email=f"t{number}@riverbend.example",
                       staff_kind="teacher", main_site_id=1, password_hash=hashed, created_at=now())
            )  # fmt: skip
        session.flush()
        session.add_all(
            Pairing(teacher_id=number, evaluator_id=scene.id("ben"), starts_on=start)
            for number in range(100, 100 + many)
        )


def the_worker_works(scene) -> int:
    """Jobs that assign are done until none is left; how many there were."""
    with scene.app.app_context():
        done = 0
        for job_id in list(jobs.due()):
            if value(scene, select(Job.kind).where(Job.id == job_id)) == "assign":
                jobs.run(job_id)
                done += 1
        return done


def test_the_office_sees_who_is_skipped_and_why_and_then_assigns_them_all(scene):
    scene.plan_at("assigned")
    change(scene, "DELETE FROM pairing WHERE teacher_id = 7")
    page = chooses(scene.olivia, staff_kind="teacher")
    looked = shown(scene.olivia.get(page))
    assert "Assign 2 plans?" in looked
    assert "Nothing is assigned yet." in looked
    assert "1 skipped: You cannot assign a plan now: there is a plan for this school year already." in looked
    assert "One of them has no evaluator yet." in looked
    assert teachers_with_plan(scene) == [1]
    assert scene.olivia.fill(page).status_code == 303
    assert "2 plans are assigned." in shown(scene.olivia.follow())
    assert teachers_with_plan(scene) == [1, 4, 7]
    assert rows(
        scene, select(Notice.person_id).where(Notice.kind == "assign").order_by(Notice.person_id)
    ) == [1, 4, 7]
    mails = rows(scene, select(Job.payload).where(Job.kind == "mail"))
    assert [(mail["to"], mail["facts"]["many"]) for mail in mails] == [(scene.id("evan"), 1)]
    assert broken(scene) == []


def test_after_the_day_to_agree_the_office_is_told_that_these_are_late_from_the_start(scene):
    page = chooses(scene.olivia, site_id="1")
    assert "late from the start" not in shown(scene.olivia.get(page))
    change(scene, update(SchoolYear).values(plans_agreed_by=local_today() - timedelta(days=1)))
    assert "who has no later day is late from the start" in shown(scene.olivia.get(page))


def test_each_choice_narrows_the_others(scene):
    scene.ana.fill("/", "/volunteering")
    for fields, names in (
        ({}, ["Ana", "Ben", "Chloë", "Dana", "Evan", "Lena", "Sam"]),
        ({"site_id": "1", "staff_kind": "teacher"}, ["Ana", "Chloë"]),
        ({"evaluator": "evan@riverbend.example"}, ["Ben", "Sam"]),
        ({"only_volunteers": "y", "site_id": "1"}, ["Ana"]),
        ({"listed": "Ortiz, Ana\nsam@riverbend.example\n", "site_id": "2"}, ["Sam"]),
    ):
        chooses(scene.olivia, **fields)
        assert waiting(scene) == names, fields
    assert scene.olivia.fill("/assignments/many", only_volunteers="y", site_id="2").status_code == 422
    assert "Nobody fits what you chose." in scene.olivia.page.text
    chooses(scene.ben)
    assert waiting(scene) == ["Ana", "Chloë"]


def test_who_had_no_plan_for_some_years_is_found_by_the_years_before_this_one(scene):
    for number, label, begins in ((2, "2025-2026", 455), (3, "2024-2025", 820)):
        first = local_today() - timedelta(days=begins)
        days = {"first": first, "last": first + timedelta(days=300)}
        text = {name: day.isoformat() for name, day in days.items()}
        change(
            scene,
            "INSERT INTO school_year (id, label, starts_on, ends_on, plans_agreed_by, forms_due_on, conferences_by,"
            f" status, also_required) VALUES ({number}, '{label}', '{text['first']}', '{text['last']}',"
            f" '{text['first']}', '{text['last']}', '{text['last']}', 'closed', '[]')",
        )
    for teacher, year in ((1, 2), (4, 3)):
        with scene.app.app_context(), writing() as session:
            session.add(Plan(year_id=year, teacher_id=teacher, rubric_id=1, state="closed", state_since=now(), assigned_at=now()))  # fmt: skip
    for idle, names in (
        ("0", ["Chloë"]),
        ("1", ["Chloë", "Sam"]),
        ("2", ["Chloë"]),
        ("", ["Ana", "Chloë", "Sam"]),
    ):
        chooses(scene.olivia, idle=idle, staff_kind="teacher")
        assert waiting(scene) == names, idle


def is_killed_before_it_commits() -> None:
    with writing():
        actions.carry_on(1, on=local_today(), at=now())
        raise KeyboardInterrupt


PEOPLE = [
    (1, "ana@x.example", "T-001", "Ana", "Ortiz"),
    (2, "kim1@x.example", None, "Kim", "Lee"),
    (3, "kim2@x.example", None, "Kim", "Lee"),
]


def test_a_list_names_people_by_address_number_or_name_and_each_bad_line_gets_a_sentence():
    read = Directory(PEOPLE).read(
        "ANA@x.example\n\nt-001\n Ortiz,  Ana \nAna Ortiz <ana@x.example>\nKim Lee\nKim Lee\nNobody\n"
    )
    assert read.person_ids == {1}
    assert list(read.problems) == ["Kim Lee", "Nobody"]
    assert "Write kim1@x.example or kim2@x.example instead." in read.problems["Kim Lee"]
    assert "was not found" in read.problems["Nobody"]
    assert Directory(PEOPLE).read("kim2@x.example").person_ids == {3}


def test_lines_that_name_nobody_stay_in_the_box_until_olivia_goes_on_without_them(scene):
    text = "Ana Ortiz\nAmelia Nobody"
    answer = scene.olivia.fill("/assignments/many", listed=text)
    assert answer.status_code == 422
    assert "“Amelia Nobody” was not found" in unescape(answer.text)
    assert text in unescape(answer.text)
    page = chooses(scene.olivia, listed=text, without="y")
    assert waiting(scene) == ["Ana"]
    assert "Left out of the list (1)" in scene.olivia.get(page).text
    answer = scene.ben.fill("/assignments/many", listed="Sam Lee")
    assert answer.status_code == 422, "Ben finds nobody but his own teachers"
    assert "“Sam Lee” was not found" in unescape(answer.text)


def test_what_nobody_has_written_in_is_taken_back_and_what_was_begun_stays_and_is_named(scene):
    page = chooses(scene.olivia, staff_kind="teacher")
    scene.olivia.fill(page)
    of_ana = value(scene, select(Plan.id).where(Plan.teacher_id == scene.id("ana")))
    assert scene.ana.fill(f"/plans/{of_ana}/text", fields=PLAN).status_code == 303
    assert "Plans that were begun stay, and are named." in scene.olivia.get(f"{page}/taking-back").text
    assert scene.olivia.fill(f"{page}/taking-back").status_code == 303
    looked = shown(scene.olivia.follow())
    assert "2 plans are taken back. One plan is kept, as said below." in looked
    assert "1 kept: It has been begun." in looked
    assert (state(scene, of_ana), teachers_with_plan(scene)) == ("drafted", [1])
    assert broken(scene) == []
    assert scene.olivia.get(f"{page}/taking-back").status_code == 409
    assert scene.olivia.post(page).status_code == 409, "what was taken back is not assigned again"
    chooses(scene.olivia, staff_kind="teacher")
    assert waiting(scene) == ["Chloë", "Sam"], "a withdrawn plan makes room for another"


def test_only_who_assigned_and_the_office_see_a_batch(scene):
    page = chooses(scene.ben)
    assert scene.evan.get(page).status_code == 404
    assert scene.evan.post(page).status_code == 404
    assert scene.olivia.get(page).status_code == 200
    assert scene.ben.fill(page).status_code == 303
    assert teachers_with_plan(scene) == [1, 7]
    assert "Ben Carter" in scene.olivia.get("/assignments/batches").text
    assert scene.sam.get("/assignments/many").status_code == 403


@pytest.mark.postgres
def test_a_worker_that_is_killed_in_the_middle_goes_on_where_it_was_and_each_gets_one_plan(
    scene, monkeypatch
):
    hires(scene, 12)
    monkeypatch.setattr(actions, "AT_ONCE", 5)
    page = chooses(scene.olivia, staff_kind="teacher")
    scene.olivia.fill(page)
    assert "Assigned so far" in scene.olivia.follow().text
    assert teachers_with_plan(scene) == []
    with scene.app.app_context():
        with writing():  # a worker does a part of it, and its process ends before the job does
            actions.carry_on(1, on=local_today(), at=now())
        with pytest.raises(KeyboardInterrupt):
            is_killed_before_it_commits()
    assert len(teachers_with_plan(scene)) == 5
    assert the_worker_works(scene) == 1
    assert len(teachers_with_plan(scene)) == 15
    assert "15 plans are assigned." in scene.olivia.get(page).text
    mails = rows(scene, select(Job.payload).where(Job.kind == "mail").order_by(Job.id))
    assert [(mail["to"], mail["facts"]["many"]) for mail in mails] == [(2, 14), (8, 1)]
    scene.olivia.fill(f"{page}/taking-back")
    assert the_worker_works(scene) == 1
    assert teachers_with_plan(scene) == []
    assert broken(scene) == []


@pytest.mark.postgres
def test_two_who_assign_overlapping_lists_at_once_give_everybody_one_plan(scene):
    hires(scene, 6)
    for _ in range(ROUNDS):
        of_olivia, of_ben = chooses(scene.olivia, staff_kind="teacher"), chooses(scene.ben)
        statuses = [
            answer.status_code for answer in at_once(ready(scene.olivia, of_olivia), ready(scene.ben, of_ben))
        ]
        assert statuses == [303, 303]
        assert teachers_with_plan(scene) == [1, 4, 7, *range(100, 106)]
        batch = int(of_ben.rsplit("/", 1)[1])
        if value(scene, select(func.count()).where(AssignmentLine.batch_id == batch, AssignmentLine.outcome == "assigned")):  # fmt: skip
            scene.ben.fill(f"{of_ben}/taking-back")
        if scene.olivia.get(f"{of_olivia}/taking-back").status_code == 200:
            scene.olivia.fill(f"{of_olivia}/taking-back")
        assert teachers_with_plan(scene) == []
    assert broken(scene) == []


@pytest.mark.postgres
def test_ana_begins_to_write_while_the_assignment_is_taken_back_and_loses_nothing(scene):
    for _ in range(ROUNDS):
        page = chooses(scene.olivia, listed="Ana Ortiz")
        scene.olivia.fill(page)
        plan = value(scene, select(func.max(Plan.id)))
        writes = ready(scene.ana, f"/plans/{plan}/text", **PLAN)
        wrote, took_back = at_once(writes, ready(scene.olivia, f"{page}/taking-back"))
        assert took_back.status_code == 303
        if wrote.status_code == 303:
            assert state(scene, plan) == "drafted"
            scene.olivia.fill(f"/plans/{plan}/withdrawal", reason="For the next round.")
        else:
            assert wrote.status_code == 409
            assert PLAN["area"] in unescape(wrote.text)
            assert state(scene, plan) == "withdrawn"
    assert broken(scene) == []
