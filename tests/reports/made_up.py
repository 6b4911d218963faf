"""Made-up districts with hires, transfers, leave and ends in between; and their numbers, counted slowly and plainly.

What is counted here reads all rows and knows nothing of the queries: product.md is its only source.
"""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from world import ZONE, local_today

from plf.database import now, writing
from plf.models import Leave, Person, Placement, Plan, PlanSpan, SchoolYear, Site, Volunteer, YearTerms

YEAR = 1
# From where to where a plan can go, written down once more.
GOES = {
    "assigned": ("drafted", "withdrawn", "unfinished"),
    "drafted": ("submitted", "withdrawn", "unfinished"),
    "submitted": ("drafted", "returned", "reviewed"),
    "returned": ("submitted", "unfinished"),
    "reviewed": ("returned", "evaluator_signed"),
    "evaluator_signed": ("reviewed", "active", "returned"),
    "active": ("drafted", "checkpoint_drafted", "unfinished", "withdrawn"),
    "checkpoint_drafted": ("checkpoint_submitted",),
    "checkpoint_submitted": ("checkpoint_drafted", "checkpoint_returned", "conferenced"),
    "checkpoint_returned": ("checkpoint_submitted",),
    "conferenced": ("checkpoint_returned", "checkpoint_evaluator_signed"),
    "checkpoint_evaluator_signed": ("closed", "continued", "conferenced"),
    "withdrawn": ("drafted",),
}
FIRST = 5_000  # our own numbers, beyond those of the scene


def made(session, seed: int) -> None:
    """Fill in sites and people, and what became of them since the year began."""
    chance = random.Random(seed)
    today = local_today()
    year = session.get(SchoolYear, YEAR)
    year.counted_kinds = chance.choice([[], [], ["teacher"], ["leader", "counselor"]])
    first = year.starts_on - timedelta(days=20)
    days = (today - first).days
    sites = [FIRST + each for each in range(chance.randint(1, 4))]
    session.execute(
        insert(Site.__table__),
        [{"id": each, "name": f"Site {each}", "is_active": chance.random() < 0.9} for each in sites],
    )
    people = [FIRST + each for each in range(chance.randint(3, 14))]
    session.execute(insert(Person.__table__), [_person(each) for each in people])
    plans = FIRST
    for each in people:
        _works(session, chance, each, [*sites, 1], first, days)
        if chance.random() < 0.3:
            begins = first + timedelta(days=chance.randrange(days + 20))
            ends = begins + timedelta(days=chance.randrange(40)) if chance.random() < 0.6 else None
            session.execute(
                insert(Leave.__table__), {"person_id": each, "starts_on": begins, "ends_on": ends}
            )
        if chance.random() < 0.15:
            counted = chance.random() < 0.4
            terms = {
                "year_id": YEAR,
                "person_id": each,
                "is_counted": counted,
                "why": "" if counted else "Away",
            }
            session.execute(insert(YearTerms.__table__), terms)
        at = _moment(chance, first, days)
        if chance.random() < 0.4:
            session.execute(insert(Volunteer.__table__), {"person_id": each, "year_id": YEAR, "at": at})
        # A second plan only after the first was withdrawn.
        for _ in range(chance.choice((0, 1, 1, 1, 2))):
            at, state = _plan(session, chance, plans, each, chance.choice(sites), at)
            plans += 1
            if state != "withdrawn":
                break


def changed(session, seed: int) -> None:
    """Somebody is hired, moves, leaves, goes on leave or comes back, begins or is left out: one thing or a few."""
    chance, today = random.Random(seed), local_today()
    people = list(session.scalars(select(Person.id).where(Person.id >= FIRST)))
    sites = [*session.scalars(select(Site.id).where(Site.id >= FIRST)), 1]
    for _ in range(chance.randint(1, 4)):
        one, day = chance.choice(people), today - timedelta(days=chance.randrange(60))
        what = chance.randrange(9)
        theirs = select(Placement).where(Placement.person_id == one).order_by(Placement.starts_on.desc())
        last = session.scalars(theirs.limit(1)).first()
        if what == 0 and last and last.starts_on < day:
            last.ends_on = day - timedelta(days=1)
            session.add(
                Placement(person_id=one, site_id=chance.choice(sites), staff_kind="teacher", starts_on=day)
            )
        elif what == 1 and last:
            last.site_id, last.staff_kind = chance.choice(sites), chance.choice(("teacher", "leader", ""))
        elif what == 2 and last:
            session.delete(last)
        elif what == 3:
            session.add(Leave(person_id=one, starts_on=day, ends_on=chance.choice((None, today))))
        elif what == 4:
            for leave in session.scalars(select(Leave).where(Leave.person_id == one)):
                leave.ends_on = max(leave.starts_on, day) if chance.random() < 0.7 else None
        elif what == 5:
            terms = session.scalar(select(YearTerms).filter_by(person_id=one, year_id=YEAR))
            if terms:
                session.delete(terms)
            else:
                session.add(YearTerms(person_id=one, year_id=YEAR, is_counted=False, why="Away"))
        elif what == 6:
            span = session.scalar(select(PlanSpan).join(Plan, Plan.id == PlanSpan.plan_id).where(
                Plan.teacher_id == one, PlanSpan.until.is_(None)))  # fmt: skip
            if span and GOES.get(span.state):
                span.until = at = now()
                new = chance.choice(GOES[span.state])
                session.add(
                    PlanSpan(
                        plan_id=span.plan_id,
                        state=new,
                        evaluator_id=None,
                        site_id=None,
                        is_paused=False,
                        since=at,
                    )
                )
        elif what == 7:
            session.get(SchoolYear, YEAR).counted_kinds = chance.choice([[], ["teacher"], ["leader"]])
        else:
            site = session.get(Site, chance.choice(sites))
            site.is_active = not site.is_active
        session.flush()


def _person(number: int) -> dict:
    return {
        "id": number, "given_name": "Pat", "family_name": f"Number {number}", "email": f"{number}@riverbend.example",
        "position": "", "staff_kind": "teacher", "is_office": False, "active": True, "created_at": now(),
    }  # fmt: skip


def _works(session, chance, person: int, sites: list[int], first: date, days: int) -> None:
    """From a day on, with a move or two, a gap, an end."""
    day = first + timedelta(days=chance.choice((0, 0, chance.randrange(days))))
    for _ in range(chance.randint(1, 3)):
        ends = day + timedelta(days=chance.randrange(days)) if chance.random() < 0.5 else None
        kind = chance.choice(("teacher", "teacher", "teacher", "leader", "counselor", ""))
        row = {"person_id": person, "site_id": chance.choice([*sites, None]), "staff_kind": kind}
        session.execute(insert(Placement.__table__), row | {"starts_on": day, "ends_on": ends})
        if ends is None:
            return
        day = ends + timedelta(days=chance.choice((1, 1, 12)))


def _plan(session, chance, number: int, person: int, site: int, at: datetime) -> tuple[datetime, str]:
    state, spans = "assigned", []
    while True:
        spans.append((state, chance.random() < 0.15, at))
        if chance.random() < 0.25 or not GOES.get(state):
            break
        later = at + timedelta(hours=chance.randrange(1, 24 * 12))
        if later >= now():
            break
        at, state = later, chance.choice(GOES[state])
    more = {"state_before": "drafted"} if state == "withdrawn" else {}
    session.execute(
        insert(Plan.__table__),
        {
            "id": number, "year_id": YEAR, "teacher_id": person, "evaluator_id": 2, "site_id": site, "rubric_id": 1,
            "state": state, "state_since": at, "version": 1, "assigned_at": spans[0][2],
            "end_reason": "left" if state == "unfinished" else "", **more,
        },
    )  # fmt: skip
    ends = [since for _, _, since in spans[1:]] + [None]
    session.execute(
        insert(PlanSpan.__table__),
        [
            {"plan_id": number, "state": each, "evaluator_id": 2, "site_id": site, "is_paused": paused, "since": since, "until": until}
            for (each, paused, since), until in zip(spans, ends, strict=True)
        ],
    )  # fmt: skip
    return at, state


def _moment(chance, first: date, days: int) -> datetime:
    # Often within hours of a local midnight, where a day is easily mistaken.
    day = first + timedelta(days=chance.randrange(days))
    local = datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE))
    return (local + timedelta(hours=chance.choice((-5, -1, 0, 1, 9, 23)))).astimezone(UTC)


# The same, counted by hand: every row is looked at, one person after the other.

BEGUN = (
    "drafted", "submitted", "returned", "reviewed", "evaluator_signed", "active", "checkpoint_drafted", "checkpoint_submitted",
    "checkpoint_returned", "conferenced", "checkpoint_evaluator_signed", "closed", "continued",
)  # fmt: skip
BOTH_SIGNED = BEGUN[BEGUN.index("active") :]
FORM_IN = ("checkpoint_submitted", "conferenced", "checkpoint_evaluator_signed", "closed", "continued")
CONFERENCE_HELD = ("conferenced", "checkpoint_evaluator_signed", "closed", "continued")


def counted_by_hand(session, day: date) -> dict[int, dict]:
    """Site → numbers, as of a day, from all the rows that there are."""
    rows = {
        table: [dict(row) for row in session.execute(select(table.__table__)).mappings()]
        for table in (Site, Placement, Leave, YearTerms, Plan, PlanSpan, Volunteer)
    }
    kinds = session.get(SchoolYear, YEAR).counted_kinds
    in_use = {site["id"] for site in rows[Site] if site["is_active"]}
    numbers: dict[int, Counter] = defaultdict(Counter)
    for place in rows[Placement]:
        person, site = place["person_id"], place["site_id"]
        if site not in in_use or not _holds(place, day):
            continue
        if place["staff_kind"] not in kinds if kinds else place["staff_kind"] == "":
            continue
        if any(_holds(each, day) for each in rows[Leave] if each["person_id"] == person):
            continue
        if any(
            not each["is_counted"]
            for each in rows[YearTerms]
            if (each["person_id"], each["year_id"]) == (person, YEAR)
        ):
            continue
        numbers[site].update(_stands(rows, person, day))
    return {site: dict(found) for site, found in numbers.items()}


def _stands(rows, person: int, day: date) -> list[str]:
    said = ["counted"]
    for plan in rows[Plan]:
        if plan["teacher_id"] != person or plan["year_id"] != YEAR:
            continue
        told = sorted(
            (
                span
                for span in rows[PlanSpan]
                if span["plan_id"] == plan["id"] and _local_day(span["since"]) <= day
            ),
            key=lambda span: span["since"],
        )
        if not told or told[-1]["state"] == "withdrawn":
            continue
        state, paused, before = told[-1]["state"], told[-1]["is_paused"], {span["state"] for span in told}
        said.append(f"state {state}")
        if state in BEGUN or (state == "unfinished" and before & set(BEGUN)):
            said.append("begun")
        elif state == "assigned":
            said.append("paused" if paused else "invited")
        if before & set(BOTH_SIGNED):
            said.append("agreed")
        if state in BEGUN and not paused:
            said.append("due")
            said += ["forms_in"] * (state in FORM_IN) + ["held"] * (state in CONFERENCE_HELD)
        return said
    said.append("state none")
    if any(
        each["person_id"] == person and each["year_id"] == YEAR and _local_day(each["at"]) <= day
        for each in rows[Volunteer]
    ):
        said.append("volunteered")
    return said


def _holds(row, day: date) -> bool:
    return row["starts_on"] <= day and (row["ends_on"] is None or day <= row["ends_on"])


def _local_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(ZONE)).date()


__all__ = ["changed", "counted_by_hand", "made", "writing"]
