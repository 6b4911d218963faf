"""Questions before assigning: who can be assigned a plan by whom, and why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from plf import rules
from plf.assignments.lists import Directory
from plf.database import fixed
from plf.extensions import db
from plf.models import (
    NOT_WITHDRAWN,
    AssignmentBatch,
    AssignmentLine,
    Comment,
    Deputy,
    Job,
    JournalEntry,
    Meeting,
    Pairing,
    Person,
    Plan,
    Rubric,
    SchoolYear,
    Site,
    SupportNote,
    Volunteer,
    not_withdrawn,
)
from plf.people.queries import holds_on, may_assign_to_some
from plf.rules import Case, Refusal, Role

MOST_AT_ONCE = 3000


@dataclass(frozen=True)
class Candidate:
    """Someone who might be assigned a plan, and why not, if so."""

    person_id: int
    name: str
    position: str
    site_id: int | None
    site: str
    staff_kind: str
    evaluator_id: int | None
    evaluator: str
    rubric_id: int | None
    volunteered: bool
    refusal: Refusal | None


def candidates(
    by: Person,
    year: SchoolYear,
    *,
    on: date,
    only: Collection[int] | None = None,
    site_id: int | None = None,
    choice: "Choice | None" = None,
) -> list[Candidate]:
    """The people whom `by` may assign a plan in `year`, or may not for a reason worth telling, by name.

    An evaluator (or a deputy, on those days) sees the teachers paired with them; the office sees everyone who
    has a kind of staff. `only` narrows to these ids, `site_id` to a main site, `choice` by more; with a choice they are
    all there, however many. `on` is the district's day.
    """
    pairing, evaluator, deputy = Pairing, aliased(Person), Deputy
    statement = (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.position,
            Person.staff_kind,
            Person.main_site_id,
            Site.name.label("site"),
            evaluator.id.label("evaluator_id"),
            evaluator.given_name.label("evaluator_given"),
            evaluator.family_name.label("evaluator_family"),
            deputy.id.label("deputy_id"),
            Plan.id.label("plan_id"),
            Volunteer.id.label("volunteer_id"),
        )
        .outerjoin(pairing, and_(pairing.teacher_id == Person.id, holds_on(pairing, on)))
        .outerjoin(evaluator, evaluator.id == pairing.evaluator_id)
        .outerjoin(
            deputy,
            and_(
                deputy.evaluator_id == pairing.evaluator_id,
                deputy.deputy_id == by.id,
                holds_on(deputy, on),
            ),
        )
        .outerjoin(Site, Site.id == Person.main_site_id)
        .outerjoin(Plan, and_(Plan.teacher_id == Person.id, Plan.year_id == year.id, NOT_WITHDRAWN))
        .outerjoin(Volunteer, and_(Volunteer.person_id == Person.id, Volunteer.year_id == year.id))
        .where(Person.is_active, Person.staff_kind != "")
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    statement = _narrowed(statement, choice, year, on) if choice else statement.limit(MOST_AT_ONCE)
    if not by.is_office:
        statement = statement.where((pairing.evaluator_id == by.id) | deputy.id.is_not(None))
    if only is not None:
        statement = statement.where(Person.id.in_(only))
    if site_id is not None:
        statement = statement.where(Person.main_site_id == site_id)
    rubrics = _current_rubrics()
    found = {row.id: row for row in db.session.execute(statement)}
    return [_candidate(row, by, year, rubrics) for row in found.values()]


@dataclass(frozen=True)
class Choice:
    """Whom to assign plans, many at once; each part narrows what the others leave.

    `idle_years`: who had no plan in so many school years before this one; 0 asks for who never had one. `person_ids`
    are those of a list that was pasted in.
    """

    site_id: int | None = None
    staff_kind: str = ""
    evaluator_id: int | None = None
    idle_years: int | None = None
    only_volunteers: bool = False
    person_ids: frozenset[int] | None = None


def chosen(by: Person, year: SchoolYear, choice: Choice, *, on: date) -> list[Candidate]:
    """The candidates that a choice leaves, by name."""
    found = candidates(by, year, on=on, choice=choice)
    if choice.person_ids is None:
        return found
    return [each for each in found if each.person_id in choice.person_ids]


def _narrowed(statement: Select, choice: Choice, year: SchoolYear, on: date) -> Select:
    if choice.site_id is not None:
        statement = statement.where(Person.main_site_id == choice.site_id)
    if choice.staff_kind:
        statement = statement.where(Person.staff_kind == choice.staff_kind)
    if choice.evaluator_id is not None:
        paired = select(Pairing.teacher_id).where(
            Pairing.evaluator_id == choice.evaluator_id, holds_on(Pairing, on)
        )
        statement = statement.where(Person.id.in_(paired))
    if choice.only_volunteers:
        statement = statement.where(Volunteer.id.is_not(None))
    if choice.idle_years is not None:
        before = select(SchoolYear.id).where(SchoolYear.starts_on < year.starts_on)
        if choice.idle_years:
            before = before.order_by(SchoolYear.starts_on.desc()).limit(choice.idle_years)
        earlier = aliased(Plan)
        had_one = exists().where(
            earlier.teacher_id == Person.id, earlier.year_id.in_(before), not_withdrawn(earlier)
        )
        statement = statement.where(~had_one)
    return statement


def everybody_named(by: Person, year: SchoolYear, *, on: date) -> Directory:
    """By which names the people can be found whom `by` may assign a plan, for a list that was pasted in."""
    ids = [each.person_id for each in candidates(by, year, on=on, choice=Choice())]
    rows = db.session.execute(
        select(Person.id, Person.email, Person.roster_id, Person.given_name, Person.family_name).where(
            Person.is_active, Person.staff_kind != ""
        )
    )
    theirs = set(ids)
    return Directory([tuple(row) for row in rows if row.id in theirs])


def volunteers(by: Person, year: SchoolYear, *, on: date) -> list[Candidate]:
    """Those of the candidates who said "I would like to take part" and have no plan yet."""
    waiting = _WAITING if by.is_office else _WAITING.where(Volunteer.person_id.in_(_TEACHERS))
    ids = list(db.session.scalars(waiting, {"year": year.id, "me": by.id, "day": on}))
    return [each for each in candidates(by, year, on=on, only=ids) if not each.refusal] if ids else []


_ME, _DAY = bindparam("me", type_=Integer), bindparam("day", type_=Date)
_EVALUATORS = union_all(
    select(_ME), select(Deputy.evaluator_id).where(Deputy.deputy_id == _ME, holds_on(Deputy, _DAY))
)
_TEACHERS = select(Pairing.teacher_id).where(Pairing.evaluator_id.in_(_EVALUATORS), holds_on(Pairing, _DAY))
_WAITING = (
    select(Volunteer.person_id)
    .where(
        Volunteer.year_id == bindparam("year"),
        ~exists().where(
            Plan.teacher_id == Volunteer.person_id, Plan.year_id == Volunteer.year_id, NOT_WITHDRAWN
        ),
    )
    .limit(fixed(200))
)


# Whether anybody waits: for the office of all, for others of the teachers paired with them. For the first page.
SOMEBODY_WAITS = or_(
    and_(bindparam("office", type_=Boolean), _WAITING.exists()),
    _WAITING.where(Volunteer.person_id.in_(_TEACHERS)).exists(),
)


def evaluates_anybody(person: Person, *, on: date) -> bool:
    """Whether any teacher is paired on a day with this person, or with somebody for whom they stand in."""
    return bool(db.session.scalar(select(may_assign_to_some(literal(person.id), on))))


def volunteered(person: Person, year: SchoolYear) -> bool:
    """Whether this person said in this year that they would like to take part."""
    return (
        db.session.scalar(
            select(Volunteer.id).where(Volunteer.person_id == person.id, Volunteer.year_id == year.id)
        )
        is not None
    )


def _current_rubrics() -> dict[str, int]:
    rows = db.session.execute(
        select(Rubric.staff_kind, Rubric.id).where(Rubric.is_current).order_by(Rubric.id)
    )
    return dict(rows.all())


def _candidate(row, by: Person, year: SchoolYear, rubrics: dict[str, int]) -> Candidate:
    return Candidate(
        person_id=row.id,
        name=f"{row.given_name} {row.family_name}".strip(),
        position=row.position,
        site_id=row.main_site_id,
        site=row.site or "",
        staff_kind=row.staff_kind,
        evaluator_id=row.evaluator_id,
        evaluator=f"{row.evaluator_given} {row.evaluator_family}".strip() if row.evaluator_id else "",
        rubric_id=rubrics.get(row.staff_kind),
        volunteered=row.volunteer_id is not None,
        refusal=_refusal(row, by, year, rubrics),
    )


def _refusal(row, by: Person, year: SchoolYear, rubrics: dict[str, int]) -> Refusal | None:
    roles = {
        Role.TEACHER: row.id == by.id,
        Role.EVALUATOR: row.evaluator_id == by.id,
        Role.DEPUTY: row.deputy_id is not None,
        Role.OFFICE: by.is_office,
    }
    case = Case(state="assigned" if row.plan_id else None, year_open=year.is_open)
    refusal = rules.refusal("assign", [role for role, holds in roles.items() if holds], case)
    if refusal is None and row.staff_kind not in rubrics:
        return rules.not_ready("There is no rubric for this kind of staff yet. The office adds one first.")
    return refusal


# What was assigned many at once.


ON_A_PAGE = 60
OUTCOMES = ("waiting", "assigned", "skipped", "kept", "taken back")


@dataclass(frozen=True)
class Standing:
    """How far a batch is: how many lines have each outcome, and of those left out or kept, how many for which reason.

    `stage`: "asked" (looked at, nothing assigned), "under way", "stopped" (it failed, and can go on), "assigned",
    "taking back", "taken back".
    """

    stage: str
    counts: dict[str, int]
    reasons: tuple[tuple[str, str, int], ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many are dealt with, in whichever direction it goes."""
        if self.stage == "taking back":
            return self.counts.get("taken back", 0) + self.counts.get("kept", 0)
        return self.total - self.counts.get("waiting", 0)

    @property
    def to_do(self) -> int:
        """Out of how many."""
        if self.stage == "taking back":
            return self.total - self.counts.get("skipped", 0)
        return self.total


def batch(batch_id: int, person: Person, *, lock: bool = False) -> AssignmentBatch:
    """A batch that is theirs: one's own, and for the office all. Raises rules.HIDDEN."""
    found = db.session.get(
        AssignmentBatch,
        batch_id,
        with_for_update=True if lock else None,
        populate_existing=lock,
    )
    if found is None or not (person.is_office or found.by_id == person.id):
        raise rules.HIDDEN
    return found


def batches(person: Person, year: SchoolYear) -> list[tuple[AssignmentBatch, int]]:
    """What was assigned many at once in a school year, latest first, with how many; one's own, and for the office all."""
    lines = (
        select(AssignmentLine.batch_id, func.count().label("people"))
        .where(AssignmentLine.plan_id.is_not(None))
        .group_by(AssignmentLine.batch_id)
        .subquery()
    )
    statement = (
        select(AssignmentBatch, func.coalesce(lines.c.people, 0))
        .outerjoin(lines, lines.c.batch_id == AssignmentBatch.id)
        .where(AssignmentBatch.year_id == year.id, AssignmentBatch.begun_at.is_not(None))
        .options(joinedload(AssignmentBatch.by))
        .order_by(AssignmentBatch.id.desc())
        .limit(50)
    )
    if not person.is_office:
        statement = statement.where(AssignmentBatch.by_id == person.id)
    return [(each, people) for each, people in db.session.execute(statement)]


def standing(of: AssignmentBatch) -> Standing:
    """How far a batch is."""
    rows = db.session.execute(
        select(AssignmentLine.outcome, AssignmentLine.why, func.count())
        .where(AssignmentLine.batch_id == of.id)
        .group_by(AssignmentLine.outcome, AssignmentLine.why)
        .order_by(AssignmentLine.outcome, func.count().desc(), AssignmentLine.why)
    ).all()
    counts: dict[str, int] = {}
    for outcome, _, many in rows:
        counts[outcome] = counts.get(outcome, 0) + many
    reasons = tuple((outcome, why, many) for outcome, why, many in rows if why)
    return Standing(_stage(of, counts), counts, reasons)


def _stage(of: AssignmentBatch, counts: dict[str, int]) -> str:
    if of.begun_at is None:
        return "asked"
    left = counts.get("assigned", 0) if of.taken_back_at else counts.get("waiting", 0)
    if not left:
        return "taken back" if of.taken_back_at else "assigned"
    if _latest_job_state(of.id) in ("failed", "done", None):
        return "stopped"
    return "taking back" if of.taken_back_at else "under way"


def key_of(batch_id: int) -> str:
    """What the keys of the jobs begin with that carry a batch on."""
    return f"assign {batch_id} "


def _latest_job_state(batch_id: int) -> str | None:
    return db.session.scalar(
        select(Job.state)
        .where(Job.key.startswith(key_of(batch_id), autoescape=True))
        .order_by(Job.id.desc())
        .limit(1)
    )


def lines(of: AssignmentBatch, outcome: str, page: int, *, on: date) -> list[Row]:
    """A page of the people of a batch with one outcome, by name: person_id, plan_id, why, given_name, family_name, site, evaluator_given, evaluator_family."""
    evaluator = aliased(Person)
    return list(
        db.session.execute(
            select(
                AssignmentLine.person_id,
                AssignmentLine.plan_id,
                AssignmentLine.why,
                Person.given_name,
                Person.family_name,
                Site.name.label("site"),
                evaluator.given_name.label("evaluator_given"),
                evaluator.family_name.label("evaluator_family"),
            )
            .join(Person, Person.id == AssignmentLine.person_id)
            .outerjoin(Site, Site.id == Person.main_site_id)
            .outerjoin(Pairing, and_(Pairing.teacher_id == Person.id, holds_on(Pairing, on)))
            .outerjoin(evaluator, evaluator.id == Pairing.evaluator_id)
            .where(AssignmentLine.batch_id == of.id, AssignmentLine.outcome == outcome)
            .order_by(Person.family_name, Person.given_name, Person.id)
            .limit(ON_A_PAGE)
            .offset((page - 1) * ON_A_PAGE)
        )
    )


def next_lines(batch_id: int, outcome: str, most: int) -> list[AssignmentLine]:
    """The next lines of a batch with this outcome, in the order of their people's numbers."""
    return list(
        db.session.scalars(
            select(AssignmentLine)
            .where(AssignmentLine.batch_id == batch_id, AssignmentLine.outcome == outcome)
            .order_by(AssignmentLine.person_id)
            .limit(most)
        )
    )


def was_touched(plan: Plan) -> bool:
    """Whether anything was written to, booked for or said of a plan since it was assigned."""
    anything = [
        exists().where(JournalEntry.plan_id == plan.id),
        exists().where(SupportNote.plan_id == plan.id),
        exists().where(Comment.plan_id == plan.id),
        exists().where(Meeting.plan_id == plan.id, Meeting.cancelled_at.is_(None)),
    ]
    return bool(db.session.scalar(select(or_(*anything))))


def evaluators_of(batch_id: int) -> list[tuple[Person, int]]:
    """Who evaluates the plans that a batch assigned, with how many of them; who has left is not named."""
    rows = db.session.execute(
        select(Person, func.count())
        .join(Plan, Plan.evaluator_id == Person.id)
        .join(AssignmentLine, AssignmentLine.plan_id == Plan.id)
        .where(AssignmentLine.batch_id == batch_id, AssignmentLine.outcome == "assigned", Person.is_active)
        .group_by(Person.id)
        .order_by(Person.id)
    )
    return [(person, many) for person, many in rows]
