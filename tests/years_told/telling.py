"""How a school year is told: the clock moves, the worker works through the days between, and people do the real steps.

What they then find is asked for in their own terms: the first line of the page, the evaluator's list, who can read what.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from backstage import change, rows
from pdf import reading
from sqlalchemy import delete, insert, select, update
from visitor import Visitor
from world import CONFERENCE, PASSWORD, PEOPLE, ZONE, Scene

from plf import jobs
from plf.models import (
    AdoptionTarget,
    Deputy,
    HistoryLine,
    NoSchool,
    Pairing,
    Placement,
    SchoolYear,
    SiteLeadership,
)
from plf.notices.queries import something_waits

KEYS = {number: key for key, (number, *_) in PEOPLE.items()}

YEAR = {
    "label": "2025-2026",
    "starts_on": date(2025, 8, 14),
    "ends_on": date(2026, 5, 22),
    "plans_agreed_by": date(2025, 10, 31),
    "forms_due_on": date(2026, 5, 1),
    "conferences_by": date(2026, 5, 15),
}
NO_SCHOOL = [
    (date(2025, 9, 1), date(2025, 9, 1), "Labor Day"),
    (date(2025, 11, 24), date(2025, 11, 28), "Thanksgiving break"),
    (date(2025, 12, 22), date(2026, 1, 2), "Winter break"),
    (date(2026, 3, 16), date(2026, 3, 20), "Spring break"),
]
# Nothing is due in them: then the worker comes on Mondays only, which makes a year half as long to tell.
QUIET_MONTHS = (12, 2, 3, 6, 7)

JOURNAL = "Tried the first question in a lesson: it was noisy, and it worked."
PRIVATE = "I nearly gave up on this today."

PLACES = (
    "",
    "/text",
    "/revisions/1",
    "/revisions/2",
    "/in-force",
    "/comments",
    "/journal",
    "/support",
    "/years",
)
PLACES += ("/checkpoint/text", "/checkpoint/revisions/1", "/review", "/checkpoint/review")


class Clock(datetime):
    """Stands in for `datetime` in plf.database, the one place where the time is asked for."""

    at = datetime(2025, 8, 1, 14, tzinfo=UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.at.astimezone(tz or UTC)


class Story(Scene):
    """The scene in a school year with real days. It begins on August 1, 2025, before anybody has done anything."""

    def __init__(self, app, inbox) -> None:
        super().__init__(app)
        self.inbox = inbox
        self._letters: list[str] = []
        Clock.at = datetime(2025, 8, 1, 14, tzinfo=UTC)
        long_ago = date(2024, 8, 1)
        change(
            self,
            update(SchoolYear).values(**YEAR),
            update(AdoptionTarget).values(by_day=YEAR["plans_agreed_by"]),
            update(Placement).values(starts_on=long_ago),
            update(Pairing).values(starts_on=long_ago),
            update(SiteLeadership).values(starts_on=long_ago),
            delete(Deputy),
            *(
                insert(NoSchool).values(starts_on=first, ends_on=last, label=label)
                for first, last, label in NO_SCHOOL
            ),
        )

    # --- Time ---

    def it_is(self, moment: str) -> None:
        """It is this moment in Riverbend. Until then the worker was there on school mornings; everybody signs in again."""
        then = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(ZONE))
        assert then > Clock.at, f"{moment} has passed"
        self._a_minute_passes()
        while (morning := _next_school_morning(Clock.at)) < then:
            Clock.at = morning.astimezone(UTC)
            self._a_minute_passes()
        Clock.at = then.astimezone(UTC)
        self._a_minute_passes()
        self._here.clear()

    def days_go_by(self, until: str) -> None:
        """Nobody does anything until this day, at eight in the morning."""
        self.it_is(f"{until} 08:00")

    def _a_minute_passes(self) -> None:
        for _ in range(
            3
        ):  # what this minute's work tells of (reminders, next year's plan) goes with the next
            with self.app.app_context():
                jobs.sweep()
                while jobs.work_once():
                    pass
                if not something_waits():
                    break
        today = Clock.at.astimezone(ZoneInfo(ZONE)).date()
        self._letters += [f"{today} {to}: {about}" for to, about in self.inbox.read()]

    def letters(self) -> list[str]:
        """The e-mails since this was last asked: the day, to whom, about what. A minute passes, so that they go out."""
        self._a_minute_passes()
        told, self._letters = self._letters, []
        return told

    # --- What people do ---

    def does(self, answer) -> None:
        """It was carried out."""
        self._done(answer)

    def assigns_and_writes(self) -> None:
        """Ben assigns Ana's plan on September 2, and she writes it until the 15th."""
        self.it_is("2025-09-02 09:30")
        self.is_assigned()
        self.it_is("2025-09-15 16:10")
        self.writes()

    def agreed(self) -> None:
        """The whole autumn without a hitch: both have signed on October 7, the checkpoint is on April 17."""
        self.assigns_and_writes()
        self.it_is("2025-09-22 15:45")
        self.submits()
        self.it_is("2025-10-06 15:30")
        self.ben_signs("2025-10-06", "2026-04-17")
        self.it_is("2025-10-07 07:40")
        self.teacher_signs()

    def ben_signs(self, held_on: str, checkpoint_on: str, by: str = "ben") -> None:
        """Record the review meeting and sign, in one: Ben, or whoever does it for him."""
        self.does(
            getattr(self, by).fill(
                f"{self.plan}/review",
                f"{self.plan}/evaluator-signature",
                held_on=held_on,
                checkpoint_on=checkpoint_on,
            )
        )

    def ben_signs_the_checkpoint(self, held_on: str, by: str = "ben", **fields) -> None:
        """Record the final conference and sign, in one."""
        self.does(
            getattr(self, by).fill(
                f"{self.plan}/checkpoint/review",
                f"{self.plan}/checkpoint/evaluator-signature",
                fields={"held_on": held_on, **CONFERENCE, **fields},
            )
        )

    def ana_writes_in_her_journal(self, text: str = JOURNAL, **fields) -> None:
        self.does(self.ana.fill(f"{self.plan}/journal", f"{self.plan}/journal", text=text, **fields))

    def april(self) -> None:
        """Ana fills in the checkpoint form from the 13th to the 15th."""
        self.it_is("2026-04-13 16:00")
        self.begins_checkpoint()
        self.it_is("2026-04-15 16:20")
        self.submits_checkpoint()

    # --- What they find ---

    def first_line(self, who: str, path: str | None = None) -> str:
        """What a page says first: whose turn it is, and what to do."""
        page = getattr(self, who).get(path or self.plan).text
        return words(re.search(r'<div class="turn [a-z]+"><p>(.*?)</p>', page, re.DOTALL).group(1))

    def on_the_list(self, who: str, of: str = "Ana Ortiz", query: str = "") -> str:
        """Somebody's line on the list of teachers: state, whose turn, next date, not in touch since."""
        page = getattr(self, who).get(f"/teachers{query}").text
        for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
            if of in words(row):
                return " | ".join(words(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL))
        return "not there"

    def history(self, plan_id: int = 1) -> list[str]:
        """Who did what, first one first."""
        lines = rows(
            self, select(HistoryLine).where(HistoryLine.plan_id == plan_id).order_by(HistoryLine.number)
        )
        return [f"{KEYS[line.person_id]}: {line.action}" for line in lines if line.action != "issue_document"]

    def who_reads(self, plan_id: int = 1, **sought: str) -> dict[str, str]:
        """For each of nine people: "page" if the plan's page opens for them, and which of the words they come upon.

        They look at every page of the plan that there is. Who has left cannot sign in, and so reads nothing.
        """
        found = {}
        for name in (*PEOPLE, "anyone"):
            visitor = self._visitor(name)
            answers = [visitor.get(f"/plans/{plan_id}{place}") for place in PLACES] if visitor else []
            opened = [unescape(each.text) for each in answers if each.status_code == 200]
            read = [key for key, text in sought.items() if any(text in page for page in opened)]
            opens = ["page"] if answers and answers[0].status_code == 200 else []
            found[name] = " ".join(opens + read)
        return found

    def _visitor(self, name: str) -> Visitor | None:
        visitor = Visitor(self.app, name)
        if name != "anyone":
            answer = visitor.fill("/sign-in", email=f"{name}@riverbend.example", password=PASSWORD)
            return visitor if answer.status_code == 303 else None
        return visitor

    def on_paper(self, who: str = "ana", form: str = "plan", plan_id: int = 1) -> str:
        """The words of the printed plan or checkpoint."""
        self.copies_are_made()
        answer = getattr(self, who).get(f"/plans/{plan_id}/{form}.pdf")
        assert answer.status_code == 200, unescape(answer.text[:500])
        return reading.text(answer.data)

    def prints_for(self, form: str = "plan", plan_id: int = 1) -> set[str]:
        """Those of the scene who are given the print."""
        self.copies_are_made()
        path = f"/plans/{plan_id}/{form}.pdf"
        return {name for name in PEOPLE if getattr(self, name).get(path).status_code == 200}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def only(**what: str) -> dict[str, str]:
    """What each of nine people reads, of which these are those who read anything."""
    return dict.fromkeys((*PEOPLE, "anyone"), "") | what


def _next_school_morning(after: datetime) -> datetime:
    """Eight o'clock on the next day with school: on others the worker has nothing to remind of."""
    zone = ZoneInfo(ZONE)
    day = after.astimezone(zone).date()
    while (morning := datetime.combine(day, time(8), zone)) <= after or not _worker_comes(day):
        day += timedelta(days=1)
    return morning


def _worker_comes(day: date) -> bool:
    days = (0,) if day.month in QUIET_MONTHS else range(5)
    return day.weekday() in days and not any(first <= day <= last for first, last, _ in NO_SCHOOL)
