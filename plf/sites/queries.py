"""Questions about sites."""

from datetime import date

from sqlalchemy import func, select, true

from plf.extensions import db
from plf.models import Person, Site, SiteLeadership
from plf.people.queries import holds_on


def sites_with_counts() -> list[tuple[Site, int]]:
    """Every site with the number of active people whose main site it is; those in use first, by name."""
    people = (
        select(Person.main_site_id, func.count().label("people"))
        .where(Person.is_active)
        .group_by(Person.main_site_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Site, func.coalesce(people.c.people, 0))
        .outerjoin(people, people.c.main_site_id == Site.id)
        .order_by(Site.is_active.desc(), Site.name)
    )
    return [(site, count) for site, count in rows]


def site_choices(keep: int | None = None, *, also_closed: bool = False) -> list[tuple[int, str]]:
    """The sites in use as choices of a form: (id, name), by name. `keep`: one to offer though it is out of use.

    `also_closed`: all that are out of use too, for days that have passed.
    """
    offered = true() if also_closed else Site.is_active | (Site.id == keep)
    rows = db.session.execute(select(Site.id, Site.name).where(offered).order_by(Site.name))
    return [(id_, name) for id_, name in rows]


def leaders_on(day: date) -> dict[int, list[Person]]:
    """The leaders of each site on a day: site id → people, by name."""
    rows = db.session.execute(
        select(SiteLeadership.site_id, Person)
        .join(Person, SiteLeadership.person_id == Person.id)
        .where(holds_on(SiteLeadership, day))
        .order_by(Person.family_name, Person.given_name)
    )
    leaders: dict[int, list[Person]] = {}
    for site_id, person in rows:
        leaders.setdefault(site_id, []).append(person)
    return leaders
