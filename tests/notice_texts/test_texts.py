"""The office writes its own words for a notice, sees them before, and goes back to the original."""

import pytest
from backstage import rows
from sqlalchemy import select

from plf.models import NoticeText
from plf.notices.kinds import EXAMPLES, KINDS, PLACEHOLDERS, fill, problem

WORDS = {"subject": "Please read: {teacher}", "body": "Dear {name},\n\n{teacher} is ready.\n{plan_link}"}
PAGE = "/notice-texts/submit"


def test_olivias_words_are_what_ben_reads(scene):
    scene.olivia.fill(PAGE, fields=WORDS)
    assert "has these words from now on" in scene.olivia.follow().text
    scene.plan_at("submitted")
    assert "Please read: Ana Ortiz" in scene.ben.get("/notices").text


def test_the_preview_shows_them_with_examples_and_saves_nothing(scene):
    answer = scene.olivia.fill(PAGE, fields=WORDS, button=("preview", "yes"))
    assert answer.status_code == 200
    assert "<strong>Please read: Ana Ortiz</strong>" in answer.text
    assert "Dear Ana," in answer.text
    assert "Dear {name}," in answer.text, "the words stay in the form"
    assert rows(scene, select(NoticeText)) == []


def test_back_to_the_original(scene):
    scene.olivia.fill(PAGE, fields=WORDS)
    scene.olivia.fill(PAGE, f"{PAGE}/original")
    assert "These are the original words again." in scene.olivia.follow().text
    assert rows(scene, select(NoticeText)) == []
    scene.olivia.fill(PAGE, fields=WORDS)
    scene.olivia.fill(PAGE, fields={"subject": KINDS["submit"].subject, "body": KINDS["submit"].body})
    assert rows(scene, select(NoticeText)) == [], "the original words, typed again, are the original"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"body": "{plan_link} {goal}"}, "There is no placeholder {goal}. Choose one from the list."),
        ({"subject": "{teacher.password_hash}"}, "There is no placeholder {teacher.password_hash}."),
        ({"subject": "{0}"}, "There is no placeholder {0}."),
        ({"subject": "{}"}, "There is no placeholder {}."),
        ({"body": "{plan_link} {teacher"}, "A brace stands alone."),
        ({"body": "{{plan_link}}"}, "A brace stands alone."),
        ({"body": "Dear {name}"}, "Write {plan_link} somewhere"),
        ({"body": ""}, "Write a text, or go back to the original one."),
        ({"subject": ""}, "Write a subject."),
        ({"subject": "x" * 151}, "1 characters too long"),
        ({"body": "{plan_link}" + "x" * 3000}, "11 characters too long"),
    ],
)
def test_what_does_not_fit_is_said_and_the_words_stay(scene, wrong, says):
    answer = scene.olivia.post(PAGE, WORDS | wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert (WORDS | wrong)["body"] in answer.text
    assert rows(scene, select(NoticeText)) == []


def test_a_kind_that_there_is_not_is_no_page(scene):
    assert scene.olivia.get("/notice-texts/nothing").status_code == 404
    assert scene.olivia.post("/notice-texts/nothing/original").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_the_original_words_fit(kind):
    subject, body = KINDS[kind].subject, KINDS[kind].body
    assert problem(subject) is None
    assert problem(body) is None
    assert "{plan_link}" in body
    assert "{" not in fill(subject, EXAMPLES) + fill(body, EXAMPLES)
    assert fill(subject, EXAMPLES)[0].isupper()


def test_a_line_with_nothing_to_say_is_left_out():
    assert fill("Hello {name},\n\nBy: {due}\n\nBye", {"name": "Ana"}) == "Hello Ana,\n\nBye"


def test_what_is_filled_in_is_not_looked_at_again():
    assert fill("{teacher}", {"teacher": "{plan_link}", "plan_link": "x"}) == "{plan_link}"


def test_every_placeholder_is_explained(scene):
    page = scene.olivia.get(PAGE).text
    assert all(f"{{{name}}}" in page for name in PLACEHOLDERS)
