"""The sample district's strategic table as data (plf.action_plans.contents), told around a day, and at any size. Pure."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plf.action_plans import contents
from plf.sample import strategy_texts as texts
from plf.sample.cast import CAST
from plf.sample.strategy_texts import Row

Someone = dict[str, Any]


@dataclass(frozen=True)
class Days:
    """When it is told: `this` is the calendar year in which the open school year begins."""

    this: int
    today: date

    @property
    def adopted_on(self) -> date:
        """The day of the board's meeting in May before the open school year."""
        return date(self.this, 5, 12)

    def said(self, words: str) -> str:
        """Words with the years in their places."""
        return words.format(
            last=self.this - 1, this=self.this, next=self.this + 1, after=self.this + 2, end=self.this + 4
        )

    def back(self, days: int) -> date:
        """So many days ago."""
        return self.today - timedelta(days=days)


class Writing:
    """Writes rows of the texts as plf.action_plans.contents wants them. `who` gives a key of the cast its number and name.

    `says`: with what was said of them up to the adoption.
    """

    def __init__(self, days: Days, who: Callable[[str], Someone], *, says: bool = True) -> None:
        self.days, self.who, self.says = days, who, says

    def table(self, head: dict[str, str], rows: tuple[Row, ...]) -> contents.Text:
        """An action plan as data; links within it alone."""
        title, hint = texts.EVIDENCE
        text = contents.empty() | {name: self.days.said(words) for name, words in head.items()}
        text["columns"] = [{"key": "x1", "title": title, "hint": hint}]
        text["rows"] = [self.row(each) for each in rows]
        for number, placed in enumerate(contents.placed(text)):
            placed.row["key"] = placed.row["key"] or f"r{number}"
        here = {placed.row["key"]: placed.label for placed in contents.placed(text)}
        for placed in contents.placed(text):
            placed.row["links"] = [
                link | {"label": here[link["to"]]} for link in placed.row["links"] if link["to"] in here
            ]
        return text

    def row(self, row: Row) -> contents.Text:
        """A row and those under it."""
        notes = [
            {"on": self.days.back(ago).isoformat(), "status": status, "text": words, **self.someone(who)}
            for ago, status, words, who in row.since
            if self.says and self.days.back(ago) <= self.days.adopted_on
        ]
        return contents.empty_row(row.key, row.text) | {
            "strategy": row.strategy,
            "team": [self.someone(each) for each in row.team],
            "resources": row.resources,
            "interdependencies": row.depends,
            "links": [
                {"kind": kind, "to": to, "plan": None, "label": "", "note": note}
                for kind, to, note in row.links
            ],
            "starts": self.days.said(row.starts),
            "ends": self.days.said(row.ends),
            "status": notes[-1]["status"] if notes else "not_started",
            "notes": notes,
            "owner": self.someone(row.owner) if row.owner else None,
            "question": row.question,
            "extra": {"x1": row.evidence} if row.evidence else {},
            "rows": [self.row(each) for each in row.rows],
        }

    def someone(self, key: str) -> Someone:
        """A person of the roster, or a plain name."""
        return self.who(key) if key in CAST else {"person": None, "name": key}


def said(rows: tuple[Row, ...], days: Days) -> list[tuple[date, str, str, str, str]]:
    """What was said of rows, by day: (day, the row's text, status, words, who)."""
    return sorted(
        (days.back(ago), row.text, status, words, who)
        for row in whole(rows)
        for ago, status, words, who in row.since
    )


def whole(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Every row of the texts, in reading order."""
    for row in rows:
        yield row
        yield from whole(row.rows)


def grown(text: contents.Text, rows: int) -> contents.Text:
    """The same action plan with exactly so many rows: its priorities again and again, with links of their own."""
    big = text | {"rows": []}
    round_ = 0
    while sum(1 for _ in contents.placed(big)) < rows:
        again = copy.deepcopy(text["rows"])
        for placed in contents.placed({"rows": again}):
            placed.row["key"] = f"{round_}-{placed.row['key']}"
            for link in placed.row["links"]:
                link["to"] = f"{round_}-{link['to']}"
        big["rows"] = [*big["rows"], *again]
        round_ += 1
    _cut(big, rows)
    return big


def _cut(text: contents.Text, rows: int) -> None:
    """Leave out what comes after so many rows in reading order, and links to what was left out."""
    kept = {placed.row["key"]: placed.label for placed in list(contents.placed(text))[:rows]}

    def left(each: list[contents.Text]) -> list[contents.Text]:
        return [row | {"rows": left(row["rows"])} for row in each if row["key"] in kept]

    text["rows"] = left(text["rows"])
    for placed in contents.placed(text):
        placed.row["links"] = [
            link | {"label": kept[link["to"]]} for link in placed.row["links"] if link["to"] in kept
        ]
