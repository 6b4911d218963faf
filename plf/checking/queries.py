"""Questions about what was issued: by its code, by its bytes, by what a copy of it still tells; and to whom it is known."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from plf.documents.queries import may_read
from plf.extensions import db
from plf.models import Document, FailedTry, Person, Revision, Signature
from plf.pdf import check_code
from plf.people.queries import district
from plf.plans.queries import find
from plf.rules import Refusal

_ISSUED = select(Document).options(joinedload(Document.revision))


def with_code(code: str) -> Document | None:
    """The document that this code (16 letters, no dashes) is printed on; None when there is none."""
    return db.session.scalar(_ISSUED.where(Document.code == code))


def with_bytes(sha256: str) -> Document | None:
    """The document whose file has this SHA-256; None when there is none."""
    return db.session.scalar(_ISSUED.where(Document.sha256 == sha256).order_by(Document.id).limit(1))


def told_by(texts: Iterable[str], codes: Iterable[str]) -> Document | None:
    """The document that a file says it is: by the SHA-256 of a text in it, else by a code (no dashes) printed on it."""
    texts, codes = list(texts), list(codes)
    wanted = {*(check_code(each).replace("-", "") for each in texts), *codes}
    found = list(db.session.scalars(_ISSUED.where(Document.code.in_(wanted)).order_by(Document.id)))
    by_text = [each for each in found if each.revision.sha256 in texts]
    return next(iter(by_text or found), None)


def superseded_at(document: Document) -> datetime | None:
    """When a newer text of the same plan, or of its checkpoint, was signed by both; None while this is the newest."""
    newer = aliased(Revision)
    return db.session.scalar(
        select(Signature.signed_at)
        .join(newer, newer.id == Signature.revision_id)
        .where(
            Signature.role == "teacher",
            newer.plan_id == document.plan_id,
            newer.kind == document.revision.kind,
            newer.number > document.revision.number,
        )
        .order_by(Signature.signed_at)
        .limit(1)
    )


def district_of(document: Document) -> str:
    """The name that the district had when this was signed; its name today when the text went by rule."""
    if document.revision.is_gone:
        return district().name
    return json.loads(document.data)["frozen"]["district"]


@dataclass(frozen=True)
class Known:
    """What is said of a document to somebody who may see it.

    signature_id    of their own signature, if that is all that lets them see it; else None
    """

    teacher: str
    year: str
    revision: int
    signature_id: int | None = None


def known_to(document: Document, person: Person, *, on: date) -> Known | None:
    """Whose it is, for a person who may read it on the day `on` or has signed it as evaluator; None for others."""
    plan, revision = document.plan, document.revision
    known = Known(plan.teacher.name, plan.year.label, revision.number)
    try:
        if may_read(find(plan.id, person, on=on), revision.kind):
            return known
    except Refusal:
        pass  # not a plan of theirs; but they may have signed it once
    signature_id = db.session.scalar(
        select(Signature.id)
        .where(Signature.revision_id == revision.id, Signature.person_id == person.id)
        .order_by(Signature.id.desc())
        .limit(1)
    )
    return Known(known.teacher, known.year, known.revision, signature_id) if signature_id else None


def counted(keys: Iterable[str]) -> dict[str, int]:
    """How often each of these was counted; see actions.py."""
    rows = db.session.execute(select(FailedTry.key, FailedTry.count).where(FailedTry.key.in_(keys)))
    return {row.key: row.count for row in rows}
