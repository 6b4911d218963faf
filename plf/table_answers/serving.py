"""How many teachers' plans serve an outcome, by site and by the step they are in: numbers alone, and none under five."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import case, select

from plf.extensions import db
from plf.focus.counting import Crossing, Told, told_of_both
from plf.models import NOT_WITHDRAWN, Plan, Revision, SchoolYear, Site
from plf.reports.figures import step_of
from plf.reports.queries import STEPS as WITH_NONE

NONE = ""  # of no site
STEPS = (
    "Ended unfinished",
    *WITH_NONE[1:],
)  # by plf.reports.figures.step_of; everybody counted here has a plan
FIELD = '"kind":"outcomes"'  # as a frozen text has it (contents.canonical); what people typed has its quotes escaped


@dataclass(frozen=True)
class Served:
    """How many plans serve an outcome: by site, by step. Both have the same total; None: fewer than five, or not told."""

    sites: Told
    steps: Told


def served(year: SchoolYear) -> dict[str, Served]:
    """What is told of each outcome that signed plans of a school year name, by the row's key ("r12").

    Counted are plans that both signed, by what they signed; whose, nobody learns. Source: docs/decisions/0023.
    """
    names = Revision.frozen.contains(FIELD, autoescape=True)
    found = db.session.execute(
        select(Plan.state, Site.name.label("site"), case((names, Revision.frozen)).label("frozen"))
        .select_from(Plan)
        .join(Revision, Revision.id == Plan.in_force_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .where(Plan.year_id == year.id, NOT_WITHDRAWN)
    )
    by_site: dict[str, Counter[str]] = defaultdict(Counter)
    by_step: dict[str, Counter[str]] = defaultdict(Counter)
    sites: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for row in found:
        site, step = row.site or NONE, STEPS[step_of(row.state)]
        both[site, step] += 1
        sites[site] += 1
        steps[step] += 1
        for key in _rows_in(row.frozen):
            by_site[key][site] += 1
            by_step[key][step] += 1
    crossing = Crossing(both)
    return {
        key: Served(*told_of_both(crossing, (by_site[key], sites), (by_step[key], steps), unnamed=NONE))
        for key in by_site
    }


def _rows_in(frozen: str | None) -> set[str]:
    if not frozen:
        return set()
    fields = (each for section in json.loads(frozen)["sections"] for each in section["fields"])
    return {one["row"] for each in fields if each["kind"] == "outcomes" for one in each["value"]}
