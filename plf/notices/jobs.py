"""Sends the mail that waits in the outbox."""

from plf import jobs
from plf.extensions import db
from plf.models import Person
from plf.notices.actions import deliver, message

# The waits double up to an hour: a mail server that is away for a day misses nothing.
TRIES = 32


@jobs.handler("mail", attempts=TRIES)
def send(job: jobs.Claimed) -> None:
    """Send one mail of `notices.actions.mail`."""
    person = db.session.get(Person, job.payload["to"])
    if person is None or not person.is_active:
        raise jobs.GiveUp("This person is not active anymore, so no mail is sent.")
    written = message(
        job,
        to=person,
        subject=job.payload["subject"],
        template=job.payload["template"],
        **job.payload["facts"],
    )
    db.session.rollback()  # hold no read open while the mail server takes its time
    deliver(written)
