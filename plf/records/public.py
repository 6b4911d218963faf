"""Writes the ZIP of a public-records request: signed copies and texts, what is given beside them, what is withheld and why."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from flask import render_template
from sqlalchemy import select

from plf import history, store
from plf.extensions import db
from plf.formats import moment
from plf.models import Comment, Document, JournalEntry, Paper, Plan, Revision, Signature, SupportNote
from plf.packets.names import for_spreadsheet
from plf.papers.queries import paper_of
from plf.plans.queries import VIEWED, views

# Never handed out, whatever is chosen.
NEVER = (
    "Drafts, and texts that were not signed by both",
    "Private notes of the journal",
    "Evidence files: they may show children",
    "The reasons that were given for a step, such as returning or ending a plan",
)
NOT_GIVEN = {
    "journal": "The journal",
    "talk": "Comments, and what was asked and offered as support",
    "history": "The history",
    "views": "Who has looked at it",
}


@dataclass(frozen=True)
class Asked:
    """What is written: of which plans, what of NOT_GIVEN is given, the request, why the rest is withheld, by whom."""

    plan_ids: list[int]
    given: frozenset[str]
    request: str
    withheld: str
    by: str
    district: str
    zone: str
    at: datetime


def write(to: IO[bytes], asked: Asked) -> None:
    """Write the ZIP. One plan after the other; nothing of it is kept here."""
    told: list[dict[str, Any]] = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for plan_id in asked.plan_ids:
            plan = db.session.get(Plan, plan_id)
            folder = f"{plan.year.label} plan {plan.id}"
            files = []
            for name, content in _files(plan, asked):
                archive.writestr(f"{folder}/{name}", content)
                files.append(name)
            told.append(
                {
                    "title": f"{plan.teacher.name}, {plan.year.label}",
                    "folder": folder,
                    "files": files,
                    "is_gone": _is_gone(plan),
                }
            )
        withheld = [*NEVER, *(words for name, words in NOT_GIVEN.items() if name not in asked.given)]
        index = render_template("records/public_index.html", asked=asked, plans=told, withheld=withheld)
        archive.writestr("index.html", index)
        archive.writestr(
            "index.json",
            _json(
                {
                    "district": asked.district,
                    "written_at": asked.at.isoformat(timespec="seconds"),
                    "by": asked.by,
                    "request": asked.request,
                    "plans": told,
                    "withheld": withheld,
                    "why": asked.withheld,
                }
            ),
        )


def _files(plan: Plan, asked: Asked) -> Iterator[tuple[str, str | bytes]]:
    """The files of one plan: name and content."""
    for revision in _signed(plan):
        name = f"{revision.kind} revision {revision.number}"
        document = db.session.scalar(select(Document).where(Document.revision_id == revision.id))
        if document:
            yield f"{name}.pdf", store.get(document.sha256)
        paper = _paper(revision)
        if paper:
            yield f"{name}, scan of the paper.{paper.kind}", store.get(paper.sha256)
        frozen = json.loads(revision.frozen)
        yield f"{name}.json", revision.frozen
        yield f"{name}.html", render_template("records/public_text.html", frozen=frozen, revision=revision)
    if "history" in asked.given:
        lines = reversed(history.timeline(plan.id))
        yield (
            "history.csv",
            _csv(
                ("when", "what", "who", "role"),
                ((moment(line.at, asked.zone), history.told(line), line.who, line.role) for line in lines),
            ),
        )
    if "views" in asked.given:
        rows = ((moment(v.at, asked.zone), v.person.name, VIEWED[v.how]) for v in views(plan))
        yield "who has looked.csv", _csv(("when", "who", "how"), rows)
    if "journal" in asked.given:
        yield "journal.csv", _csv(("day", "text", "hours", "action step"), _journal(plan))
    if "talk" in asked.given:
        yield "comments and support.csv", _csv(("when", "who", "about", "text"), _talk(plan, asked.zone))


def _signed(plan: Plan) -> list[Revision]:
    """What both signed and is still kept, the first one first."""
    by_both = select(Signature.revision_id).where(Signature.plan_id == plan.id, Signature.role == "teacher")
    found = db.session.scalars(select(Revision).where(Revision.id.in_(by_both)).order_by(Revision.id))
    return [each for each in found if not each.is_gone]


def _paper(revision: Revision) -> Paper | None:
    """The scan of the paper, where both signed this text by hand."""
    by_teacher = select(Signature).where(Signature.revision_id == revision.id, Signature.role == "teacher")
    signature = db.session.scalar(by_teacher.order_by(Signature.id.desc()).limit(1))
    return paper_of(signature) if signature else None


def _is_gone(plan: Plan) -> bool:
    return any(
        each.is_gone for each in db.session.scalars(select(Revision).where(Revision.plan_id == plan.id))
    )


def _journal(plan: Plan) -> Iterator[tuple]:
    entries = select(JournalEntry).where(JournalEntry.plan_id == plan.id, JournalEntry.is_private.is_(False))
    for each in db.session.scalars(entries.order_by(JournalEntry.day, JournalEntry.id)):
        yield each.day.isoformat(), each.text, each.hours or "", each.step


def _talk(plan: Plan, zone: str) -> Iterator[tuple]:
    for table in (Comment, SupportNote):
        for each in db.session.scalars(select(table).where(table.plan_id == plan.id).order_by(table.id)):
            about = each.section if isinstance(each, Comment) else each.kind
            yield moment(each.at, zone), each.person.name, about, each.text


def _csv(head: tuple, rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([for_spreadsheet(str(cell)) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
