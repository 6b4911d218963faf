"""Changes to school years."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from plf.extensions import db
from plf.lineage import actions as lineage
from plf.models import AdoptionTarget, SchoolYear
from plf.rules import Refusal, not_ready


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
