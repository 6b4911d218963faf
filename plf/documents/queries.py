"""What goes on paper: the document that plf.pdf renders, made from what this person may read."""

import json
from typing import Any

from plf import contents
from plf.models import Signature
from plf.people.queries import district
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import HIDDEN


def document_of(seen: SeenPlan) -> dict[str, Any]:
    """The plan as this person may print it: signed, or a draft with what is there so far (see plf.pdf).

    Raises rules.HIDDEN when there is no text that they may read.
    """
    reading = queries.reading(seen)
    if reading.frozen is None:
        raise HIDDEN
    revision = reading.revision
    signatures = [
        each
        for each in (queries.signatures(seen.plan, revision_id=revision.id) if revision else [])
        if each.superseded_at is None
    ]
    signed = {each.role for each in signatures} == {"evaluator", "teacher"}
    return {
        "schema": contents.SCHEMA,
        "form": "plan",
        "status": "signed" if signed else "draft",
        "frozen": reading.frozen,
        "fingerprint": revision.sha256 if revision else "",
        "record": _record(seen, signatures),
        "signatures": [_signature(each) for each in signatures],
        "zone": district().time_zone,
    }


def blank_document(seen: SeenPlan) -> dict[str, Any]:
    """The form with nothing in it but who it is for, to be filled in by hand."""
    frozen = queries.as_frozen(seen.plan, contents.empty(), {}, number=0)
    return {
        "schema": contents.SCHEMA,
        "form": "plan",
        "status": "blank",
        "frozen": frozen,
        "fingerprint": "",
        "record": None,
        "signatures": [],
        "zone": district().time_zone,
    }


def _record(seen: SeenPlan, signatures: list[Signature]) -> dict[str, str] | None:
    """The meeting and the checkpoint date: as signed, once somebody signed; else as recorded so far."""
    if signatures:
        agreed = json.loads(signatures[0].agreed)
        return {"held_on": agreed["held_on"], "checkpoint_on": agreed["checkpoint_on"]}
    plan = seen.plan
    if not plan.held_on or not plan.checkpoint_on:
        return None
    return {"held_on": plan.held_on.isoformat(), "checkpoint_on": plan.checkpoint_on.isoformat()}


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
