"""Questions about rosters, about who is here when one comes, and about teachers without an evaluator."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from plf.extensions import db
from plf.models import (
    Job,
    Pairing,
    Person,
    Placement,
    Plan,
    RosterImport,
    RosterLine,
    RosterTerms,
    Site,
    SiteLeadership,
)
from plf.people.queries import holds_on
from plf.roster.here import Here, Leads, Somebody
from plf.roster.meaning import NOT_TAKEN, OTHERS
from plf.rubrics.queries import staff_kinds
from plf.rules import HIDDEN, OPEN

ON_A_PAGE = 50
KINDS = {
    "new": "New", "back": "Back", "moved": "Moved", "changed": "Changed", "gone": "Gone", "site": "Sites",
    "note": "To look at",
}  # fmt: skip
# The order in which they are written: sites first, because people move there.
ORDER = ("site", "new", "back", "moved", "changed", "gone")


def terms(*, lock: bool = False) -> RosterTerms:
    """How the district reads its rosters. `lock`: to change it, inside `writing()`."""
    found = db.session.get(RosterTerms, 1, with_for_update=lock or None)
    if found is None:
        found = RosterTerms(id=1, roles={}, columns={})
        if lock:
            db.session.add(found)
    return found


def roles() -> dict[str, str]:
    """What the roles beside teachers and leaders become; "-" for not taken in."""
    said = terms().roles
    return {role: said.get(role, NOT_TAKEN) for role in OTHERS}


def imported(import_id: int, *, lock: bool = False) -> RosterImport:
    """One file that was brought in. Raises HIDDEN (404)."""
    found = db.session.get(RosterImport, import_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise HIDDEN
    return found


def latest(most: int = 20) -> list[RosterImport]:
    """The last files, latest first, with who brought them."""
    rows = (
        select(RosterImport)
        .options(joinedload(RosterImport.person))
        .order_by(RosterImport.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(rows))


def progress(found: RosterImport) -> tuple[int, int, bool]:
    """How far its job is: done, of how many, and whether it has failed."""
    row = db.session.execute(
        select(Job.steps_done, Job.steps_total, (Job.state == "failed").label("failed")).where(
            Job.id == found.job_id
        )
    ).first()
    return (row.steps_done, row.steps_total, bool(row.failed)) if row else (0, 0, False)


def in_hand(found: RosterImport) -> bool:
    """Whether a worker reads or writes it at this moment."""
    return db.session.scalar(select(Job.state == "running").where(Job.id == found.job_id)) or False


def counts(found: RosterImport) -> dict[str, int]:
    """How many lines of each kind a file has."""
    rows = db.session.execute(
        select(RosterLine.kind, func.count())
        .where(RosterLine.import_id == found.id)
        .group_by(RosterLine.kind)
    )
    said = dict(rows.all())
    return {kind: said[kind] for kind in KINDS if kind in said}


def lines(found: RosterImport, kind: str, page: int) -> list[RosterLine]:
    """One page of the lines of a kind, in the order of the file. Pages count from 1."""
    return list(
        db.session.scalars(
            select(RosterLine)
            .where(RosterLine.import_id == found.id, RosterLine.kind == kind)
            .order_by(RosterLine.number)
            .limit(ON_A_PAGE)
            .offset((page - 1) * ON_A_PAGE)
        )
    )


def all_lines(import_id: int):
    """Every line of a report, file by file, read piece by piece."""
    return db.session.execute(
        select(
            RosterLine.kind,
            RosterLine.file,
            RosterLine.line,
            RosterLine.name,
            RosterLine.what,
            RosterLine.done,
        )
        .where(RosterLine.import_id == import_id)
        .order_by(RosterLine.kind, RosterLine.number)
    )


def waiting(import_id: int, kind: str, most: int, *, after: int) -> list[RosterLine]:
    """The next lines of a kind that are not written yet, after the line of this number."""
    return list(
        db.session.scalars(
            select(RosterLine)
            .where(
                RosterLine.import_id == import_id,
                RosterLine.kind == kind,
                RosterLine.number > after,
                RosterLine.done == "",
            )
            .order_by(RosterLine.number)
            .limit(most)
        )
    )


def here(today: date, *, with_evaluators: bool) -> Here:
    """Who and what is here now, for holding a roster against it."""
    rows = db.session.execute(
        select(
            Person.id, Person.roster_id, Person.email, Person.given_name, Person.family_name, Person.position,
            Person.staff_kind, Person.main_site_id, Person.is_active, Person.is_office,
        ).order_by(Person.id)
    )  # fmt: skip
    found = Here(
        people=[Somebody(*row) for row in rows],
        sites={
            number: (name, key, used)
            for number, name, key, used in db.session.execute(
                select(Site.id, Site.name, Site.roster_id, Site.is_active)
            )
        },
        kinds={kind: label for kind, label in staff_kinds() if kind},
    )
    leads = defaultdict(list)
    for row in db.session.scalars(select(SiteLeadership)):
        leads[row.person_id].append(Leads(row.id, row.site_id, row.starts_on, row.ends_on, row.from_roster))
    found.leads = dict(leads)
    for row in db.session.scalars(
        select(Placement).where(Placement.starts_on > today).order_by(Placement.starts_on.desc())
    ):
        found.placed[row.person_id] = (row.site_id, row.staff_kind, row.starts_on)
    open_plans = select(Plan.teacher_id, func.count()).where(Plan.state.in_(OPEN)).group_by(Plan.teacher_id)
    found.own_open = dict(db.session.execute(open_plans).all())
    evaluated = select(Plan.evaluator_id, func.count()).where(
        Plan.state.in_(OPEN), Plan.evaluator_id.is_not(None)
    )
    found.evaluates = dict(db.session.execute(evaluated.group_by(Plan.evaluator_id)).all())
    if with_evaluators:
        pairs = select(Pairing.teacher_id, Pairing.evaluator_id).where(holds_on(Pairing, today))
        found.evaluators = dict(db.session.execute(pairs).all())
    return found


def known_ids() -> list[str]:
    """The identifiers of everybody who is linked to the roster."""
    return list(db.session.scalars(select(Person.roster_id).where(Person.roster_id.is_not(None))))


def office_person(wanted: int) -> Person:
    """Who of the office acts for a decision of this person: they themselves, or another if they have left it."""
    return db.session.scalar(
        select(Person)
        .where(Person.is_office, Person.is_active)
        .order_by((Person.id != wanted), Person.id)
        .limit(1)
    )


# Teachers without an evaluator


def _is_vacant(day: date) -> list[ColumnElement[bool]]:
    evaluator = aliased(Person)
    named = exists().where(
        Pairing.teacher_id == Person.id,
        holds_on(Pairing, day),
        evaluator.id == Pairing.evaluator_id,
        evaluator.is_active,
    )
    return [Person.is_active, Person.staff_kind == "teacher", ~named]


def vacancies(day: date) -> list[tuple[int | None, str, int]]:
    """The sites with teachers who have no evaluator who works here: site, name, how many; most first."""
    rows = db.session.execute(
        select(Person.main_site_id, Site.name, func.count())
        .outerjoin(Site, Site.id == Person.main_site_id)
        .where(*_is_vacant(day))
        .group_by(Person.main_site_id, Site.name)
        .order_by(func.count().desc(), Site.name)
    )
    return [(number, name or "No site", count) for number, name, count in rows]


def without_evaluator(site_id: int | None, day: date, *, page: int = 0) -> list[Person]:
    """The teachers of a site who have no evaluator who works here, by name; all, or one page (from 1)."""
    rows = (
        select(Person)
        .where(*_is_vacant(day), Person.main_site_id == site_id if site_id else Person.main_site_id.is_(None))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    if page:
        rows = rows.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    return list(db.session.scalars(rows))


def leaders_of(site_id: int, day: date) -> list[Person]:
    """Who leads a site on a day and works here, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(SiteLeadership, SiteLeadership.person_id == Person.id)
            .where(SiteLeadership.site_id == site_id, holds_on(SiteLeadership, day), Person.is_active)
            .order_by(Person.family_name, Person.given_name, Person.id)
            .distinct()
        )
    )


def leaderships(site_id: int) -> list[SiteLeadership]:
    """Everybody who leads a site, led it or will, latest first."""
    return list(
        db.session.scalars(
            select(SiteLeadership)
            .where(SiteLeadership.site_id == site_id)
            .options(joinedload(SiteLeadership.person))
            .order_by(SiteLeadership.starts_on.desc(), SiteLeadership.id)
        )
    )


def sites_with_leaders(day: date) -> set[int]:
    """The sites that somebody leads on a day."""
    return set(
        db.session.scalars(
            select(SiteLeadership.site_id)
            .join(Person, Person.id == SiteLeadership.person_id)
            .where(holds_on(SiteLeadership, day), Person.is_active)
        )
    )


def loads(evaluator_ids: Iterable[int], day: date) -> dict[int, int]:
    """How many teachers each of these evaluates on a day."""
    return dict(
        db.session.execute(
            select(Pairing.evaluator_id, func.count())
            .where(Pairing.evaluator_id.in_(list(evaluator_ids)), holds_on(Pairing, day))
            .group_by(Pairing.evaluator_id)
        ).all()
    )


def left_with_plans(most: int = 50) -> list[tuple[Person, int]]:
    """Who has left and still evaluates open plans, and how many."""
    rows = db.session.execute(
        select(Person, func.count(Plan.id))
        .join(Plan, Plan.evaluator_id == Person.id)
        .where(~Person.is_active, Plan.state.in_(OPEN))
        .group_by(Person.id)
        .order_by(func.count(Plan.id).desc(), Person.id)
        .limit(most)
    )
    return [(person, count) for person, count in rows]
