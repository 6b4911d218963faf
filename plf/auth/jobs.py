"""Sends links to choose a password, and cleans up. The links are made as they are sent and stored nowhere."""

from datetime import datetime

from sqlalchemy import select

from plf import jobs
from plf.auth import actions
from plf.auth.queries import person_by_email
from plf.database import now, writing
from plf.extensions import db
from plf.models import Invitation, Person
from plf.notices.jobs import TRIES
from plf.notices.post import deliver, message
from plf.people.queries import district


@jobs.handler("invitation", attempts=TRIES)
def send_invitation(job: jobs.Claimed) -> None:
    """Mail the link of `actions.invite`, unless it was used or replaced in the meantime."""
    invitation = db.session.scalar(
        select(Invitation).where(
            Invitation.id == job.payload["invitation"],
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
        )
    )
    if invitation:
        _send(job, invitation, invitation.person)


@jobs.handler("link", attempts=TRIES)
def send_link(job: jobs.Claimed) -> None:
    """Mail a new link to whoever has the address that was typed; nothing if nobody has."""
    person = person_by_email(job.payload["email"])
    if person is None:
        return
    with writing():
        invitation = actions.new_link_for(person, at=now())
    _send(job, invitation, person)


def _send(job: jobs.Claimed, invitation: Invitation, person: Person) -> None:
    here = district()
    name = here.name if here else "your district"
    written = message(
        job,
        to=person,
        subject=f"Choose your password for the plans of {name}",
        template=invitation.kind,
        link=actions.link_of(invitation),
        district=name,
    )
    db.session.rollback()  # hold no read open while the mail server takes its time
    deliver(written)


@jobs.sweeper
def forget_old(at: datetime) -> None:
    actions.forget_old(at)
