"""The people of the scene and where they work, and the way a plan is brought to a state: by the real steps."""

from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from databases import database_of
from sqlalchemy import select
from visitor import Visitor

from plf import jobs
from plf.auth import actions as auth
from plf.database import now, writing
from plf.extensions import db
from plf.models import (
    AdoptionTarget,
    Deputy,
    District,
    Indicator,
    Job,
    Pairing,
    Person,
    Placement,
    Rubric,
    SchoolYear,
    Site,
    SiteLeadership,
)
from plf.pdf import seal as seals

PASSWORD = "quiet rivers carry leaves"
# The same as in earnest at the lowest cost: thousands of scenes sign in. tests/auth keeps to the real one.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ZONE = "America/Chicago"

# id, given name, family name, position, kind of staff, site, office
PEOPLE = {
    "ana": (1, "Ana", "Ortiz", "Grade 4 teacher", "teacher", 1, False),
    "ben": (2, "Ben", "Carter", "Principal", "leader", 1, False),
    "olivia": (3, "Olivia", "Price", "Professional learning", "", None, True),
    "sam": (4, "Sam", "Lee", "Band director", "teacher", 2, False),
    "dana": (5, "Dana", "Diaz", "Assistant principal", "leader", 2, False),
    "lena": (6, "Lena", "Brooks", "Site leader", "leader", 1, False),
    "chloe": (7, "Chloë", "Martin", "Grade 5 teacher", "teacher", 1, False),
    "evan": (8, "Evan", "Wright", "Principal", "leader", 2, False),
}

INDICATORS = [
    ("Classroom Management", "1", "Preparation"),
    ("Classroom Management", "2", "Discipline"),
    ("Instructional Effectiveness", "7", "Literacy"),
    ("Instructional Effectiveness", "9", "Involves All Learners"),
    ("Instructional Effectiveness", "13", "Monitors"),
]


def local_today():
    """Today in the scene's district."""
    from zoneinfo import ZoneInfo

    return datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date()


def settle() -> None:
    """Fill a migrated database with the scene: two sites, eight people, one open school year, two rubrics."""
    today, password = local_today(), QUICK.hash(PASSWORD)
    with writing() as session:
        session.add(District(id=1, name="Riverbend Public Schools", time_zone=ZONE, is_sample=False))
        session.add_all(
            [Site(id=1, name="Maple Street Elementary"), Site(id=2, name="Oak Hill Middle School")]
        )
        session.flush()
        for key, (number, given, family, position, kind, site, office) in PEOPLE.items():
            session.add(
                Person(
                    id=number,
                    given_name=given,
                    family_name=family,
                    email=f"{key}@riverbend.example",
                    position=position,
                    staff_kind=kind,
                    main_site_id=site,
                    is_office=office,
                    password_hash=password,
                    created_at=now(),
                )
            )
        session.flush()
        start = today - timedelta(days=90)
        for number, *_, kind, site, _ in PEOPLE.values():
            session.add(Placement(person_id=number, site_id=site, staff_kind=kind, starts_on=start))
        for teacher, evaluator in (("ana", "ben"), ("chloe", "ben"), ("sam", "evan"), ("ben", "evan")):
            session.add(
                Pairing(teacher_id=PEOPLE[teacher][0], evaluator_id=PEOPLE[evaluator][0], starts_on=start)
            )
        session.add(
            Deputy(
                evaluator_id=PEOPLE["ben"][0],
                deputy_id=PEOPLE["dana"][0],
                starts_on=today - timedelta(days=1),
                ends_on=today + timedelta(days=30),
            )
        )
        session.add(SiteLeadership(person_id=PEOPLE["lena"][0], site_id=1, starts_on=start))
        year = SchoolYear(
            id=1,
            label="2026-2027",
            starts_on=start,
            ends_on=today + timedelta(days=200),
            plans_agreed_by=today + timedelta(days=10),
            forms_due_on=today + timedelta(days=160),
            conferences_by=today + timedelta(days=170),
            status="open",
            also_required=[],
        )
        session.add(year)
        session.add_all(
            [
                Rubric(id=1, name="Teacher rubric", staff_kind="teacher"),
                Rubric(id=2, name="Leader rubric", staff_kind="leader"),
            ]
        )
        session.flush()
        session.add(AdoptionTarget(year_id=1, by_day=today + timedelta(days=10), percent=25))
        for rubric in (1, 2):
            for position, (domain, number, title) in enumerate(INDICATORS):
                session.add(
                    Indicator(rubric_id=rubric, position=position, domain=domain, number=number, title=title)
                )
    if db.engine.dialect.name == "postgresql":
        _count_on_after_our_own_numbers()


def _count_on_after_our_own_numbers() -> None:
    from sqlalchemy import text

    with writing() as session:
        for table in ("site", "person", "school_year", "rubric"):
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            )


PLAN = {
    "indicators": ["9", "13"],
    "area": "More students talking about mathematics, and fewer waiting for me to talk.",
    "statement": "By May, all students in my class will explain their reasoning to a partner in every lesson.",
    "measure": "A tally of who spoke, taken in ten lessons in the fall and ten in the spring.",
    "steps-0-what": "Plan one question worth arguing about for each lesson.",
}


CHECKPOINT = {
    "steps-rows": "1",
    "steps-0-done": "Partly",
    "steps-0-happened": "Every week until the winter break, then most weeks.",
    "progress": "Mostly",
    "shows": "The tally rose from 9 to 21 students of 24 who explained their reasoning.",
    "wish": "Close the plan",
}
CONFERENCE = {"progress": "Mostly", "comments": "A quieter teacher and a louder class.", "decision": "close"}


A_MOMENT = timedelta(seconds=5)
TOOK_STEPS: dict[str, list[str]] = {}  # who is signed in once a plan has come to a state


class Scene:
    """The people of the scene, each at a browser of their own, signed in on first use."""

    def __init__(self, app) -> None:
        self.app = app
        self._here: dict[str, Visitor] = {}

    def __getattr__(self, name: str) -> Visitor:
        if name not in PEOPLE:
            raise AttributeError(name)
        if name not in self._here:
            self._here[name] = self.arrives(name)
        return self._here[name]

    def arrives(self, name: str) -> Visitor:
        """A new browser in which this person has just signed in. The form for it is told of in tests/auth."""
        visitor = Visitor(self.app, name)
        with self.app.app_context():
            with writing() as session:
                person = session.scalars(
                    select(Person).where(Person.email == f"{name}@riverbend.example")
                ).one()
                assert person.is_active, f"{name} cannot sign in"
                sign_in = auth.sign_in(person, at=now(), address="127.0.0.1", browser="A test")
            with visitor.browser.session_transaction() as kept:
                kept.update(_user_id=sign_in.cookie, _fresh=True)
        return visitor

    def id(self, name: str) -> int:
        return PEOPLE[name][0]

    # How Ana's plan comes to each state: one real step after the other.

    def plan_at(self, state: str) -> str:
        """Bring Ana's plan to `state` by the real steps; returns its address.

        Where nothing has happened yet, the steps that were taken before are recalled.
        """
        database = database_of(self.app)
        is_now = abs(now() - datetime.now(UTC)) < A_MOMENT
        is_fresh = database and not self._here and is_now and database.is_untouched()
        if is_fresh and database.recall(state):
            for name in TOOK_STEPS[state]:
                getattr(self, name)
            return self.plan
        for step in WAYS[state]:
            getattr(self, step)()
        if is_fresh:
            database.remember(state)
            TOOK_STEPS[state] = list(self._here)
        return self.plan

    plan = "/plans/1"

    def is_assigned(self) -> None:
        self._done(self.ben.post("/assignments", person=self.id("ana")))

    def writes(self) -> None:
        self._done(self.ana.fill(f"{self.plan}/text", fields=PLAN))

    def submits(self) -> None:
        self._done(self.ana.fill(f"{self.plan}/submission"))

    def is_returned(self) -> None:
        self._done(
            self.ben.fill(
                f"{self.plan}/review", f"{self.plan}/return", message="Please say how often you will tally."
            )
        )

    def is_reviewed(self) -> None:
        form = self.ben.form(f"{self.plan}/review", f"{self.plan}/evaluator-signature")
        pairs = [pair for pair in form.fields if pair[0] != "checkpoint_on"]
        checkpoint = (local_today() + timedelta(days=140)).isoformat()
        self._done(self.ben.post(f"{self.plan}/review-record", [*pairs, ("checkpoint_on", checkpoint)]))

    def evaluator_signs(self) -> None:
        self._done(self.ben.fill(f"{self.plan}/review", f"{self.plan}/evaluator-signature"))

    def teacher_signs(self) -> None:
        self._done(self.ana.fill(f"{self.plan}/teacher-signature"))

    def begins_checkpoint(self) -> None:
        self._done(self.ana.fill(f"{self.plan}/checkpoint/text", fields=CHECKPOINT))

    def submits_checkpoint(self) -> None:
        self._done(self.ana.fill(f"{self.plan}/checkpoint/submission"))

    def checkpoint_is_returned(self) -> None:
        self._done(
            self.ben.fill(
                f"{self.plan}/checkpoint/review",
                f"{self.plan}/checkpoint/return",
                message="Please say what the spring tally was.",
            )
        )

    def confers(self) -> None:
        self._done(self._conference("review-record"))

    def evaluator_signs_checkpoint(self) -> None:
        self._done(self._conference("evaluator-signature"))

    def _conference(self, step: str, **fields):
        form = self.ben.form(f"{self.plan}/checkpoint/review", f"{self.plan}/checkpoint/evaluator-signature")
        filled = {**CONFERENCE, **fields}
        pairs = [pair for pair in form.fields if pair[0] not in filled]
        return self.ben.post(f"{self.plan}/checkpoint/{step}", [*pairs, *filled.items()])

    def teacher_signs_checkpoint(self) -> None:
        self._done(self.ana.fill(f"{self.plan}/checkpoint/teacher-signature"))

    def has_a_seal(self) -> None:
        """The district’s key is made, whatever time the scene tells."""
        with self.app.app_context():
            keeping = seals.keeping(self.app.config)
            if not keeping.made.exists():
                seals.init(keeping, district="Riverbend", at=datetime.now(UTC))

    def copies_are_made(self) -> None:
        """The worker seals what both signed."""
        self.has_a_seal()
        with self.app.app_context():
            with writing():
                jobs.hurry("issue")
            for job_id in db.session.scalars(
                select(Job.id).where(Job.kind == "issue", Job.state == "queued")
            ):
                jobs.run(job_id)

    def goes_on(self) -> None:
        self._done(self._conference("evaluator-signature", decision="continue"))
        self.teacher_signs_checkpoint()

    def is_withdrawn(self) -> None:
        self._done(self.olivia.fill(f"{self.plan}/withdrawal", reason="Assigned in error."))

    def is_ended(self) -> None:
        self._done(self.olivia.fill(f"{self.plan}/unfinished-end", reason="Left in February.", why="left"))

    def _done(self, answer) -> None:
        assert answer.status_code == 303, f"answered {answer.status_code}: {answer.text[:2000]}"


WAYS = {
    "assigned": ["is_assigned"],
    "drafted": ["is_assigned", "writes"],
    "submitted": ["is_assigned", "writes", "submits"],
    "returned": ["is_assigned", "writes", "submits", "is_returned"],
    "reviewed": ["is_assigned", "writes", "submits", "is_reviewed"],
    "evaluator_signed": ["is_assigned", "writes", "submits", "is_reviewed", "evaluator_signs"],
    "active": ["is_assigned", "writes", "submits", "is_reviewed", "evaluator_signs", "teacher_signs"],
}
WAYS["checkpoint_drafted"] = [*WAYS["active"], "begins_checkpoint"]
WAYS["checkpoint_submitted"] = [*WAYS["checkpoint_drafted"], "submits_checkpoint"]
WAYS["checkpoint_returned"] = [*WAYS["checkpoint_submitted"], "checkpoint_is_returned"]
WAYS["conferenced"] = [*WAYS["checkpoint_submitted"], "confers"]
WAYS["checkpoint_evaluator_signed"] = [*WAYS["checkpoint_submitted"], "evaluator_signs_checkpoint"]
WAYS["closed"] = [*WAYS["checkpoint_evaluator_signed"], "teacher_signs_checkpoint"]
WAYS["continued"] = [*WAYS["checkpoint_submitted"], "goes_on"]
WAYS["withdrawn"] = [*WAYS["drafted"], "is_withdrawn"]
WAYS["unfinished"] = [*WAYS["drafted"], "is_ended"]
