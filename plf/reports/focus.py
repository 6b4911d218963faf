"""What plans are about, by indicator, for a site or a grade band of sites: without names and never under five.

Told as `plf.focus` counts and tells it (docs/decisions/0023), for a whole school year and not as of a day: two days beside
each other would tell what the one wrote about who signed between them.
"""

from sqlalchemy import select

from plf.extensions import db
from plf.focus import queries as focus
from plf.models import Site
from plf.reports.queries import ON_A_PAGE, Asked
from plf.reports.sheets import Column, Line, Part, Sheet


def told(asked: Asked) -> Sheet:
    """The indicators by how many signed plans of the year are about them: of all, of a site, or of a grade band."""
    band = "" if asked.site else asked.show
    found = focus.shown(asked.year, site=asked.site.name if asked.site else "", band=band)
    most = found.lines[0][1] if found.lines else 0
    lines = [
        Line(
            (f"{row.number} {row.title}", row.domain, number),
            parts=(Part("begun", number, "plans"), Part("rest", most - number, "")),
        )
        for row, number in found.lines
    ]
    count = len(lines)
    if asked.page is not None:
        lines = lines[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]
    first = (
        f"Most plans are about {lines[0].cells[0]}: {most:,}."
        if lines
        else "Too few plans are signed to tell what they are about."
    )
    return Sheet(
        "focus",
        "What teachers chose to work on",
        first,
        [Column("Indicator"), Column("Domain"), Column("Signed plans", "number")],
        lines,
        asked.day,
        about=" ".join(filter(None, [asked.about, band])),
        said="Nobody is named, and no number is told of fewer than five plans, or from which one of fewer than five could be worked out; "
        "so the numbers of sites need not add up. It is told of the whole school year so far, and not as of a day: from two days "
        "beside each other one could work out what one person chose.",
        total=count,
        page=asked.page or 1,
        pages=max(1, -(-count // ON_A_PAGE)),
    )


def sites(asked: Asked) -> list[tuple[int, str]]:
    """The sites for which something can be told: id and name, by name."""
    names = focus.shown(asked.year).sites
    found = select(Site.id, Site.name).where(Site.name.in_(names)).order_by(Site.name)
    return [(row.id, row.name) for row in db.session.execute(found)]


def bands(asked: Asked) -> list[str]:
    """The grade bands for which something can be told."""
    return focus.shown(asked.year).bands
