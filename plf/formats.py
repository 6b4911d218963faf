"""How days, moments and longer texts are written for people, in American English.

`register` puts these into a Jinja environment: the app's for the pages, and the one that draws the PDFs.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup, escape

from plf import contents

# strftime's names of months follow the machine's locale, and a PDF must not.
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(value: str | date) -> str:
    """`2026-10-06` as `October 6, 2026`. What is not a day (a typed "fall 2026") comes back unchanged."""
    found = _as_day(value)
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}" if found else str(value or "")


def short_day(value: str | date) -> str:
    """`2026-10-06` as `Oct 6, 2026`. What is not a day comes back unchanged."""
    found = _as_day(value)
    return f"{MONTHS[found.month - 1][:3]} {found.day}, {found.year}" if found else str(value or "")


def moment(value: str | datetime, zone: str = "UTC") -> str:
    """A moment in UTC (aware, or ISO text with its offset) as `Oct 6, 2026, 10:04 AM CDT` in the named zone.

    Raises ValueError for a moment without an offset: guessing one would misdate a signature.
    """
    then = datetime.fromisoformat(value) if isinstance(value, str) else value
    if then.tzinfo is None:
        raise ValueError(f"The moment {value!r} does not say its offset from UTC.")
    local = then.astimezone(ZoneInfo(zone))
    half = "AM" if local.hour < 12 else "PM"
    return f"{short_day(local.date())}, {local.hour % 12 or 12}:{local:%M} {half} {local.tzname()}"


def day_of(value: datetime, zone: str = "UTC") -> str:
    """The day that an aware moment falls on in the named zone, as `Oct 6, 2026`."""
    return short_day(value.astimezone(ZoneInfo(zone)).date())


def clock(value: datetime, zone: str = "UTC") -> str:
    """The time of day of an aware moment in the named zone, as `10:04 AM`."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def paragraphs(text: str) -> Markup:
    """Plain text as HTML: a blank line starts a new paragraph, a line end stays one. Everything is escaped."""
    blocks = re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n").replace("\r", "\n").strip())
    lines = ("<br>".join(map(escape, block.split("\n"))) for block in blocks if block.strip())
    return Markup("\n".join(f"<p>{block}</p>" for block in lines))  # noqa: S704 - each line is escaped


def markdown(text: str) -> Markup:
    """Text in the small Markdown as HTML: paragraphs, lists, *emphasis*, and links that begin with https://.

    Everything else that Markdown or HTML knows is just text: no headings, pictures or tags.
    """
    return Markup(_small_markdown()((text or "").replace("\r\n", "\n")))  # noqa: S704 - cleaned there


@cache
def _small_markdown() -> Callable[[str], str]:
    # Loaded by those who show it: most pages do not.
    import nh3
    from markdown_it import MarkdownIt

    small = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
        ["emphasis", "list", "link", "autolink", "newline", "escape"]
    )
    small.validateLink = lambda address: address.startswith("https://")
    cleaner = nh3.Cleaner(
        tags={"p", "br", "ul", "ol", "li", "em", "strong", "a"},
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel="noopener noreferrer",
    )
    return lambda text: cleaner.clean(small.render(text)).strip()


def grouped(digest: str, size: int = 4) -> str:
    """A long hexadecimal fingerprint in groups that can be read aloud: `0f3a 9c41 …`."""
    return " ".join(digest[start : start + size] for start in range(0, len(digest), size))


def register(env: Environment) -> None:
    """Make the formats known to the templates of this environment, as filters of the same names."""
    for write in (day, short_day, day_of, moment, clock, paragraphs, markdown, grouped):
        env.filters[write.__name__] = write
    env.filters["shown"] = contents.shown


def _as_day(value: str | date) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if len(value or "") == 10 else None
    except ValueError:
        return None
