"""Setting how long records are kept, holding them, and letting go what is due: a list, a second look, tombstones.

Every act leaves a line in the list of acts, which only grows.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, select

from plf import contents, history, jobs, rules, store
from plf.exemplars import actions as exemplars
from plf.extensions import db
from plf.models import (
    GONE,
    Comment,
    Conference,
    Disposition,
    DispositionItem,
    Document,
    Draft,
    Evidence,
    FeedbackAnswer,
    FeedbackGiven,
    HandOver,
    JournalEntry,
    LegalHold,
    Paper,
    Person,
    Plan,
    PlanView,
    Reason,
    RecordAct,
    RetentionRule,
    Revision,
    SchoolYear,
    Signature,
    SupportNote,
    Tombstone,
)
from plf.records import queries
from plf.records.kinds import KINDS
from plf.rules import Refusal

JOB = "dispose"
MOST_WORDS = 2000
IS_UNDER_WAY = and_(Disposition.confirmed_at.is_not(None), Disposition.done_at.is_(None))


def note(action: str, about: str, *, by: Person | None, at: datetime, **facts: Any) -> None:
    """Write down what was done with records. Inside `writing()`. `by` None: at the command line."""
    db.session.add(
        RecordAct(at=at, person_id=by.id if by else None, action=action, about=about[:300], facts=facts)
    )


def set_rule(kind: str, *, years: int | None, source: str, by: Person, at: datetime) -> None:
    """Keep one kind of record so many years after the school year's end (None: for good). Raises a Refusal (422)."""
    source = _words(
        source, "source", "Say where that rule stands, or that the district decided it.", most=500
    )
    if years is not None and not 1 <= years <= 99:
        raise rules.not_ready(
            "Write a number of years from 1 to 99, or nothing to keep them for good.", "years"
        )
    before = queries.retention()[kind].years
    db.session.merge(RetentionRule(kind=kind, years=years, source=source, by_id=by.id, at=at))
    note("set_rule", KINDS[kind].name, by=by, at=at, years=years, before=before, source=source)


def place_hold(of: dict[str, int], *, reason: str, by: Person, at: datetime) -> LegalHold:
    """Hold everything of one person, plan, site or year (`of`: its column and id). Raises a Refusal (422, "reason")."""
    reason = _words(reason, "reason", "Say why it is held, such as the case or the letter that asks for it.")
    # A list that is being carried out finishes the plan it is at, and sees this hold at the next.
    db.session.execute(select(Disposition.id).where(IS_UNDER_WAY).with_for_update())
    hold = LegalHold(**of, reason=reason, placed_by_id=by.id, placed_at=at)
    db.session.add(hold)
    db.session.flush()
    note("place_hold", queries.about(hold), by=by, at=at, hold=hold.id, reason=reason)
    return hold


def lift_hold(hold: LegalHold, *, why: str, by: Person, at: datetime) -> None:
    """Lift a hold. Raises a Refusal: 422 without a reason, 409 when it was lifted, 403 when it is about oneself."""
    if hold.lifted_at:
        raise Refusal(409, "This hold was lifted already. Nothing was changed.")
    refused = rules.hold_refusal(
        is_about_self=hold.person_id == by.id or bool(hold.plan and hold.plan.teacher_id == by.id)
    )
    if refused:
        raise refused
    why = _words(why, "why", "Say why it can be lifted.")
    hold.lifted_by_id, hold.lifted_at, hold.lifted_why = by.id, at, why
    note("lift_hold", queries.about(hold), by=by, at=at, hold=hold.id, reason=why)


def draw_up(chosen: Iterable[tuple[str, int]], *, by: Person, on: date, at: datetime) -> Disposition:
    """Put what is due of these kinds and years (ids) on a list, for a second look. Raises a Refusal (422).

    What is held or still open is not on it. The rules as they are now are kept with it.
    """
    wanted = set(chosen)
    due = [each for each in queries.due(on=on) if (each.kind, each.year.id) in wanted and each.count]
    if not due:
        raise rules.not_ready("Tick at least one line that is due.", "chosen")
    kept = queries.retention()
    by_rule = {each.kind: {"years": kept[each.kind].years, "source": kept[each.kind].source} for each in due}
    made = Disposition(drawn_by_id=by.id, drawn_at=at, rules=by_rule)
    db.session.add(made)
    db.session.flush()
    for each in due:
        plans: list[int | None] = [*each.plan_ids] if KINDS[each.kind].by_plan else [None]
        db.session.add_all(
            DispositionItem(disposition_id=made.id, kind=each.kind, year_id=each.year.id, plan_id=plan_id)
            for plan_id in plans
        )
    note("draw_up", f"List {made.id}", by=by, at=at, list=made.id, items=sum(each.count for each in due))
    return made


def drop(made: Disposition, *, by: Person, at: datetime) -> None:
    """Give up a list that was not confirmed. Raises a Refusal (409) for any other."""
    _require_waiting(made)
    made.dropped_at = at
    note("drop_list", f"List {made.id}", by=by, at=at, list=made.id)


def confirm(made: Disposition, *, by: Person, proof: str, at: datetime) -> None:
    """Confirm a list, after proof of who one is: the worker then carries it out. Raises a Refusal (403, 409).

    A second look is another person's, unless the office has nobody else.
    """
    _require_waiting(made)
    refused = rules.disposition_refusal(
        is_own=made.drawn_by_id == by.id, has_others=queries.others_of_the_office(by.id)
    )
    if refused:
        raise refused
    made.confirmed_by_id, made.confirmed_at, made.proof = by.id, at, proof
    note("confirm", f"List {made.id}", by=by, at=at, list=made.id, proof=proof)
    jobs.enqueue(JOB, {"list": made.id}, key=queries.key_of(made.id))


def go_on(made: Disposition, *, by: Person, at: datetime) -> None:
    """Have a confirmed list carried out whose work had stopped. Raises a Refusal (409) for any other."""
    if not queries.has_stopped(made):
        raise Refusal(409, "This list does not wait to go on. How far it is stands on its page.")
    note("go_on", f"List {made.id}", by=by, at=at, list=made.id)
    jobs.again(JOB, {"list": made.id}, key=queries.key_of(made.id))


def _require_waiting(made: Disposition) -> None:
    if made.confirmed_at:
        raise Refusal(409, "This list was confirmed already. What becomes of it is on its page.")
    if made.dropped_at:
        raise Refusal(409, "This list was given up. Draw up a new one.")


def carry_out(item: DispositionItem, made: Disposition, *, at: datetime) -> None:
    """Let one item of a confirmed list go, unless it is held or open by now. Inside `writing()`, one item each."""
    if item.outcome:
        return
    if item.plan_id is None:
        item.outcome = "gone" if _feedback_goes(item, made, at) else "kept"
        return
    plan = db.session.scalar(
        select(Plan)
        .where(Plan.id == item.plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if not rules.has_ended(plan.state) or queries.is_held(plan):
        item.outcome = "kept"
        return
    dispose(plan, item.kind, made, at=at)
    item.outcome = "gone"


def dispose(plan: Plan, kind: str, made: Disposition, *, at: datetime) -> None:
    """Let the texts of one kind of a plan go; tombstones first, then a line of its history that seals them.

    What nothing confirmed, or what is held, the database itself refuses.
    """
    stones = _Stones(plan, kind, made, at)
    _GOES[kind](plan, stones)
    db.session.flush()
    history.record(
        plan,
        "dispose",
        by=made.confirmed_by,
        role="office",
        at=at,
        of=kind,
        disposition=made.id,
        tombstones_sha256=history.seal_of(stones.laid),
    )


class _Stones:
    """The tombstones of one kind of one plan, laid one after the other."""

    def __init__(self, plan: Plan, kind: str, made: Disposition, at: datetime) -> None:
        self.plan, self.kind, self.made, self.at = plan, kind, made, at
        self.laid: list[Tombstone] = []

    def lay(self, what: str, *, row_id: int | None = None, sha256: str = "", number: int = 1) -> None:
        """Lay one, so that what it names may go."""
        stone = Tombstone(
            disposition_id=self.made.id,
            plan_id=self.plan.id,
            kind=self.kind,
            what=what,
            row_id=row_id,
            sha256=sha256,
            number=number,
            at=self.at,
        )
        db.session.add(stone)
        db.session.flush()
        self.laid.append(stone)

    def delete(self, table: type, *where: Any) -> None:
        """Delete rows that have no fingerprint, and lay one for all of them."""
        gone = db.session.execute(delete(table).where(*where)).rowcount
        if gone:
            self.lay(table.__tablename__, number=gone)


def _text_goes(plan: Plan, stones: _Stones) -> None:
    """What was frozen, signed, issued and scanned; the conference's words, and the draft, which says the same."""
    signatures = db.session.scalars(select(Signature).where(Signature.plan_id == plan.id)).all()
    revisions = db.session.scalars(select(Revision).where(Revision.plan_id == plan.id)).all()
    for revision in revisions:
        if not revision.is_gone:
            stones.lay("revision", row_id=revision.id, sha256=revision.sha256)
            revision.frozen = GONE
    for signature in signatures:
        if signature.agreed != GONE:
            stones.lay("signature", row_id=signature.id, sha256=signature.sha256)
            signature.agreed, signature.response, signature.address, signature.browser = GONE, "", "", ""
    _copies_go(plan, stones)
    conference = db.session.get(Conference, plan.id)
    if conference and (conference.comments or conference.next_steps):
        stones.lay("conference")
        conference.comments = conference.next_steps = ""
    _drafts_go(plan, stones)


def _copies_go(plan: Plan, stones: _Stones) -> None:
    named = set()
    for table in (Document, Paper):
        for copy in db.session.scalars(select(table).where(table.plan_id == plan.id)):
            if not _is_laid(table.__tablename__, copy.id):
                stones.lay(table.__tablename__, row_id=copy.id, sha256=copy.sha256)
                named.add(copy.sha256)
            if isinstance(copy, Document):
                copy.data = GONE
    for sha256 in sorted(named):
        store.empty(sha256)


def _is_laid(what: str, row_id: int) -> bool:
    laid = select(Tombstone.id).where(Tombstone.what == what, Tombstone.row_id == row_id)
    return db.session.scalar(laid.limit(1)) is not None


def _drafts_go(plan: Plan, stones: _Stones) -> None:
    stones.delete(Draft, Draft.plan_id == plan.id)


def _journal_goes(plan: Plan, stones: _Stones) -> None:
    mine = select(JournalEntry.id).where(JournalEntry.plan_id == plan.id)
    files = select(Evidence.sha256).where(Evidence.entry_id.in_(mine), Evidence.sha256.is_not(None))
    kept = sorted(set(db.session.scalars(files)))
    stones.delete(Evidence, Evidence.entry_id.in_(mine))
    stones.delete(JournalEntry, JournalEntry.plan_id == plan.id)
    for sha256 in kept:
        store.drop(sha256)


def _talk_goes(plan: Plan, stones: _Stones) -> None:
    stones.delete(Comment, Comment.plan_id == plan.id)
    stones.delete(SupportNote, SupportNote.plan_id == plan.id, SupportNote.answers_id.is_not(None))
    stones.delete(SupportNote, SupportNote.plan_id == plan.id)
    stones.delete(Reason, Reason.plan_id == plan.id)
    for each in db.session.scalars(
        select(HandOver).where(HandOver.plan_id == plan.id, HandOver.reason != "")
    ):
        stones.lay("hand_over")
        each.reason = ""


def _exemplars_go(plan: Plan, stones: _Stones) -> None:
    for exemplar_id, sha256 in exemplars.let_go(plan):
        stones.lay("exemplar", row_id=exemplar_id, sha256=sha256)


def _views_go(plan: Plan, stones: _Stones) -> None:
    stones.delete(PlanView, PlanView.plan_id == plan.id)


_GOES: dict[str, Callable[[Plan, _Stones], None]] = {
    "signed": _text_goes,
    "unsigned": _text_goes,
    "drafts": _drafts_go,
    "journal": _journal_goes,
    "talk": _talk_goes,
    "exemplars": _exemplars_go,
    "views": _views_go,
}


def _feedback_goes(item: DispositionItem, made: Disposition, at: datetime) -> bool:
    """Whether a year's anonymous answers went: a hold on the year keeps them."""
    held = select(LegalHold.id).where(LegalHold.year_id == item.year_id, LegalHold.lifted_at.is_(None))
    if db.session.scalar(held.limit(1)):
        return False
    gone = db.session.execute(delete(FeedbackAnswer).where(FeedbackAnswer.year_id == item.year_id)).rowcount
    db.session.execute(delete(FeedbackGiven).where(FeedbackGiven.year_id == item.year_id))
    label = db.session.get(SchoolYear, item.year_id).label
    db.session.add(
        Tombstone(disposition_id=made.id, kind=item.kind, what="feedback_answer", number=gone, at=at)
    )
    note("carry_out", f"Feedback of {label}", by=made.confirmed_by, at=at, list=made.id, number=gone)
    return True


def finish(made: Disposition, *, at: datetime) -> None:
    """Note that a list was gone through; once."""
    if made.done_at:
        return
    made.done_at = at
    outcomes = queries.counted(made.id)
    gone, kept = (sum(counts[what] for *_, counts in outcomes) for what in ("gone", "kept"))
    note("carry_out", f"List {made.id}", by=made.confirmed_by, at=at, list=made.id, gone=gone, kept=kept)


def words_of_request(request: str, withheld: str) -> tuple[str, str]:
    """What was asked for, and why the rest is withheld, as they are kept. Raises a Refusal (422) at its field."""
    return (
        _words(request, "request", "Say who asked and when, so that it can be found again."),
        _words(withheld, "withheld", "Say why the rest is withheld: it is written into the export."),
    )


def _words(text: str, field: str, ask: str, *, most: int = MOST_WORDS) -> str:
    text = contents.clean(text)
    if not text:
        raise rules.not_ready(ask, field)
    if len(text) > most:
        raise rules.not_ready(
            f"That is {len(text) - most} characters too long. Shorten it to {most:,}.", field
        )
    return text
