"""Questions of the library: what is found, one exemplar to read, one's folder, and what a plan could take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import combinations, islice
from operator import and_, or_
from typing import Any

from sqlalchemy import select, text

from plf import contents, rules
from plf.exemplars import queries as exemplars
from plf.exemplars.contents import SECTIONS
from plf.extensions import db
from plf.library import catalog, words
from plf.library.catalog import DRAWERS, Catalog
from plf.library.taking import Offer, offers
from plf.models import IN_LIBRARY, Exemplar, FolderPage, Person, Plan, PlanOrigin
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.years.queries import open_year

ON_A_PAGE = 20
MOST_TYPED = 400
MOST_COMPARED = 12


@dataclass(frozen=True)
class Narrowed:
    """What somebody looks for: words as typed, what is chosen by drawer (plf.library.catalog), and which page."""

    typed: str = ""
    chosen: dict[str, str] = None
    page: int = 1


@dataclass(frozen=True)
class Result:
    """An exemplar in the list; its texts in pieces, ("same" or "found", text)."""

    exemplar: Exemplar
    title: list[tuple[str, str]]
    summary: list[tuple[str, str]]
    excerpt: list[tuple[str, str]]


@dataclass(frozen=True)
class Drawer:
    """A filter: its name, label, what is chosen of it ("" for all), and its choices (what, how many it would leave)."""

    name: str
    label: str
    chosen: str
    choices: list[tuple[str, int]]


@dataclass(frozen=True)
class Found:
    """A page of the library. `told`: sentences about what could not be looked for, and was left out."""

    total: int
    page: int
    pages: int
    results: list[Result]
    drawers: list[Drawer]
    told: list[str]
    typed: str
    chosen: dict[str, str]


def search(narrowed: Narrowed) -> Found:
    """The exemplars that have all the words and are filed under everything chosen, with counts beside each filter.

    First those with all the words in the title, then in the head (title, summary and what it is filed under), then
    anywhere; each by title. So it is the same on both databases. What makes no sense is told and left out.
    """
    shelf, told = catalog.current(), []
    looked_for, typed = _asked(narrowed.typed, told)
    chosen = _known(shelf, narrowed.chosen or {}, told)
    levels = _levels(shelf, looked_for)
    among = shelf.everything if levels is None else levels[-1]
    left = shelf.narrowed(chosen) & among
    total = left.bit_count()
    pages = -(-total // ON_A_PAGE) or 1
    page = min(max(1, narrowed.page), pages)
    ids = _page(shelf, left, levels, (page - 1) * ON_A_PAGE)
    return Found(
        total=total,
        page=page,
        pages=pages,
        results=[_result(each, looked_for) for each in in_library(ids)],
        drawers=_drawers(shelf, chosen, among),
        told=told,
        typed=typed,
        chosen=chosen,
    )


def _asked(typed: str, told: list[str]) -> tuple[list[str], str]:
    typed = " ".join(contents.clean(typed).split())
    looked_for = words.asked(typed[: 4 * MOST_TYPED])
    if len(typed) > MOST_TYPED:
        told.append(
            f"That is more than a search can hold, so everything is listed. Look for up to {words.MOST_WORDS} words."
        )
        return [], ""
    if len(looked_for) > words.MOST_WORDS:
        told.append(f"Only the first {words.MOST_WORDS} words were looked for.")
    if typed and not looked_for:
        told.append(
            "There was no word in your search, so everything is listed. Write a word, such as “reading”."
        )
    return looked_for[: words.MOST_WORDS], typed


def _known(shelf: Catalog, chosen: dict[str, str], told: list[str]) -> dict[str, str]:
    known = {name: card for name, card in chosen.items() if card in shelf.drawers.get(name, {})}
    for name in chosen:
        if chosen[name] and name not in known:
            told.append(
                f"Nothing in the library is filed under that {DRAWERS[name].lower()}, so it was left out."
                if name != "staff"
                else "Nothing in the library is for that kind of staff, so it was left out."
            )
    return known


# Finds what has every one of the words, once for the titles, once for the heads, once for all of the text. The numbers
# come as one text: thousands of rows, each made into an object, take longer than finding them.
_MATCHING = {
    "sqlite": "SELECT {level}, group_concat(rowid) FROM exemplar_words_index WHERE exemplar_words_index MATCH :words_{level}",
    "postgresql": "SELECT {level}, string_agg(exemplar_id::text, ',') FROM exemplar_words WHERE words @@ CAST(:words_{level} AS tsquery)",
}
_LEVELS = (words.TITLE, words.HEAD, words.ANYWHERE)


def _levels(shelf: Catalog, looked_for: Sequence[str]) -> list[int] | None:
    """The places of what has all the words: in the title, in the head, anywhere. None: nothing is looked for."""
    if not looked_for:
        return None
    engine = db.engine.dialect.name
    both, beginning = (" AND ", "*") if engine == "sqlite" else (" & ", ":*")
    asked = {
        f"words_{level}": both.join(
            where + words.member(word) + (beginning if words.is_beginning(word) else "")
            for word in looked_for
        )
        for level, where in enumerate(_LEVELS)
    }
    statement = " UNION ALL ".join(_MATCHING[engine].format(level=level) for level in range(len(_LEVELS)))
    numbers = {level: found or "" for level, found in db.session.execute(text(statement), asked)}
    return [shelf.places(numbers[level].split(",")) for level in range(len(_LEVELS))]


def _page(shelf: Catalog, left: int, levels: list[int] | None, start: int) -> list[int]:
    ids: list[int] = []
    for level in levels or [left]:
        ids += shelf.at(left & level)
        left &= ~level
        if len(ids) >= start + ON_A_PAGE:
            break
    return ids[start : start + ON_A_PAGE]


def _drawers(shelf: Catalog, chosen: dict[str, str], among: int) -> list[Drawer]:
    found = []
    for name, label in DRAWERS.items():
        card = chosen.get(name, "")
        if len(shelf.drawers[name]) < 2 and not card:
            continue  # everything is filed under the same
        choices = [each for each in shelf.counts(name, chosen, among) if each[1] or each[0] == card]
        found.append(Drawer(name, label, card, choices))
    return found


def _result(exemplar: Exemplar, looked_for: list[str]) -> Result:
    title = words.runs(exemplar.title, looked_for)
    summary = words.runs(exemplar.summary, looked_for)
    if not looked_for:
        return Result(exemplar, title, summary, [])
    texts = [*list(exemplars.shown(exemplar).strings())[2:], *exemplar.notes.values()]
    # What the title and the summary do not show already.
    shown = {text for kind, text in (*title, *summary) if kind == "found"}
    about = [word for word in looked_for if not words.most_telling(shown, [word])] or looked_for
    best = words.most_telling(texts, about)
    return Result(exemplar, title, summary, words.excerpt(best, looked_for, about) if best else [])


def in_library(ids: Sequence[int]) -> list[Exemplar]:
    """Those of these exemplars that are in the library at this moment, in the given order."""
    if not ids:
        return []
    found = db.session.scalars(select(Exemplar).where(Exemplar.id.in_(ids), IN_LIBRARY))
    by_number = {each.id: each for each in found}
    return [by_number[number] for number in ids if number in by_number]


@dataclass(frozen=True)
class Readable:
    """An exemplar to be read or printed: sections as plf.contents freezes them, each with the office's `note`."""

    exemplar: Exemplar
    plan: list[dict[str, Any]]
    checkpoint: list[dict[str, Any]]

    def section(self, name: str) -> dict[str, Any] | None:
        """One section, if anything is written in it."""
        for each in (*self.plan, *self.checkpoint):
            if each["name"] == name and any(one.get("rows") or one.get("value") for one in each["fields"]):
                return each
        return None


def readable(exemplar: Exemplar) -> Readable:
    """An exemplar with the office's notes beside its sections."""
    found = exemplars.sections(exemplar)
    for section in (*found.plan, *found.checkpoint):
        section["note"] = exemplar.notes.get(section["name"], "")
    return Readable(exemplar, found.plan, found.checkpoint)


# One's folder


def folder(person: Person) -> list[Exemplar]:
    """The exemplars in a person's folder that are still in the library, by title."""
    found = db.session.scalars(
        select(Exemplar)
        .join(FolderPage, FolderPage.exemplar_id == Exemplar.id)
        .where(FolderPage.person_id == person.id, IN_LIBRARY)
    )
    return sorted(found, key=lambda each: (words.folded(each.title), each.id))


def is_in_folder(person: Person, exemplar_id: int) -> bool:
    """Whether a person has put this exemplar into their folder."""
    return db.session.get(FolderPage, (person.id, exemplar_id)) is not None


# What a plan could take over


def own_plan(person: Person, *, on: date, lock: bool = False) -> SeenPlan | None:
    """The person's plan of the open school year, which they could start from an exemplar; None if there is none."""
    year = open_year(on)
    own = plans.own_plan(person, year, on=on) if year else None
    return plans.find(own.plan.id, person, on=on, lock=True) if own and lock else own


def why_not(own: SeenPlan | None) -> Refusal | None:
    """Why nothing can be taken into this plan now; None if it can."""
    if own is None:
        return Refusal(
            409,
            "You have no plan of this school year yet. When one is assigned to you, you can start it from here.",
        )
    return own.refusal(rules.ROUNDS["plan"].write)


def offered(own: SeenPlan, exemplar: Exemplar) -> list[Offer]:
    """What the plan could take from the exemplar, section by section, beside what stands there now."""
    return offers(plans.text_of(own.plan), exemplar.text, exemplar.indicators, plans.rubric_of(own.plan))


def same_section(own: SeenPlan | None, name: str) -> list[Readable]:
    """A few exemplars that have this section, the closest to one's plan first: by its indicators, then by title.

    Raises rules.HIDDEN for a section that there is not.
    """
    if name not in SECTIONS:
        raise rules.HIDDEN
    shelf = catalog.current()
    left = shelf.everything
    if name in {section.name for section in contents.CHECKPOINT}:
        left = shelf.with_checkpoint
    found = [readable(each) for each in in_library(_closest(shelf, left, own))]
    return [each for each in found if each.section(name)]


def _closest(shelf: Catalog, left: int, own: SeenPlan | None) -> list[int]:
    chosen: list[int] = []
    kind = shelf.everything
    if own:
        rubric = plans.rubric_of(own.plan)
        numbers = plans.text_of(own.plan)["indicators"]
        written = [catalog.indicator({"number": each, **rubric[each]}) for each in numbers if each in rubric]
        chosen = [shelf.drawers["indicator"].get(each, 0) for each in written]
        kind = shelf.drawers["staff"].get(own.plan.rubric.staff_kind.capitalize(), 0)
    ids: list[int] = []
    for shared in range(len(chosen), -1, -1):
        share = reduce(or_, (reduce(and_, some, left) for some in combinations(chosen, shared)))
        for among in (share & kind, share & ~kind):
            ids += islice(shelf.at(among), MOST_COMPARED - len(ids))
            left &= ~among
    return ids


@dataclass(frozen=True)
class Origin:
    """Where a plan began: the exemplar (None: it is no longer in the library), and the titles of what was taken."""

    exemplar: Exemplar | None
    sections: list[str]


def origins(plan: Plan) -> list[Origin]:
    """The exemplars that sections of a plan were taken from, the first first."""
    rows = db.session.execute(
        select(PlanOrigin, Exemplar)
        .outerjoin(Exemplar, (Exemplar.id == PlanOrigin.exemplar_id) & IN_LIBRARY)
        .where(PlanOrigin.plan_id == plan.id)
        .order_by(PlanOrigin.at, PlanOrigin.exemplar_id)
    )
    return [Origin(exemplar, [SECTIONS[name] for name in row.sections.split()]) for row, exemplar in rows]
