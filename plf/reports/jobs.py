"""The worker's part of reports: counts the sites again where something has changed, and makes the law's packet."""

import hashlib
import zipfile
from contextlib import ExitStack
from datetime import date, datetime
from tempfile import TemporaryFile

from sqlalchemy import func, select

from plf import jobs, pdf, rules
from plf.database import now, writing
from plf.extensions import db
from plf.models import CountMark, CountTurn, KeptDay, Packet, SchoolYear, Site
from plf.packets import actions as packet_actions
from plf.packets import queries as packets
from plf.packets.actions import Made
from plf.packets.names import safe
from plf.packets.queries import Choices, Selection
from plf.people.queries import district, today_here
from plf.reports import actions, kept, law, queries, sheets
from plf.reports.counting import count, day_of
from plf.reports.scopes import scope_of

MOST_DRAWN = 3_000  # plans in the packet's PDF, line by line; beyond, it says where the list is

JOB = "count"
# More marks than these are settled in one go; they come of thousands being assigned, or a roster.
MOST = 500_000


@jobs.sweeper
def look(at: datetime) -> None:
    """Have the sites counted where there are marks, and every day anew. What is old goes."""
    if district() is None:
        return
    day = today_here()
    years = open_years()
    there = set(db.session.scalars(select(KeptDay.year_id).where(KeptDay.day == day)))
    last, number = db.session.execute(select(func.max(CountMark.id), func.count(CountMark.id))).one()
    if number or {year.id for year in years} - there:
        jobs.enqueue(JOB, {}, key=f"count-{day}-{last or 0}-{number}-{len(there)}")
    actions.forget_old(db.session(), at)


@jobs.handler(JOB)
def recount(job: jobs.Claimed | None = None) -> None:
    """Count again what is marked, for today, in every open year; days before that a mark touches are thrown away.

    Counted outside of `writing()`: if somebody else kept counts meanwhile, nothing is kept and the next sweep looks
    again. Done twice it is the same.
    """
    day, at = today_here(), now()
    turn = db.session.scalar(select(CountTurn.number)) or 0
    marks = db.session.execute(
        select(CountMark.id, CountMark.from_day, CountMark.from_at).order_by(CountMark.id).limit(MOST)
    ).all()
    found = {}
    for year in open_years():
        has_day = db.session.scalar(select(KeptDay.year_id).filter_by(year_id=year.id, day=day))
        sites = kept.changed_sites(year, day) if has_day else None
        found[year.id] = (sites, count(day, year, sites) if sites is None or sites else {})
    with writing() as session:
        if not actions.take_turn(session, turn):
            return
        for year_id, (sites, counts) in found.items():
            actions.keep(session, year_id, day, counts, at=at, only=sites)
        if marks:
            actions.forget_from(session, min(map(_first_day, marks)), but=day)
        actions.settle(session, [mark.id for mark in marks])


def open_years() -> list[SchoolYear]:
    """The school years that are open, in which something changes every day."""
    return list(db.session.scalars(select(SchoolYear).where(SchoolYear.status == "open")))


def _first_day(mark) -> date:
    if mark.from_at is not None:
        return day_of(mark.from_at)
    return mark.from_day or date.min


@jobs.handler(actions.LAW_JOB)
def make_law_packet(job: jobs.Claimed) -> None:
    """Make the packet of the law's elements: a PDF, and a ZIP of it with the list as a workbook and CSV.

    Asked once more who may have it: who is neither of the office nor leads these sites any more gets none.
    """
    packet = packets.to_make(job.payload["packet"])
    if packet is None:
        return
    asked, name, title = _asked(packet, job.payload), packet.person.name, packet.title
    sheet = law.plan_by_plan(asked)
    signed = sum(line.cells[3] != "" for line in sheet.lines)
    document = law.packet_document(
        sheet,
        district=district().name,
        made_by=name,
        made_on=today_here(),
        with_plans=len(sheet.lines) <= MOST_DRAWN,
    )
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    jobs.progress(job, 1, 3)
    drawn = pdf.render(document)
    jobs.progress(job, 2, 3)
    plain = safe(title, instead="The law")
    with ExitStack() as files:
        made = [
            _made(files, f"{plain}.pdf", [(None, drawn)]),
            _made(
                files,
                f"{plain}.zip",
                [
                    (f"{plain}.pdf", drawn),
                    ("plans.csv", sheets.as_csv(sheet)),
                    ("plans.xlsx", sheets.as_xlsx(sheet)),
                ],
            ),
        ]
        with writing() as session:
            packet_actions.keep(job.payload["packet"], made, Selection(), at=now())
            kept_packet = session.get(Packet, job.payload["packet"])
            if kept_packet:
                kept_packet.documents, kept_packet.missing = signed, len(sheet.lines) - signed


def _asked(packet: Packet, payload: dict) -> queries.Asked:
    """What the packet is about. Raises GiveUp when its person may not have it any more."""
    chosen = Choices.of(packet)
    scope = scope_of(packet.person, on=today_here())
    if not rules.may_report("law", scope.roles):
        raise jobs.GiveUp("Who asked for it is neither of the office nor leads a site any more.")
    year, site = db.session.get(SchoolYear, chosen.year_id), db.session.get(Site, chosen.site_id)
    if site:
        scope = scope.at(site.id)
    return queries.Asked(year, date.fromisoformat(payload["day"]), scope, site, page=None)


def _made(files: ExitStack, name: str, parts: list[tuple[str | None, bytes]]) -> Made:
    """A file without a name on the disk: the one part as it is, or a ZIP of several."""
    file = files.enter_context(TemporaryFile())  # noqa: SIM115 – the stack closes it
    if parts[0][0] is None:
        file.write(parts[0][1])
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for part, content in parts:
                packed.writestr(part, content)
    file.seek(0)
    return Made(name, hashlib.file_digest(file, "sha256").hexdigest(), file, {})
