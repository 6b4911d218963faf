"""Where everything on the timeline's picture stands: bars, days and words, in units of its own. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WIDTH, MARGIN = 900, 12
HEAD, LINE, GROUP = 44, 40, 34
LETTER = 6.7  # the width of a letter, about, at the size in which names are written
MOST_LETTERS = 64
NARROW = 4


@dataclass(frozen=True)
class Item:
    """A row to be drawn: its name, days, how it stands; `rolled`: the days are those of what is under it."""

    row_id: int
    name: str
    status: str
    says: str
    starts_on: date | None
    ends_on: date | None
    rolled: bool = False


@dataclass(frozen=True)
class Bar:
    """A row that was drawn. `kind`: "bar"; "from" and "until", where one of the days alone is known."""

    item: Item
    kind: str
    x: float
    width: float
    y: int
    words: str
    words_x: float
    anchor: str


@dataclass
class Group:
    """A priority and its bars; `y` is where its name stands."""

    name: str
    y: int
    bars: list[Bar] = field(default_factory=list)


@dataclass
class Chart:
    """The whole picture. `today` is None when the day lies outside; ticks are (x, what is written there)."""

    first: date
    last: date
    height: int
    groups: list[Group]
    ticks: list[tuple[float, str]]
    today: float | None
    width: int = WIDTH


def draw(groups: Sequence[tuple[str, Iterable[Item]]], today: date) -> Chart | None:
    """The picture of rows with days, by priority: (its name, its rows). None when no row has a day."""
    kept = [(name, [each for each in items if each.starts_on or each.ends_on]) for name, items in groups]
    kept = [(name, items) for name, items in kept if items]
    days = [day for _, items in kept for each in items for day in (each.starts_on, each.ends_on) if day]
    if not days:
        return None
    first, last = _whole_months(min(days), max(days))
    x_of = _scale(first, last)
    drawn, y = [], HEAD
    for name, items in kept:
        group = Group(_short(name), y + GROUP - 12)
        y += GROUP
        for each in items:
            group.bars.append(_bar(each, y, x_of))
            y += LINE
        drawn.append(group)
    inside = first <= today <= last
    return Chart(first, last, y + MARGIN, drawn, _ticks(first, last, x_of), x_of(today) if inside else None)


def _whole_months(first: date, last: date) -> tuple[date, date]:
    begins = first.replace(day=1)
    after = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    while (after - begins).days < 90:  # a few days would make months as wide as the picture
        after = (after + timedelta(days=31)).replace(day=1)
    return begins, after - timedelta(days=1)


def _scale(first: date, last: date):
    days = (last - first).days + 1
    return lambda day: round(MARGIN + (day - first).days / days * (WIDTH - 2 * MARGIN), 1)


def _bar(item: Item, y: int, x_of) -> Bar:
    starts, ends = item.starts_on, item.ends_on
    kind = "bar" if starts and ends else "from" if starts else "until"
    x = x_of(min(starts, ends) if starts and ends else starts or ends)
    width = max(x_of(max(starts, ends) + timedelta(days=1)) - x, NARROW) if starts and ends else NARROW
    words = _short(item.name) + f" · {item.says}"
    fits = x + len(words) * LETTER <= WIDTH
    return Bar(
        item,
        kind,
        x,
        round(width, 1),
        y,
        words,
        words_x=x if fits else WIDTH - MARGIN,
        anchor="start" if fits else "end",
    )


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1].rstrip() + "…"


def _ticks(first: date, last: date, x_of) -> list[tuple[float, str]]:
    """The first days of months, quarters or years, as many as are readable."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= 14 else 3 if months <= 42 else 12
    ticks, day = [], first
    while day <= last:
        if (day.month - 1) % step == 0:
            ticks.append((x_of(day), _tick(day, step, not ticks)))
        day = (day + timedelta(days=32)).replace(day=1)
    return ticks


def _tick(day: date, step: int, is_first: bool) -> str:
    if step == 12:
        return str(day.year)
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[
        day.month - 1
    ]
    return f"{month} {day.year}" if is_first or day.month == 1 else month
