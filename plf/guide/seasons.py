"""The year of the plan, with the real days of a school year: present, engage, support, checkpoint, conference. Pure.

The months are those of the district's guide for a year that runs from August to May; other years move them along.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from plf.formats import MONTHS, day
from plf.rules import proposed_checkpoint


class Days(Protocol):
    """The days of a school year that the seasons follow from."""

    starts_on: date
    plans_agreed_by: date
    forms_due_on: date
    conferences_by: date


@dataclass(frozen=True)
class Season:
    """A stretch of the year: when, its title, what happens, and what has to be there by a day (empty: nothing)."""

    when: str
    title: str
    what: str
    by: str = ""


def seasons(year: Days, targets: list[tuple[int, date]] | None = None) -> list[Season]:
    """The five stretches of a school year, in their order. `targets`: percent of each site's people, and by which day."""
    begins, agreed = _month(year.starts_on), _month(year.plans_agreed_by)
    if year.starts_on.day > 7:
        begins += 1
    presented = max(min(begins, agreed - 1), _month(year.starts_on))
    engaged = min(presented + 1, agreed)
    forms, checkpoint = _month(year.forms_due_on), _month(proposed_checkpoint(year.forms_due_on))
    return [
        Season(
            _named(presented, presented),
            "Present and identify",
            "Staff hear about the plan, and it becomes clear who takes part.",
        ),
        Season(
            _named(engaged, agreed),
            "Engage",
            "Teachers write their plans; teacher and evaluator meet, and both sign.",
            "; ".join(
                [
                    *(f"{percent}% of each site’s people by {day(by)}" for percent, by in targets or []),
                    f"plans agreed by {day(year.plans_agreed_by)}",
                ]
            ),
        ),
        Season(
            _named(agreed + 1, max(checkpoint - 1, agreed + 1)),
            "Support",
            "Teachers work on their steps. Evaluators are in touch as needed, and whenever they are asked.",
        ),
        Season(
            _named(checkpoint, forms),
            "Checkpoint",
            "Teachers fill in the checkpoint form and submit it.",
            f"forms in by {day(year.forms_due_on)}",
        ),
        Season(
            _named(_month(year.conferences_by), _month(year.conferences_by)),
            "Final conferences",
            "Teacher and evaluator look back on the year, and decide whether the plan closes or goes on.",
            f"all held by {day(year.conferences_by)}",
        ),
    ]


def _month(value: date) -> int:
    return value.year * 12 + value.month - 1


def _named(first: int, last: int) -> str:
    """One month or several: "September 2026", "April to May 2027", "November 2026 to March 2027"."""
    until = f"{MONTHS[last % 12]} {last // 12}"
    if first >= last:
        return until
    year = "" if first // 12 == last // 12 else f" {first // 12}"
    return f"{MONTHS[first % 12]}{year} to {until}"
