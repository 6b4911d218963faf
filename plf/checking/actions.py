"""Counts the tries on the check page, so that nobody guesses codes or keeps the site busy with files.

A code is 80 bits of a fingerprint: at the most tries that are looked at, all of time is too short to find one.
"""

import ipaddress
from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite

from plf.auth.queries import fingerprint
from plf.checking import queries
from plf.database import brief_write
from plf.extensions import db
from plf.models import FailedTry, Person

WINDOW = timedelta(minutes=10)
# How many tries in ten minutes: of one person or place (a school's whole staff may share its address), and of all visitors
# together. Who is signed in is counted alone: strangers cannot shut them out.
MOST = {"code": (30, 600), "file": (20, 120)}


def who_asks(person: Person | None, address: str) -> str:
    """Under whom tries are counted: the person, or the place they come from (of IPv6 the network that one house has)."""
    if person:
        return f"person {person.id}"
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return f"place {address}"
    return f"place {ipaddress.ip_network((place, 64), strict=False) if place.version == 6 else place}"


def wait(kind: str, who: str, *, at: datetime) -> timedelta | None:
    """How long `who` has to wait before a try of this kind ("code" or "file") is looked at; None if not at all."""
    keys = _keys(kind, who, at)
    counts = queries.counted(keys)
    if any(counts.get(key, 0) >= most for key, most in keys.items()):
        return _ends(at) - at
    return None


def count(kind: str, who: str, *, at: datetime) -> None:
    """Count a try: a code that there is not, or a file that has to be looked into.

    A short write of its own, because codes are looked up by GET.
    """
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    with brief_write() as session:
        for key in sorted(_keys(kind, who, at)):
            row = insert(FailedTry).values(key=key, count=1, last_at=at, next_at=at)
            session.execute(
                row.on_conflict_do_update(
                    index_elements=[FailedTry.key], set_={"count": FailedTry.count + 1, "last_at": at}
                )
            )


def _keys(kind: str, who: str, at: datetime) -> dict[str, int]:
    """The counters of this window, and how far each may go."""
    of_one, of_all = MOST[kind]
    window = f"{_ends(at):%Y-%m-%d %H:%M}"
    keys = {fingerprint(f"check {kind} {who} {window}"): of_one}
    if who.startswith("place"):
        keys[fingerprint(f"check {kind} {window}")] = of_all
    return keys


def _ends(at: datetime) -> datetime:
    """When the window ends that a moment is in."""
    seconds = WINDOW.total_seconds()
    return datetime.fromtimestamp((at.timestamp() // seconds + 1) * seconds, UTC)
