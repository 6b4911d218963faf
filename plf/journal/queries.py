"""Questions about the journal: its entries, its evidence, what it says for each action step, and a person's points."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from plf import contents
from plf.database import read_columns
from plf.extensions import db
from plf.formats import MONTHS
from plf.models import Evidence, JournalEntry, Person, Plan, SchoolYear
from plf.people.queries import district
from plf.plans.queries import SeenPlan, draft_of
from plf.rules import HIDDEN, Refusal

ON_A_PAGE = 60


def require_reading(seen: SeenPlan) -> None:
    """Refuse (403) whoever knows of the plan but does not read its journal: the office, site leaders, colleagues."""
    if not seen.sees.journal:
        raise Refusal(
            403,
            "A journal is read by its teacher and their evaluator alone. Ask the teacher to tell you what you need.",
        )


@dataclass(frozen=True)
class Month:
    """The entries of one month, latest first, with the hours that count."""

    first_day: date
    entries: list[JournalEntry]
    hours: Decimal


@dataclass(frozen=True)
class Journal:
    """A journal as one person reads it. `hours` and `count` leave private notes out; `more` entries are not shown."""

    months: list[Month]
    hours: Decimal
    count: int
    more: int


def journal_of(seen: SeenPlan, *, whole: bool = False) -> Journal:
    """The entries that this person may read, latest first; the latest ones only, unless the `whole` is asked for.

    A private note is its writer's alone, and its hours count nowhere. Raises the Refusal of `require_reading`.
    """
    require_reading(seen)
    entries = list(
        db.session.scalars(
            select(JournalEntry)
            .where(
                JournalEntry.plan_id == seen.plan.id,
                or_(JournalEntry.is_private.is_(False), JournalEntry.person_id == seen.person.id),
            )
            .options(selectinload(JournalEntry.evidence))
            .order_by(JournalEntry.day.desc(), JournalEntry.id.desc())
        )
    )
    shown = entries if whole else entries[:ON_A_PAGE]
    months, room = [], len(shown)
    for first_day, those in groupby(entries, key=lambda each: each.day.replace(day=1)):
        of_month = list(those)
        if room > 0:
            months.append(Month(first_day, of_month[:room], _hours(of_month)))
        room -= len(of_month)
    counted = [each for each in entries if not each.is_private]
    return Journal(months, _hours(counted), len(counted), len(entries) - len(shown))


def entry(seen: SeenPlan, entry_id: int) -> JournalEntry:
    """One of the person's own entries in this plan, with its evidence. Raises HIDDEN."""
    found = db.session.scalar(
        select(JournalEntry)
        .where(
            JournalEntry.id == entry_id,
            JournalEntry.plan_id == seen.plan.id,
            JournalEntry.person_id == seen.person.id,
        )
        .options(selectinload(JournalEntry.evidence))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise HIDDEN
    return found


def file_of(evidence_id: int) -> Evidence:
    """A file that is evidence, with its entry. Raises HIDDEN. Who may have it is asked with `may_read`."""
    found = db.session.scalar(
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.sha256.is_not(None))
        .options(joinedload(Evidence.entry))
    )
    if found is None:
        raise HIDDEN
    return found


def may_read(seen: SeenPlan, one: JournalEntry) -> bool:
    """Whether this person may read an entry of this plan, and have its files."""
    return seen.sees.journal and (not one.is_private or one.person_id == seen.person.id)


def reads_steps(seen: SeenPlan) -> bool:
    """Whether the action step that an entry names is shown: to those who may read the text it is taken from."""
    return seen.sees.draft or seen.sees.frozen


def steps_offered(seen: SeenPlan) -> list[tuple[str, str]]:
    """The action steps that an entry may belong to, for the teacher: (key, words), those in force first."""
    words: list[str] = []
    in_force = seen.plan.in_force
    if in_force is not None:
        words += _frozen_steps(json.loads(in_force.frozen))
    words += [contents.clean(row.get("what", "")) for row in draft_of(seen.plan).text.get("steps") or []]
    return [(step_key(each), each) for each in dict.fromkeys(words) if each]


def step_key(words: str) -> str:
    """A short name for an action step, made of its words."""
    return contents.fingerprint(words)[:16]


def _frozen_steps(frozen: dict[str, Any]) -> list[str]:
    fields = [each for section in frozen["sections"] for each in section["fields"] if each["name"] == "steps"]
    return [
        row[at]
        for each in fields
        for at, column in enumerate(each["columns"])
        if column["name"] == "what"
        for row in each["rows"]
    ]


@dataclass(frozen=True)
class Summary:
    """How much a journal holds, private notes aside. `last_on` is the latest day in it."""

    count: int
    hours: Decimal
    last_on: date | None


_SUMMARY = select(
    func.count(JournalEntry.id),
    func.coalesce(func.sum(JournalEntry.hundredths), 0),
    func.max(JournalEntry.day),
).where(JournalEntry.plan_id == bindparam("plan"), JournalEntry.is_private.is_(False))


def summary_of(plan_id: int) -> Summary:
    """How much the journal of a plan holds. One query."""
    count, hundredths, last_on = read_columns(_SUMMARY, {"plan": plan_id}).one()
    return Summary(count, Decimal(int(hundredths)) / 100, last_on)


@dataclass
class Told:
    """What the journal says about one action step, earliest first: (day, what was done, hours or None)."""

    entries: list[tuple[date, str, Decimal | None]] = field(default_factory=list)
    hours: Decimal = Decimal(0)


def told_by_step(plan: Plan) -> dict[str, Told]:
    """What the journal says for each action step, by the step's own words; "" for what belongs to none.

    Private notes are left out. Words are as `contents.clean` leaves them, so compare with clean words.
    """
    rows = db.session.execute(
        select(JournalEntry.step, JournalEntry.day, JournalEntry.text, JournalEntry.hundredths)
        .where(JournalEntry.plan_id == plan.id, JournalEntry.is_private.is_(False))
        .order_by(JournalEntry.day, JournalEntry.id)
    )
    told: dict[str, Told] = {}
    for step, day, text, hundredths in rows:
        of_step = told.setdefault(step, Told())
        hours = Decimal(hundredths) / 100 if hundredths else None
        of_step.entries.append((day, text, hours))
        of_step.hours += hours or 0
    return told


@dataclass(frozen=True)
class YearOfPoints:
    """The entries of one school year that count, earliest first."""

    label: str
    entries: list[JournalEntry]
    hours: Decimal


@dataclass(frozen=True)
class Points:
    """A person's hours or points over the district's years, latest year first, and how many are owed."""

    starts_on: date
    years: list[YearOfPoints]
    hours: Decimal
    owed: int
    over: int


def points_of(person: Person, *, on: date) -> Points:
    """What a person entered with hours or points in the years that the district counts, this school year included.

    `on` is a day of the district's calendar. An entry counts in the year of its plan, whatever became of the plan;
    private notes never count. Source: 70 O.S. 6-194 in Oklahoma (75 points in five years); the district sets both.
    """
    here = district()
    starts_on = counted_from(on, here.points_years)
    entries = db.session.scalars(
        select(JournalEntry)
        .join(JournalEntry.plan)
        .join(Plan.year)
        .where(
            JournalEntry.person_id == person.id,
            JournalEntry.is_private.is_(False),
            JournalEntry.hundredths.is_not(None),
            # School years do not begin in the same week each year.
            SchoolYear.starts_on >= starts_on - timedelta(days=31),
        )
        .options(contains_eager(JournalEntry.plan).contains_eager(Plan.year))
        .order_by(SchoolYear.starts_on.desc(), SchoolYear.id, JournalEntry.day, JournalEntry.id)
    )
    years = []
    for year, those in groupby(entries, key=lambda each: each.plan.year):
        of_year = list(those)
        years.append(YearOfPoints(year.label, of_year, _hours(of_year)))
    hours = sum((each.hours for each in years), Decimal(0))
    return Points(starts_on, years, hours, here.points_owed, here.points_years)


def counted_from(on: date, years: int) -> date:
    """The first day of the month in which the first of so many school years began, the one of `on` the last."""
    this = db.session.scalar(select(func.max(SchoolYear.starts_on)).where(SchoolYear.starts_on <= on))
    if this is None:
        this = date(on.year - (on.month < 7), 7, 1)
    return date(this.year - years + 1, this.month, 1)


def _hours(entries: Iterable[JournalEntry]) -> Decimal:
    return Decimal(sum(each.hundredths or 0 for each in entries if not each.is_private)) / 100


def points_document(person: Person, points: Points, *, on: date) -> dict[str, Any]:
    """The transcript as plf.pdf prints it (templates/pdf/points.html). Days as 2026-10-05, hours as written."""
    return {
        "form": "points",
        "district": district().name,
        "name": person.name,
        "position": person.position,
        "site": person.main_site.name if person.main_site else "",
        "made_on": on.isoformat(),
        "starts_on": f"{MONTHS[points.starts_on.month - 1]} {points.starts_on.year}",
        "over": points.over,
        "owed": points.owed,
        "hours": written_number(points.hours),
        "years": [
            {
                "label": year.label,
                "hours": written_number(year.hours),
                "rows": [
                    {
                        "day": each.day.isoformat(),
                        "text": each.text,
                        "step": each.step,
                        "hours": written_number(each.hours),
                    }
                    for each in year.entries
                ],
            }
            for year in points.years
        ],
    }


def written_number(value: Decimal) -> str:
    """Hours or points without needless zeros: 9.5, 12."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
