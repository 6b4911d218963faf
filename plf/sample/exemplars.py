"""The exemplars with which the sample's library begins, each a file in exemplar_texts: made up, and about nobody.

In the files a day is month-day of a school year: August to December of its first calendar year, else of its second.
A line's end is a space, an empty line parts paragraphs.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plf import contents
from plf.exemplars import actions, queries
from plf.exemplars.contents import Shown
from plf.models import Person

TEXTS = Path(__file__).parent / "exemplar_texts"


@dataclass(frozen=True)
class Written:
    """An exemplar as the office wrote it: `text` and `checkpoint` as they would be typed, `notes` by section."""

    title: str
    summary: str
    staff_kind: str
    subject: str
    grade_band: str
    text: dict[str, Any]
    checkpoint: dict[str, Any] | None
    notes: dict[str, str]


def names() -> list[str]:
    """The files' names, in the order of the alphabet."""
    return sorted(path.stem for path in TEXTS.glob("*.toml"))


def written(name: str, year_starts_on: date) -> Written:
    """An exemplar with the days of the school year that starts on this day; one that looks back is of the year before."""
    file = _unfolded(tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8")))
    plan, checkpoint = file.pop("plan"), file.pop("checkpoint", None)
    begun_in = year_starts_on.year - 1 if checkpoint else year_starts_on.year
    for each in (plan, *plan["steps"]):
        if "by_when" in each:
            each["by_when"] = _day(each["by_when"], begun_in)
    if checkpoint:
        steps = [row["what"] for row in plan["steps"]]
        checkpoint = contents.answering(checkpoint, steps)
    return Written(text=contents.completed(plan), checkpoint=checkpoint, **file)


def publish(name: str, by: Person, year_starts_on: date, *, at: datetime) -> None:
    """The office (`by`) writes an exemplar, says why it is good, and puts it into the library. `at` is UTC."""
    one = written(name, year_starts_on)
    named = queries.indicators(one.staff_kind)
    shown = Shown(
        title=one.title,
        summary=one.summary,
        staff_kind=one.staff_kind,
        subject=one.subject,
        grade_band=one.grade_band,
        indicators=[named[number] for number in one.text["indicators"]],
        text=one.text,
        checkpoint=one.checkpoint,
    )
    seen = actions.write(by, shown, at=at)
    actions.write_notes(seen, one.notes, at=at)
    actions.publish(queries.find(seen.exemplar.id, by), at=at)


def _day(month_and_day: str, begun_in: int) -> str:
    month, day = map(int, month_and_day.split("-"))
    return date(begun_in + (month < 8), month, day).isoformat()


def _unfolded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unfolded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_unfolded(each) for each in value]
    return re.sub(r"(?<!\n)\n(?!\n|- ) *", " ", value.strip())
