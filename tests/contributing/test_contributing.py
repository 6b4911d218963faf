"""Olivia puts things out for comment to people she chose: they comment by section, she answers and settles, and it ends."""

from datetime import timedelta
from html import unescape

import pytest
from backstage import at_once, change, ready, rows
from sqlalchemy import select
from world import local_today

from plf.contributing.queries import in_sections
from plf.models import Contribution, ContributionComment, Job
from tests.exemplars import shelf

TEXT = "Before all of it.\n\n## Norms\n\n- **Listen** first\n\n## Roles\n\nWho takes notes?"
HERE = "/contributions/1"


def read(person, path=HERE) -> str:
    page = person.get(path)
    assert page.status_code == 200
    return unescape(page.text)


def put_out(scene, kind="resource", people="Chloë Martin\nana@riverbend.example", **more):
    fields = {"title": "Norms", "text": TEXT} if kind == "resource" else {}
    until = (local_today() + timedelta(days=7)).isoformat()
    fields |= {"kind": kind, "until": until, "people": people, "note": "What is missing?", **more}
    return scene.olivia.fill("/contributions/new", fields=fields)


def comment(person, text="Too long.", section="Norms"):
    return person.post(f"{HERE}/comments", about=section, comment=text)


def comments(scene) -> list[ContributionComment]:
    return rows(scene, select(ContributionComment).order_by(ContributionComment.id))


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Just words.", [("", "Just words.")]),
        ("## A\nx\n## B\ny", [("A", "x"), ("B", "y")]),
        ("before\n## A\n\n## A\nagain", [("", "before"), ("A", ""), ("A (2)", "again")]),
        ("##no title\n### neither", [("", "##no title\n### neither")]),
        ("", []),
    ],
)
def test_a_text_has_the_sections_that_its_lines_begin(text, parts):
    assert in_sections(text) == parts


def test_chloe_and_ana_comment_by_section_olivia_answers_and_it_ends(scene):
    assert put_out(scene).status_code == 303
    assert "Your comment is asked for" in read(scene.chloe, "/")
    page = read(scene.chloe)
    assert "<strong>Listen</strong> first" in page
    assert "What is missing?" in page
    assert comment(scene.chloe).status_code == 303
    assert comment(scene.ana, "I like it.", "").status_code == 303
    page = read(scene.ana)
    assert page.index("Too long.") < page.index("Who takes notes?") < page.index("I like it.")
    assert "Answer or settle" not in page
    answer = scene.olivia.fill(HERE, f"{HERE}/comments/1/answer", answer="Half of it is gone.", settle="yes")
    assert answer.status_code == 303
    page = read(scene.chloe)
    assert "Half of it is gone." in page
    assert "Settled" in page
    assert scene.olivia.fill(HERE, f"{HERE}/closing").status_code == 303
    assert "This is over." in read(scene.chloe)
    assert "Too long." in read(scene.chloe)
    assert comment(scene.chloe).status_code == 409
    assert "Your comment is asked for" not in read(scene.chloe, "/")
    assert len(comments(scene)) == 2


def test_nobody_else_learns_of_it_and_who_is_no_longer_chosen_does_not_either(scene):
    put_out(scene)
    assert scene.sam.get(HERE).status_code == 404
    assert "Norms" not in read(scene.sam, "/contributions")
    comment(scene.chloe)
    assert scene.olivia.fill(f"{HERE}/edit", people="Sam Lee").status_code == 303
    assert "Too long." in read(scene.sam)
    assert scene.chloe.get(HERE).status_code == 404


def test_who_is_chosen_is_asked_by_mail_once(scene):
    put_out(scene)
    scene.olivia.fill(f"{HERE}/edit", people="Chloë Martin\nSam Lee", note="And the tone?")
    mails = rows(scene, select(Job.payload).where(Job.kind == "mail").order_by(Job.id))
    asked = [(each["to"], each["subject"]) for each in mails if each["template"] == "contribution"]
    assert sorted(asked) == [
        (scene.id(name), "Your comment is asked for: “Norms”") for name in ("ana", "sam", "chloe")
    ]


def test_the_last_day_is_a_day_of_the_district_and_counts(scene):
    put_out(scene, until=local_today().isoformat())
    assert comment(scene.chloe).status_code == 303
    change(scene, "UPDATE contribution SET until = :day", day=local_today() - timedelta(days=1))
    page = comment(scene.chloe)
    assert page.status_code == 409
    assert "Comments were asked for until" in page.text
    assert "Too long." in page.text, "what was typed is shown again"


def test_the_guide_is_out_with_its_bits_and_a_comment_remembers_the_version(scene):
    scene.olivia.fill("/guide/texts/what", text="A plan of your own.")
    put_out(scene, "guide")
    page = read(scene.chloe)
    assert "A plan of your own." in page
    assert "Beside the checkpoint’s form: Looking back" in page
    comment(scene.chloe, section="what")
    scene.olivia.fill("/guide/texts/what", text="")
    assert [(each.section, each.version) for each in comments(scene)] == [("what", 1)]
    assert "on “what”, on version 1" in read(scene.olivia), "its section is gone, the comment is not"


def test_an_exemplar_is_out_while_its_teacher_agrees_to_the_text_and_gone_at_once_when_not(scene):
    page = shelf.asked(scene)
    number = page.rsplit("/", 1)[1]
    assert number not in scene.olivia.form("/contributions/new").fields
    refused = put_out(scene, "exemplar", exemplar=number)
    assert refused.status_code == 422, "Ana has not said yes yet"
    shelf.done(scene.ana.fill(shelf.HERS, f"{shelf.HERS}/consent"))
    assert put_out(scene, "exemplar", "Chloë Martin", exemplar=number).status_code == 303
    shown = read(scene.chloe)
    assert "More students talking about mathematics" in shown
    assert "Ortiz" not in shown
    assert "/plans/1" not in shown
    assert comment(scene.chloe, section="goal").status_code == 303
    scene.ana.post(f"{shelf.HERS}/withdrawal")
    assert scene.chloe.get(HERE).status_code == 404
    assert comment(scene.chloe, section="goal").status_code == 404
    assert shelf.ABOUT["title"] not in read(scene.chloe, "/contributions") + read(scene.chloe, "/")


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"until": (local_today() - timedelta(days=1)).isoformat()}, "That day has passed."),
        ({"until": ""}, "Choose the last day for comments."),
        ({"people": ""}, "Write whom you ask"),
        ({"people": "Nobody Known"}, "Nobody here is called “Nobody Known”."),
        ({"people": "riverbend"}, "Several people fit “riverbend”."),
        ({"title": ""}, "Write a title."),
        ({"text": " "}, "Write or paste the text"),
        ({"text": "x" * 12_001}, "is 1 characters too long"),
        ({"kind": "novel"}, "Choose what you put out for comment."),
        ({"kind": "exemplar"}, "Choose an exemplar from the list."),
        ({"kind": "exemplar", "exemplar": "4711"}, "Choose one from the list"),
    ],
)
def test_what_does_not_fit_is_said_and_stays(scene, wrong, says):
    page = put_out(scene, **wrong)
    assert page.status_code == 422
    assert says in unescape(page.text)
    assert "What is missing?</textarea>" in page.text
    assert rows(scene, select(Contribution)) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "section", "says"),
    [
        (" ", "Norms", "Write your comment, then add it."),
        ("x" * 2001, "Norms", "That is 1 characters too long."),
        ("Fine.", "Nothing", "That section is not there any more."),
    ],
)
def test_a_comment_that_does_not_fit_is_said_and_stays(scene, text, section, says):
    put_out(scene)
    page = comment(scene.chloe, text, section)
    assert page.status_code == 422
    assert says in page.text
    assert text.strip() in page.text
    assert comments(scene) == []


def test_who_was_slower_to_change_it_sees_both(scene):
    put_out(scene)
    late = ready(scene.olivia, f"{HERE}/edit", text="The slower words.")
    scene.olivia.fill(f"{HERE}/edit", text="The quicker words.")
    page = late()
    assert page.status_code == 409
    assert "quicker" in page.text
    assert "The slower words.</textarea>" in page.text
    assert rows(scene, select(Contribution.text)) == ["The quicker words."]


def test_a_comment_sent_twice_is_one_comment(scene):
    put_out(scene)
    send = ready(scene.chloe, HERE, f"{HERE}/comments", comment="Only once.")
    assert [answer.status_code for answer in at_once(send, send)] == [303, 303]
    assert [each.text for each in comments(scene)] == ["Only once."]
