"""Questions about signed paper: scans that wait to be filed, papers that were, whose code is on one."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plf.documents.queries import may_read
from plf.extensions import db
from plf.models import Paper, Person, Plan, Revision, Scan, Signature
from plf.pdf import check_code
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import GONE, HIDDEN, Refusal
from plf.signing.queries import on_paper


def to_sign(plan: Plan, kind: str) -> Revision:
    """The revision of `kind` that would be signed now. There has to be one."""
    return db.session.get(Revision, plans.current_revision_id(plan, kind))


def problem_of(seen: SeenPlan, kind: str, codes: list[str] | tuple[str, ...]) -> str | None:
    """What is wrong with the codes on a paper, or None: they have to be the one of the text as it stands.

    A code of a plan that this person may know nothing of is told like one that nobody has.
    """
    now = to_sign(seen.plan, kind)
    if set(codes) <= {check_code(now.sha256)}:
        return None
    if len(codes) > 1:
        return (
            "There are two different codes on these pages, so they are of two papers. "
            f"Scan the pages of this {kind} alone."
        )
    other = next((each for each in _revisions(seen.plan) if check_code(each.sha256) == codes[0]), None)
    if other is None:
        return (
            f"The code {codes[0]} is of another plan, or of no form at all. Check that this is the paper that "
            f"{seen.plan.teacher.name} and you signed."
        )
    if other.kind != kind:
        return f"This is the paper of the {other.kind}, and here the {kind} is filed. Choose the other paper."
    return (
        f"This paper is of revision {other.number}, and the text was changed after that. Print revision {now.number}, "
        "sign that together, and file it; or sign on screen."
    )


def scan_of(seen: SeenPlan, scan_id: int, kind: str) -> Scan:
    """A scan that this person has uploaded for this plan and not filed yet. Raises HIDDEN."""
    found = db.session.scalar(
        select(Scan)
        .where(Scan.id == scan_id, Scan.plan_id == seen.plan.id, Scan.person_id == seen.person.id)
        .options(joinedload(Scan.revision))
    )
    if found is None or found.revision.kind != kind:
        raise HIDDEN
    return found


def paper_for(paper_id: int, person: Person, *, on: date) -> tuple[Paper, SeenPlan | None]:
    """A filed paper, for those who may read the text it is of, as they meet the plan on the day `on`.

    Who filed it keeps what they signed, and then the plan may be none of theirs any more (None). Raises HIDDEN, GONE.
    """
    paper = db.session.get(Paper, paper_id)
    if paper is None:
        raise HIDDEN
    try:
        seen = plans.find(paper.plan_id, person, on=on)
    except Refusal:
        seen = None
    if not (seen and may_read(seen, paper.revision.kind)):
        if paper.filed_by_id != person.id:
            raise HIDDEN
        seen = None
    if paper.revision.is_gone:
        raise GONE
    return paper, seen


def paper_of(signature: Signature) -> Paper | None:
    """The paper that this signature stands on, if it was given by hand."""
    covered = on_paper(signature)
    if covered is None:
        return None
    return db.session.scalar(
        select(Paper)
        .where(Paper.revision_id == signature.revision_id, Paper.sha256 == covered["scan_sha256"])
        .options(joinedload(Paper.filed_by))
        .order_by(Paper.id.desc())
        .limit(1)
    )


def paper_to_confirm(plan: Plan, kind: str) -> Paper | None:
    """The paper that the teacher has to confirm now, if the evaluator filed one."""
    signature = plans.standing_signature(plan, "evaluator", kind)
    return paper_of(signature) if signature else None


def _revisions(plan: Plan) -> list[Revision]:
    return list(db.session.scalars(select(Revision).where(Revision.plan_id == plan.id)))
