"""Filing the paper that both signed by hand (steps 3 and 7): a scan is kept for a while, then filed or dropped."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plf import rules, steps, store
from plf.auth.proof import Proof
from plf.extensions import db
from plf.models import Paper, Plan, Scan
from plf.papers import queries
from plf.papers.scans import Read
from plf.people.queries import district
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.signing import actions as signing

UNFILED_KEPT = timedelta(days=1)


def hold(
    seen: SeenPlan, read: Read, *, signed_on: date, today: date, at: datetime, kind: str = "plan"
) -> Scan:
    """Keep a scan that was read until it is filed; of one person and one form the last one alone.

    `signed_on` is the day written on the paper, `today` that of the district's calendar. Raises a Refusal (422) at
    "signed_on", or at "files" when the paper is not that of the text as it stands.
    """
    seen.require(rules.ROUNDS[kind].sign_on_paper)
    revision = queries.to_sign(seen.plan, kind)
    frozen_on = revision.frozen_at.astimezone(ZoneInfo(district().time_zone)).date()
    problem = rules.signed_on_problem(
        signed_on, today=today, held_on=_held_on(seen.plan, kind), frozen_on=frozen_on
    )
    if problem:
        raise rules.not_ready(problem, "signed_on")
    problem = queries.problem_of(seen, kind, read.codes)
    if problem:
        raise rules.not_ready(problem, "files")
    _drop(select(Scan).where(Scan.revision_id == revision.id, Scan.person_id == seen.person.id))
    store.put(read.sha256, read.content)
    scan = Scan(
        plan_id=seen.plan.id,
        revision_id=revision.id,
        sha256=read.sha256,
        kind=read.kind,
        size=len(read.content),
        pages=read.pages,
        code_read=bool(read.codes),
        signed_on=signed_on,
        person_id=seen.person.id,
        uploaded_at=at,
    )
    db.session.add(scan)
    db.session.flush()
    return scan


def file(
    seen: SeenPlan,
    scan_id: int,
    *,
    code: str | None,
    proof: Proof,
    at: datetime,
    seen_version: int,
    seen_sha256: str,
    kind: str = "plan",
) -> Paper:
    """File a scan as the paper that both signed: it is the evaluator's signature; the teacher's is to be confirmed.

    `code` is what was typed, where none was read from the picture. Raises a Refusal: 409 when the plan or its text
    is another now, 422 at "code".
    """
    steps.check_version(seen, seen_version)
    seen.require(rules.ROUNDS[kind].sign_on_paper)
    scan = queries.scan_of(seen, scan_id, kind)
    require_current(seen, scan, kind)
    if not scan.code_read:
        _check_code(seen, kind, code)
    paper = Paper(
        plan_id=scan.plan_id,
        revision_id=scan.revision_id,
        sha256=scan.sha256,
        kind=scan.kind,
        size=scan.size,
        pages=scan.pages,
        signed_on=scan.signed_on,
        found_by="code" if scan.code_read else "typed",
        filed_by_id=seen.person.id,
        filed_at=at,
    )
    db.session.add(paper)
    db.session.delete(scan)
    signing.sign_on_paper(
        seen,
        at=at,
        seen_sha256=seen_sha256,
        proof=proof,
        signed_on=paper.signed_on,
        scan_sha256=paper.sha256,
        kind=kind,
    )
    return paper


def require_current(seen: SeenPlan, scan: Scan, kind: str) -> None:
    """Raise a Refusal (409) when the text was changed after the paper was scanned."""
    if scan.revision_id != plans.current_revision_id(seen.plan, kind):
        raise Refusal(
            409,
            "The text was changed after this paper was scanned, so nothing was filed. Print the text as it is now "
            "and sign that together, or sign on screen.",
        )


def drop_unfiled(at: datetime) -> None:
    """Drop the scans that nobody filed within a day. Call it inside `writing()`."""
    _drop(select(Scan).where(Scan.uploaded_at < at - UNFILED_KEPT))


def _check_code(seen: SeenPlan, kind: str, code: str | None) -> None:
    if code is None:
        raise rules.not_ready(
            "Type the code that is printed below the lines for signing: sixteen letters and digits.", "code"
        )
    problem = queries.problem_of(seen, kind, [code])
    if problem:
        raise rules.not_ready(problem, "code")


def _held_on(plan: Plan, kind: str) -> date:
    return plan.held_on if kind == "plan" else plans.conference_of(plan).held_on


def _drop(which) -> None:
    scans = list(db.session.scalars(which))
    for scan in scans:
        db.session.delete(scan)
    # In one order everywhere, so that two who drop the same files do not wait for each other.
    for sha256 in sorted({scan.sha256 for scan in scans}):
        store.drop(sha256)
