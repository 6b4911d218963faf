"""Reads rosters and writes them, for the worker and for the command line; moves people whose new role begins today."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from plf import jobs, store
from plf.database import now, writing
from plf.extensions import db
from plf.journal.not_taken import NotTaken
from plf.models import Person, Placement, Site
from plf.people.queries import today_here
from plf.roster import actions, queries, reading
from plf.roster.actions import PAIR, PLACE, READ, SHARE, WRITE
from plf.roster.comparing import Comparing
from plf.roster.here import Line
from plf.roster.meaning import NOT_TAKEN, OTHERS
from plf.roster.reading import ChooseColumns
from plf.roster.stages import may

# So many lines are written in one transaction: others wait for it on SQLite.
AT_ONCE = {"new": 250, "site": 250}
FEW_AT_ONCE, LINES_AT_ONCE = 25, 2000
ALWAYS = (
    "teacher",
    "administrator",
    "principal",
    "siteadministrator",
    "districtadministrator",
    "systemadministrator",
)

Told = Callable[[int, int], None]


@jobs.handler(READ, attempts=3)
def read(job: jobs.Claimed) -> None:
    """The dry run of a file."""
    dry_run(job.payload["import"], lambda done, total: jobs.progress(job, done, total))


@jobs.handler(WRITE)
def write(job: jobs.Claimed) -> None:
    """Write what the dry run showed; after a kill it goes on with the first line that is not done."""
    write_all(job.payload["import"], lambda done, total: jobs.progress(job, done, total))


@jobs.handler(PLACE)
def arrive(job: jobs.Claimed) -> None:
    """The day of a placement that was written ahead has come; nothing if it was taken back meanwhile."""
    with writing():
        placement = db.session.get(Placement, job.payload["placement"])
        if placement is not None:
            actions.arrive(placement, by=queries.office_person(job.payload["by"]), at=now())


@jobs.handler(PAIR)
def pair(job: jobs.Claimed) -> None:
    """The leaders of one site evaluate its teachers who have nobody."""
    with writing():
        site, day = db.session.get(Site, job.payload["site"]), today_here()
        leaders = queries.leaders_of(site.id, day)
        if leaders:
            actions.name_for_all(site, leaders, by=queries.office_person(job.payload["by"]), at=now())


@jobs.sweeper
def drop_old(at: datetime) -> None:
    """Files that nobody took go, with the pupils in them."""
    actions.drop_old(at)


def dry_run(import_id: int, told: Told) -> None:
    """Read a file and write down what it would change, as lines. `told` is called with how far it is."""
    found = queries.imported(import_id)
    if not may(found.stage, "be read"):
        return
    content, name, mode = store.get(found.sha256), found.name, found.mode
    chosen, remembered = found.columns.get("chosen") or {}, dict(queries.terms().columns)
    roles, known = queries.roles(), queries.known_ids()
    db.session.rollback()  # reading takes its time, and holds no transaction meanwhile
    asked: dict[str, Any] = {
        "known": known,
        "roles": [*ALWAYS, *(role for role in OTHERS if roles[role] != NOT_TAKEN)],
        "mode": mode,
        "columns": chosen or _remembered(content, remembered),
    }
    told(0, 3)
    answers: list = []
    try:
        for answer in reading.answers(content, name, **asked):
            answers.append(answer)
            if len(answers) % 20_000 == 0:
                told(0, 3)
    except ChooseColumns:
        heads = next(each for each in answers if each[0] == "headings")
        with writing():
            actions.asks_columns(
                queries.imported(import_id, lock=True), {"heads": heads[1], "chosen": heads[2]}
            )
        return
    except NotTaken as wrong:
        with writing():
            actions.failed(queries.imported(import_id, lock=True), str(wrong))
        return
    del content
    told(1, 3)
    _keep(import_id, answers, roles, told)


def _keep(import_id: int, answers: list, roles: dict[str, str], told: Told) -> None:
    is_plain = any(each[0] == "headings" for each in answers[:3])
    comparing = Comparing(queries.here(today_here(), with_evaluators=is_plain), roles, today=today_here())
    active = db.session.scalar(select(func.count()).select_from(Person).where(Person.is_active)) or 0
    db.session.rollback()
    for answer in answers:
        comparing.take(answer)
    answers.clear()
    lines = comparing.lines()
    with writing():
        actions.begin_lines(queries.imported(import_id, lock=True))
    found: Counter[str] = Counter()
    while piece := list(islice(_numbered(lines, found), LINES_AT_ONCE)):
        with writing():
            actions.add_lines(import_id, piece)
        told(2, 3)
    gone = found["gone"]
    about = comparing.about | {
        "lines": dict(found),
        "same": comparing.same,
        "counts": comparing.counts,
        "active": active,
        "asks": gone > SHARE * active or (gone > 0 and bool(comparing.counts.get("unread"))),
    }
    columns = {"heads": comparing.headings[0], "chosen": comparing.headings[1]} if comparing.headings else {}
    with writing():
        actions.was_read(queries.imported(import_id, lock=True), about, columns)


def _numbered(lines: Iterator[Line], found: Counter[str]) -> Iterator[tuple[int, Line]]:
    for line in lines:
        found[line.kind] += 1
        yield found[line.kind], line


def _remembered(content: bytes, columns: dict[str, str]) -> dict[str, int]:
    """The columns of a list as the office chose them the last time, if its headings are the same."""
    if not columns or content.startswith(b"PK"):
        return {}
    first = content[:4000].decode("utf-8-sig", "replace").splitlines()[0] if content.strip() else ""
    delimiter = max(",;\t|", key=first.count)
    heads = [each.strip().strip('"').lower() for each in first.split(delimiter)]
    places = {columns[head]: place for place, head in enumerate(heads) if head in columns}
    return places if "email" in places and {"name", "family"} & set(places) else {}


def write_all(import_id: int, told: Told) -> None:
    """Write every line of a file that was taken, some in each transaction. `told` is called with how far it is."""
    found = queries.imported(import_id)
    if not may(found.stage, "be written"):
        return
    by_id = found.person_id
    total = sum(count for kind, count in found.about["lines"].items() if kind != "note")
    db.session.rollback()
    done = 0
    for kind, last in [*((kind, False) for kind in queries.ORDER), ("site", True)]:
        after = 0
        while numbers := _write_some(import_id, kind, by_id, after=after, last=last):
            done, after = done + len(numbers), numbers[-1]
            told(min(done, total), total)
    with writing():
        found = queries.imported(import_id, lock=True)
        if may(found.stage, "be written"):
            actions.finished(found, at=now())


def _write_some(import_id: int, kind: str, by_id: int, *, after: int, last: bool) -> list[int]:
    """Write the next lines of a kind; their numbers. Sites that go out of use come last, once everybody has moved."""
    with writing():
        # One at a time: a worker that was too slow may have lost its lease to another.
        if not may(queries.imported(import_id, lock=True).stage, "be written"):
            return []
        lines = queries.waiting(import_id, kind, AT_ONCE.get(kind, FEW_AT_ONCE), after=after)
        if kind == "site":
            lines = [each for each in lines if (each.data["do"] == "retire") is last]
        if lines:
            actions.write(lines, by=queries.office_person(by_id), at=now())
        return [each.number for each in lines]
