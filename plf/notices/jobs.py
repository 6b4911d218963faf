"""Sends what waits in the outbox: single mails, letters with notices, and calendar entries. Works out reminders."""

from datetime import date, datetime
from email.message import EmailMessage

from plf import calendars, jobs
from plf.database import now, writing
from plf.extensions import db
from plf.models import Notice, Person
from plf.notices import actions, post, queries
from plf.notices.kinds import many
from plf.people.queries import district, today_here
from plf.row_updates import asked
from plf.school_calendar.queries import school_days

# The waits double up to an hour: a mail server that is away for a day misses nothing.
TRIES = 32


@jobs.handler("mail", attempts=TRIES)
def send(job: jobs.Claimed) -> None:
    """Send one mail of `notices.actions.mail`."""
    _deliver(
        post.message(
            job,
            to=_reader(job),
            subject=job.payload["subject"],
            template=job.payload["template"],
            **job.payload["facts"],
        )
    )


@jobs.handler("letter", attempts=TRIES)
def send_letter(job: jobs.Claimed) -> None:
    """Send one letter of `notices.actions.gather_letters`; nothing when it has nothing to say any more."""
    person, number = _reader(job), job.payload["letter"]
    told = queries.letter(number, on=today_here())
    if not told:
        return
    subject, text = (told[0].sentence, told[0].text) if len(told) == 1 else many(told, person.given_name)
    settings = queries.whole_address("notices.settings")
    threads = {_thread(each.notice) for each in told}
    _deliver(
        post.letter(
            f"letter-{number}",
            to=person,
            subject=subject,
            text=f"{text}\n\nChange how you get e-mail: {settings}",
            thread=threads.pop() if len(threads) == 1 else "",
        )
    )


@jobs.handler("calendar", attempts=TRIES)
def send_calendar(job: jobs.Claimed) -> None:
    """Send one calendar entry of `notices.actions.after_booking`."""
    event = calendars.Event(
        **job.payload["event"]
        | {name: datetime.fromisoformat(job.payload["event"][name]) for name in ("starts_at", "ends_at")}
    )
    when = calendars.from_to(event.starts_at, event.ends_at, district().time_zone)
    person = _reader(job)
    told = queries.of_meeting(job.payload["notice"], when=when, place=event.place)
    if told is None:
        raise jobs.GiveUp("The notice of this meeting was deleted.")
    written = post.letter(
        job.payload["notice"].replace(" ", "-"),
        to=person,
        subject=told.sentence,
        text=told.text,
        thread=_thread(told.notice),
    )
    method = "CANCEL" if job.payload["kind"].endswith("_cancelled") else "REQUEST"
    post.enclose_calendar(written, calendars.calendar_file(event, at=now(), method=method), method=method)
    _deliver(written)


@jobs.handler("remind")
def remind(job: jobs.Claimed) -> None:
    """Write the reminders of one school day, some plans at a time. What was written before is not written again."""
    day, since = (date.fromisoformat(job.payload[name]) for name in ("day", "since"))
    last, done = 0, 0
    while last is not None:
        with writing():
            last = actions.remind(last, day=day, since=since, school=school_days(), at=now())
        done += 1
        jobs.progress(job, done, done)
    with writing():
        asked.remind(day=day, since=since, school=school_days(), at=now())


@jobs.sweeper
def begin_reminding(at: datetime) -> None:
    """Once on each school morning; with it goes what nobody reads any more."""
    if actions.begin_reminding(at):
        actions.forget_old(at)


@jobs.sweeper
def gather_letters(at: datetime) -> None:
    actions.gather_letters(at)


def _reader(job: jobs.Claimed) -> Person:
    person = db.session.get(Person, job.payload["to"])
    if person is None or not person.is_active:
        raise jobs.GiveUp("This person is not active anymore, so no mail is sent.")
    return person


def _thread(notice: Notice) -> str:
    return f"plan-{notice.plan_id}" if notice.plan_id else f"action-plan-{notice.action_plan_id}"


def _deliver(written: EmailMessage) -> None:
    db.session.rollback()  # hold no read open while the mail server takes its time
    post.deliver(written)
