"""What happened to a plan, line by line, each line holding the hash of the one before it.

Lines hold facts and hashes, no long text: so that a text whose time has come can go and the chain still holds.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from plf import contents, store
from plf.database import read_columns
from plf.extensions import db
from plf.models import (
    GONE,
    Disposition,
    Document,
    HistoryLine,
    Paper,
    Person,
    Plan,
    PlanSpan,
    Reason,
    Revision,
    Signature,
    Tombstone,
)

FIRST = "0" * 64

# The facts that name something kept elsewhere; fingerprints of messages and reasons name what may go.
KEPT = ("text_sha256", "signature_sha256", "document_sha256", "scan_sha256")


def begin(plan: Plan, action: str, *, by: Person, role: str, at: datetime, **facts: Any) -> HistoryLine:
    """The first line of a new plan's history. As `record`, without looking for a line before it."""
    return _add(plan, action, 1, FIRST, by=by, role=role, at=at, facts=facts)


def record(plan: Plan, action: str, *, by: Person, role: str, at: datetime, **facts: Any) -> HistoryLine:
    """Add a line to the plan's history. Call it inside `writing()`, with the plan locked.

    `facts` are short JSON values: hashes, days as text, names of states. Returns the new line.
    """
    last = db.session.execute(
        select(HistoryLine.number, HistoryLine.hash)
        .where(HistoryLine.plan_id == plan.id)
        .order_by(HistoryLine.number.desc())
        .limit(1)
    ).first()
    number, before = (last.number + 1, last.hash) if last else (1, FIRST)
    return _add(plan, action, number, before, by=by, role=role, at=at, facts=facts)


def _add(
    plan: Plan,
    action: str,
    number: int,
    before: str,
    *,
    by: Person,
    role: str,
    at: datetime,
    facts: dict[str, Any],
) -> HistoryLine:
    line = HistoryLine(
        plan_id=plan.id,
        number=number,
        at=at,
        person_id=by.id,
        role=role,
        action=action,
        facts=facts,
        before_hash=before,
        hash="",
    )
    line.hash = _hash(line)
    db.session.add(line)
    _keep_span(plan, at, is_first=number == 1)
    return line


def _keep_span(plan: Plan, at: datetime, *, is_first: bool) -> None:
    """Write down how the plan stands from `at` on, if that is something else than before."""
    stands = {
        "state": plan.state,
        "evaluator_id": plan.evaluator_id,
        "site_id": plan.site_id,
        "is_paused": plan.paused_at is not None,
    }
    last = None if is_first else db.session.scalar(_LAST_SPAN, {"plan": plan.id})
    if last and stands == {name: getattr(last, name) for name in stands}:
        return
    if last and last.since >= at:  # two steps at one moment: what came of them counts
        for name, value in stands.items():
            setattr(last, name, value)
        return
    if last:
        last.until = at
    db.session.add(PlanSpan(plan_id=plan.id, since=at, **stands))


_LAST_SPAN = select(PlanSpan).where(PlanSpan.plan_id == bindparam("plan"), PlanSpan.until.is_(None))


# What each action is called once it has happened.
TOLD = {
    "assign": "Assigned the plan",
    "edit": "Began to write",
    "ask_for_comments": "Asked for comments",
    "stop_asking": "Stopped asking for comments",
    "submit": "Submitted the plan",
    "recall": "Recalled the plan",
    "book_review_meeting": "Booked the review meeting",
    "set_agreed_by": "Set the day by which the plan is to be agreed",
    "return": "Returned the plan",
    "record_review_meeting": "Recorded the review meeting",
    "revise_together": "Changed the text together",
    "sign_as_evaluator": "Signed as evaluator",
    "sign_on_paper": "Filed the paper that both signed",
    "take_back_signature": "Took back the signature",
    "sign_as_teacher": "Signed as teacher",
    "issue_document": "Signed copy sealed and kept",
    "decline_to_sign": "Declined to sign",
    "amend": "Began to amend the plan",
    "drop_amendment": "Dropped the amendment",
    "move_checkpoint_date": "Moved the checkpoint date",
    "extend_checkpoint_date": "Extended the checkpoint date",
    "write_checkpoint": "Began the checkpoint",
    "submit_checkpoint": "Submitted the checkpoint",
    "recall_checkpoint": "Recalled the checkpoint",
    "return_checkpoint": "Returned the checkpoint",
    "book_final_conference": "Booked the final conference",
    "record_final_conference": "Recorded the final conference",
    "revise_checkpoint_together": "Changed the checkpoint together",
    "sign_checkpoint_as_evaluator": "Signed the checkpoint as evaluator",
    "sign_checkpoint_on_paper": "Filed the checkpoint that both signed on paper",
    "take_back_checkpoint_signature": "Took back the signature",
    "sign_checkpoint_as_teacher": "Signed the checkpoint as teacher",
    "decline_to_sign_checkpoint": "Declined to sign the checkpoint",
    "continue_plan": "Went on from last year’s plan",
    "hand_over": "Named another evaluator",
    "transfer": "Moved to another site",
    "note_not_signed": "Noted that the teacher does not sign",
    "pause": "Paused the plan",
    "resume": "Resumed the plan",
    "withdraw": "Withdrew the plan",
    "reinstate": "Reinstated the plan",
    "end_unfinished": "Ended the plan unfinished",
    "dispose": "Texts went by the rules of retention",
}


def told(line: "HistoryLine | Told") -> str:
    """What a line says happened, in words for the page."""
    words = TOLD.get(line.action, line.action.replace("_", " ").capitalize())
    if "cancelled" in line.facts:
        return words.replace("Booked", "Cancelled")
    if "instead_of" in line.facts and words.startswith("Booked"):
        return words.replace("Booked", "Moved")
    revision = line.facts.get("revision")
    return f"{words} (revision {revision})" if revision else words


class Told(NamedTuple):
    """A line of history as it is read: what was done when (UTC), by whom in which role, and the reason; "" if none."""

    at: datetime
    action: str
    role: str
    facts: dict[str, Any]
    who: str
    reason: str


_TIMELINE = (
    select(
        HistoryLine.at,
        HistoryLine.action,
        HistoryLine.role,
        HistoryLine.facts,
        Person.given_name,
        Person.family_name,
        Reason.text,
    )
    .join(HistoryLine.person)
    .outerjoin(HistoryLine.reason)
    .where(HistoryLine.plan_id == bindparam("plan"))
    .order_by(HistoryLine.number.desc())
)


def timeline(plan_id: int) -> list[Told]:
    """The lines of a plan, latest first."""
    return [
        Told(at, action, role, facts, f"{given} {family}".strip(), reason or "")
        for at, action, role, facts, given, family, reason in read_columns(_TIMELINE, {"plan": plan_id})
    ]


@dataclass(frozen=True)
class Broken:
    """Something that is not as it was written. `where` names the row for the person who has to look."""

    plan_id: int
    where: str
    sentence: str


def verify() -> Iterator[Broken]:
    """Every break in the record, plan by plan: the lines and their order, the frozen texts, the signatures.

    The first one yielded for a plan is the first broken line. Nothing is yielded when all is as it was written.
    """
    for plan_id in db.session.scalars(select(Plan.id).order_by(Plan.id)):
        yield from _verify_plan(plan_id)


def _verify_plan(plan_id: int) -> Iterator[Broken]:
    lines = list(
        db.session.scalars(
            select(HistoryLine).where(HistoryLine.plan_id == plan_id).order_by(HistoryLine.number)
        )
    )
    if not lines:
        yield Broken(plan_id, "history", "The plan has no history at all.")
        return
    before = FIRST
    for expected, line in enumerate(lines, start=1):
        where = f"history line {line.number}"
        if line.number != expected:
            yield Broken(plan_id, where, f"Line {expected} is missing before it.")
            return
        if line.before_hash != before:
            yield Broken(plan_id, where, "It does not follow from the line before it.")
            return
        if line.hash != _hash(line):
            yield Broken(plan_id, where, "It is not what was written.")
            return
        before = line.hash
    reached = next((line.facts["to"] for line in reversed(lines) if "to" in line.facts), None)
    state = db.session.scalar(select(Plan.state).where(Plan.id == plan_id))
    if state != reached:  # the end of a chain can be cut off without breaking it
        yield Broken(plan_id, "history", f"It ends with “{reached}”, but the plan is “{state}”.")
        return
    told = {value for line in lines for name, value in line.facts.items() if name in KEPT}
    stones = list(db.session.scalars(select(Tombstone).where(Tombstone.plan_id == plan_id)))
    yield from _verify_tombstones(plan_id, lines, stones)
    gone = {(stone.what, stone.row_id): stone.sha256 for stone in stones if stone.row_id}
    yield from _verify_texts(plan_id, told, gone)


def seal_of(stones: Iterable[Tombstone]) -> str:
    """The fingerprint of tombstones that were laid together, for the line of history that tells of them."""
    return contents.fingerprint(
        contents.canonical(sorted([each.what, each.row_id or 0, each.sha256, each.number] for each in stones))
    )


def _verify_tombstones(plan_id: int, lines: list[HistoryLine], stones: list[Tombstone]) -> Iterator[Broken]:
    """What went by rule: each tombstone stands on a confirmed list, and is told of by a line of the history."""
    laid: dict[tuple[int, str], list[Tombstone]] = {}
    for stone in stones:
        laid.setdefault((stone.disposition_id, stone.kind), []).append(stone)
    told = {
        (line.facts["disposition"], line.facts["of"]): line.facts["tombstones_sha256"]
        for line in lines
        if line.action == "dispose"
    }
    lists = {
        each.id: each.confirmed_at
        for each in db.session.scalars(
            select(Disposition).where(Disposition.id.in_({number for number, _ in laid}))
        )
    }
    for number, kind in sorted(laid.keys() | told.keys()):
        where, group = f"tombstones of list {number} ({kind})", laid.get((number, kind), [])
        if group and lists.get(number) is None:
            yield Broken(plan_id, where, "Nobody confirmed that these texts may go.")
        elif told.get((number, kind)) != seal_of(group):
            yield Broken(plan_id, where, "They are not what the history tells of.")


def _verify_texts(plan_id: int, told: set[str], gone: dict[tuple[str, int], str]) -> Iterator[Broken]:
    """`gone`: what went by rule, (table, id) → fingerprint. A text that is missing without that is a fault."""
    found = set()
    for revision in db.session.scalars(select(Revision).where(Revision.plan_id == plan_id)):
        where = f"revision {revision.number}"
        found.add(revision.sha256)
        if revision.frozen == GONE and gone.get(("revision", revision.id)) == revision.sha256:
            continue
        if contents.fingerprint(revision.frozen) != revision.sha256:
            yield Broken(plan_id, where, "Its text is not what was frozen.")
        elif revision.sha256 not in told:
            yield Broken(plan_id, where, "The history does not know its fingerprint.")
    for signature in db.session.scalars(select(Signature).where(Signature.plan_id == plan_id)):
        where = f"signature {signature.id} ({signature.role})"
        found.add(signature.sha256)
        if signature.agreed == GONE and gone.get(("signature", signature.id)) == signature.sha256:
            continue
        if contents.fingerprint(signature.agreed) != signature.sha256:
            yield Broken(plan_id, where, "It is not what was signed.")
        elif not _shows_what_was_signed(signature):
            yield Broken(plan_id, where, "What is shown of it is not what was signed.")
        elif signature.sha256 not in told:
            yield Broken(plan_id, where, "The history does not know it.")
    for document in db.session.scalars(select(Document).where(Document.plan_id == plan_id)):
        where = f"signed copy {document.id}"
        found.add(document.sha256)
        if gone.get(("document", document.id)) == document.sha256:
            continue
        if not _is_in_store(document.sha256):
            yield Broken(plan_id, where, "Its bytes are not what was issued.")
        elif document.sha256 not in told:
            yield Broken(plan_id, where, "The history does not know it.")
    for paper in db.session.scalars(select(Paper).where(Paper.plan_id == plan_id)):
        where = f"signed paper {paper.id}"
        found.add(paper.sha256)
        if gone.get(("paper", paper.id)) == paper.sha256:
            continue
        if not _is_in_store(paper.sha256):
            yield Broken(plan_id, where, "Its scan is not what was filed.")
        elif paper.sha256 not in told:
            yield Broken(plan_id, where, "The history does not know it.")
    if told - found:
        yield Broken(
            plan_id, "revisions, signatures, copies and papers", "One that the history tells of is gone."
        )


def _is_in_store(sha256: str) -> bool:
    try:
        store.get(sha256)
    except store.Gone:
        return False
    return True


def _shows_what_was_signed(signature: Signature) -> bool:
    """Whether the columns that pages and prints show say the same as the text that was signed."""
    agreed = json.loads(signature.agreed)
    stands_for = agreed["deputy_for"]
    return (
        agreed["plan"] == signature.plan_id
        and agreed["role"] == signature.role
        and agreed["person"]["id"] == signature.person_id
        and (stands_for["id"] if stands_for else None) == signature.for_id
        and agreed["statement"] == signature.statement
        and agreed["response"] == signature.response
        and agreed["proof"] == signature.proof
        and agreed["signed_at"] == signature.signed_at.isoformat(timespec="seconds")
    )


def _hash(line: HistoryLine) -> str:
    written = contents.canonical(
        {
            "plan": line.plan_id,
            "number": line.number,
            "at": line.at.isoformat(timespec="microseconds"),
            "person": line.person_id,
            "role": str(line.role),
            "action": line.action,
            "facts": line.facts,
            "before": line.before_hash,
        }
    )
    return hashlib.sha256(written.encode()).hexdigest()
