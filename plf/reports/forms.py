"""What may be asked of a report in its address: the day, the site, the words, the page."""

from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from plf.contents import as_day


@dataclass(frozen=True)
class Question:
    """What an address asks for, as far as it can be read. `wrong`: what is the matter with the day that was typed."""

    day: date
    typed: str = ""
    site_id: int | None = None
    words: str = ""
    show: str = ""
    page: int = 1
    wrong: str = ""


def question(asked: MultiDict, *, today: date) -> Question:
    """What an address asks for. No day means today; a day that cannot be is told, and today is shown."""
    typed = asked.get("on", "").strip()[:20]
    day, wrong = _day(typed, today)
    return Question(
        day=day,
        typed=typed,
        site_id=asked.get("site", type=int),
        words=asked.get("words", "").strip()[:100],
        show=asked.get("show", "").strip()[:60],
        page=min(max(asked.get("page", 1, type=int), 1), 100_000),
        wrong=wrong,
    )


def _day(typed: str, today: date) -> tuple[date, str]:
    if not typed:
        return today, ""
    day = as_day(typed)
    if day is None:
        return today, "Choose a day, such as 10/15/2026. This is how it stands today."
    if day > today:
        return today, "That day has not come yet. This is how it stands today; choose an earlier day."
    if day.year < 2000:
        return (
            today,
            "That is before anything was written down. This is how it stands today; choose a later day.",
        )
    return day, ""
