"""Hours and points of professional development: what people entered in their journals against what they owe."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, case, func, select

from plf.extensions import db
from plf.journal.queries import counted_from
from plf.models import JournalEntry, Person, Plan, SchoolYear
from plf.people.queries import district
from plf.reports.queries import ON_A_PAGE, Asked, site_names
from plf.reports.sheets import Column, Line, Part, Sheet
from plf.years.queries import counted_on


def points(asked: Asked) -> Sheet:
    """By site how many hours or points were entered, this year and in the years that count; at one site by person.

    An entry counts by its day, up to the day that is asked for; private notes never count. Nothing but sums is told:
    what people wrote is read by them and their evaluators alone.
    """
    here, owed = district(), district().points_owed
    who = counted_on(asked.day, asked.year).subquery()
    sums = _sums(asked, counted_from(asked.day, here.points_years)).subquery()
    columns = (func.coalesce(sums.c.this_year, 0), func.coalesce(sums.c.all_years, 0))
    people = select(who.c.site_id, who.c.person_id, *columns).outerjoin_from(
        who, sums, sums.c.person_id == who.c.person_id
    )
    if asked.scope.sites is not None:
        people = people.where(who.c.site_id.in_(asked.scope.sites))
    rows = [tuple(row) for row in db.session.execute(people)]
    there = sum(total >= owed * 100 for *_, total in rows)
    return Sheet(
        "points",
        "Professional-development hours and points",
        f"{there:,} of {len(rows):,} people have entered the {owed} hours or points owed in {here.points_years} years; "
        f"{_hours(sum(each[2] for each in rows)):,} were entered in {asked.year.label} up to this day.",
        **(_by_person if asked.site else _by_site)(asked, rows, owed),
        day=asked.day,
        about=asked.about,
        said="Sums of what people entered in their journals, without private notes. Who owes what is set on the district’s page.",
    )


def _by_site(asked: Asked, rows: list[tuple], owed: int) -> dict:
    found: dict[int, list[tuple[int, int]]] = {}
    for site, _, this_year, total in rows:
        found.setdefault(site, []).append((this_year, total))
    names = site_names(found)
    wanted = [
        site for site in found if all(word.lower() in names[site].lower() for word in asked.words.split())
    ]
    order = sorted(wanted, key=lambda site: names[site])
    lines = []
    for site in _page(asked, order):
        those = found[site]
        entered, done = sum(bool(this) for this, _ in those), sum(total >= owed * 100 for _, total in those)
        hours = _hours(sum(this for this, _ in those))
        cells = (names[site], len(those), entered, hours, _hours(sum(total for _, total in those)), done)
        parts = (
            Part("begun", done, "have what they owe"),
            Part("invited", sum(0 < total < owed * 100 for _, total in those), "on the way"),
            Part("missing", sum(not total for _, total in those), "nothing entered"),
        )
        lines.append(Line(cells, href=f"site={site}", parts=parts))
    titles = [("Site", "text"), ("People", "number"), ("Entered this year", "number"), ("Hours this year", "number"),
              ("Hours in the years that count", "number"), ("Have what they owe", "number")]  # fmt: skip
    return {
        "columns": [Column(*each) for each in titles],
        "lines": lines,
        "legend": (
            ("begun", "Have what they owe"),
            ("invited", "On the way"),
            ("missing", "Nothing entered"),
        ),
        "total": len(order),
        "page": asked.page or 1,
        "pages": max(1, -(-len(order) // ON_A_PAGE)),
    }


def _by_person(asked: Asked, rows: list[tuple], owed: int) -> dict:
    sums = {person: (this_year, total) for _, person, this_year, total in rows}
    named = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name, Person.position)
        .where(Person.id.in_(list(sums)))
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()
    lines = []
    for row in _page(asked, named):
        this_year, total = sums[row.id]
        still = max(0, owed * 100 - total)
        cells = (
            f"{row.family_name}, {row.given_name}",
            row.position,
            _hours(this_year),
            _hours(total),
            _hours(still),
        )
        lines.append(Line(cells))
    titles = [("Name", "text"), ("Position", "text"), ("Hours this year", "number"),
              ("Hours in the years that count", "number"), ("Still owed", "number")]  # fmt: skip
    return {
        "columns": [Column(*each) for each in titles],
        "lines": lines,
        "total": len(named),
        "page": asked.page or 1,
        "pages": max(1, -(-len(named) // ON_A_PAGE)),
    }


def _sums(asked: Asked, starts_on: date) -> Select:
    """Hundredths of hours by person: in this school year, and in all the years that count."""
    this_year = func.sum(case((Plan.year_id == asked.year.id, JournalEntry.hundredths), else_=0))
    return (
        select(
            JournalEntry.person_id,
            this_year.label("this_year"),
            func.sum(JournalEntry.hundredths).label("all_years"),
        )
        .join(Plan, Plan.id == JournalEntry.plan_id)
        .join(SchoolYear, SchoolYear.id == Plan.year_id)
        .where(
            JournalEntry.is_private.is_(False),
            JournalEntry.hundredths.is_not(None),
            JournalEntry.day <= asked.day,
            SchoolYear.starts_on >= starts_on - timedelta(days=31),
        )
        .group_by(JournalEntry.person_id)
    )


def _page(asked: Asked, order: list) -> list:
    if asked.page is None:
        return order
    return order[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]


def _hours(hundredths: int) -> int | float:
    hours = Decimal(int(hundredths)) / 100
    return int(hours) if hours == hours.to_integral_value() else float(hours)
