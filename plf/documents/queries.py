"""What goes on paper: the document that plf.pdf renders, made from what this person may read."""

import json
from typing import Any

from plf import contents
from plf.extensions import db
from plf.models import Plan, Signature
from plf.people.queries import district
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import HIDDEN


def document_of(seen: SeenPlan, kind: str = "plan") -> dict[str, Any]:
    """The plan or its checkpoint as this person may print it: signed, or a draft with what is there so far (see plf.pdf).

    Raises rules.HIDDEN when there is no text that they may read.
    """
    reading = queries.reading(seen, kind)
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


def document_of_signature(signature: Signature) -> dict[str, Any]:
    """What somebody signed as evaluator: that revision, their signature, and the teacher's that was given on it.

    For who no longer sees the plan. A signature that was superseded is on it all the same: it was given.
    """
    revision, plan = signature.revision, db.session.get(Plan, signature.plan_id)
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
    return {
        "role": each.role,
        "name": json.loads(each.agreed)["person"]["name"],
        "for": each.deputy_for.name if each.deputy_for else None,
        "statement": each.statement,
        "signed_at": each.signed_at.isoformat(timespec="seconds"),
        "zone": district().time_zone,
        "proof": each.proof,
        "response": each.response,
        "sha256": each.sha256,
    }
