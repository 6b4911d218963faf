"""Changes to school years."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from plf import history, rules
from plf.extensions import db
from plf.lineage import actions as lineage
from plf.models import AdoptionTarget, Person, SchoolYear, YearTerms
from plf.plans import queries as plans
from plf.rules import Refusal, Role, not_ready
from plf.years import queries


def add(*, targets: dict[date, int], **facts: Any) -> SchoolYear:
    """A new school year, planned and not open yet. `facts` are columns of SchoolYear, `targets` day → percent.

    Raises Refusal (422) for a label that is taken, or days that belong to another year.
    """
    _refuse_clash(facts["label"], facts["starts_on"], facts["ends_on"])
    year = SchoolYear(status="planned", **facts)
    db.session.add(year)
    db.session.flush()
    _set_targets(year, targets)
    return year


def change(year: SchoolYear, *, targets: dict[date, int], **facts: Any) -> None:
    """New days, targets or required fields. What was agreed in signed plans stays.

    Raises Refusal (422) as `add` does.
    """
    _refuse_clash(facts["label"], facts["starts_on"], facts["ends_on"], but=year)
    for name, value in facts.items():
        setattr(year, name, value)
    _set_targets(year, targets)
    db.session.flush()


def open_year(year: SchoolYear) -> None:
    """Plans can be assigned from now on, and those that were continued into this year are opened.

    A closed year can be opened again. Raises Refusal (409) when it is open.
    """
    if year.status == "open":
        raise Refusal(409, f"{year.label} is open already. Plans can be assigned.")
    year.status = "open"
    lineage.open_waiting(year)


def close(year: SchoolYear) -> None:
    """No plan can be assigned any more; open plans may still finish. Raises Refusal (409) unless it is open."""
    if year.status != "open":
        raise Refusal(409, f"{year.label} is not open, so there is nothing to close.")
    year.status = "closed"


def set_terms(
    person: Person,
    year: SchoolYear,
    *,
    agreed_by: date | None,
    is_counted: bool,
    why: str,
    by: Person,
    on: date,
    at: datetime,
) -> None:
    """What holds for one person in a school year instead of what holds for all; nothing of their own: as for all.

    A plan of theirs that both have not signed gets the day, and its history a line. `on` is the district's day. Raises a
    Refusal: 403 for one's own, 422 at "agreed_by" for a day outside the year, or at "why" for one left out without a
    reason, 409 when somebody else wrote them at the same moment.
    """
    if person.id == by.id:
        raise Refusal(403, "Nobody decides about their own year. Ask somebody else of the office to do it.")
    if agreed_by and not year.starts_on <= agreed_by <= year.ends_on:
        raise not_ready("Choose a day within the school year, or leave it empty.", "agreed_by")
    if not is_counted and not why:
        raise not_ready("Write why, so that the report can be understood later.", "why")
    terms = queries.terms_of(person.id, year)
    day_before = terms.agreed_by if terms else None
    if terms is None:
        terms = YearTerms(year_id=year.id, person_id=person.id)
        db.session.add(terms)
    terms.agreed_by, terms.is_counted, terms.why = agreed_by, is_counted, "" if is_counted else why
    try:
        db.session.flush()
    except IntegrityError:
        raise Refusal(409, "Somebody else changed this at the same moment. Open the page again.") from None
    if agreed_by != day_before:
        _set_day_of_plan(person, year, by=by, on=on, at=at)


def _set_day_of_plan(person: Person, year: SchoolYear, *, by: Person, on: date, at: datetime) -> None:
    theirs = plans.plan_of(person.id, year)
    if theirs is None:
        return
    seen = plans.find(theirs.id, by, on=on, lock=True)
    day = queries.own_agreed_by(year, [person.id]).get(person.id)
    if rules.may_still_agree(seen.case) and day != seen.plan.agreed_by:
        seen.plan.agreed_by = day
        seen.plan.version += 1
        holds = rules.agreed_by(own=day, year=year.plans_agreed_by)
        history.record(
            seen.plan, "set_agreed_by", by=by, role=Role.OFFICE, at=at, agreed_by=holds.isoformat()
        )


def _set_targets(year: SchoolYear, targets: dict[date, int]) -> None:
    kept = {target.by_day: target for target in year.targets}
    for day, target in kept.items():
        if day not in targets:
            db.session.delete(target)
    for day, percent in targets.items():
        if day in kept:
            kept[day].percent = percent
        else:
            db.session.add(AdoptionTarget(year_id=year.id, by_day=day, percent=percent))
    db.session.flush()
    db.session.expire(year, ["targets"])


def _refuse_clash(label: str, starts_on: date, ends_on: date, but: SchoolYear | None = None) -> None:
    others = select(SchoolYear).where(
        (func.lower(SchoolYear.label) == label.lower())
        | ((SchoolYear.starts_on <= ends_on) & (SchoolYear.ends_on >= starts_on))
    )
    for other in db.session.scalars(others):
        if other is but:
            continue
        if other.label.lower() == label.lower():
            raise not_ready("There is a school year with this label already. Choose another label.", "label")
        raise not_ready(
            f"Some of these days belong to {other.label} already. Change the first or the last day.",
            "starts_on",
        )
