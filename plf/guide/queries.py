"""Questions about the guide: its words as they are now and as they were, and what stands for the placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from plf.database import one_of, read_columns
from plf.extensions import db
from plf.formats import day
from plf.guide.contents import PARTS, Part, fill
from plf.guide.seasons import Season, seasons
from plf.models import AdoptionTarget, GuideVersion, SchoolYear
from plf.people.queries import district, today_here
from plf.rules import HIDDEN
from plf.years.queries import open_year

# What stands for a placeholder while no school year is open.
NO_YEAR = "a day that the office still sets"


@dataclass(frozen=True)
class Words:
    """A section of the guide with its words as they are now. `number`: of their version, 0 for the original ones."""

    part: Part
    text: str
    number: int


@cache
def _latest(names: tuple[str, ...]) -> Select:
    """The latest words of these sections. Put together once: the forms of plan and checkpoint ask it on every visit."""
    latest = (
        select(GuideVersion.section, func.max(GuideVersion.number).label("number"))
        .where(GuideVersion.section.in_(one_of(names)))
        .group_by(GuideVersion.section)
        .subquery()
    )
    return select(GuideVersion.section, GuideVersion.text, GuideVersion.number).join(
        latest, (GuideVersion.section == latest.c.section) & (GuideVersion.number == latest.c.number)
    )


def words(names: list[str] | None = None) -> dict[str, Words]:
    """Sections of the guide by name, in its order, with their words as they are now; all of them by default."""
    chosen = tuple(PARTS) if names is None else tuple(names)
    rows = read_columns(_latest(chosen))
    own = {section: Words(PARTS[section], text, number) for section, text, number in rows}
    return {name: own.get(name) or Words(PARTS[name], PARTS[name].text, 0) for name in chosen}


def section(name: str) -> Words:
    """One section with its words as they are now. Raises HIDDEN for a section that there is not."""
    if name not in PARTS:
        raise HIDDEN
    return words([name])[name]


def history(name: str) -> list[GuideVersion]:
    """Every version of a section's words, latest first, with who wrote them. Raises HIDDEN for an unknown section."""
    if name not in PARTS:
        raise HIDDEN
    return list(
        db.session.scalars(
            select(GuideVersion)
            .where(GuideVersion.section == name)
            .options(joinedload(GuideVersion.person))
            .order_by(GuideVersion.number.desc())
        )
    )


def text_at(name: str, number: int) -> str:
    """The words of one version of a section; 0 are the original ones. Raises HIDDEN when there is no such version."""
    if name not in PARTS:
        raise HIDDEN
    if number == 0:
        return PARTS[name].text
    found = db.session.scalar(
        select(GuideVersion.text).where(GuideVersion.section == name, GuideVersion.number == number)
    )
    if found is None:
        raise HIDDEN
    return found


def year_now() -> SchoolYear | None:
    """The school year that the guide speaks of: the open one nearest to today; None when none is open."""
    return open_year(today_here())


def values(year: SchoolYear | None, *, with_target: bool = True) -> dict[str, str]:
    """What stands for each placeholder, by the open school year and the district; the target costs a query."""
    here = district()
    known = {
        "district": here.name,
        "points_owed": str(here.points_owed),
        "points_years": str(here.points_years),
    }
    if year is None:
        dates = ("starts_on", "ends_on", "plans_agreed_by", "forms_due_on", "conferences_by")
        return {
            **known,
            **dict.fromkeys(dates, NO_YEAR),
            "school_year": "the coming school year",
            "target": "the number that the office still sets",
        }
    aim = target(year, on=today_here()) if with_target else None
    return {
        **known,
        "school_year": year.label,
        "starts_on": day(year.starts_on),
        "ends_on": day(year.ends_on),
        "plans_agreed_by": day(year.plans_agreed_by),
        "forms_due_on": day(year.forms_due_on),
        "conferences_by": day(year.conferences_by),
        "target": f"{aim.percent}% of each site’s people by {day(aim.by_day)}" if aim else "no number yet",
    }


def target(year: SchoolYear, *, on: date) -> AdoptionTarget | None:
    """The adoption target that counts on a day of the district's calendar: the next one, else the last; None without any."""
    to_come = [each for each in year.targets if each.by_day >= on]
    return (to_come or year.targets[-1:] or [None])[0]


def seasons_of(year: SchoolYear | None) -> list[Season]:
    """The year in five stretches; empty when no school year is open."""
    return seasons(year, [(each.percent, each.by_day) for each in year.targets]) if year else []


def filled(found: Mapping[str, Words], year: SchoolYear | None) -> dict[str, str]:
    """The words of sections with their placeholders filled in, still in the small Markdown."""
    known = values(year, with_target=any("{target}" in each.text for each in found.values()))
    return {name: fill(each.text, known) for name, each in found.items()}


def filled_now(found: Mapping[str, Words]) -> dict[str, str]:
    """The same by the open school year, which is asked for only where a placeholder stands."""
    if any("{" in each.text for each in found.values()):
        return filled(found, year_now())
    return {name: each.text for name, each in found.items()}
