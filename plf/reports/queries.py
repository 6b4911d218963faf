"""The reports on how far plans are: adoption, its people, the seven steps, the deadlines. Each answers one question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from plf import rules
from plf.extensions import db
from plf.formats import day as written
from plf.guide.queries import target
from plf.models import AdoptionTarget, Person, SchoolYear, Site
from plf.presenting.queries import presentations
from plf.reports import kept
from plf.reports.counting import counted_by, day_of, everybody
from plf.reports.figures import Figures, added, aim, needed
from plf.reports.kept import Standing
from plf.reports.scopes import Scope
from plf.reports.sheets import Column, Line, Part, Sheet
from plf.years.queries import open_year

ON_A_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What is asked for: the school year and the day, and how the list is narrowed. `page` None: all of it."""

    year: SchoolYear
    day: date
    scope: Scope
    site: Site | None = None
    words: str = ""
    show: str = ""
    page: int | None = 1

    @property
    def about(self) -> str:
        """Which year, and of what."""
        place = [self.site.name] if self.site else ["your teachers"] if self.scope.evaluators else []
        return ", ".join([f"School year {self.year.label}", *place]) + "."


def year_on(day: date) -> SchoolYear | None:
    """The school year that a day of the district's calendar belongs to; else the one that is open, else the latest."""
    own = select(SchoolYear).where(SchoolYear.starts_on <= day, SchoolYear.ends_on >= day)
    latest = select(SchoolYear).order_by(SchoolYear.starts_on.desc()).limit(1)
    return db.session.scalar(own.limit(1)) or open_year(day) or db.session.scalar(latest)


def standing(asked: Asked, *, with_states: bool = True) -> Standing:
    """The numbers of the sites that are asked about: all that somebody may see, or of the plans that they evaluate."""
    sites = asked.scope.sites
    if asked.scope.evaluators is not None:
        people = everybody(asked.day, asked.year, sites, asked.scope.evaluators)
        found = {site: each for site, each in counted_by("site_id", people).items() if site}
        return Standing(asked.day, kept.now(), found, True, 0)
    return kept.standing(asked.year, asked.day, sites, with_states=with_states)


# Adoption


def adoption(asked: Asked, stands: Standing) -> Sheet:
    """For each site how many of those who count have begun, and how many more are needed by the target's day."""
    goal, total = target(asked.year, on=asked.day), added(stands.sites.values())
    percent = goal.percent if goal else 0
    order = _narrowed(
        asked, stands.sites, lambda each: (-needed(each.counted, each.begun, percent), -each.counted)
    )
    shown, sheet = _page(asked, order), None
    names = site_names(shown)
    told = {
        each.site_id: each.presented_on
        for each in presentations(asked.year, shown)
        if each.presented_on <= asked.day
    }
    lines = []
    for site in shown:
        each = stands.sites[site]
        more = needed(each.counted, each.begun, percent)
        lines.append(
            Line(
                (
                    names[site],
                    each.counted,
                    each.begun,
                    _percent(each.begun, each.counted),
                    more if goal else "",
                    each.invited,
                    each.volunteered,
                    each.missing,
                    each.paused,
                    told.get(site, ""),
                ),
                href=f"site={site}",
                parts=_adoption_parts(each),
                target=aim(each.counted, percent) if goal else None,
                tag="reached" if goal and not more else "",
            )
        )
    sheet = Sheet(
        "adoption",
        "Adoption: who has begun a plan",
        _adoption_answer(total, stands.sites.values(), goal, asked.day),
        [
            Column("Site"), Column("People", "number"), Column("Begun", "number"), Column("%", "number"),
            Column("More needed", "number"), Column("Invited", "number"), Column("Volunteered", "number"),
            Column("Not asked yet", "number"), Column("Paused", "number"), Column("Presented", "day"),
        ],
        lines,
        asked.day,
        about=asked.about,
        said="Counted are people at their main site who are not on leave. Begun is a plan that was drafted or is beyond; invited "
        "is one that was assigned and not begun. Targets are in whole people for each site, rounded up.",
        legend=LEGEND,
    )  # fmt: skip
    return _with_pages(asked, sheet, len(order))


LEGEND = (
    ("begun", "Begun"),
    ("invited", "Invited"),
    ("volunteered", "Volunteered"),
    ("missing", "Not asked yet or paused"),
)


def _adoption_parts(each: Figures) -> tuple[Part, ...]:
    return (
        Part("begun", each.begun, "begun"),
        Part("invited", each.invited, "invited"),
        Part("volunteered", each.volunteered, "volunteered"),
        Part("missing", each.missing + each.paused, "not asked yet or paused"),
    )


def _adoption_answer(total: Figures, sites: Iterable[Figures], goal: AdoptionTarget | None, day: date) -> str:
    said = f"{total.begun:,} of {total.counted:,} {_have(total.begun)} begun a plan ({_percent(total.begun, total.counted)}%)."
    if not total.counted:
        return "Nobody is counted on this day."
    if goal is None:
        return said
    sites, last = list(sites), written(goal.by_day)
    short = [more for each in sites if (more := needed(each.counted, each.begun, goal.percent))]
    if not short:
        who = "The target of" if len(sites) == 1 else "Every site has reached the target of"
        return f"{said} {who} {goal.percent}% by {last}{' is reached' if len(sites) == 1 else ''}."
    more = sum(short)
    when = "needed" if day <= goal.by_day else "was needed" if more == 1 else "were needed"
    where = "" if len(sites) == 1 else f", at {_sites(len(short))}"
    each = "" if len(sites) == 1 else " at each"
    return f"{said} {more:,} more {when} by {last}{where}, to reach {goal.percent}%{each}."


# Who


STANDS = {
    "missing": "Not asked yet",
    "volunteered": "Volunteered",
    "invited": "Invited",
    "paused": "Paused",
    "begun": "Begun",
}


def people(asked: Asked) -> Sheet:
    """The people of a site who count, and how each stands: who is missing, who was invited, who volunteered."""
    who = everybody(asked.day, asked.year, asked.scope.sites, asked.scope.evaluators).subquery()
    evaluator = db.aliased(Person)
    rows = db.session.execute(
        select(
            who,
            Person.given_name,
            Person.family_name,
            Person.position,
            evaluator.given_name.label("by_given"),
            evaluator.family_name.label("by_family"),
        )
        .join(Person, Person.id == who.c.person_id)
        .outerjoin(evaluator, evaluator.id == who.c.evaluator_id)
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()
    found: dict[str, list[Line]] = {name: [] for name in STANDS}
    total = Figures()
    for row in rows:
        one = Figures()
        one.add(1, state=row.state, is_paused=bool(row.is_paused), had_begun=bool(row.had_begun),
                agreed=bool(row.agreed), said_yes=bool(row.said_yes))  # fmt: skip
        total = added([total, one])
        stands = next(name for name in STANDS if getattr(one, name))
        cells = (
            f"{row.family_name}, {row.given_name}",
            row.position,
            STANDS[stands],
            "Paused" if row.is_paused else rules.STATES[row.state].title if row.state else "No plan",
            f"{row.by_given or ''} {row.by_family or ''}".strip(),
            day_of(row.since) if row.since else "",
        )
        found[stands].append(Line(cells, tag=stands))
    lines = [line for stands, those in found.items() if asked.show in ("", stands) for line in those]
    goal = target(asked.year, on=asked.day)
    sheet = Sheet(
        "people",
        f"Who has begun{f' at {asked.site.name}' if asked.site else ''}",
        _adoption_answer(total, [total], goal, asked.day),
        [
            Column("Name"),
            Column("Position"),
            Column("Stands"),
            Column("Plan"),
            Column("Evaluator"),
            Column("Since", "day"),
        ],
        lines,
        asked.day,
        about=asked.about,
        more=[f"{STANDS[name]}: {len(those)}." for name, those in found.items() if those],
    )
    return _paged(asked, sheet)


# The seven steps


STEPS = ("No plan", *(f"{number} {name}" for number, name, _ in rules.STEPS), "Done")


def steps(asked: Asked, stands: Standing) -> Sheet:
    """In which of the seven steps people's plans are: by site, or by evaluator at one site."""
    total = added(stands.sites.values())
    if asked.site or asked.scope.evaluators:
        who = everybody(asked.day, asked.year, asked.scope.sites, asked.scope.evaluators)
        by = counted_by("evaluator_id", who)
        named = _person_names(key for key in by if key)
        order = sorted(by, key=lambda key: (key is None, named.get(key, "")))
        rows = [(named.get(key, "No evaluator, or no plan"), by[key], "") for key in order]
        first, count = "Evaluator", len(rows)
    else:
        order = _narrowed(asked, stands.sites, lambda each: (-each.steps[0] - each.steps[1], -each.counted))
        shown = _page(asked, order)
        names = site_names(shown)
        rows = [(names[site], stands.sites[site], f"site={site}") for site in shown]
        first, count = "Site", len(order)
    lines = [
        Line((name, each.counted, *each.steps), href=href, parts=_step_parts(each))
        for name, each, href in rows
    ]
    sheet = Sheet(
        "steps",
        "The seven steps: where plans are",
        _steps_answer(total),
        [Column(first), Column("People", "number"), *(Column(each, "number") for each in STEPS)],
        lines,
        asked.day,
        about=asked.about,
        said="The people are those whom adoption counts. A plan that was assigned is in step 1 until it is begun.",
        legend=tuple((f"s{number}", name) for number, name in enumerate(STEPS)),
    )
    return _with_pages(asked, sheet, count)


def _step_parts(each: Figures) -> tuple[Part, ...]:
    return tuple(Part(f"s{number}", count, STEPS[number]) for number, count in enumerate(each.steps))


def _steps_answer(total: Figures) -> str:
    found = total.steps
    return (
        f"Of {_people(total.counted)}, {found[0]:,} {_have(found[0])} no plan, {_are(sum(found[1:4]))} on the way to a signed plan, "
        f"{_are(sum(found[4:8]))} at work on one or looking back, and {found[8]:,} {_have(found[8])} closed or continued theirs."
    )


# The deadlines


def deadlines(asked: Asked, stands: Standing) -> Sheet:
    """Plans agreed, forms in and conferences held, by site, against the days of the year."""
    year, total = asked.year, added(stands.sites.values())

    def open_ones(each: Figures) -> int:
        return each.counted - each.agreed + 2 * (each.due - each.forms_in) + each.due - each.held

    order = _narrowed(asked, stands.sites, lambda each: (-open_ones(each), -each.counted))
    shown = _page(asked, order)
    names = site_names(shown)
    lines = []
    for site in shown:
        each = stands.sites[site]
        cells = (names[site], each.counted, each.agreed, each.counted - each.agreed, each.due, each.forms_in,
                 each.due - each.forms_in, each.held, each.due - each.held)  # fmt: skip
        parts = (
            Part("begun", each.held, "conference held"),
            Part("invited", each.forms_in - each.held, "form in"),
            Part("missing", each.due - each.forms_in, "form still to come"),
        )
        lines.append(Line(cells, href=f"site={site}", parts=parts))
    sheet = Sheet(
        "deadlines",
        "Forms and conferences against their deadlines",
        f"{total.forms_in:,} of {total.due:,} checkpoint forms are in, {_by(year.forms_due_on, asked.day)}; {total.held:,} final "
        f"conferences were held, {_by(year.conferences_by, asked.day)}.",
        [
            Column("Site"), Column("People", "number"), Column("Plans agreed", "number"), Column("Not agreed", "number"),
            Column("Forms owed", "number"), Column("Forms in", "number"), Column("Forms to come", "number"),
            Column("Conferences held", "number"), Column("To hold", "number"),
        ],
        lines,
        asked.day,
        about=asked.about,
        more=[
            f"{total.agreed:,} of {_people(total.counted)} {_have(total.agreed)} agreed on a plan, {_by(year.plans_agreed_by, asked.day)}.",
        ],
        said="A form and a conference are owed by who has begun a plan that is not paused and has not ended unfinished. The days "
        "are those of the year; the office may have given a person another.",
        legend=(("begun", "Conference held"), ("invited", "Form in"), ("missing", "Form still to come")),
    )  # fmt: skip
    return _with_pages(asked, sheet, len(order))


def _by(last: date, day: date) -> str:
    if day <= last:
        return f"due by {written(last)}"
    ago = (day - last).days
    return f"due {written(last)}, {'1 day' if ago == 1 else f'{ago} days'} ago"


# What they share


def _narrowed(asked: Asked, sites: dict[int, Figures], key: Callable[[Figures], tuple]) -> list[int]:
    """The sites in their order, those alone whose names have all the words that were typed."""
    wanted = sites
    if asked.site:
        wanted = [asked.site.id] if asked.site.id in sites else []
    elif asked.words:
        wanted = [site for site in db.session.scalars(sites_named(asked.words)) if site in sites]
    return sorted(wanted, key=lambda site: (key(sites[site]), site))


def sites_named(words: str) -> Select:
    """The ids of the sites whose names have all these words."""
    return select(Site.id).where(*(Site.name.icontains(word, autoescape=True) for word in words.split()))


def _page(asked: Asked, order: list) -> list:
    if asked.page is None:
        return order
    return order[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]


def _with_pages(asked: Asked, sheet: Sheet, count: int) -> Sheet:
    sheet.total, sheet.page, sheet.pages = count, asked.page or 1, max(1, -(-count // ON_A_PAGE))
    return sheet


def _paged(asked: Asked, sheet: Sheet) -> Sheet:
    count = len(sheet.lines)
    sheet.lines = _page(asked, sheet.lines)
    return _with_pages(asked, sheet, count)


def site_names(sites: Iterable[int]) -> dict[int, str]:
    """What these sites are called: id → name."""
    rows = db.session.execute(select(Site.id, Site.name).where(Site.id.in_(list(sites))))
    return {row.id: row.name for row in rows}


def _person_names(people: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(list(people)))
    )
    return {row.id: f"{row.family_name}, {row.given_name}" for row in rows}


def _percent(some: int, of: int) -> int:
    """In whole percent, never 100 before all have, nor 0 once somebody has."""
    if not some or not of:
        return 0
    return 100 if some >= of else min(99, max(1, round(100 * some / of)))


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _sites(number: int) -> str:
    return "1 site" if number == 1 else f"{number:,} sites"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _are(number: int) -> str:
    return "1 is" if number == 1 else f"{number:,} are"
