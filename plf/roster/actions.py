"""Bringing a roster in: keeping the file, what its dry run says, writing it line by line, and how roles are read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from plf import jobs, rules, store
from plf.assignments import actions as assignments
from plf.contents import clean
from plf.extensions import db
from plf.handovers import actions as handovers
from plf.handovers.actions import local_midnight
from plf.models import Person, Placement, RosterImport, RosterLine, Site, SiteLeadership
from plf.people import actions as people
from plf.people.queries import district, evaluator_of, today_here
from plf.roster import queries
from plf.roster.here import Line
from plf.roster.stages import WAITING, may, require
from plf.rules import Refusal
from plf.sites import actions as sites

READ, WRITE, PLACE, PAIR = "roster_read", "roster_write", "roster_place", "roster_pair"
DAY = timedelta(days=1)
KEPT = timedelta(days=2)  # a file that nobody takes
LINES_KEPT = timedelta(days=400)
# A file that holds everybody and would close more than this part of the staff is taken only with the number typed.
SHARE = 0.05


def keep(by: Person, content: bytes, sha256: str, name: str, *, mode: str, at: datetime) -> RosterImport:
    """Keep a file until it is written or left, and have the worker read it. `mode`: "", "bulk" or "delta"."""
    store.put(sha256, content)
    found = RosterImport(
        person_id=by.id, name=clean(name)[:200] or "roster", sha256=sha256, mode=mode, made_at=at
    )
    found.columns, found.about = {}, {}
    db.session.add(found)
    db.session.flush()
    found.job_id = jobs.enqueue(READ, {"import": found.id})
    return found


def read_again(found: RosterImport, columns: Mapping[str, int]) -> None:
    """Read a list once more, with its columns as the office chose them; they are remembered for the next one.

    Raises Refusal: 409 when it is written or left, 422 when name or address is missing.
    """
    require(found.stage, "choose columns")
    if "email" not in columns or not ({"name", "family"} & set(columns)):
        raise rules.not_ready("Choose which column is the e-mail address, and which is the name.", "email")
    heads = found.columns.get("heads", [])
    terms = queries.terms(lock=True)
    terms.columns = {**terms.columns, **{heads[place].lower(): column for column, place in columns.items()}}
    found.columns = {"heads": heads, "chosen": dict(columns)}
    found.stage, found.problem = "reading", ""
    found.job_id = jobs.enqueue(READ, {"import": found.id})


def set_roles(roles: Mapping[str, str]) -> None:
    """What each role beside teachers and leaders becomes: a kind of staff, "" (no plan) or "-" (not taken in)."""
    queries.terms(lock=True).roles = dict(roles)


def begin_lines(found: RosterImport) -> None:
    """Forget what was said of the file before: it is read anew."""
    db.session.execute(delete(RosterLine).where(RosterLine.import_id == found.id))


def add_lines(import_id: int, lines: Iterable[tuple[int, Line]]) -> None:
    """Write down what a file would change: pairs of the number among those of its kind, and the line."""
    rows = [
        {
            "import_id": import_id, "kind": each.kind, "number": number, "file": each.file[:20], "line": each.line,
            "person_id": each.person_id, "name": clean(each.name)[:255], "what": clean(each.what)[:1000], "done": "",
            "data": each.data,
        }
        for number, each in lines
    ]  # fmt: skip
    if rows:
        db.session.execute(RosterLine.__table__.insert(), rows)


def was_read(found: RosterImport, about: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
    """The dry run is complete; nothing if the file was left meanwhile.

    A OneRoster file goes now, with the pupils in it: what is to be written is in the lines. A list stays until it is
    written or left, because its columns may be chosen anew.
    """
    if not may(found.stage, "be read"):
        begin_lines(found)
        return
    found.about, found.columns, found.stage, found.problem = dict(about), dict(columns), "read", ""
    if about["kind"] == "oneroster":
        _drop_file(found)


def asks_columns(found: RosterImport, columns: Mapping[str, Any]) -> None:
    """The list cannot be understood before somebody says which column is what."""
    if may(found.stage, "be read"):
        found.columns, found.stage = dict(columns), "asking"


def failed(found: RosterImport, sentence: str) -> None:
    """The file cannot be read: it goes, with the sentence that says why."""
    if may(found.stage, "be read"):
        found.stage, found.problem = "failed", sentence[:500]
        _drop_file(found)


def take(found: RosterImport, *, confirmed: int | None) -> None:
    """Have the worker write what the dry run shows.

    `confirmed` is the number of people that the office typed. Raises Refusal: 409 when it is not there to be taken,
    422 (field "confirmed") when it closes so many that the number has to be typed.
    """
    require(found.stage, "write")
    gone = found.about["lines"].get("gone", 0)
    if found.about["asks"] and confirmed != gone:
        raise rules.not_ready(
            f"This file would deactivate {gone:,} of {found.about['active']:,} people. If that is right, write the number {gone}; "
            "if not, choose a file that holds everybody.",
            "confirmed",
        )
    found.stage = "writing"
    found.job_id = jobs.enqueue(WRITE, {"import": found.id})


def leave(found: RosterImport) -> None:
    """Write nothing of it. Raises Refusal (409) once it is being written."""
    require(found.stage, "leave")
    found.stage = "left"
    _drop_file(found)
    begin_lines(found)


def finished(found: RosterImport, *, at: datetime) -> None:
    """Everything is written; the file goes, the report stays."""
    found.stage, found.written_at = "written", at
    _drop_file(found)


def drop_old(at: datetime) -> None:
    """Files that nobody took, with what they would have changed, and lines of files of years ago, go. `at` is UTC."""
    waiting = select(RosterImport).where(RosterImport.stage.in_(WAITING), RosterImport.made_at < at - KEPT)
    for found in db.session.scalars(waiting):
        leave(found)
    old = select(RosterImport.id).where(RosterImport.made_at < at - LINES_KEPT)
    db.session.execute(delete(RosterLine).where(RosterLine.import_id.in_(old)))


def _drop_file(found: RosterImport) -> None:
    sha256, found.sha256 = found.sha256, None
    if sha256:
        store.drop(sha256)


# Writing


def write(lines: Sequence[RosterLine], *, by: Person, at: datetime) -> None:
    """Write some lines of one kind, each wholly or not at all, and say at each what was done. Inside `writing()`.

    What has become impossible meanwhile is left, with the reason at the line. `by`: somebody of the office.
    """
    if lines and lines[0].kind == "new":
        _write_new(lines, by=by, at=at)
        return
    does = {"site": _write_site, "gone": _write_gone}.get(lines[0].kind, _write_known) if lines else None
    for line in lines:
        try:
            with db.session.begin_nested():
                line.done = does(line, by=by, at=at)
        except Refusal as refusal:
            line.done = f"Not done: {refusal.sentence}"[:500]


def _write_site(line: RosterLine, *, by: Person, at: datetime) -> str:
    data = line.data
    if data["do"] == "add":
        site = sites.add(data["name"])
        site.roster_id = data["id"]
        return "Added."
    site = db.session.get(Site, data["site_id"])
    if data["do"] == "link":
        site.roster_id = data["id"]
        return "Linked."
    name, is_active = data.get("name", site.name), data["do"] != "retire"
    sites.change(site, name=name, is_active=is_active, grade_band=site.grade_band)
    return "Out of use." if data["do"] == "retire" else "Changed."


def _write_new(lines: Sequence[RosterLine], *, by: Person, at: datetime) -> None:
    """Many people at once: 75,000 come in a district's first file."""
    day, zone = today_here(), _Sites(lines)
    try:
        # Not asked first: that takes longer than all the rest, and hardly ever has somebody come between.
        with db.session.begin_nested():
            added = _added(lines, zone, at=at)
    except IntegrityError:
        added = _added(_still_free(lines), zone, at=at)
    for line, person in added:
        starts = date.fromisoformat(line.data["starts"]) if line.data["starts"] else day
        db.session.add(
            Placement(
                person_id=person.id,
                site_id=person.main_site_id,
                staff_kind=person.staff_kind,
                starts_on=starts,
            )
        )
        _lead(person, line.data["leads"], zone, day)
        line.person_id, line.done = person.id, "Added. Not invited yet."
    db.session.flush()
    for line, person in added:
        if line.data["later"]:
            _place_later(person, line.data["later"], zone, by=by)
        if line.data["evaluator"]:
            line.done += _pair(person, line.data["evaluator"], by=by, at=at)
    db.session.flush()


def _added(lines: Iterable[RosterLine], zone: "_Sites", *, at: datetime) -> list[tuple[RosterLine, Person]]:
    added = []
    for line in lines:
        facts, key = line.data["facts"], line.data["roster_id"]
        site_id = zone.number(line.data["site"])
        added.append((line, Person(**facts, roster_id=key, main_site_id=site_id, created_at=at)))
    db.session.add_all(person for _, person in added)
    db.session.flush()
    return added


def _still_free(lines: Iterable[RosterLine]) -> Iterator[RosterLine]:
    """Those whose address and identifier nobody has; at the others stands that somebody does."""
    facts = [(line.data["facts"]["email"], line.data["roster_id"]) for line in lines]
    emails, keys = {email for email, _ in facts}, {key for _, key in facts if key}
    taken = set(db.session.scalars(select(Person.email).where(Person.email.in_(emails))))
    taken |= set(db.session.scalars(select(Person.roster_id).where(Person.roster_id.in_(keys))))
    for line, (email, key) in zip(lines, facts, strict=True):
        if {email, key} & taken:
            line.done = (
                "Not done: somebody else has the address or the identifier by now. Read the file again."
            )
            continue
        taken |= {email, key or email}
        yield line


def _write_known(line: RosterLine, *, by: Person, at: datetime) -> str:
    person, data, day = db.session.get(Person, line.person_id), line.data, today_here()
    zone = _Sites([line])
    told = []
    if "roster_id" in data:
        person.roster_id = data["roster_id"]
    facts = dict(data.get("facts", {}))
    if line.kind == "back" and not person.is_active:
        people.reactivate(person)
        told.append("Reactivated.")
    site = db.session.get(Site, zone.number(data["site"])) if data.get("site") else None
    if facts:
        email = facts.pop("email", person.email)
        people.change(person, email=email, is_office=person.is_office, **facts)
    if site and person.main_site_id != site.id:
        plans = handovers.transfer(person, site, by=by, at=at)
        told.append(f"Moved, with {plans:,} open plan{'' if plans == 1 else 's'}." if plans else "Moved.")
    for number, last in data.get("ends", ()):
        row = db.session.get(SiteLeadership, number)
        if row:
            _end_leading(row, date.fromisoformat(last) if last else day - DAY)
    _lead(person, data.get("leads", ()), zone, day)
    if data.get("later"):
        _place_later(person, data["later"], zone, by=by)
    if data.get("evaluator"):
        told.append(_pair(person, data["evaluator"], by=by, at=at).strip())
    return " ".join(told) or "Changed."


def _write_gone(line: RosterLine, *, by: Person, at: datetime) -> str:
    person = db.session.get(Person, line.person_id)
    if not person.is_active:
        return "Had left already."
    if person.is_office:
        return "Not done: nobody of the office is let go by a file."
    people.deactivate(person, at=at)
    standing = select(SiteLeadership).where(SiteLeadership.person_id == person.id, SiteLeadership.from_roster)
    for row in db.session.scalars(standing):
        _end_leading(row, today_here() - DAY)
    return "Deactivated. Nothing is deleted."


def _end_leading(row: SiteLeadership, last: date) -> None:
    if row.ends_on is None or row.ends_on > last:
        people.end(row, ends_on=last)
    elif row.ends_on < last:
        row.ends_on = last


def _lead(person: Person, leads: Iterable, zone: "_Sites", day: date) -> None:
    for site, begins, last in leads:
        db.session.add(
            SiteLeadership(
                site_id=zone.number(site),
                person_id=person.id,
                starts_on=date.fromisoformat(begins) if begins else day,
                ends_on=date.fromisoformat(last) if last else None,
                from_roster=True,
            )
        )


def _place_later(person: Person, later: Sequence, zone: "_Sites", *, by: Person) -> None:
    """They work elsewhere from a day on: written down now, and moved by the worker on that day."""
    begins, site, kind = date.fromisoformat(later[0]), zone.number(later[1]), later[2]
    theirs = select(Placement).where(Placement.person_id == person.id)
    for each in db.session.scalars(
        theirs.where(Placement.starts_on > today_here(), Placement.starts_on != _first_day(person))
    ):
        db.session.delete(each)
    db.session.flush()
    before = db.session.scalar(theirs.order_by(Placement.starts_on.desc()).limit(1))
    if before is not None and before.starts_on < begins:
        before.ends_on = begins - DAY
    db.session.flush()
    placement = Placement(person_id=person.id, site_id=site, staff_kind=kind, starts_on=begins)
    db.session.add(placement)
    db.session.flush()
    jobs.enqueue(
        PLACE, {"placement": placement.id, "by": by.id}, due_at=local_midnight(begins, district().time_zone)
    )


def _first_day(person: Person) -> date | None:
    return db.session.scalar(select(func.min(Placement.starts_on)).where(Placement.person_id == person.id))


def arrive(placement: Placement, *, by: Person, at: datetime) -> None:
    """A placement that was written ahead begins: the person and their open plans move there."""
    person, day = placement.person, today_here()
    if not person.is_active or not (placement.starts_on <= day and (placement.ends_on or day) >= day):
        return
    person.staff_kind = placement.staff_kind
    if placement.site_id and person.main_site_id != placement.site_id:
        handovers.transfer(person, placement.site, by=by, at=at)


def _pair(person: Person, email: str, *, by: Person, at: datetime) -> str:
    evaluator = db.session.scalar(select(Person).where(Person.email == email))
    if evaluator is None:
        return f" Nobody here has the address {email[:80]}; no evaluator was named."
    try:
        with db.session.begin_nested():
            name_evaluator(person, evaluator, by=by, at=at)
    except Refusal as refusal:
        return f" No evaluator was named: {refusal.sentence}"
    return f" {evaluator.name} evaluates them from today."


class _Sites:
    """The numbers of the sites that lines speak of, in one query: a number itself, or the identifier of a new one."""

    def __init__(self, lines: Iterable[RosterLine]) -> None:
        keys = {key for line in lines for key in self._keys(line.data) if isinstance(key, str)}
        rows = (
            db.session.execute(select(Site.roster_id, Site.id).where(Site.roster_id.in_(keys)))
            if keys
            else ()
        )
        self._known = dict(list(rows))

    def _keys(self, data: Mapping[str, Any]) -> list:
        return [
            data.get("site"),
            *(each[0] for each in data.get("leads") or ()),
            (data.get("later") or ["", None])[1],
        ]

    def number(self, key: str | int | None) -> int | None:
        return key if key is None or isinstance(key, int) else self._known.get(key)


# Evaluators


def name_evaluator(teacher: Person, evaluator: Person, *, by: Person, at: datetime) -> None:
    """Pair the two from today on; open plans of the teacher without an evaluator get this one.

    Raises Refusal (422) when the two are the same person or the evaluator has left.
    """
    assignments.lock_vacant(teacher)
    day = today_here()
    current = evaluator_of(teacher.id, day)
    if current is None or current.id != evaluator.id:
        people.pair(teacher, evaluator=evaluator, starts_on=day)
    assignments.fill_vacancies(teacher, evaluator=evaluator, by=by, on=day, at=at)


def name_for_all(site: Site, evaluators: Sequence[Person], *, by: Person, at: datetime) -> int:
    """All teachers of a site without an evaluator get one of these, shared so that all have about as many; returns how many.

    Nobody gets themselves. Raises Refusal (422, field "who") when there is nobody to name.
    """
    if not evaluators:
        raise rules.not_ready(f"{site.name} has no leader who could evaluate. Name a person.", "who")
    # Two who name evaluators here at once: the second one sees whom the first has named.
    db.session.execute(select(Site.id).where(Site.id == site.id).with_for_update(key_share=True))
    loads = queries.loads([each.id for each in evaluators], today_here())
    named = 0
    for teacher in queries.without_evaluator(site.id, today_here()):
        free = [each for each in evaluators if each.id != teacher.id]
        if not free or _has_one_by_now(teacher):
            continue
        chosen = min(free, key=lambda each: (loads.get(each.id, 0), each.family_name, each.id))
        name_evaluator(teacher, chosen, by=by, at=at)
        loads[chosen.id] = loads.get(chosen.id, 0) + 1
        named += 1
    return named


def _has_one_by_now(teacher: Person) -> bool:
    """Somebody may have named one on the teacher's own page a moment ago. Locks what naming one locks, in its order."""
    assignments.lock_vacant(teacher)
    people.lock(teacher)
    current = evaluator_of(teacher.id, today_here())
    return current is not None and current.is_active


def name_everywhere(site_ids: Iterable[int], *, by: Person, day: date) -> None:
    """At each of these sites its leaders evaluate who has nobody: the worker does it, site by site."""
    jobs.enqueue_all(
        PAIR, {f"pair {number} {day} {by.id}": {"site": number, "by": by.id} for number in site_ids}
    )
