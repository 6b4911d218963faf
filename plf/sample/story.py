"""What has happened to the sample district's plans so far, told by the real steps at moments in the past."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plf.assignments import actions as assignments
from plf.exemplars import actions as offering
from plf.extensions import db
from plf.models import Person, Plan, SchoolYear
from plf.notices import actions as notices
from plf.people.queries import evaluator_of
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions as reviews
from plf.sample import checkpoints, detours, exemplars, guide, journals, last_year, strategy, support, texts
from plf.sample.calendar import story_days, whole_year, years_around
from plf.sample.cast import ZONE
from plf.sample.district import address
from plf.signing import actions as signing
from plf.signing.actions import Proof

DAY = timedelta(days=1)

# The usual way, and in what part of the time told a plan gets so far.
WHOLE_YEAR = {
    "assigned": 0.02,
    "drafted": 0.30,
    "submitted": 0.55,
    "reviewed": 0.68,
    "evaluator_signed": 0.685,
    "active": 0.72,
}
ONE_SEMESTER = {
    "assigned": 0.0,
    "drafted": 0.06,
    "submitted": 0.12,
    "reviewed": 0.16,
    "evaluator_signed": 0.165,
    "active": 0.20,
    "checkpoint_drafted": 0.55,
    "checkpoint_submitted": 0.70,
    "conferenced": 0.78,
    "checkpoint_evaluator_signed": 0.785,
    "closed": 0.85,
}
# What is not on the usual way: after which state of it, and when.
ASIDE = {"returned": ("submitted", 0.17), "checkpoint_returned": ("checkpoint_submitted", 0.08)}

# How far each plan has come: who, with which text, in which state.
AS_PLANNED = (
    ("teacher", "book talk", "drafted"),  # in part, see detours.half_a_plan
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
# Plans of one semester, which are near their end or at it.
SHORT_ONES = (
    ("irene", "families", "checkpoint_drafted"),
    ("victor", "geometry", "checkpoint_submitted"),
    ("joy", "writing", "checkpoint_returned"),
    ("neil", "chemistry", "conferenced"),
    ("anita", "welding", "checkpoint_evaluator_signed"),
    ("bruce", "fitness", "closed"),
    ("fatima", "inclusion", "continued"),
)


class Story:
    """Takes the steps of the plans of one school year. A moment is a part of the time told: 0.0 to 1.0.

    `year` is one of `years_around`: 0 the last one, told from its first to its last day, 1 the open one.
    """

    def __init__(self, *, today: date, at: datetime, year: int = 1) -> None:
        self.at = at
        self.today = today
        self.is_open = year == 1
        calendar = years_around(today)[year]
        self.label, self.starts_on, self.forms_due_on = (
            calendar.label,
            calendar.starts_on,
            calendar.forms_due_on,
        )
        self.school_days = story_days(today, calendar) if year else whole_year(calendar)

    def tell(self) -> None:
        """All of it, last year's too. Call it inside `writing()`: then there is the whole story, or none."""
        strategy.adopt(this=self.starts_on.year, today=self.today, at=self.at)
        last_year.tell(Story(today=self.today, at=self.at, year=0), self)
        for number, (who, text, state) in enumerate(AS_PLANNED):
            self.bring(who, text, state, late=0.012 * (number % 9))
        for number, (who, text, state) in enumerate(SHORT_ONES):
            self.bring(who, text, state, late=0.012 * number, pace=ONE_SEMESTER)
        detours.tell(self)
        journals.tell(self)
        support.tell(self)
        for number, name in enumerate(exemplars.names()):
            exemplars.publish(name, self.person("ivan"), self.starts_on, at=self.moment(0.05 * number))
        self.step("walter", "walter", 0.9, lambda seen, at: offering.offer(seen, at=at))
        strategy.carry_out(this=self.starts_on.year, today=self.today, at=self.at)
        guide.tell(self)
        notices.keep_quiet()

    def bring(
        self, who: str, text: str, state: str, late: float = 0.0, pace: dict[str, float] = WHOLE_YEAR
    ) -> None:
        """Bring someone's plan to a state by the usual way, `late` a little later than others."""
        goal, waits = ASIDE.get(state, ("closed" if state == "continued" else state, 0.0))
        way = list(pace)
        for reached in way[: way.index(goal) + 1]:
            self._reach(reached, who, text, pace[reached] + (late if reached != "assigned" else 0.0))
        if state in ASIDE:
            self.return_it(who, pace[goal] + late + waits, _kind(state))

    def _reach(self, state: str, who: str, text: str, part: float) -> None:
        if state == "assigned":
            if self.plan_of(who) is None:  # one that is continued is there already
                self.assign(who, part)
        elif state == "drafted":
            self.write(who, text, part)
        elif state == "checkpoint_drafted":
            self.write_checkpoint(who, text, part)
        elif state.endswith("submitted"):
            self.submit(who, part, _kind(state))
        elif state == "reviewed":
            self.record(who, part)
        elif state == "conferenced":
            self.record_conference(who, text, part)
        elif state.endswith("evaluator_signed"):
            self.sign_as_evaluator(who, part, kind=_kind(state))
        else:
            self.sign_as_teacher(who, part, kind="plan" if state == "active" else "checkpoint")

    # The steps of the usual way

    def assign(self, who: str, part: float, by: str = "") -> None:
        day = self.day(part)
        teacher = self.person(who)
        giver = self.person(by) if by else evaluator_of(teacher.id, day)
        assignments.assign([teacher.id], self.year(), by=giver, on=day, at=self.moment(part))

    def write(self, who: str, text: str, part: float) -> None:
        whole = self.text(text)
        if self.plan_of(who).continues_id:
            whole |= last_year.CHANGED[who]
        begun = {name: whole[name] for name in ("indicators", "area", "statement") if name in whole}
        self.save(who, begun, part - 0.01, sequence=1)
        if who != "teacher":
            self.save(who, whole, part, sequence=2)

    def write_checkpoint(self, who: str, text: str, part: float) -> None:
        whole = checkpoints.checkpoint_of(text)
        self.save(who, {"steps": whole["steps"]}, part - 0.01, sequence=1, kind="checkpoint")
        self.save(who, whole, part, sequence=2, kind="checkpoint")

    def submit(self, who: str, part: float, kind: str = "plan") -> None:
        def submit(seen: SeenPlan, at: datetime) -> None:
            version = queries.draft_of(seen.plan, kind).version
            plans.submit(seen, at=at, seen_version=version, kind=kind)

        self.step(who, who, part, submit)

    def return_it(self, who: str, part: float, kind: str = "plan") -> None:
        said = checkpoints if kind == "checkpoint" else texts
        self.step(
            who,
            "",
            part,
            lambda seen, at: reviews.return_text(
                seen,
                message=said.RETURN_MESSAGE,
                on_sections=said.RETURN_ON_SECTIONS,
                at=at,
                seen_version=seen.plan.version,
                kind=kind,
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

    def record_conference(self, who: str, text: str, part: float) -> None:
        self.step(
            who,
            "",
            part,
            lambda seen, at: reviews.record_conference(
                seen,
                **checkpoints.CONFERENCES[text],
                held_on=self.day(part),
                today=self.day(part),
                at=at,
                seen_version=seen.plan.version,
            ),
        )

    def sign_as_evaluator(self, who: str, part: float, by: str = "", kind: str = "plan") -> None:
        self.step(
            who,
            by,
            part,
            lambda seen, at: signing.sign_as_evaluator(
                seen,
                at=at,
                seen_sha256=queries.latest_revision(seen.plan, kind).sha256,
                proof=_proof(at),
                kind=kind,
            ),
        )

    def sign_as_teacher(self, who: str, part: float, response: str = "", kind: str = "plan") -> None:
        self.step(
            who,
            who,
            part,
            lambda seen, at: signing.sign_as_teacher(
                seen,
                at=at,
                seen_sha256=queries.latest_revision(seen.plan, kind).sha256,
                proof=_proof(at),
                response=response,
                kind=kind,
            ),
        )

    def step(self, who: str, by: str, part: float, does: Callable[[SeenPlan, datetime], Any]) -> None:
        """Someone (`by`; the evaluator if empty) does something to `who`'s plan."""
        plan = self.plan_of(who)
        person = self.person(by) if by else plan.evaluator
        does(queries.find(plan.id, person, on=self.day(part), lock=True), self.moment(part))

    def save(self, who: str, text: dict[str, Any], part: float, *, sequence: int, kind: str = "plan") -> None:
        """Save the draft of `kind`; `sequence` counts the saves of one page."""

        def save(seen: SeenPlan, at: datetime) -> None:
            version = queries.draft_of(seen.plan, kind).version
            plans.save_draft(
                seen, text, at=at, seen_version=version, page=f"sample {who}", sequence=sequence, kind=kind
            )

        self.step(who, who, part, save)

    def text(self, name: str) -> dict[str, Any]:
        text = texts.text_of(name, self.starts_on)
        return text | {"serves": strategy.served_by(name)} if self.is_open else text

    # Who and when

    def person(self, key: str) -> Person:
        return db.session.scalars(select(Person).where(Person.email == address(key))).one()

    def id(self, key: str) -> int:
        return self.person(key).id

    def plan_of(self, who: str) -> Plan | None:
        return queries.plan_of(self.id(who), self.year())

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


def _kind(state: str) -> str:
    return "checkpoint" if state.startswith("checkpoint") else "plan"


def _proof(at: datetime) -> Proof:
    return Proof(how="password", at=at - timedelta(minutes=1), address="192.0.2.17", browser="Sample browser")
