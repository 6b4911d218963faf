"""Questions about the district, its sites, its people, and who is what to whom on a day."""

from datetime import date
from functools import lru_cache

from flask import g
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from plf import rules
from plf.database import one_of, today
from plf.extensions import db
from plf.models import (
    Deputy,
    District,
    Invitation,
    Leave,
    Pairing,
    Person,
    Placement,
    Plan,
    SiteLeadership,
)

ON_A_PAGE = 50


def district() -> District | None:
    """The district this database belongs to, to be read only; None before `flask init`. Asked once per request."""
    if g.get("district") is None:
        remember_district(db.session.scalar(select(District)))
    return g.district


def remember_district(found: District | None) -> None:
    """Let this request know its district. It leaves the session: so a commit does not have it asked again."""
    if found:
        db.session.expunge(found)
    g.district = found


# The columns of the one district, to be read along with something else and given to `remember_district_as`.
DISTRICT = tuple(column.label(f"district_{column.name}") for column in District.__table__.columns)


def remember_district_as(values: tuple) -> None:
    """Let this request know its district by what was just read in DISTRICT. While that stays the same, so does the object."""
    g.district = _district_of(values)


@lru_cache(maxsize=4)
def _district_of(values: tuple) -> District:
    return District(**dict(zip(District.__table__.columns.keys(), values, strict=True)))


def today_here() -> date:
    """The day it is now in the district's time zone."""
    return today(district().time_zone)


def evaluator_of(teacher_id: int, day: date) -> Person | None:
    """The evaluator a teacher is paired with on a day of the district's calendar; None if vacant."""
    return db.session.scalar(
        select(Person)
        .join(Pairing, Pairing.evaluator_id == Person.id)
        .where(Pairing.teacher_id == teacher_id, holds_on(Pairing, day))
    )


def deputies_for(evaluator_id: int, day: date) -> list[Person]:
    """The people who stand in for an evaluator on a day, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Deputy, Deputy.deputy_id == Person.id)
            .where(Deputy.evaluator_id == evaluator_id, holds_on(Deputy, day))
            .order_by(Person.family_name, Person.given_name, Person.id)
        )
    )


def stands_in_for(deputy_id: int, day: date) -> list[int]:
    """The ids of the evaluators for whom a person stands in on a day."""
    return list(
        db.session.scalars(
            select(Deputy.evaluator_id).where(Deputy.deputy_id == deputy_id, holds_on(Deputy, day))
        )
    )


def sites_led_by(person_id: int, day: date) -> list[int]:
    """The ids of the sites whose leader a person is on a day."""
    return list(
        db.session.scalars(
            select(SiteLeadership.site_id).where(
                SiteLeadership.person_id == person_id, holds_on(SiteLeadership, day)
            )
        )
    )


def holds_on(
    table: type[Pairing | Deputy | SiteLeadership | Placement | Leave], day: date | ColumnElement[date]
) -> ColumnElement[bool]:
    """The condition that a row with first and last day holds on a day; no last day means until further notice."""
    return and_(table.starts_on <= day, or_(table.ends_on.is_(None), table.ends_on >= day))


# What somebody has to do with others' plans on a day: conditions on a person's number, for questions and for the links.


def has_a_list(me: ColumnElement[int], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Looks after plans: as evaluator, deputy or site leader."""
    return or_(
        exists().where(Pairing.evaluator_id == me, holds_on(Pairing, day)),
        exists().where(Plan.evaluator_id == me),
        exists().where(Deputy.deputy_id == me, holds_on(Deputy, day)),
        exists().where(SiteLeadership.person_id == me, holds_on(SiteLeadership, day)),
    )


def may_assign_to_some(me: ColumnElement[int], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Teachers are paired with them, or with somebody for whom they stand in."""
    stands_in = exists().where(
        Deputy.deputy_id == me,
        Deputy.evaluator_id == Pairing.evaluator_id,
        holds_on(Deputy, day),
        holds_on(Pairing, day),
    )
    return or_(exists().where(Pairing.evaluator_id == me, holds_on(Pairing, day)), stands_in)


def is_somebodys_evaluator(me: ColumnElement[int], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Is paired on this day or from a later one, or named in a plan that is open: then they offer times to meet."""
    return or_(
        exists().where(Pairing.evaluator_id == me, or_(Pairing.ends_on.is_(None), Pairing.ends_on >= day)),
        exists().where(Plan.evaluator_id == me, Plan.state.not_in(one_of(rules.ENDED))),
    )


def people(
    words: str = "", site_id: int | None = None, show: str = "here", page: int = 1
) -> tuple[list[Person], int]:
    """One page of people by name, with their sites, and how many there are in all.

    `words` all occur in the name or the address; `show` is "here", "office" or "left". Pages count from 1.
    """
    chosen = select(Person).where(_fits(words), Person.is_active.is_(show != "left"))
    if site_id is not None:
        chosen = chosen.where(Person.main_site_id == site_id)
    if show == "office":
        chosen = chosen.where(Person.is_office)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery()))
    rows = (
        chosen.options(joinedload(Person.main_site))
        .order_by(Person.family_name, Person.given_name, Person.id)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    return list(db.session.scalars(rows)), total or 0


def people_named(words: str, most: int = 11) -> list[Person]:
    """Active people with this very e-mail address or name, else those whose name or address has all the words.

    At most `most` of them, by name, with their sites.
    """
    active = (
        select(Person)
        .where(Person.is_active)
        .options(joinedload(Person.main_site))
        .order_by(Person.family_name, Person.given_name, Person.id)
        .limit(most)
    )
    same = active.where(or_(Person.email == words.lower(), func.lower(_whole_name()) == words.lower()))
    return list(db.session.scalars(same)) or list(db.session.scalars(active.where(_fits(words))))


def evaluators_over_time(teacher_id: int) -> list[Pairing]:
    """All pairings of a teacher, latest first, with the evaluators."""
    return list(
        db.session.scalars(
            select(Pairing)
            .where(Pairing.teacher_id == teacher_id)
            .options(joinedload(Pairing.evaluator))
            .order_by(Pairing.starts_on.desc())
        )
    )


def teachers_of(evaluator_id: int, day: date) -> list[Pairing]:
    """The pairings of an evaluator that hold on a day or begin later, with the teachers, by name."""
    return list(
        db.session.scalars(
            select(Pairing)
            .join(Pairing.teacher)
            .where(
                Pairing.evaluator_id == evaluator_id, or_(Pairing.ends_on.is_(None), Pairing.ends_on >= day)
            )
            .options(joinedload(Pairing.teacher).joinedload(Person.main_site))
            .order_by(Person.family_name, Person.given_name, Person.id)
        )
    )


def deputies_of(evaluator_id: int) -> list[Deputy]:
    """Everyone who stood, stands or will stand in for an evaluator, latest first."""
    return list(
        db.session.scalars(
            select(Deputy)
            .where(Deputy.evaluator_id == evaluator_id)
            .options(joinedload(Deputy.deputy))
            .order_by(Deputy.starts_on.desc(), Deputy.id)
        )
    )


def leaderships_of(person_id: int) -> list[SiteLeadership]:
    """The sites that a person led, leads or will lead, latest first."""
    return list(
        db.session.scalars(
            select(SiteLeadership)
            .where(SiteLeadership.person_id == person_id)
            .options(joinedload(SiteLeadership.site))
            .order_by(SiteLeadership.starts_on.desc(), SiteLeadership.id)
        )
    )


def placements_of(person_id: int) -> list[Placement]:
    """Where a person worked, works and will work, and as what, latest first, with the sites."""
    return list(
        db.session.scalars(
            select(Placement)
            .where(Placement.person_id == person_id)
            .options(joinedload(Placement.site))
            .order_by(Placement.starts_on.desc(), Placement.id)
        )
    )


def leaves_of(person_id: int) -> list[Leave]:
    """The leaves of a person, past and coming, latest first."""
    return list(
        db.session.scalars(
            select(Leave).where(Leave.person_id == person_id).order_by(Leave.starts_on.desc(), Leave.id)
        )
    )


def latest_invitation(person_id: int) -> Invitation | None:
    """The last invitation that was sent to a person, used or not."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.person_id == person_id, Invitation.kind == "invitation")
        .order_by(Invitation.made_at.desc())
        .limit(1)
    )


def _whole_name() -> ColumnElement[str]:
    return Person.given_name + " " + Person.family_name


def _fits(words: str) -> ColumnElement[bool]:
    where_to_look = _whole_name() + " " + Person.email
    return and_(True, *(where_to_look.icontains(word, autoescape=True) for word in words.split()))
