"""Fills a new database with the sample district: sites, people, pairings, school years and rubrics."""

import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

from plf.district.actions import found
from plf.extensions import db
from plf.models import Person, Rubric, SchoolYear, Site
from plf.people import actions as people
from plf.rubrics import actions as rubrics
from plf.rubrics.table import read
from plf.sample.calendar import Year, story_days, years_around
from plf.sample.cast import CAST, DEPUTIES, DISTRICT, GRADES, SIGN_INS, SITE_LEADERS, SITES, ZONE
from plf.sites import actions as sites
from plf.years import actions as years

HERE = Path(__file__).parent
RUBRICS = {
    "teacher": ("Oklahoma TLE teacher rubric, 2014-15", "rubric_teachers.csv"),
    "leader": ("Leader rubric", "rubric_leaders.csv"),
}


def settle(*, today: date, at: datetime, password_hash: str) -> None:
    """Everything but the plans. All people get the same password. Call it inside `writing()`."""
    found(DISTRICT, time_zone=ZONE, is_sample=True)
    places = {key: sites.add(name, grade_band=GRADES.get(key, "")) for key, name in SITES.items()}
    add_rubrics()
    calendar = years_around(today)
    for year in calendar:
        _add_year(year)
    first = calendar[0].starts_on
    here = {key: _add_person(key, places, first, at, password_hash) for key in CAST}
    _pair(here, first)
    _name_leaders_and_deputies(here, places, first, today, story_days(today, calendar[1])[0])


def add_rubrics() -> list[Rubric]:
    """The two rubrics of the sample, in use. A real district may begin with them too."""
    return [
        rubrics.add(
            name, staff_kind=kind, is_current=True, rows=read((HERE / table).read_text(encoding="utf-8"))
        )
        for kind, (name, table) in RUBRICS.items()
    ]


def address(key: str) -> str:
    """The e-mail address of a member of the cast."""
    if key in SIGN_INS:
        return f"{key}@example.org"
    plain = unicodedata.normalize("NFKD", CAST[key].name.replace("ø", "o")).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@example.org"


def _add_person(key: str, places: dict[str, Site], first: date, at: datetime, password_hash: str) -> Person:
    member = CAST[key]
    given, _, family = member.name.partition(" ")
    return people.add(
        at=at,
        starts_on=first,
        email=address(key),
        given_name=given,
        family_name=family,
        position=member.position,
        staff_kind=member.staff_kind,
        is_office=member.is_office,
        main_site_id=places[member.site].id,
        password_hash=password_hash,
    )


def _add_year(year: Year) -> SchoolYear:
    row = years.add(
        targets=year.targets,
        label=year.label,
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        plans_agreed_by=year.plans_agreed_by,
        forms_due_on=year.forms_due_on,
        conferences_by=year.conferences_by,
        also_required=[],
    )
    if year.status in ("open", "closed"):
        years.open_year(row)
    if year.status == "closed":
        years.close(row)
    return row


def _pair(here: dict[str, Person], first: date) -> None:
    for key, member in CAST.items():
        if member.evaluator:
            people.pair(here[key], evaluator=here[member.evaluator], starts_on=first)
    # Last year someone else evaluated her: pairings have dates.
    people.pair(here["teacher"], evaluator=here["priya"], starts_on=first)
    people.pair(here["teacher"], evaluator=here["evaluator"], starts_on=first + timedelta(days=300))


def _name_leaders_and_deputies(
    here: dict[str, Person], places: dict[str, Site], first: date, today: date, told_since: date
) -> None:
    for key, site in SITE_LEADERS:
        people.lead(places[site], leader=here[key], starts_on=first, ends_on=None)
    for evaluator, deputy in DEPUTIES:
        people.stand_in(
            here[evaluator],
            deputy=here[deputy],
            starts_on=told_since,
            ends_on=today + timedelta(days=30),
        )
    db.session.flush()
