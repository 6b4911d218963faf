"""Questions about presenting: for which site, how many there have begun, and where it was presented when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from plf import rules
from plf.extensions import db
from plf.guide import queries as guide
from plf.models import AdoptionTarget, Person, Placement, Plan, Presentation, SchoolYear, Site
from plf.people.queries import sites_led_by
from plf.years.queries import counted_on


def sites_of(person: Person, *, on: date) -> list[Site]:
    """The sites for which a person may present on a day, their own first: the office all in use, leaders those they lead."""
    mine = {person.main_site_id, *sites_led_by(person.id, on)} - {None}
    chosen = select(Site).order_by(Site.id != (person.main_site_id or 0), Site.name)
    chosen = chosen.where(Site.is_active if person.is_office else Site.id.in_(mine))
    return list(db.session.scalars(chosen))


def site_for(person: Person, site_id: int | None, *, on: date) -> Site | None:
    """The site to present for: the one named, else their own; None for an office without a site.

    Raises HIDDEN for a site that is not among theirs.
    """
    theirs = sites_of(person, on=on)
    if site_id is None:
        return next((site for site in theirs if site.id == person.main_site_id), None)
    found = next((site for site in theirs if site.id == site_id), None)
    if found is None:
        raise rules.HIDDEN
    return found


def may_record(person: Person, site: Site, *, on: date) -> bool:
    """Whether a person may write down that the guide was presented at a site."""
    leads = site.id in sites_led_by(person.id, on)
    return rules.presentation_refusal(is_office=person.is_office, leads_site=leads) is None


@dataclass(frozen=True)
class Count:
    """How many of a site's people have begun a plan, and the adoption target that counts (none: None)."""

    begun: int
    people: int
    target: AdoptionTarget | None

    @property
    def aim(self) -> int:
        """The target in whole people, rounded up."""
        return -(-self.people * self.target.percent // 100) if self.target else 0

    @property
    def more_needed(self) -> int:
        return max(0, self.aim - self.begun)


def count(site: Site, year: SchoolYear, *, on: date) -> Count:
    """How many have begun, of those who count at the site on the day `on` (see years.queries.counted_on)."""
    who = counted_on(on, year).where(Placement.site_id == site.id).subquery()
    people = db.session.scalar(select(func.count()).select_from(who))
    begun = db.session.scalar(
        select(func.count(Plan.teacher_id.distinct()))
        .join(who, who.c.person_id == Plan.teacher_id)
        .where(Plan.year_id == year.id, Plan.state.in_(rules.BEGUN))
    )
    return Count(begun or 0, people or 0, guide.target(year, on=on))


def presentations(year: SchoolYear, site_ids: Iterable[int]) -> list[Presentation]:
    """When it was presented at these sites in a school year, latest first, with the sites."""
    return list(
        db.session.scalars(
            select(Presentation)
            .where(
                Presentation.year_id == year.id,
                Presentation.site_id.in_(list(site_ids)),
                Presentation.removed_at.is_(None),
            )
            .options(joinedload(Presentation.site))
            .order_by(Presentation.presented_on.desc(), Presentation.id.desc())
        )
    )


def presentation(presentation_id: int, person: Person, *, on: date) -> Presentation:
    """One that stands, at a site for which the person may write it down. Raises HIDDEN, or the Refusal (403)."""
    found = db.session.get(Presentation, presentation_id)
    if (
        found is None
        or found.removed_at
        or found.site_id not in {each.id for each in sites_of(person, on=on)}
    ):
        raise rules.HIDDEN
    require_recording(person, found.site, on=on)
    return found


def require_recording(person: Person, site: Site, *, on: date) -> None:
    """Raises the Refusal (403) for somebody who may not write down when it was presented at a site."""
    refusal = rules.presentation_refusal(
        is_office=person.is_office, leads_site=site.id in sites_led_by(person.id, on)
    )
    if refusal:
        raise refusal
