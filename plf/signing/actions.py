"""Signing (step 3): what a signature covers is frozen as canonical JSON with its SHA-256."""

from datetime import datetime
from typing import Any

from plf import contents, rules, steps
from plf.auth.proof import Proof
from plf.extensions import db
from plf.formats import day
from plf.models import Person, Plan, Revision, Signature
from plf.people.queries import district
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import Refusal, Role

RESPONSE_LIMIT = 2000


def statement(plan: Plan, role: str) -> str:
    """The sentence that the evaluator or the teacher signs, with the names and days of this plan."""
    return contents.STATEMENTS[role].format(
        teacher=plan.teacher.name, held_on=day(plan.held_on), checkpoint_on=day(plan.checkpoint_on)
    )


def sign_as_evaluator(seen: SeenPlan, *, at: datetime, seen_sha256: str, proof: Proof) -> Signature:
    """The evaluator, or their deputy in their own name, signs the current revision (step 3).

    `seen_sha256` is the fingerprint of the text on the page: if the text was changed together meanwhile,
    nothing is signed (409). The signature covers text, meeting day and checkpoint date.
    """
    seen.require("sign_as_evaluator")
    revision = require_as_read(seen.plan, seen_sha256)
    signature = _sign(seen, revision, "evaluator", at=at, proof=proof)
    seen.plan.touched_at = at
    steps.take(seen, "sign_as_evaluator", at=at, revision=revision.number, signature_sha256=signature.sha256)
    return signature


def sign_as_teacher(
    seen: SeenPlan, *, at: datetime, seen_sha256: str, proof: Proof, response: str = ""
) -> Signature:
    """The teacher signs what the evaluator signed (step 3); the revision is then in force.

    A written response may go with it: signing is not agreeing. The signature covers the text, the meeting,
    the checkpoint date, the evaluator's signature and the response. Raises 409 when the text is another now.
    """
    seen.require("sign_as_teacher")
    plan = seen.plan
    revision = require_as_read(plan, seen_sha256)
    response = contents.clean(response)
    if len(response) > RESPONSE_LIMIT:
        raise rules.not_ready(f"Shorten your response to {RESPONSE_LIMIT:,} characters.", "response")
    theirs = queries.standing_signature(plan, "evaluator")
    signature = _sign(
        seen,
        revision,
        "teacher",
        at=at,
        proof=proof,
        response=response,
        evaluator_signature_sha256=theirs.sha256,
    )
    plan.in_force_id, plan.touched_at = revision.id, at
    steps.take(seen, "sign_as_teacher", at=at, revision=revision.number, signature_sha256=signature.sha256)
    return signature


def take_back_signature(seen: SeenPlan, *, reason: str, at: datetime, seen_version: int) -> None:
    """The evaluator takes the signature back before the teacher signed (step 3); it stays on record.

    Raises a Refusal (422, field "reason") without a reason.
    """
    steps.check_version(seen, seen_version)
    seen.require("take_back_signature")
    _supersede(seen, "take_back_signature", reason, "taken back", at=at)


def decline_to_sign(seen: SeenPlan, *, reason: str, at: datetime, seen_version: int) -> None:
    """The teacher declines to sign (step 3): the plan is returned, the evaluator's signature stays on record.

    Raises a Refusal (422, field "reason") without a reason.
    """
    steps.check_version(seen, seen_version)
    seen.require("decline_to_sign")
    _supersede(seen, "decline_to_sign", reason, "declined", at=at)


def _supersede(seen: SeenPlan, action: str, reason: str, why: str, *, at: datetime) -> None:
    signature = queries.standing_signature(seen.plan, "evaluator")
    signature.superseded_at, signature.superseded_why = at, why
    seen.plan.touched_at = at
    steps.take(seen, action, at=at, reason=reason, superseded=signature.sha256[:16])


def require_as_read(plan: Plan, seen_sha256: str) -> Revision:
    """The plan's current revision, if its fingerprint is the one on the page; a Refusal (409) if not."""
    revision = db.session.get(Revision, plan.revision_id)
    if revision.sha256 != seen_sha256:
        raise Refusal(
            409,
            "The text was changed after you opened this page, so nothing was signed. Read it again, then sign it.",
        )
    return revision


def _sign(
    seen: SeenPlan,
    revision: Revision,
    role: str,
    *,
    at: datetime,
    proof: Proof,
    response: str = "",
    **also_covers: Any,
) -> Signature:
    plan, person = seen.plan, seen.person
    stands_for: Person | None = seen.deputy_for if seen.role == Role.DEPUTY else None
    said = statement(plan, role)
    agreed = contents.canonical(
        {
            "schema": contents.SCHEMA,
            "kind": "signature",
            "plan": plan.id,
            "revision": revision.number,
            "text_sha256": revision.sha256,
            "role": role,
            "person": {"id": person.id, "name": person.name},
            "deputy_for": {"id": stands_for.id, "name": stands_for.name} if stands_for else None,
            "held_on": plan.held_on.isoformat(),
            "checkpoint_on": plan.checkpoint_on.isoformat(),
            "statement": said,
            "response": response,
            "signed_at": at.isoformat(timespec="seconds"),
            "zone": district().time_zone,
            "proof": proof.how,
            "proved_at": proof.at.isoformat(timespec="seconds"),
            **also_covers,
        }
    )
    signature = Signature(
        plan_id=plan.id,
        revision_id=revision.id,
        role=role,
        person_id=person.id,
        for_id=stands_for.id if stands_for else None,
        signed_at=at,
        statement=said,
        response=response,
        agreed=agreed,
        sha256=contents.fingerprint(agreed),
        proof=proof.how,
        proved_at=proof.at,
        address=proof.address[:60],
        browser=proof.browser[:300],
    )
    db.session.add(signature)
    return signature
