"""Mail, sent to a real mail server of our own: what arrives, what never does, and what happens when it is away."""

import smtplib
import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import update

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.models import Job, Person
from plf.notices import actions


class Inbox:
    """What the mail server has taken. `refuses`: it answers that it cannot just now."""

    def __init__(self) -> None:
        self.envelopes = []
        self.refuses = False

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "451 Try again later"
        self.envelopes.append(envelope)
        return "250 Taken"

    @property
    def mails(self):
        return [message_from_bytes(each.content, policy=default) for each in self.envelopes]


@pytest.fixture
def inbox(app):
    """A mail server on a free port that the app is set to use."""
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    before = app.config["SMTP_URL"]
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    app.config["SMTP_URL"] = before
    server.stop()


def tell_ana(app, subject="Choose your password", **changes) -> int:
    with app.app_context(), writing() as session:
        ana = session.get(Person, 1)
        for name, value in changes.items():
            setattr(ana, name, value)
        session.flush()
        return actions.mail(
            to=ana, subject=subject, template="reset", link="http://127.0.0.1:8000/x", district="Riverbend"
        )


def work(app) -> None:
    with app.app_context():
        while jobs.work_once():
            pass


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
    inbox.refuses = True
    number = tell_ana(app)
    work(app)
    assert state(app, number)[0] == "queued"
    assert "Try again later" in state(app, number)[1]
    inbox.refuses = False
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
        message = actions.message(
            jobs.Claimed(1, "mail", {}, 1),
            to=db.session.get(Person, 1),
            subject="x",
            template="reset",
            link="x",
            district="x",
        )
        with pytest.raises(smtplib.SMTPNotSupportedError):
            actions.deliver(message)
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
