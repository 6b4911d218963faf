"""How a mail is put together, and how it is handed to the mail server."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from plf import jobs
from plf.models import Person

TIMEOUT = 20  # seconds; less than a job's lease by far


def deliver(message: EmailMessage) -> None:
    """Hand the message to the mail server of PLF_SMTP_URL, or write it to the log when there is none.

    smtp:// uses STARTTLS when the server offers it, and insists on it before it says a password; smtps:// is
    encrypted from the start. Raises smtplib.SMTPException or OSError, so that the job is tried again.
    """
    url = urlsplit(current_app.config["SMTP_URL"])
    if not url.hostname:
        current_app.logger.warning(
            "No mail server is set, so this is only written here.\nTo: %s\nSubject: %s\n\n%s",
            message["To"],
            message["Subject"],
            message.get_content(),
        )
        return
    with _connection(url) as server:
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _connection(url) -> smtplib.SMTP:
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(url.hostname, url.port or 465, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(url.hostname, url.port or 587, timeout=TIMEOUT)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    elif url.username:
        server.close()
        raise smtplib.SMTPNotSupportedError(
            "The mail server offers no encryption, so no password is said to it."
        )
    return server


def message(job: jobs.Claimed, *, to: Person, subject: str, template: str, **facts: Any) -> EmailMessage:
    """The mail as plain text, from templates/notices/<template>.txt, which is also given `name` and `site`.

    The same job makes the same Message-ID, so that a second sending can be told.
    """
    # Not Flask's render_template: outside a request nobody is signed in, and a mail has no navigation.
    body = current_app.jinja_env.get_template(f"notices/{template}.txt")
    text = body.render(name=to.given_name, site=current_app.config["BASE_URL"], **facts)
    return letter(f"job-{job.id}", to=to, subject=subject, text=text)


def letter(number: str, *, to: Person, subject: str, text: str, thread: str = "") -> EmailMessage:
    """A mail as plain text. The same `number` makes the same Message-ID: whoever gets it twice sees it once.

    Letters with the same `thread` stand together in a mailbox.
    """
    written = EmailMessage(policy=SMTP)
    written["From"] = current_app.config["MAIL_FROM"]
    written["To"] = _named(to)
    written["Subject"] = one_line(subject)
    written["Message-ID"] = _message_id(number)
    if thread:
        written["In-Reply-To"] = written["References"] = _message_id(thread)
    written["Auto-Submitted"] = "auto-generated"  # so that no absence note answers it
    written.set_content(text.strip() + "\n", cte="quoted-printable")
    return written


def enclose_calendar(written: EmailMessage, entry: bytes, *, method: str) -> None:
    """Put an iCalendar entry into the mail, so that calendars take it in by themselves, and people can open it."""
    text = entry.decode()
    written.add_alternative(text, subtype="calendar", params={"method": method}, cte="base64")
    written.add_attachment(entry, maintype="application", subtype="ics", filename="meeting.ics")


def sender() -> tuple[str, str]:
    """The name and the address that mails come from."""
    return parseaddr(current_app.config["MAIL_FROM"])


def _message_id(number: str) -> str:
    return f"<plf-{number}@{urlsplit(current_app.config['BASE_URL']).hostname}>"


def one_line(text: str) -> str:
    """Text for a header: control characters and line ends become spaces."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _named(person: Person) -> Address | str:
    user, _, host = person.email.rpartition("@")
    return Address(one_line(person.name), username=user, domain=host)
