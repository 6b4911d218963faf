"""Signing (steps 3 and 7): what a signature covers is frozen as canonical JSON with its SHA-256.

`kind` is "plan" or "checkpoint": both go the same round (rules.ROUNDS).
"""

from datetime import date, datetime
from typing import Any

from plf import contents, jobs, rules, steps
from plf.auth.proof import Proof
from plf.documents import actions as documents
from plf.extensions import db
from plf.formats import day, short_day
from plf.models import Person, Plan, Revision, Signature
from plf.people.queries import district
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import Refusal, Role
from plf.signing.queries import on_paper
from plf.support.actions import in_touch

RESPONSE_LIMIT = 2000


def statement(plan: Plan, role: str, kind: str = "plan") -> str:
    """The sentence that the evaluator or the teacher signs, with the names and days of this plan."""
    if kind == "plan":
        facts = {"held_on": day(plan.held_on), "checkpoint_on": day(plan.checkpoint_on)}
    else:
        conference = queries.conference_of(plan)
        facts = {"held_on": day(conference.held_on), "decision": conference.decision}
    return contents.STATEMENTS[kind][role].format(teacher=plan.teacher.name, **facts)


def sign_as_evaluator(
    seen: SeenPlan, *, at: datetime, seen_sha256: str, proof: Proof, kind: str = "plan"
) -> Signature:
    """The evaluator, or their deputy in their own name, signs the current revision (steps 3 and 7).

    `seen_sha256` is the fingerprint of the text on the page: if the text was changed together meanwhile,
    nothing is signed (409). The signature covers the text and what was agreed: meeting day and checkpoint date,
    or the record and decision of the final conference.
    """
    action = rules.ROUNDS[kind].sign_as_evaluator
    seen.require(action)
    revision = require_as_read(seen.plan, seen_sha256, kind)
    signature = _sign(seen, revision, "evaluator", at=at, proof=proof)
    in_touch(seen.plan, at=at)
    steps.take(seen, action, at=at, revision=revision.number, signature_sha256=signature.sha256)
    return signature


def sign_on_paper(
    seen: SeenPlan,
    *,
    at: datetime,
    seen_sha256: str,
    proof: Proof,
    signed_on: date,
    scan_sha256: str,
    kind: str = "plan",
) -> Signature:
    """The evaluator, or their deputy, files the paper that both signed by hand: it stands for their own signature.

    As `sign_as_evaluator`; the signature also covers the day written on the paper and the scan's fingerprint, and so
    does the teacher's, who confirms it with `sign_as_teacher`, or declines.
    """
    action = rules.ROUNDS[kind].sign_on_paper
    seen.require(action)
    revision = require_as_read(seen.plan, seen_sha256, kind)
    paper = {"signed_on": signed_on.isoformat(), "scan_sha256": scan_sha256}
    signature = _sign(seen, revision, "evaluator", at=at, proof=proof, paper=paper)
    in_touch(seen.plan, at=at)
    steps.take(
        seen,
        action,
        at=at,
        revision=revision.number,
        signature_sha256=signature.sha256,
        scan_sha256=scan_sha256,
    )
    return signature


def sign_as_teacher(
    seen: SeenPlan, *, at: datetime, seen_sha256: str, proof: Proof, response: str = "", kind: str = "plan"
) -> Signature:
    """The teacher signs what the evaluator signed: the plan is then in force (step 3), or ended as decided (step 7).

    A written response may go with it: signing is not agreeing. The signature covers all that the evaluator's
    does, that signature and the response. Raises 409 when the text is another now. The signed copy is made, and
    next year's plan of one that is continued opened, by jobs: signing waits for nothing and never fails for that.
    """
    action = rules.ROUNDS[kind].sign_as_teacher
    seen.require(action)
    plan = seen.plan
    revision = require_as_read(plan, seen_sha256, kind)
    response = contents.clean(response)
    if len(response) > RESPONSE_LIMIT:
        raise rules.not_ready(f"Shorten your response to {RESPONSE_LIMIT:,} characters.", "response")
    theirs = queries.standing_signature(plan, "evaluator", kind)
    signature = _sign(
        seen,
        revision,
        "teacher",
        at=at,
        proof=proof,
        response=response,
        paper=on_paper(theirs),
        evaluator_signature_sha256=theirs.sha256,
    )
    in_touch(plan, at=at)
    if kind == "plan":
        plan.in_force_id = revision.id
    steps.take(seen, action, at=at, revision=revision.number, signature_sha256=signature.sha256)
    documents.order(revision.id)
    if rules.goes_on(plan.state):
        jobs.enqueue("continue", {"plan": plan.id}, key=f"continue-{plan.id}")
    return signature


def take_back_signature(
    seen: SeenPlan, *, reason: str, at: datetime, seen_version: int, kind: str = "plan"
) -> None:
    """The evaluator takes the signature back before the teacher signed (steps 3 and 7); it stays on record.

    Raises a Refusal (422, field "reason") without a reason.
    """
    steps.check_version(seen, seen_version)
    seen.require(rules.ROUNDS[kind].take_back)
    supersede(seen.plan, kind, "taken back", at=at)
    in_touch(seen.plan, at=at)
    steps.take(seen, rules.ROUNDS[kind].take_back, at=at, reason=reason)


def decline_to_sign(
    seen: SeenPlan, *, reason: str, at: datetime, seen_version: int, kind: str = "plan"
) -> None:
    """The teacher declines to sign (steps 3 and 7): the text is returned, the evaluator's signature stays on record.

    Raises a Refusal (422, field "reason") without a reason.
    """
    steps.check_version(seen, seen_version)
    seen.require(rules.ROUNDS[kind].decline)
    supersede(seen.plan, kind, "declined", at=at)
    in_touch(seen.plan, at=at)
    steps.take(seen, rules.ROUNDS[kind].decline, at=at, reason=reason)


def supersede(plan: Plan, kind: str, why: str, *, at: datetime) -> None:
    """The evaluator's standing signature counts no more; it stays on record with `why`. For other actions too."""
    signature = queries.standing_signature(plan, "evaluator", kind)
    if signature:
        signature.superseded_at, signature.superseded_why = at, why


def require_as_read(plan: Plan, seen_sha256: str, kind: str = "plan") -> Revision:
    """The current revision of `kind`, if its fingerprint is the one on the page; a Refusal (409) if not."""
    revision = db.session.get(Revision, queries.current_revision_id(plan, kind))
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
    paper: dict[str, str] | None = None,
    **also_covers: Any,
) -> Signature:
    plan, person = seen.plan, seen.person
    how = f"paper of {short_day(paper['signed_on'])}; {proof.how}" if paper else proof.how
    if paper:
        also_covers["paper"] = paper
    stands_for: Person | None = seen.deputy_for if seen.role == Role.DEPUTY else None
    said = statement(plan, role, revision.kind)
    agreed = contents.canonical(
        {
            "schema": contents.SCHEMA,
            "kind": "signature",
            "plan": plan.id,
            "of": revision.kind,
            "revision": revision.number,
            "text_sha256": revision.sha256,
            "role": role,
            "person": {"id": person.id, "name": person.name},
            "deputy_for": {"id": stands_for.id, "name": stands_for.name} if stands_for else None,
            **_agreed(plan, revision.kind),
            "statement": said,
            "response": response,
            "signed_at": at.isoformat(timespec="seconds"),
            "zone": district().time_zone,
            "proof": how,
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
        proof=how,
        proved_at=proof.at,
        address=proof.address[:60],
        browser=proof.browser[:300],
    )
    db.session.add(signature)
    return signature


def _agreed(plan: Plan, kind: str) -> dict[str, Any]:
    """What was settled in the meeting, which the signature covers beside the text."""
    if kind == "plan":
        return {"held_on": plan.held_on.isoformat(), "checkpoint_on": plan.checkpoint_on.isoformat()}
    conference = queries.conference_of(plan)
    return {
        "held_on": conference.held_on.isoformat(),
        "progress": conference.progress,
        "comments": conference.comments,
        "next_steps": conference.next_steps,
        "decision": conference.decision,
    }
