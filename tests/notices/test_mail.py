"""Mail, sent to a real mail server of our own: what arrives, what never does, and what happens when it is away."""

import smtplib

import pytest
from letters import a_minute_passes, work
from sqlalchemy import update

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.models import Job, Person
from plf.notices import actions, post


def tell_ana(app, subject="Choose your password", **changes) -> int:
    with app.app_context(), writing() as session:
        ana = session.get(Person, 1)
        for name, value in changes.items():
            setattr(ana, name, value)
        session.flush()
        return actions.mail(
            to=ana, subject=subject, template="reset", link="http://127.0.0.1:8000/x", district="Riverbend"
        )


def state(app, number) -> tuple[str, str]:
    with app.app_context():
        job = db.session.get(Job, number)
        return job.state, job.error


def test_ana_is_told_by_mail(app, inbox):
    number = tell_ana(app)
    assert inbox.mails == [], "nothing is sent before the work is done"
    work(app)
    [mail] = inbox.mails
    assert mail["To"] == "Ana Ortiz <ana@riverbend.example>"
    assert mail["Subject"] == "Choose your password"
    assert mail["Message-ID"] == f"<plf-job-{number}@127.0.0.1>"
    assert mail.get_content_type() == "text/plain"
    lines = mail.get_content().splitlines()
    assert lines[0] == "Hello Ana,"
    assert "http://127.0.0.1:8000/x" in lines


def test_letters_of_every_language_arrive(app, inbox):
    tell_ana(app, given_name="Chloë 🐢", family_name="Śmigły, Jr. <x>", subject="“Growth” – à bientôt")
    work(app)
    [mail] = inbox.mails
    assert mail["To"].addresses[0].display_name == "Chloë 🐢 Śmigły, Jr. <x>"
    assert mail["Subject"] == "“Growth” – à bientôt"
    assert "Hello Chloë 🐢," in mail.get_content()


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_no_name_and_no_subject_adds_a_header(app, inbox, line_end):
    evil = f"Ana{line_end}Bcc: everyone@riverbend.example{line_end}{line_end}<b>hello</b>"
    tell_ana(app, subject=evil, given_name=evil[:90])
    work(app)
    [mail] = inbox.mails
    assert mail["Bcc"] is None
    assert inbox.envelopes[0].rcpt_tos == ["ana@riverbend.example"]
    assert len(mail.get_all("Subject")) == 1


def test_a_mail_server_that_refuses_is_asked_again_later(app, inbox):
    inbox.answer = "451 Try again later"
    number = tell_ana(app)
    work(app)
    assert state(app, number)[0] == "queued"
    assert "Try again later" in state(app, number)[1]
    inbox.answer = ""
    with app.app_context(), writing() as session:
        session.execute(update(Job).values(due_at=now()))
    work(app)
    assert state(app, number) == ("done", "")
    assert len(inbox.mails) == 1


def test_a_mail_server_that_is_away_is_asked_again_later(app, inbox):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    number = tell_ana(app)
    work(app)
    assert state(app, number)[0] == "queued"
    assert "refused" in state(app, number)[1]


def test_no_password_is_said_to_a_server_without_encryption(app, inbox):
    app.config["SMTP_URL"] = app.config["SMTP_URL"].replace("://", "://riverbend:secret@")
    with app.app_context():
        message = post.message(
            jobs.Claimed(1, "mail", {}, 1),
            to=db.session.get(Person, 1),
            subject="x",
            template="reset",
            link="x",
            district="x",
        )
        with pytest.raises(smtplib.SMTPNotSupportedError):
            post.deliver(message)
    assert inbox.mails == []


def test_who_has_left_is_not_written_to(app, inbox):
    number = tell_ana(app, is_active=False)
    work(app)
    assert state(app, number)[0] == "failed"
    assert inbox.mails == []


def test_without_a_mail_server_the_mail_is_in_the_log(app, caplog):
    number = tell_ana(app)
    work(app)
    assert "To: Ana Ortiz <ana@riverbend.example>" in caplog.text
    assert "http://127.0.0.1:8000/x" in caplog.text
    assert state(app, number) == ("done", "")


def test_no_words_of_the_office_add_a_header(scene, inbox):
    evil = "Read\r\nBcc: everyone@riverbend.example\r\n\r\n<b>"
    scene.olivia.post("/notice-texts/submit", subject=evil, body="{plan_link}")
    scene.plan_at("submitted")
    a_minute_passes(scene.app)
    assert {each["Bcc"] for each in inbox.mails} == {None}
    assert inbox.read() == [
        ("ben", "Read Bcc: everyone@riverbend.example <b>"),
        ("dana", "Read Bcc: everyone@riverbend.example <b>"),
    ]
