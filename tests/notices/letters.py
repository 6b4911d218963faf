"""A mail server of our own, and the worker's minute: what was told is gathered, and what waits is sent."""

import re
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from plf import jobs
from plf.database import now, writing
from plf.notices import actions


class Inbox:
    """What the mail server has taken. `answer`: what it says instead of taking a mail, if anything."""

    def __init__(self) -> None:
        self.envelopes = []
        self.answer = ""

    async def handle_DATA(self, server, session, envelope):
        if self.answer:
            return self.answer
        self.envelopes.append(envelope)
        return "250 Taken"

    @property
    def mails(self):
        return [message_from_bytes(each.content, policy=default) for each in self.envelopes]

    def read(self) -> list[tuple[str, str]]:
        """To whom and about what, and the mailbox is empty again."""
        found = [(each.rcpt_tos[0].split("@")[0], mail["Subject"]) for each, mail in self._both()]
        self.envelopes.clear()
        return sorted(found)

    def _both(self):
        return zip(self.envelopes, self.mails, strict=True)


class Server(Controller):
    """The mail server: on a free port of this machine, in a thread."""

    def __init__(self, handler, port: int) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=port)

    def factory(self):
        return SMTP(self.handler, data_size_limit=2**20)


def body_of(mail) -> str:
    """The plain text of a mail."""
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def links_in(mail) -> list[str]:
    return re.findall(r"http://\S+", body_of(mail))


def work(app) -> None:
    """Do all that is due, as a worker would."""
    with app.app_context():
        while jobs.work_once():
            pass


def a_minute_passes(app, at=None) -> None:
    """The worker's sweep (as it would be at the moment `at`), and everything that then waits; reminders come second."""
    moment = at or now()
    for _ in range(2):
        with app.app_context():
            jobs._find_handlers()
            with writing():
                actions.begin_reminding(moment)
                actions.gather_letters(moment)
        work(app)
