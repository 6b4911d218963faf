"""Changes to sites."""

from sqlalchemy import func, select

from plf.extensions import db
from plf.models import Person, Site
from plf.rules import not_ready


def add(name: str, *, is_active: bool = True, grade_band: str = "") -> Site:
    """A new site. Raises Refusal (422) when another has the name."""
    _refuse_taken(name)
    site = Site(name=name, is_active=is_active, grade_band=grade_band)
    db.session.add(site)
    db.session.flush()
    return site


def change(site: Site, *, name: str, is_active: bool, grade_band: str) -> None:
    """A new name, other grades, or out of use and back. Raises Refusal (422) for a taken name, or while people work there."""
    _refuse_taken(name, but=site)
    if site.is_active and not is_active:
        _refuse_while_people_work_there(site)
    site.name, site.grade_band = name, grade_band
    site.is_active = is_active
    db.session.flush()


def _refuse_taken(name: str, but: Site | None = None) -> None:
    same = select(Site).where(func.lower(Site.name) == name.lower())
    for other in db.session.scalars(same):
        if other is not but:
            raise not_ready(
                f"There is a site named {other.name} already. Choose another name, or open that one.", "name"
            )


def _refuse_while_people_work_there(site: Site) -> None:
    working = db.session.scalar(
        select(func.count()).select_from(Person).where(Person.main_site_id == site.id, Person.is_active)
    )
    if working:
        people = "1 person has" if working == 1 else f"{working:,} people have"
        raise not_ready(f"{people} their main site here. Give them another main site first.", "is_active")
