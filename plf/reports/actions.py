"""Keeping what was counted, so that it need not be counted for every page. Nothing here is told that cannot be counted again."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.orm import Session

from plf import jobs
from plf.extensions import db
from plf.models import CountMark, CountTurn, KeptDay, Packet, Person, SchoolYear, Site, SiteCount
from plf.packets.actions import KEPT as PACKET_KEPT
from plf.packets.actions import require_room
from plf.packets.queries import Choices, key
from plf.reports.figures import NUMBERS, Figures

KEPT = timedelta(days=40)

LAW_JOB = "law-packet"

Counts = dict[int, Figures]


def take_turn(session: Session, turn: int) -> bool:
    """Lock the one row that whoever keeps counts locks first; False when others kept some since `turn` was read.

    What was counted meanwhile may then be older than what they kept, and must not be kept over it.
    """
    row = session.scalar(select(CountTurn).with_for_update().execution_options(populate_existing=True))
    if row is None or row.number != turn:
        return False
    row.number += 1
    return True


def keep(
    session: Session,
    year_id: int,
    day: date,
    counts: Counts,
    *,
    at: datetime,
    only: Collection[int] | None = None,
) -> None:
    """Keep the numbers of the sites of a school year as of a day; `only` those of these sites, the others stay.

    Call it after `take_turn`. A site that is not among them has nobody who counts.
    """
    of_day = and_(SiteCount.year_id == year_id, SiteCount.day == day)
    if only is None:
        _forget(session, and_(SiteCount.year_id == year_id, SiteCount.day == day), year_id, day)
        session.execute(insert(KeptDay.__table__), [{"year_id": year_id, "day": day, "counted_at": at}])
    else:
        session.execute(delete(SiteCount).where(of_day, SiteCount.site_id.in_(only)))
    rows = [
        {
            "year_id": year_id,
            "day": day,
            "site_id": site,
            **{name: getattr(each, name) for name in NUMBERS},
            "states": dict(each.states),
        }
        for site, each in counts.items()
    ]
    if rows:
        session.execute(insert(SiteCount.__table__), rows)


def forget_from(session: Session, first: date, *, but: date) -> None:
    """Throw away the kept days from this one on, but not `but`: something that counted then was changed since."""
    for table in (SiteCount, KeptDay):
        session.execute(delete(table).where(table.day >= first, table.day != but))


def forget_old(session: Session, at: datetime) -> None:
    """Throw away days that were counted long ago; whoever asks for one has it counted again."""
    old = select(KeptDay.year_id, KeptDay.day).where(KeptDay.counted_at < at - KEPT)
    for year_id, day in session.execute(old).all():
        _forget(session, and_(SiteCount.year_id == year_id, SiteCount.day == day), year_id, day)


def settle(session: Session, marks: Collection[int]) -> None:
    """Take away the marks whose changes were counted."""
    numbers = sorted(marks)
    for start in range(0, len(numbers), 1000):
        session.execute(delete(CountMark).where(CountMark.id.in_(numbers[start : start + 1000])))


def ask_for_law(
    person: Person,
    year: SchoolYear,
    *,
    day: date,
    site: Site | None,
    sites: Collection[int] | None,
    at: datetime,
) -> Packet:
    """Write down that `person` wants the law's elements as of a day as a packet; a job makes it.

    `site` is the one it is about, `sites` those that are theirs (None: all). Raises a Refusal (409) with too many kept.
    """
    require_room(person)
    place = f", {site.name}" if site else ""
    asked = Choices(get="law", year_id=year.id, site_id=site.id if site else 0).kept()
    packet = Packet(
        person_id=person.id,
        title=f"The law’s elements, {year.label}{place}, {day.isoformat()}"[:200],
        choices={"asked": asked},
        made_at=at,
        expires_at=at + PACKET_KEPT,
        documents=0,
        missing=0,
    )
    db.session.add(packet)
    db.session.flush()
    payload = {"packet": packet.id, "day": day.isoformat(), "sites": None if sites is None else sorted(sites)}
    jobs.enqueue(LAW_JOB, payload, key=key(packet.id))
    return packet


def _forget(session: Session, counts: ColumnElement[bool], year_id: int, day: date) -> None:
    session.execute(delete(SiteCount).where(counts))
    session.execute(delete(KeptDay).where(KeptDay.year_id == year_id, KeptDay.day == day))
