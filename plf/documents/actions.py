"""Issuing what both signed: ordered with the second signature, made by a job (jobs.py), kept once and for good."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from plf import contents, history, jobs, pdf, store
from plf.documents import queries
from plf.extensions import db
from plf.models import Document, Plan, Revision, Signature

JOB = "issue"


def order(revision_id: int) -> None:
    """Have the signed copy of a revision made. Call it inside `writing()`; a second order is the same one."""
    jobs.enqueue(JOB, {"revision": revision_id}, key=_key(revision_id))


def order_missing() -> int:
    """Order the copies of everything that both signed and that has none yet. Returns how many. Inside `writing()`."""
    missing = db.session.scalars(
        select(Signature.revision_id).where(
            Signature.role == "teacher", ~exists().where(Document.revision_id == Signature.revision_id)
        )
    ).all()
    jobs.enqueue_all(JOB, {_key(number): {"revision": number} for number in missing})
    return len(set(missing))


def keep(revision_id: int, document: dict[str, Any], content: bytes, *, seal: str, at: datetime) -> Document:
    """Keep the sealed PDF of a revision, for good. Call it inside `writing()`.

    `document` is what it was made from, `seal` the fingerprint of the certificate. If another worker was first, theirs
    is kept and returned: people may hold a copy of it already. Raises LookupError for a revision that is not there.
    """
    revision = db.session.get(Revision, revision_id)
    if revision is None:
        raise LookupError(f"There is no revision {revision_id}.")
    plan = db.session.scalar(select(Plan).where(Plan.id == revision.plan_id).with_for_update())
    issued = queries.issued(revision_id)
    if issued:
        return issued
    sha256 = store.fingerprint(content)
    store.put(sha256, content)
    issued = Document(
        plan_id=plan.id,
        revision_id=revision_id,
        code=pdf.check_code(revision.sha256).replace("-", ""),
        sha256=sha256,
        data=contents.canonical(document),
        certificate=seal,
        issued_at=at,
    )
    db.session.add(issued)
    history.record(
        plan,
        "issue_document",
        by=plan.teacher,
        role="",
        at=at,
        of=revision.kind,
        revision=revision.number,
        document_sha256=sha256,
    )
    return issued


def _key(revision_id: int) -> str:
    return f"{JOB}-{revision_id}"
