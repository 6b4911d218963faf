"""Questions before assigning: who can be assigned a plan by whom, and why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Date, Integer, and_, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from plf import rules
from plf.extensions import db
from plf.models import NOT_WITHDRAWN, Deputy, Pairing, Person, Plan, Rubric, SchoolYear, Site, Volunteer
from plf.people.queries import holds_on
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
) -> list[Candidate]:
    """The people whom `by` may assign a plan in `year`, or may not for a reason worth telling, by name.

    An evaluator (or a deputy, on those days) sees the teachers paired with them; the office sees everyone who
    has a kind of staff. `only` narrows to these ids, `site_id` to a main site. `on` is the district's day.
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
        .limit(MOST_AT_ONCE)
    )
    if not by.is_office:
        statement = statement.where((pairing.evaluator_id == by.id) | deputy.id.is_not(None))
    if only is not None:
        statement = statement.where(Person.id.in_(only))
    if site_id is not None:
        statement = statement.where(Person.main_site_id == site_id)
    rubrics = _current_rubrics()
    found = {row.id: row for row in db.session.execute(statement)}
    return [_candidate(row, by, year, rubrics) for row in found.values()]


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
    .limit(200)
)


# Whether anybody waits: for the office of all, for others of the teachers paired with them. For the first page.
SOMEBODY_WAITS = or_(
    and_(bindparam("office", type_=Boolean), _WAITING.exists()),
    _WAITING.where(Volunteer.person_id.in_(_TEACHERS)).exists(),
)


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
