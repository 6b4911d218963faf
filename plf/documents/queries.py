"""What goes on paper: the document that plf.pdf renders, made from what this person may read; and what was issued."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, bindparam, cast, exists, func, select

from plf import contents
from plf.database import fixed
from plf.extensions import db
from plf.models import Document, Job, Plan, Revision, Signature
from plf.pdf import check_code
from plf.people.queries import district
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import GONE, HIDDEN


def document_of(seen: SeenPlan, kind: str = "plan") -> dict[str, Any]:
    """The plan or its checkpoint as this person may print it: signed, or a draft with what is there so far (see plf.pdf).

    Raises rules.HIDDEN when there is no text that they may read, rules.GONE when it went by the rules of retention.
    """
    reading = queries.reading(seen, kind)
    if reading.is_gone:
        raise GONE
    if reading.frozen is None:
        raise HIDDEN
    revision = reading.revision
    signatures = [
        each
        for each in (queries.signatures(seen.plan, revision_id=revision.id) if revision else [])
        if each.superseded_at is None
    ]
    return document_of_revision(
        reading.frozen,
        revision.sha256 if revision else "",
        signatures,
        recorded=_recorded(seen, kind),
        evaluator=seen.plan.evaluator.name if seen.plan.evaluator else "",
    )


def document_of_revision(
    frozen: dict[str, Any],
    fingerprint: str,
    signatures: list[Signature],
    *,
    recorded: dict[str, str] | None = None,
    evaluator: str = "",
) -> dict[str, Any]:
    """One frozen text with its signatures as a document. `recorded` and `evaluator` count while nobody has signed.

    Then it is who signed, or for whom: after a hand-over that is somebody else than when the text was frozen.
    """
    signed = {each.role for each in signatures} == {"evaluator", "teacher"}
    return {
        "schema": contents.SCHEMA,
        "form": frozen["kind"],
        "status": "signed" if signed else "draft",
        "frozen": frozen,
        "evaluator": _evaluator(signatures) or evaluator,
        "fingerprint": fingerprint,
        "record": _agreed(signatures[0]) if signatures else recorded,
        "signatures": [_signature(each) for each in signatures],
        "zone": district().time_zone,
    }


def document_to_issue(revision_id: int) -> dict[str, Any] | None:
    """The document to seal, of a revision that both signed: exactly what they signed (see `pdf.archive`).

    None when it was issued already. Raises LookupError when both have not signed it.
    """
    if issued(revision_id):
        return None
    revision = db.session.get(Revision, revision_id)
    theirs = db.session.scalar(
        select(Signature)
        .where(Signature.revision_id == revision_id, Signature.role == "teacher")
        .order_by(Signature.id.desc())
        .limit(1)
    )
    if theirs is None:
        raise LookupError(f"Revision {revision_id} was not signed by both.")
    first = json.loads(theirs.agreed)["evaluator_signature_sha256"]
    evaluators = db.session.scalars(
        select(Signature).where(Signature.revision_id == revision_id, Signature.sha256 == first)
    ).one()
    return document_of_revision(json.loads(revision.frozen), revision.sha256, [evaluators, theirs])


def issued(revision_id: int) -> Document | None:
    """The signed copy of a revision; None while there is none."""
    return db.session.scalar(select(Document).where(Document.revision_id == revision_id))


def issued_of(plan_id: int, fingerprint: str) -> Document | None:
    """The signed copy of the text with this fingerprint (SHA-256); None while there is none."""
    return db.session.scalar(
        select(Document).where(
            Document.plan_id == plan_id, Document.revision.has(Revision.sha256 == fingerprint)
        )
    )


def file_name(seen: SeenPlan, issued: Document) -> str:
    """What a signed copy is called when it is saved, without its ending."""
    revision = issued.revision
    return f"{revision.kind}-{seen.plan.year.label}-{seen.plan.id}-revision-{revision.number}-signed"


def may_read(seen: SeenPlan, kind: str) -> bool:
    """Whether this person may read what was signed of the plan or of its checkpoint."""
    return seen.sees.frozen if kind == "plan" else seen.sees.checkpoint


@dataclass(frozen=True)
class Copy:
    """A text that both signed, and the document that was issued of it; None while that is being made.

    waits   why it cannot be made yet, if somebody has to do something first
    """

    revision: Revision
    document: Document | None
    waits: str = ""

    @property
    def code(self) -> str:
        """What people type to check it."""
        return check_code(self.revision.sha256)


_COPIES = (
    select(Revision, Document, Job.error)
    .outerjoin(Document, Document.revision_id == Revision.id)
    .outerjoin(Job, Job.key == fixed("issue-") + cast(Revision.id, String))
    .where(
        Revision.plan_id == bindparam("plan"),
        # By the plan as well, which there is an index of.
        exists().where(
            Signature.plan_id == Revision.plan_id,
            Signature.revision_id == Revision.id,
            Signature.role == fixed("teacher"),
        ),
    )
    .order_by(Revision.id.desc())
)


def copies(seen: SeenPlan) -> list[Copy]:
    """The signed copies of a plan and its checkpoint that this person may read, the latest first."""
    rows = db.session.execute(_COPIES, {"plan": seen.plan.id})
    return [
        Copy(revision, document, "" if document else error or "")
        for revision, document, error in rows
        if may_read(seen, revision.kind)
    ]


@dataclass(frozen=True)
class Waiting:
    """How many signed copies are still to be made, and why one of them cannot be made yet, if so."""

    count: int
    reason: str


def waiting() -> Waiting:
    """For the office: the signed copies that are still to be made."""
    to_make = Job.kind == "issue", Job.state.in_(("queued", "running"))
    row = db.session.execute(select(func.count(), func.max(Job.error)).where(*to_make)).one()
    return Waiting(row[0], row[1] or "")


def document_of_signature(signature: Signature) -> dict[str, Any]:
    """What somebody signed as evaluator: that revision, their signature, and the teacher's that was given on it.

    For who no longer sees the plan. A signature that was superseded is on it all the same: it was given.
    """
    revision, plan = signature.revision, db.session.get(Plan, signature.plan_id)
    if revision.is_gone:
        raise GONE
    given = [
        each
        for each in queries.signatures(plan, revision_id=revision.id)
        if each.id == signature.id
        or json.loads(each.agreed).get("evaluator_signature_sha256") == signature.sha256
    ]
    return document_of_revision(json.loads(revision.frozen), revision.sha256, given)


def blank_document(seen: SeenPlan, kind: str = "plan") -> dict[str, Any]:
    """The form with nothing in it but who it is for, to be filled in by hand; a checkpoint's names the action steps.

    Raises rules.HIDDEN for a checkpoint of a plan that nobody has signed yet.
    """
    text = contents.empty(kind)
    if kind == "checkpoint":
        if not seen.case.in_force or not seen.sees.frozen:
            raise HIDDEN
        text = contents.answering(text, contents.steps_of(queries.in_force(seen.plan)))
    frozen = queries.as_frozen(seen.plan, text, {}, number=0, kind=kind)
    return {
        "schema": contents.SCHEMA,
        "form": kind,
        "status": "blank",
        "frozen": frozen,
        "fingerprint": "",
        "record": None,
        "signatures": [],
        "zone": district().time_zone,
    }


# What the evaluator's part of each form says, as the signature covers it.
RECORD = {
    "plan": ("held_on", "checkpoint_on"),
    "checkpoint": ("held_on", "progress", "comments", "next_steps", "decision"),
}


def _agreed(signature: Signature) -> dict[str, str]:
    """What was settled in the meeting, as it was signed."""
    agreed = json.loads(signature.agreed)
    return {name: agreed[name] for name in RECORD[agreed.get("of", "plan")]}


def _recorded(seen: SeenPlan, kind: str) -> dict[str, str] | None:
    """What was recorded of the meeting so far, by those who may read it."""
    if kind == "plan":
        held_on, checkpoint_on = seen.plan.held_on, seen.plan.checkpoint_on
        if not held_on or not checkpoint_on:
            return None
        return {"held_on": held_on.isoformat(), "checkpoint_on": checkpoint_on.isoformat()}
    conference = queries.conference_of(seen.plan)
    if conference is None:
        return None
    recorded = {name: getattr(conference, name) for name in RECORD["checkpoint"]}
    return {**recorded, "held_on": conference.held_on.isoformat()}


def _evaluator(signatures: list[Signature]) -> str:
    """Who signed as evaluator, or for whom a deputy did."""
    given = next((each for each in signatures if each.role == "evaluator"), None)
    if given is None:
        return ""
    agreed = json.loads(given.agreed)
    return (agreed["deputy_for"] or agreed["person"])["name"]


def _signature(each: Signature) -> dict[str, Any]:
    agreed = json.loads(each.agreed)
    return {
        "role": each.role,
        "name": agreed["person"]["name"],
        "for": agreed["deputy_for"]["name"] if agreed["deputy_for"] else None,
        "statement": each.statement,
        "signed_at": each.signed_at.isoformat(timespec="seconds"),
        "zone": agreed["zone"],
        "proof": each.proof,
        "response": each.response,
        "sha256": each.sha256,
        **({"paper": agreed["paper"]} if "paper" in agreed else {}),
    }
