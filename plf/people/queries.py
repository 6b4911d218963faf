"""Questions about the district, its sites, its people, and who is what to whom on a day."""

from datetime import date

from flask import g
from sqlalchemy import ColumnElement, Select, and_, or_, select

from plf.extensions import db
from plf.models import Deputy, District, Pairing, Person, SiteLeadership


def district() -> District | None:
    """The district this database belongs to; None before `flask init`. Asked once per request."""
    if "district" not in g:
        g.district = db.session.scalar(select(District))
    return g.district


def evaluator_of(teacher_id: int, day: date) -> Person | None:
    """The evaluator a teacher is paired with on a day of the district's calendar; None if vacant."""
    return db.session.scalar(
        select(Person)
        .join(Pairing, Pairing.evaluator_id == Person.id)
        .where(Pairing.teacher_id == teacher_id, holds_on(Pairing, day))
    )


def pairings_on(day: date) -> Select[tuple[int, int]]:
    """A select of (teacher_id, evaluator_id) of all pairings on a day, to join with as a subquery."""
    return select(Pairing.teacher_id, Pairing.evaluator_id).where(holds_on(Pairing, day))


def is_evaluator_of(evaluator_id: int, teacher_id: int, day: date) -> bool:
    """Whether the two are paired on a day."""
    found = select(Pairing.id).where(
        Pairing.evaluator_id == evaluator_id, Pairing.teacher_id == teacher_id, holds_on(Pairing, day)
    )
    return db.session.scalar(found) is not None


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


def holds_on(table: type[Pairing | Deputy | SiteLeadership], day: date) -> ColumnElement[bool]:
    """The condition that a row with first and last day holds on a day; no last day means until further notice."""
    return and_(table.starts_on <= day, or_(table.ends_on.is_(None), table.ends_on >= day))
