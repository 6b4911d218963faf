"""The office adds people, changes them, lets them go and takes them back."""

from html import unescape
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from visitor import forms

from plf.extensions import db
from plf.models import Person


def test_olivia_adds_a_teacher_and_invites_her(scene):
    scene.olivia.fill(
        "/people/new", given_name="Nora", family_name="Whitfield", email="Nora@Riverbend.example", position="Art",
        staff_kind="teacher", main_site_id="2",
    )  # fmt: skip
    page = scene.olivia.follow().text
    assert "Nora Whitfield" in page
    assert "nora@riverbend.example" in page
    assert "Not invited yet" in page
    here = scene.olivia.page.request.path
    scene.olivia.fill(here, f"{here}/invitation")
    assert "Invited on" in scene.olivia.follow().text


def test_a_search_finds_people_by_parts_of_their_name_and_by_site(scene):
    assert "Ortiz, Ana" in scene.olivia.get("/people?words=ort+an").text
    assert "Ortiz, Ana" not in scene.olivia.get("/people?words=ort&site=2").text
    assert "Lee, Sam" in scene.olivia.get("/people?site=2").text
    assert "Nobody fits" in scene.olivia.get("/people?words=100%25").text


def test_fifty_people_on_a_page(scene):
    for number in range(50):
        scene.olivia.post(
            "/people/new", family_name=f"Zed{number:02}", email=f"z{number}@riverbend.example", staff_kind=""
        )
        assert scene.olivia.page.status_code == 303
    scene.olivia.get("/sites")  # the notices of what was added
    first = scene.olivia.get("/people").text
    assert "58 people" in first
    assert "Zed49" not in first
    assert "Zed49" in scene.olivia.get("/people?page=2").text
    beyond = scene.olivia.get("/people?page=9").text
    assert "This list ends before page 9." in beyond
    assert "page=2" in beyond


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("family_name", "", "Write the family name."),
        ("family_name", "x" * 101, "“Family name” is 1 characters too long. Shorten it to 100."),
        ("email", "nora at school", "Write an e-mail address like name@school.org."),
        ("email", "sam@riverbend.example", "Sam Lee has this address."),
        ("staff_kind", "wizard", "Choose one from the list for “Kind of staff”."),
        ("main_site_id", "99", "Choose one from the list for “Main site”."),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_the_rest_is_kept(scene, field, typed, sentence):
    page = scene.olivia.fill("/people/1/edit", **{"position": "Grade 5 teacher", field: typed})
    assert page.status_code == 422
    text = unescape(page.text)
    assert text.count(sentence) == 2  # in the summary and at the field
    assert 'value="Grade 5 teacher"' in text
    assert "Grade 4 teacher" in scene.olivia.get("/people/1").text


def test_a_name_may_hold_accents_and_emoji_but_no_control_characters(scene):
    scene.olivia.fill("/people/1/edit", given_name="Aña\u202e\x07 🌻", family_name="Ortiz")
    assert "<h1>Aña 🌻 Ortiz</h1>" in scene.olivia.follow().text


def test_a_double_click_adds_one_person(scene):
    form = scene.olivia.form("/people/new")
    fields = dict(form.fields) | {"family_name": "Twice", "email": "twice@riverbend.example"}
    assert scene.olivia.post("/people/new", fields).status_code == 303
    assert scene.olivia.post("/people/new", fields).status_code == 303
    assert "1 person" in scene.olivia.get("/people?words=twice").text


def test_who_has_left_cannot_sign_in_and_is_signed_out_at_once(scene):
    assert scene.sam.get("/sign-ins").status_code == 200
    page = scene.olivia.get("/people/4/deactivation").text
    assert "signed out" in page
    scene.olivia.fill("/people/4/deactivation")
    assert "has left and cannot sign in" in scene.olivia.follow().text
    assert scene.sam.get("/sign-ins").status_code == 303
    assert "Lee, Sam" not in scene.olivia.get("/people").text
    assert "Lee, Sam" in scene.olivia.get("/people?show=left").text
    scene.olivia.fill("/people/4", "/people/4/reactivation")
    assert "can sign in again" in scene.olivia.follow().text
    scene.arrives("sam")


def test_before_an_evaluator_leaves_the_page_says_who_is_paired_with_them(scene):
    assert "2 teachers are paired with them" in scene.olivia.get("/people/2/deactivation").text


def test_someone_who_has_left_is_not_invited(scene):
    invitation = scene.olivia.form("/people/4", "/people/4/invitation")
    scene.olivia.fill("/people/4/deactivation")
    answer = scene.olivia.post("/people/4/invitation", dict(invitation.fields))
    assert answer.status_code == 409
    assert "Reactivate them first" in answer.text


def test_the_last_person_of_the_office_stays(scene):
    answer = scene.olivia.fill("/people/3/deactivation")
    assert answer.status_code == 409
    assert "last person of the office" in answer.text
    fields = [pair for pair in scene.olivia.form("/people/3/edit").fields if pair[0] != "is_office"]
    answer = scene.olivia.post("/people/3/edit", fields)
    assert answer.status_code == 422
    assert "last person of the office" in answer.text


def test_with_a_second_person_of_the_office_the_first_may_go(scene):
    scene.olivia.fill("/people/4/edit", is_office="yes")
    assert scene.olivia.fill("/people/3/deactivation").status_code == 303
    assert scene.sam.get("/people").status_code == 200


def test_someone_without_a_password_does_not_count_as_the_second(scene):
    scene.olivia.post(
        "/people/new", family_name="New", email="new@riverbend.example", staff_kind="", is_office="yes"
    )
    assert scene.olivia.fill("/people/3/deactivation").status_code == 409


def test_the_office_pages_are_the_offices_alone(scene):
    for person in (scene.ana, scene.ben, scene.sam, scene.lena):
        for page in ("/people", "/people/1", "/sites", "/years", "/rubrics", "/district"):
            assert person.get(page).status_code == 403


def test_when_the_last_two_of_the_office_let_each_other_go_at_once_one_stays(scene):
    scene.olivia.fill("/people/4/edit", is_office="yes")
    forms = {
        scene.olivia: ("/people/4/deactivation", scene.olivia.form("/people/4/deactivation").fields),
        scene.sam: ("/people/3/deactivation", scene.sam.form("/people/3/deactivation").fields),
    }
    both_ready, answers = Barrier(2), {}

    def press(visitor, address, fields) -> None:
        both_ready.wait()
        answers[visitor] = visitor.post(address, fields).status_code

    threads = [Thread(target=press, args=(visitor, *form)) for visitor, form in forms.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The slower one is signed out already (401 or sign-in), or refused.
    assert sorted(answers.values())[0] == 303
    with scene.app.app_context():
        office = db.session.scalars(select(Person).where(Person.is_office, Person.is_active)).all()
    assert len(office) == 1


def test_a_leave_is_entered_once_and_ended_early(scene):
    form = {"leave-starts_on": "2027-02-01", "leave-ends_on": "2027-03-01"}
    scene.olivia.fill("/people/1", "/people/1/leaves", fields=form)
    page = scene.olivia.get("/people/1").text
    assert "Feb 1, 2027 – Mar 1, 2027" in page
    assert "Maple Street Elementary" in page.partition("Where counted")[2]
    refused = scene.olivia.fill(
        "/people/1", "/people/1/leaves", fields=form | {"leave-ends_on": "2027-02-03"}
    )
    assert refused.status_code == 422
    assert "is on leave on some of these days already" in refused.text
    assert "End the leave of Ana Ortiz" in scene.olivia.get("/people/1/leaves/1/end").text
    assert scene.olivia.get("/people/2/leaves/1/end").status_code == 404
    scene.olivia.fill("/people/1/leaves/1/end", ends_on="2027-01-31")
    assert "Feb 1, 2027" not in scene.olivia.get("/people/1").text


def test_of_two_who_change_a_person_at_once_the_second_sees_what_the_first_did(scene):
    old = dict(scene.olivia.form("/people/7/edit").fields)
    assert (
        scene.olivia.fill("/people/7/edit", main_site_id="2", position="Grade 6 teacher").status_code == 303
    )
    answer = scene.olivia.post("/people/7/edit", {**old, "family_name": "Martin-Ruiz"})
    assert answer.status_code == 409
    assert "Now: Oak Hill Middle School" in answer.text
    assert "Now: Grade 6 teacher" in answer.text
    assert 'value="Martin-Ruiz"' in answer.text
    again = dict(forms(answer.text)[-1].fields)
    assert scene.olivia.post("/people/7/edit", again).status_code == 303
    assert "Martin-Ruiz" in scene.olivia.follow().text
