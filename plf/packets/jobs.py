"""Makes packets: gathers the signed copies, draws what is not signed, binds or zips them; and clears away old ones."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any

from flask import current_app

from plf import jobs, pdf, store
from plf.database import now, writing
from plf.extensions import db
from plf.formats import day_of
from plf.models import Packet
from plf.packets import actions, archive, binding, queries
from plf.packets.actions import JOB, Made
from plf.packets.names import safe
from plf.packets.queries import FORM, Choices, Form, Selection
from plf.people.queries import district, today_here
from plf.plans import actions as plans

MOST_IN_A_PDF = 250  # 2,580 forms in one took 600 MB of memory


@dataclass(frozen=True)
class _Order:
    """What is to be made, for whom; nothing of it is still in the database's hands."""

    title: str
    person: str
    district: str
    zone: str
    choices: Choices
    selection: Selection
    drawings: dict[Form, dict[str, Any]]
    today: date
    at: datetime
    told: Callable[[int], None]  # how many forms are done


@jobs.handler(JOB)
def make(job: jobs.Claimed) -> None:
    """Make the packet in the payload: what its person may read now, in one file or a few.

    Done again after a kill it is the same packet; only the last line keeps anything.
    """
    packet = queries.to_make(job.payload["packet"])
    if packet is None:
        return
    packet_id, order = packet.id, _order(packet, job)
    with ExitStack() as files:
        made, selection = (_print if order.choices.get == "print" else _zip)(order, files)
        with writing():
            actions.keep(packet_id, made, selection, at=now())


@jobs.sweeper
def clear(at: datetime) -> None:
    """Delete the packets whose day is over."""
    actions.delete_expired(at)


def _order(packet: Packet, job: jobs.Claimed) -> _Order:
    """Everything that has to be read, but for the bytes. The right to read is asked here, as things are now."""
    person, choices, on = packet.person, Choices.of(packet), today_here()
    selection = queries.selection(person, choices, on=on)
    drawings = {
        each: queries.drawing(each, person, on=on) for each in selection.held if each.standing != "signed"
    }
    selection = _without(selection, [each for each, document in drawings.items() if document is None])
    total = len(selection.held) + 1
    order = _Order(
        title=packet.title,
        person=person.name,
        district=district().name,
        zone=district().time_zone,
        choices=choices,
        selection=selection,
        drawings=drawings,
        today=on,
        at=now(),
        told=lambda done: jobs.progress(job, done, total),
    )
    # They are written down before anybody can read them.
    viewed = list(
        dict.fromkeys(each.plan_id for each in selection.held if each.recorded and each.standing != "blank")
    )
    person_id = person.id
    db.session.rollback()  # the rest takes its time, and holds no transaction meanwhile
    if viewed:
        plans.note_views(viewed, person_id, at=order.at, how="packet")
        db.session.rollback()
    return order


def _without(selection: Selection, gone: Sequence[Form]) -> Selection:
    """The selection, with the forms that are not there any more among those that are missing."""
    if not gone:
        return selection
    lost = [replace(each, standing="", why="It changed while this packet was made") for each in gone]
    return Selection([each for each in selection.held if each not in gone], [*selection.missing, *lost])


def _content(order: _Order, form: Form) -> bytes | None:
    """The bytes of a form: a signed copy as it was issued, another drawn now; None if the copy cannot be read."""
    if form.standing != "signed":
        return pdf.render(order.drawings[form])
    try:
        return store.get(form.sha256)
    except store.Gone:
        return None
    finally:
        db.session.rollback()


def _gathered(order: _Order, forms: Sequence[Form], done: int) -> dict[Form, bytes]:
    """The forms that could be had, with their bytes, in their order. Tells of the progress, `done` being there already."""
    found = {}
    for number, form in enumerate(forms, start=done + 1):
        content = _content(order, form)
        if content is not None:
            found[form] = content
        if number % 10 == 0 or form.standing != "signed":
            order.told(number)
    return found


def _print(order: _Order, files: ExitStack) -> tuple[list[Made], Selection]:
    """The PDFs to print: one, or one for each site when they are many."""
    made, held, missing, done = [], [], list(order.selection.missing), 0
    for site, forms, absent in _parts(order.selection):
        gathered = _gathered(order, forms, done)
        done += len(forms)
        lost = _without(Selection(forms), [each for each in forms if each not in gathered])
        cover = pdf.render(_cover(order, site, gathered, [*absent, *lost.missing]))
        bound = binding.bind(
            cover,
            [(f"{each.name} – {FORM[each.kind]}", content) for each, content in gathered.items()],
            title=order.title,
            duplex=order.choices.duplex,
        )
        name = _file_name(order.title, site if site and not order.choices.site_id else "")
        made.append(_made(files, f"{name}.pdf", gathered, lambda file, bound=bound: file.write(bound)))
        held += gathered
        missing += lost.missing
    return made, Selection(held, missing)


def _parts(selection: Selection) -> Iterator[tuple[str, list[Form], list[Form]]]:
    """A site, its forms and what is missing of it; without a site, all in one."""
    if len(selection.held) <= MOST_IN_A_PDF:
        sites = {each.site for each in (*selection.held, *selection.missing)}
        yield (sites.pop() if len(sites) == 1 else ""), selection.held, selection.missing
        return
    missing = defaultdict(list)
    for each in selection.missing:
        missing[each.site].append(each)
    by_site = sorted(selection.held, key=lambda each: each.site)  # which keeps the order within each
    held = {site: list(forms) for site, forms in groupby(by_site, key=lambda each: each.site)}
    for site in sorted(held.keys() | missing.keys()):
        forms = held.get(site, [])
        yield site, forms[:MOST_IN_A_PDF], missing[site]
        for start in range(MOST_IN_A_PDF, len(forms), MOST_IN_A_PDF):
            yield site, forms[start : start + MOST_IN_A_PDF], []


def _cover(order: _Order, site: str, gathered: dict[Form, bytes], missing: Sequence[Form]) -> dict[str, Any]:
    """The document of the first page (templates/pdf/cover.html)."""
    return {
        "form": "cover",
        "district": order.district,
        "title": order.title if not site or site in order.title else f"{order.title}, {site}",
        "made_by": order.person,
        "made_on": order.today.isoformat(),
        "site": site,
        "duplex": order.choices.duplex,
        "held": [
            {
                "name": each.name,
                "site": each.site,
                "form": f"{FORM[each.kind]}, revision {each.number}" if each.number else FORM[each.kind],
                "standing": _standing(each, order.zone),
                "pages": binding.pages_of(content),
            }
            for each, content in gathered.items()
        ],
        "missing": [{"why": why, "names": names} for why, names in queries.why_missing(missing)],
    }


def _standing(form: Form, zone: str) -> str:
    if form.signed_at:
        return f"Signed {day_of(form.signed_at, zone)}"
    return {"submitted": "Not signed yet", "draft": "Draft, not signed", "blank": "Blank"}[form.standing]


def _zip(order: _Order, files: ExitStack) -> tuple[list[Made], Selection]:
    """The ZIPs of the sealed originals, each with an index of all."""
    selection = order.selection
    entries = archive.entries(selection.held)
    parts = entries[-1].part if entries else 1
    indexes = {
        "index.csv": archive.index_csv(entries, selection.missing),
        "index.html": archive.index_html(
            current_app.jinja_env,
            title=order.title,
            district=order.district,
            person=order.person,
            zone=order.zone,
            at=order.at,
            entries=entries,
            missing=selection.missing,
            parts=parts,
        ),
    }
    made, done = [], 0
    for part in range(1, parts + 1):
        mine = [each for each in entries if each.part == part]
        name = _file_name(order.title, f"part {part} of {parts}" if parts > 1 else "")
        pairs = _originals(order, mine, done)
        done += len(mine)
        made.append(
            _made(
                files,
                f"{name}.zip",
                [each.form for each in mine],
                lambda file, pairs=pairs: archive.write(file, pairs, indexes=indexes, at=order.at),
            )
        )
    return made, selection


def _originals(
    order: _Order, entries: Sequence[archive.Entry], done: int
) -> Iterator[tuple[archive.Entry, bytes]]:
    """The signed copies, byte for byte, one after the other."""
    for number, entry in enumerate(entries, start=done + 1):
        content = _content(order, entry.form)
        if content is None:
            # Records with a silent hole are worse than none, and trying again does not mend the store.
            raise jobs.GiveUp(f"The signed copy {entry.form.sha256} cannot be read.")
        yield entry, content
        if number % 20 == 0:
            order.told(number)


def _made(files: ExitStack, name: str, forms: Sequence[Form], write: Callable[[IO[bytes]], object]) -> Made:
    """A file without a name on the disk, so that a worker that is killed leaves nothing lying about."""
    file = files.enter_context(TemporaryFile())  # noqa: SIM115 – the stack closes it
    write(file)
    file.seek(0)
    held = defaultdict(list)
    for each in forms:
        if each.plan_id not in held[what := f"{each.kind} {each.standing}"]:
            held[what].append(each.plan_id)
    return Made(name, hashlib.file_digest(file, "sha256").hexdigest(), file, dict(held))


def _file_name(title: str, more: str) -> str:
    return safe(" – ".join(part for part in (title, more) if part), instead="Packet")
