"""What has happened to the sample district's plans so far, told by the real steps at moments in the past."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plf.assignments import actions as assignments
from plf.comments import actions as comments
from plf.extensions import db
from plf.meetings import actions as meetings
from plf.meetings.queries import free_slots
from plf.models import Person, SchoolYear
from plf.notices import actions as notices
from plf.people.queries import evaluator_of
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions as reviews
from plf.sample import journals, texts
from plf.sample.calendar import story_days, years_around
from plf.sample.cast import ZONE
from plf.sample.district import address
from plf.signing import actions as signing
from plf.signing.actions import Proof

DAY = timedelta(days=1)

# How far each plan has come: who, with which text, in which state. "half" is written in part.
AS_PLANNED = (
    ("teacher", "book talk", "drafted"),
    ("ruth", "history", "assigned"),
    ("naomi", "phonics", "submitted"),
    ("caleb", "writing", "submitted"),
    ("jada", "fitness", "reviewed"),
    ("tom", "counselor", "evaluator_signed"),
    ("denise", "number talks", "active"),
    ("owen", "band", "active"),
    ("walter", "library", "active"),
    ("mei", "newcomers", "returned"),
    ("beth", "families", "active"),
    ("sofia", "phonics", "drafted"),
    ("miles", "writing", "assigned"),
    ("daniel", "walkthroughs", "active"),
    ("tessa", "science talk", "submitted"),
    ("lauren", "history", "evaluator_signed"),
    ("hannah", "chemistry", "active"),
    ("luis", "geometry", "reviewed"),
    ("rick", "welding", "submitted"),
    ("nadia", "chemistry", "drafted"),
)


class Story:
    """Takes the steps of the plans of one school year. A moment is a part of the time told: 0.0 to 1.0."""

    def __init__(self, *, today: date, at: datetime) -> None:
        self.at = at
        self.today = today
        calendar = years_around(today)[1]
        self.label, self.starts_on, self.forms_due_on = (
            calendar.label,
            calendar.starts_on,
            calendar.forms_due_on,
        )
        self.school_days = story_days(today, calendar)

    def tell(self) -> None:
        """All of it. Call it inside `writing()`: then there is the whole story, or none."""
        for number, (who, text, state) in enumerate(AS_PLANNED):
            self.bring(who, text, state, late=0.012 * (number % 9))
        self.half_a_plan()
        self.comments_among_colleagues()
        self.returned_and_revised()
        self.response_and_second_thoughts()
        self.evaluator_vacant()
        self.volunteers()
        self.meetings()
        journals.tell(self)
        notices.keep_quiet()

    def bring(self, who: str, text: str, state: str, late: float = 0.0) -> None:
        """Bring someone's plan to a state by the usual way, `late` a little later than others."""
        steps: list[Callable[[], None]] = []
        if state != "assigned":
            steps.append(lambda: self.write(who, text, 0.30 + late))
        if state not in ("assigned", "drafted"):
            steps.append(lambda: self.submit(who, 0.55 + late))
        if state == "returned":
            steps.append(lambda: self.return_it(who, 0.72 + late))
        if state in ("reviewed", "evaluator_signed", "active"):
            steps.append(lambda: self.record(who, 0.68 + late))
        if state in ("evaluator_signed", "active"):
            steps.append(lambda: self.sign_as_evaluator(who, 0.685 + late))
        if state == "active":
            steps.append(lambda: self.sign_as_teacher(who, 0.72 + late))
        self.assign(who, 0.02)
        for step in steps:
            step()

    # What is not the usual way

    def half_a_plan(self) -> None:
        """The measure is still to come, and the last step breaks off."""
        half = self._text("book talk") | {"measure": ""}
        half["steps"][-1] |= {"by_when": "", "resources": ""}
        self._save("teacher", half, 0.97, sequence=2)

    def comments_among_colleagues(self) -> None:
        self.assign("ingrid", 0.05)
        self.write("ingrid", "art", 0.6)
        for who, part in (("evaluator", 0.64), ("walter", 0.65)):
            self.step(
                "ingrid", "ingrid", part, lambda seen, at, who=who: comments.ask(seen, self.id(who), at=at)
            )
        writers = {"evaluator": "evaluator", "teacher": "ingrid", "colleague": "walter"}
        for number, (section, role, text) in enumerate(texts.COMMENTS):
            self.step(
                "ingrid",
                writers[role],
                0.70 + 0.04 * number,
                lambda seen, at, section=section, text=text: comments.add(
                    seen, section=section, text=text, at=at
                ),
            )

    def returned_and_revised(self) -> None:
        """Returned once, submitted again, changed together in the meeting; the deputy signed it."""
        self.assign("darnell", 0.0)
        self.write("darnell", "science talk", 0.2)
        self.submit("darnell", 0.3)
        self.step(
            "darnell",
            "darnell",
            0.32,
            lambda seen, at: plans.recall(seen, at=at, seen_version=seen.plan.version),
        )
        self.submit("darnell", 0.34)
        self.return_it("darnell", 0.42)
        clearer = self._text("science talk") | {"statement": texts.REVISED_STATEMENT}
        self._save("darnell", clearer, 0.5, sequence=2)
        self.submit("darnell", 0.52)
        self.record("darnell", 0.6, by="priya")
        together = clearer | {
            "measure": "First and last model of each unit, scored for evidence by both of us in January and April."
        }
        self.step(
            "darnell",
            "darnell",
            0.602,
            lambda seen, at: reviews.revise_together(
                seen, together, at=at, seen_version=queries.draft_of(seen.plan).version
            ),
        )
        self.sign_as_evaluator("darnell", 0.605, by="priya")
        self.sign_as_teacher("darnell", 0.63)

    def response_and_second_thoughts(self) -> None:
        """Signed, taken back, signed again; then signed by the teacher with a written response."""
        self.assign("lucia", 0.01)
        self.write("lucia", "inclusion", 0.25)
        self.submit("lucia", 0.4)
        self.record("lucia", 0.5)
        self.sign_as_evaluator("lucia", 0.51)
        self.step(
            "lucia",
            "evaluator",
            0.53,
            lambda seen, at: signing.take_back_signature(
                seen,
                reason="I recorded the wrong day for our meeting.",
                at=at,
                seen_version=seen.plan.version,
            ),
        )
        self.record("lucia", 0.54, held=0.5)
        self.sign_as_evaluator("lucia", 0.545)
        self.sign_as_teacher("lucia", 0.58, response=texts.RESPONSE)
        self.assign("omar", 0.03)
        self.write("omar", "number talks", 0.3)
        self.submit("omar", 0.5)
        self.record("omar", 0.7)
        self.sign_as_evaluator("omar", 0.71)
        self.step(
            "omar",
            "omar",
            0.78,
            lambda seen, at: signing.decline_to_sign(
                seen,
                reason="The goal says 80 percent. In the meeting we said 70 for this year. Please let us look at it again.",
                at=at,
                seen_version=seen.plan.version,
            ),
        )

    def evaluator_vacant(self) -> None:
        self.assign("paul", 0.1, by="office")
        self.write("paul", "history", 0.5)
        self.submit("paul", 0.8)

    def volunteers(self) -> None:
        for who, part in (("kofi", 0.9), ("hana", 0.95)):
            assignments.volunteer(self.person(who), self.year(), at=self.moment(part))

    def meetings(self) -> None:
        """The evaluator offers times in the days to come; one teacher has taken one."""
        days = [day for day in (self.today + n * DAY for n in range(2, 12)) if day.weekday() < 5][:4]
        for day, starts, ends in zip(days, (14, 9, 14, 10), (16, 11, 16, 12), strict=True):
            meetings.open_slots(
                self.person("evaluator"),
                day=day,
                starts=time(starts),
                ends=time(ends),
                minutes=30,
                place="Room 12",
                zone=ZONE,
                at=self.at,
            )
        self.step("naomi", "naomi", 0.95, self._book_first_slot)

    def _book_first_slot(self, seen: SeenPlan, at: datetime) -> None:
        slot = free_slots(seen.plan.evaluator_id, self.at)[0]
        meetings.book_slot(seen, slot.id, at=self.at, seen_stamp="")

    # The steps of the usual way

    def assign(self, who: str, part: float, by: str = "") -> None:
        day = self.day(part)
        teacher = self.person(who)
        giver = self.person(by) if by else evaluator_of(teacher.id, day)
        assignments.assign([teacher.id], self.year(), by=giver, on=day, at=self.moment(part))

    def write(self, who: str, text: str, part: float) -> None:
        whole = self._text(text)
        begun = {name: whole[name] for name in ("indicators", "area", "statement") if name in whole}
        self._save(who, begun, part - 0.01, sequence=1)
        if who != "teacher":
            self._save(who, whole, part, sequence=2)

    def submit(self, who: str, part: float) -> None:
        def submit(seen: SeenPlan, at: datetime) -> None:
            plans.submit(seen, at=at, seen_version=queries.draft_of(seen.plan).version)

        self.step(who, who, part, submit)

    def return_it(self, who: str, part: float) -> None:
        self.step(
            who,
            "",
            part,
            lambda seen, at: reviews.return_text(
                seen,
                message=texts.RETURN_MESSAGE,
                on_sections=texts.RETURN_ON_SECTIONS,
                at=at,
                seen_version=seen.plan.version,
            ),
        )

    def record(self, who: str, part: float, by: str = "", held: float | None = None) -> None:
        day = self.day(part if held is None else held)
        self.step(
            who,
            by,
            part,
            lambda seen, at: reviews.record(
                seen,
                held_on=day,
                checkpoint_on=self.forms_due_on - 7 * DAY,
                today=self.day(part),
                at=at,
                seen_version=seen.plan.version,
            ),
        )

    def sign_as_evaluator(self, who: str, part: float, by: str = "") -> None:
        self.step(
            who,
            by,
            part,
            lambda seen, at: signing.sign_as_evaluator(
                seen, at=at, seen_sha256=queries.latest_revision(seen.plan).sha256, proof=_proof(at)
            ),
        )

    def sign_as_teacher(self, who: str, part: float, response: str = "") -> None:
        self.step(
            who,
            who,
            part,
            lambda seen, at: signing.sign_as_teacher(
                seen,
                at=at,
                seen_sha256=queries.latest_revision(seen.plan).sha256,
                proof=_proof(at),
                response=response,
            ),
        )

    def step(self, who: str, by: str, part: float, does: Callable[[SeenPlan, datetime], Any]) -> None:
        """Someone (`by`; the evaluator if empty) does something to `who`'s plan."""
        plan = queries.plan_of(self.id(who), self.year())
        person = self.person(by) if by else plan.evaluator
        does(queries.find(plan.id, person, on=self.day(part), lock=True), self.moment(part))

    def _save(self, who: str, text: dict[str, Any], part: float, sequence: int) -> None:
        def save(seen: SeenPlan, at: datetime) -> None:
            version = queries.draft_of(seen.plan).version
            plans.save_draft(seen, text, at=at, seen_version=version, page=f"sample {who}", sequence=sequence)

        self.step(who, who, part, save)

    def _text(self, name: str) -> dict[str, Any]:
        return texts.text_of(name, self.starts_on)

    # Who and when

    def person(self, key: str) -> Person:
        return db.session.scalars(select(Person).where(Person.email == address(key))).one()

    def id(self, key: str) -> int:
        return self.person(key).id

    def year(self) -> SchoolYear:
        return db.session.scalars(select(SchoolYear).where(SchoolYear.label == self.label)).one()

    def day(self, part: float) -> date:
        """The school day at this part of the time told."""
        return self.school_days[int(part * (len(self.school_days) - 1))]

    def moment(self, part: float) -> datetime:
        """A moment of that day, in UTC: later parts are later moments, and none is to come."""
        hours = 8 * (part * (len(self.school_days) - 1) % 1)
        local = datetime.combine(self.day(part), time(8), ZoneInfo(ZONE)) + timedelta(hours=hours)
        return min(local.astimezone(UTC), self.at - timedelta(minutes=60 * (1 - part)))


def _proof(at: datetime) -> Proof:
    return Proof(how="password", at=at - timedelta(minutes=1), address="192.0.2.17", browser="Sample browser")
