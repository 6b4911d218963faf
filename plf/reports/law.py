"""Which elements of the law are there, plan by plan, as of a day. Which fields they are is said here and nowhere else.

Oklahoma House Bill 2957 (70 O.S. 6-101.10), as product.md tells it: for every teacher and administrator a yearly growth goal,
developed together, tailored to an indicator of the rubric, with practices that have research behind them and resources
that the district supplies, counted in the points owed anyway.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from plf import rules
from plf.extensions import db
from plf.models import GONE, JournalEntry, Person, Revision, Signature
from plf.reports.counting import end_of, everybody
from plf.reports.kept import Standing
from plf.reports.queries import ON_A_PAGE, Asked, site_names
from plf.reports.sheets import Column, Line, Part, Sheet, as_document

ELEMENTS: dict[str, str] = {
    "goal": "Yearly growth goal",
    "together": "Developed together",
    "indicator": "Tailored to an indicator",
    "research": "Practices with research",
    "resources": "Resources supplied",
    "points": "Counted in points",
}
AT_ONCE = 500
SAID = (
    "Told of the text that both had signed by this day. Developed together: both signed it after their meeting. Practices with "
    "research: a learning experience names the research behind it. Resources: the support asked for, or those of an action "
    "step. Points: planned hours, or hours entered in the journal. Source: 70 O.S. 6-101.10 (House Bill 2957)."
)


# Beside the state of a plan that both signed, and that nobody can look into any more.
TEXT_GONE = ", its text went by rule"


def elements_of(frozen: Mapping[str, Any], *, has_hours: bool = False) -> set[str]:
    """Which elements a plan that both signed has, by its frozen text; `has_hours`: some were entered in its journal."""
    fields = {each["name"]: each for section in frozen["sections"] for each in section["fields"]}
    found = {"together"}
    if _text(fields.get("statement")):
        found.add("goal")
    if (fields.get("indicators") or {}).get("value"):
        found.add("indicator")
    if _in_column(fields.get("learning"), "research"):
        found.add("research")
    if _text(fields.get("support")) or _in_column(fields.get("steps"), "resources"):
        found.add("resources")
    if has_hours or _in_column(fields.get("learning"), "hours"):
        found.add("points")
    return found


def _text(field: Mapping[str, Any] | None) -> bool:
    return bool(field and str(field.get("value") or "").strip())


def _in_column(field: Mapping[str, Any] | None, name: str) -> bool:
    """Whether any row of a field says something in this column."""
    if not field:
        return False
    columns = [each["name"] for each in field["columns"]]
    return name in columns and any(str(row[columns.index(name)] or "").strip() for row in field["rows"])


def law(asked: Asked, stands: Standing) -> Sheet:
    """By site how many plans are signed by both; at one site each plan with its elements."""
    if asked.site:
        return plan_by_plan(asked)
    sites = stands.sites
    names = site_names(sites)
    wanted = [
        site for site in sites if all(word.lower() in names[site].lower() for word in asked.words.split())
    ]
    order = sorted(wanted, key=lambda site: names[site])
    shown = order if asked.page is None else order[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]
    lines = [
        Line(
            (names[site], sites[site].counted, sites[site].begun, sites[site].agreed),
            href=f"site={site}",
            parts=(
                Part("begun", sites[site].agreed, "signed by both"),
                Part("missing", sites[site].counted - sites[site].agreed, "not signed by both"),
            ),
        )
        for site in shown
    ]
    counted, agreed = (
        sum(each.counted for each in sites.values()),
        sum(each.agreed for each in sites.values()),
    )
    return Sheet(
        "law",
        "The law’s elements, plan by plan",
        f"{agreed:,} of {counted:,} people have a plan that both have signed.",
        [Column("Site"), Column("People", "number"), Column("Plans begun", "number"), Column("Signed by both", "number")],
        lines,
        asked.day,
        about=asked.about,
        said=SAID,
        legend=(("begun", "Signed by both"), ("missing", "Not signed by both")),
        total=len(order),
        page=asked.page or 1,
        pages=max(1, -(-len(order) // ON_A_PAGE)),
    )  # fmt: skip


def plan_by_plan(asked: Asked) -> Sheet:
    """Everybody who counts at the sites that are asked about, and which elements the plan that both signed has."""
    rows = list(plans(asked))
    signed = [found for *_, found in rows if found is not None]
    gone = sum(state.endswith(TEXT_GONE) for _, _, state, _ in rows)
    lines = [
        Line(
            (
                name,
                site,
                state,
                *(("Yes" if each in found else "No") if found is not None else "" for each in ELEMENTS),
            ),
            tag="reached" if found is not None and len(found) == len(ELEMENTS) else "",
        )
        for name, site, state, found in rows
    ]
    count = len(lines)
    if asked.page is not None:
        lines = lines[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]
    return Sheet(
        "law",
        "The law’s elements, plan by plan",
        f"{len(signed):,} of {len(rows):,} people have a plan that both have signed; "
        f"{sum(len(each) == len(ELEMENTS) for each in signed):,} of these have all six elements.",
        [Column("Name"), Column("Site"), Column("Plan"), *(Column(title) for title in ELEMENTS.values())],
        lines,
        asked.day,
        about=asked.about,
        more=[
            f"{title}: {sum(name in each for each in signed):,} of {len(signed):,}."
            for name, title in ELEMENTS.items()
        ]
        + ([f"Signed by both too, but not counted here: {gone:,} whose text went by rule."] if gone else []),
        said=SAID,
        total=count,
        page=asked.page or 1,
        pages=max(1, -(-count // ON_A_PAGE)),
    )


def packet_document(
    sheet: Sheet, *, district: str, made_by: str, made_on: date, with_plans: bool
) -> dict[str, Any]:
    """The packet as plf.pdf prints it: what there is by site, then plan by plan; without the plans where they are too many."""
    by_site: dict[str, list[int]] = {}
    for line in sheet.lines:
        row = by_site.setdefault(line.cells[1], [0] * (2 + len(ELEMENTS)))
        row[0] += 1
        row[1] += line.cells[3] != ""
        for place, cell in enumerate(line.cells[3:], start=2):
            row[place] += cell == "Yes"
    sites = Sheet(
        "law",
        sheet.title,
        sheet.answer,
        [Column("Site"), Column("People", "number"), Column("Signed by both", "number"),
         *(Column(title, "number") for title in ELEMENTS.values())],
        [Line((site, *row)) for site, row in by_site.items()],
        sheet.day,
        about=sheet.about,
        more=[*sheet.more, *([] if with_plans else ["The list of all plans is in the ZIP, as a workbook and CSV."])],
        said=sheet.said,
    )  # fmt: skip
    document = as_document(sites, district=district, made_by=made_by, made_on=made_on)
    if with_plans:
        whole = as_document(sheet, district=district, made_by=made_by, made_on=made_on)
        document["then"] = {"title": "Plan by plan", "columns": whole["columns"], "rows": whole["rows"]}
    return document


def plans(asked: Asked) -> Iterator[tuple[str, str, str, set[str] | None]]:
    """Name, site, how the plan stands, and its elements (None: no plan that both signed), by site and name."""
    who = everybody(asked.day, asked.year, asked.scope.sites).subquery()
    rows = db.session.execute(
        select(who.c.site_id, who.c.plan_id, who.c.state, Person.family_name, Person.given_name)
        .join(Person, Person.id == who.c.person_id)
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()
    names = site_names({row.site_id for row in rows})
    rows.sort(key=lambda row: names[row.site_id])
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        found = _elements(asked, [row.plan_id for row in some if row.plan_id])
        for row in some:
            state = rules.STATES[row.state].title if row.state else "No plan"
            elements = found.get(row.plan_id)
            if elements is None and row.plan_id in found:
                state += TEXT_GONE
            yield f"{row.family_name}, {row.given_name}", names[row.site_id], state, elements


def _elements(asked: Asked, plan_ids: Iterable[int]) -> dict[int, set[str] | None]:
    """Which elements the plans have that both signed; None where the text went by the rules of retention."""
    end, ids = end_of(asked.day), list(plan_ids)
    last = (
        select(Signature.plan_id, func.max(Signature.signed_at).label("at"))
        .join(Revision, Revision.id == Signature.revision_id)
        .where(
            Signature.plan_id.in_(ids),
            Signature.role == "teacher",
            Revision.kind == "plan",
            Signature.signed_at < end,
        )
        .group_by(Signature.plan_id)
        .subquery()
    )
    frozen = db.session.execute(
        select(Revision.plan_id, Revision.frozen)
        .join(Signature, Signature.revision_id == Revision.id)
        .join(last, (last.c.plan_id == Signature.plan_id) & (last.c.at == Signature.signed_at))
        .where(Signature.role == "teacher", Revision.kind == "plan")
    )
    hours = set(
        db.session.scalars(
            select(JournalEntry.plan_id)
            .where(
                JournalEntry.plan_id.in_(ids),
                JournalEntry.is_private.is_(False),
                JournalEntry.hundredths > 0,
                JournalEntry.day <= asked.day,
            )
            .distinct()
        )
    )
    return {
        row.plan_id: elements_of(json.loads(row.frozen), has_hours=row.plan_id in hours)
        if row.frozen != GONE
        else None
        for row in frozen
    }
