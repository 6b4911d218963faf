"""Counts the indicators of signed plans of a school year, and tells what may be told of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, cast, func, select, type_coerce

from plf.extensions import db
from plf.focus import bands
from plf.focus.counting import LEAST, Crossing, Told, told_of_both
from plf.library.catalog import in_counting_order
from plf.models import NOT_WITHDRAWN, Person, Plan, Revision, SchoolYear, Site

NONE = ""  # of no site, or of no grade band


@dataclass(frozen=True)
class Row:
    """An indicator, and what is told of it: of all, by site, by grade band."""

    number: str
    title: str
    domain: str
    sites: Told
    bands: Told


# The rows of the counts that were made last, and of what: counting 2,600 plans takes a tenth of a second.
_kept: tuple[tuple, list[Row]] = ((), [])


def rows(year: SchoolYear) -> list[Row]:
    """The indicators that plans of the year are about, as both signed them, the most frequent first.

    What is told in one table cannot be worked out with the other: each row keeps to plf.focus.counting by itself, both
    have the same total, or none, and no band of a row is told that gives a small number away beside its sites.
    """
    global _kept
    signed = (Plan.year_id == year.id, Plan.in_force_id.is_not(None), NOT_WITHDRAWN)
    stand = db.session.execute(
        select(func.count(), func.max(Plan.in_force_id), func.sum(Plan.in_force_id)).where(*signed)
    ).one()
    grades = db.session.execute(select(Site.id, Site.grade_band).where(Site.grade_band != ""))
    key = (db.engine.url, year.id, *stand, *sorted(tuple(each) for each in grades))
    if _kept[0] != key:
        _kept = (key, _counted(signed))
    return _kept[1]


def _counted(signed: tuple) -> list[Row]:
    found = db.session.execute(
        select(_chosen().label("field"), Site.name.label("site"), Site.grade_band, Person.position)
        .select_from(Plan)
        .join(Revision, Revision.id == Plan.in_force_id)
        .join(Person, Person.id == Plan.teacher_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .where(*signed)
    )
    by_site: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    by_band: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sites: Counter[str] = Counter()
    all_bands: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for row in found:
        site, band = row.site or NONE, bands.band(row.position) or row.grade_band or NONE
        both[site, band] += 1
        sites[site] += 1
        all_bands[band] += 1
        for indicator in _indicators(row.field):
            by_site[indicator][site] += 1
            by_band[indicator][band] += 1
    crossing = Crossing(both)
    told_rows = [_row(each, crossing, (by_site[each], sites), (by_band[each], all_bands)) for each in by_site]
    return sorted(
        (each for each in told_rows if each.sites.total),
        key=lambda each: (-each.sites.total, in_counting_order(f"{each.domain} {each.number} {each.title}")),
    )


def _row(
    indicator: tuple[str, str, str], crossing: Crossing, *tables: tuple[Mapping[str, int], Mapping[str, int]]
) -> Row:
    """A row of the numbers in each group, of groups with so many signed plans in all: of the sites, of the bands."""
    return Row(*indicator, *told_of_both(crossing, *tables, unnamed=NONE))


def _chosen() -> ColumnElement[Any]:
    """The first field of a frozen plan, its indicators, taken out by the database: the rest of the text stays there."""
    frozen = (
        cast(Revision.frozen, JSON)
        if db.engine.dialect.name == "postgresql"
        else type_coerce(Revision.frozen, JSON)
    )
    return frozen[("sections", 0, "fields", 0)]


def _indicators(field: dict[str, Any] | None) -> set[tuple[str, str, str]]:
    if not field or field["kind"] != "indicators":
        return set()
    return {(each["number"], each["title"], each["domain"]) for each in field["value"]}


@dataclass(frozen=True)
class Shown:
    """What a page shows: (row, number) for what can be told, of all plans or of one group; and the groups to choose."""

    lines: list[tuple[Row, int]]
    sites: list[str]
    bands: list[str]


def shown(year: SchoolYear, *, site: str = "", band: str = "") -> Shown:
    """The numbers of all plans, of a site, or of a grade band; never of both: that could give one away."""
    found = rows(year)
    if site:
        lines = [(row, row.sites.groups[site]) for row in found if site in row.sites.groups]
    elif band:
        lines = [(row, row.bands.groups[band]) for row in found if band in row.bands.groups]
    else:
        lines = [(row, row.sites.total) for row in found]
    return Shown(
        sorted(lines, key=lambda line: -line[1]),
        sorted({name for row in found for name in row.sites.groups if name}),
        [name for name in bands.GRADE_BANDS if any(name in row.bands.groups for row in found)],
    )


__all__ = ["LEAST", "Row", "Shown", "rows", "shown"]
