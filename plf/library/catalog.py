"""The library's catalog: which exemplars are filed under what, in title order, kept in memory between two changes.

Filters and the counts beside them are asked of sets of places, each a number with a bit for every exemplar. What a
person reads comes from the database: a catalog that is a moment old can name an exemplar, and never show it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from plf.extensions import db
from plf.library.words import folded
from plf.models import IN_LIBRARY, Exemplar, LibraryEdition

# What exemplars are filed under, in the order in which it is offered: name in the address, label.
DRAWERS: dict[str, str] = {
    "domain": "Domain",
    "indicator": "Indicator",
    "subject": "Subject",
    "grades": "Grades",
    "learning": "Learning experience",
    "staff": "For",
}


@dataclass(frozen=True)
class Catalog:
    """`ids` in the order of their titles; `drawers`: name → what is written on a card → the places of its exemplars."""

    mark: str
    ids: tuple[int, ...]
    drawers: Mapping[str, Mapping[str, int]]
    with_checkpoint: int

    @property
    def everything(self) -> int:
        """The places of all exemplars."""
        return (1 << len(self.ids)) - 1

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(number): place for place, number in enumerate(self.ids)}

    def places(self, numbers: Iterable[str]) -> int:
        """The places of these exemplars, their numbers as text; those that are not in the catalog have none."""
        places, found = self._places, bytearray(len(self.ids) // 8 + 1)
        for number in numbers:
            place = places.get(number)
            if place is not None:
                found[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(found, "little")

    def at(self, places: int) -> Iterator[int]:
        """The exemplars at these places, by title."""
        for place, bit in enumerate(reversed(f"{places:b}")):
            if bit == "1":
                yield self.ids[place]

    def narrowed(self, chosen: Mapping[str, str], *, but: str = "") -> int:
        """The places of what is filed under everything that was chosen (drawer → card), the drawer `but` aside."""
        found = self.everything
        for drawer, card in chosen.items():
            if drawer != but:
                found &= self.drawers[drawer].get(card, 0)
        return found

    def counts(self, drawer: str, chosen: Mapping[str, str], among: int) -> list[tuple[str, int]]:
        """What a drawer offers, and how many each would leave of `among`, with what is chosen in the other drawers."""
        others = self.narrowed(chosen, but=drawer) & among
        return [(card, (places & others).bit_count()) for card, places in self.drawers[drawer].items()]


_EMPTY = Catalog("", (), {name: {} for name in DRAWERS}, 0)
_kept = _EMPTY


def current() -> Catalog:
    """The catalog as it is now: the one that was kept, unless something has changed since. One query, or two."""
    global _kept
    mark = db.session.scalar(select(LibraryEdition.mark).where(LibraryEdition.id == 1)) or ""
    found = _kept
    if found.mark != mark:
        found = _kept = _made(mark)
    return found


def cards(exemplar: Exemplar) -> dict[str, list[str]]:
    """What is written on the cards of an exemplar, by drawer."""
    return {
        "domain": sorted({each["domain"] for each in exemplar.indicators}),
        "indicator": [indicator(each) for each in exemplar.indicators],
        "subject": [exemplar.subject],
        "grades": [exemplar.grade_band],
        "learning": exemplar.learning_kinds,
        "staff": [exemplar.staff_kind.capitalize()],
    }


def indicator(each: Mapping[str, str]) -> str:
    """An indicator as it is written on its card: rubrics for other kinds of staff use the same numbers."""
    return f"{each['number']} {each['title']}"


def _made(mark: str) -> Catalog:
    columns = (
        Exemplar.id,
        Exemplar.title,
        Exemplar.staff_kind,
        Exemplar.subject,
        Exemplar.grade_band,
        Exemplar.indicators,
        Exemplar.learning_kinds,
        Exemplar.checkpoint.is_not(None).label("has_checkpoint"),
    )
    rows = db.session.execute(select(*columns).where(IN_LIBRARY)).all()
    # Sorted here: the databases disagree about accents and capital letters.
    rows = sorted(rows, key=lambda row: (folded(row.title), row.id))
    drawers: dict[str, dict[str, int]] = {name: {} for name in DRAWERS}
    with_checkpoint = 0
    for place, row in enumerate(rows):
        with_checkpoint |= row.has_checkpoint << place
        for drawer, written in cards(row).items():
            for card in filter(None, written):
                drawers[drawer][card] = drawers[drawer].get(card, 0) | 1 << place
    in_order = {
        name: dict(sorted(found.items(), key=lambda each: in_counting_order(each[0])))
        for name, found in drawers.items()
    }
    return Catalog(mark, tuple(row.id for row in rows), in_order, with_checkpoint)


def in_counting_order(card: str) -> list[tuple[int, int | str]]:
    """By words and numbers: 2 before 13, and Grades 3–5 before Grades 9–12."""
    return [
        (0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", folded(card)) if part
    ]
