"""Writing down that the guide was presented at a site, and taking that back."""

from datetime import date, datetime

from plf.extensions import db
from plf.models import Person, Presentation, SchoolYear, Site
from plf.presenting import queries
from plf.rules import held_on_problem, not_ready


def record(
    site: Site,
    year: SchoolYear,
    *,
    presented_on: date,
    presented_by: str,
    by: Person,
    at: datetime,
    today: date,
) -> Presentation:
    """It was presented at this site, on a day of the district's calendar, by whom they say; `at` is in UTC.

    Raises the Refusal (403) for others than the office and the site's leaders, or a 422 at "presented_on".
    """
    queries.require_recording(by, site, on=today)
    if presented_on > today:
        raise not_ready("That day has not come yet. Write it down once it was presented.", "presented_on")
    wrong = held_on_problem(presented_on, today=today, year_starts_on=year.starts_on)
    if wrong:
        raise not_ready(wrong, "presented_on")
    made = Presentation(
        year_id=year.id,
        site_id=site.id,
        presented_on=presented_on,
        presented_by=presented_by,
        person_id=by.id,
        at=at,
    )
    db.session.add(made)
    return made


def take_back(presentation: Presentation, *, by: Person, at: datetime) -> None:
    """It was written down in error. The line stays in the database, with who took it back, and is shown nowhere."""
    presentation.removed_at, presentation.removed_by_id = at, by.id
