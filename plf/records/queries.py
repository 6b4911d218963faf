"""Questions about records: the rules, the holds, what is due and what is held, the lists and what was done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from plf import rules
from plf.exemplars import queries as exemplars
from plf.extensions import db
from plf.models import (
    GONE,
    Comment,
    Disposition,
    DispositionItem,
    Draft,
    FeedbackAnswer,
    HandOver,
    Job,
    JournalEntry,
    LegalHold,
    Person,
    Plan,
    PlanSpan,
    PlanView,
    Reason,
    RecordAct,
    RetentionRule,
    Revision,
    SchoolYear,
    Signature,
    Site,
    SupportNote,
)
from plf.records.kinds import KINDS
from plf.rules import HIDDEN

ON_A_PAGE = 100


@dataclass(frozen=True)
class Kept:
    """How long one kind is kept now; `years` None: for good. `is_own`: the office has set it."""

    kind: str
    years: int | None
    source: str
    is_own: bool


def retention() -> dict[str, Kept]:
    """How long each kind of record is kept, the office's rule before the proposal."""
    own = {each.kind: each for each in db.session.scalars(select(RetentionRule))}
    return {
        name: Kept(name, own[name].years, own[name].source, True)
        if name in own
        else Kept(name, kind.years, kind.source, False)
        for name, kind in KINDS.items()
    }


def is_over(year: SchoolYear, years: int | None, *, on: date) -> bool:
    """Whether so many years after the school year's end have passed by the day `on`."""
    if years is None:
        return False
    try:
        last = year.ends_on.replace(year=year.ends_on.year + years)
    except ValueError:  # the 29th of February
        last = year.ends_on.replace(year=year.ends_on.year + years, day=28)
    return on > last


def holds(*, standing: bool = True) -> list[LegalHold]:
    """The holds that stand, or those that were lifted, the latest first."""
    return list(
        db.session.scalars(
            select(LegalHold)
            .where(LegalHold.lifted_at.is_(None) if standing else LegalHold.lifted_at.is_not(None))
            .options(joinedload(LegalHold.plan).joinedload(Plan.teacher))
            .order_by(LegalHold.id.desc())
        )
    )


def hold_of(hold_id: int, *, lock: bool = False) -> LegalHold:
    """One hold. Raises rules.HIDDEN."""
    found = db.session.get(LegalHold, hold_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise HIDDEN
    return found


def about(hold: LegalHold) -> str:
    """What a hold holds, in words."""
    if hold.plan:
        return f"The plan of {hold.plan.teacher.name}, {hold.plan.year.label}"
    if hold.person:
        return f"Every plan of {hold.person.name}, as teacher or evaluator"
    return f"Every plan of {hold.site.name}" if hold.site else f"Every plan of {hold.year.label}"


def holding(plan: type[Plan] | Plan = Plan) -> ColumnElement[bool]:
    """The condition on LegalHold that it stands and holds this plan: as the trigger of the database says it."""
    ever = select(PlanSpan.evaluator_id).where(PlanSpan.plan_id == plan.id)
    sites = select(PlanSpan.site_id).where(PlanSpan.plan_id == plan.id)
    return and_(
        LegalHold.lifted_at.is_(None),
        or_(
            LegalHold.plan_id == plan.id,
            LegalHold.year_id == plan.year_id,
            LegalHold.person_id == plan.teacher_id,
            LegalHold.person_id == plan.evaluator_id,
            LegalHold.site_id == plan.site_id,
            LegalHold.person_id.in_(ever),
            LegalHold.site_id.in_(sites),
        ),
    )


def is_held(plan: Plan) -> bool:
    """Whether a legal hold stands on this plan."""
    return bool(db.session.scalar(select(exists().where(holding(plan)))))


def why_held(plan_ids: Sequence[int]) -> dict[int, str]:
    """Of these plans those that are held, with the reasons."""
    found: dict[int, str] = {}
    for start in range(0, len(plan_ids), 500):
        rows = db.session.execute(
            select(Plan.id, LegalHold.reason)
            .join(LegalHold, holding())
            .where(Plan.id.in_(plan_ids[start : start + 500]))
            .order_by(LegalHold.id)
        )
        for plan_id, reason in rows:
            found[plan_id] = f"{found[plan_id]}; {reason}" if plan_id in found else reason
    return found


_SIGNED = exists().where(Signature.plan_id == Plan.id, Signature.role == "teacher")
_TEXT = or_(
    exists().where(Revision.plan_id == Plan.id, Revision.frozen != GONE),
    exists().where(Draft.plan_id == Plan.id),
)
# That a plan has records of this kind which have not gone.
THERE: dict[str, ColumnElement[bool]] = {
    "signed": and_(_SIGNED, _TEXT),
    "unsigned": and_(~_SIGNED, _TEXT),
    "drafts": exists().where(Draft.plan_id == Plan.id),
    "journal": exists().where(JournalEntry.plan_id == Plan.id),
    "talk": or_(
        exists().where(Comment.plan_id == Plan.id),
        exists().where(SupportNote.plan_id == Plan.id),
        exists().where(Reason.plan_id == Plan.id),
        exists().where(HandOver.plan_id == Plan.id, HandOver.reason != ""),
    ),
    "exemplars": exemplars.unpublished_of(Plan.id),
    "views": exists().where(PlanView.plan_id == Plan.id),
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One kind of one year whose time is over: the plans that can go, and those that are held or open."""

    kind: str
    year: SchoolYear
    plan_ids: list[int]
    held: dict[int, str]
    still_open: int = 0

    @property
    def count(self) -> int:
        return len(self.plan_ids) if KINDS[self.kind].by_plan else 1


def due(*, on: date, kinds: Iterable[str] = KINDS) -> list[Due]:
    """What is due on the day `on`, by year and kind; what something holds is named with why."""
    kept, found = retention(), []
    years = list(db.session.scalars(select(SchoolYear).order_by(SchoolYear.starts_on)))
    for year in years:
        for kind in kinds:
            if is_over(year, kept[kind].years, on=on):
                found.append(_due_of(year, kind))
    return [each for each in found if each and (each.count or each.held or each.still_open)]


def _due_of(year: SchoolYear, kind: str) -> Due | None:
    if not KINDS[kind].by_plan:
        there = db.session.scalar(select(exists().where(FeedbackAnswer.year_id == year.id)))
        held = exists().where(LegalHold.year_id == year.id, LegalHold.lifted_at.is_(None))
        return Due(kind, year, [], {}) if there and not db.session.scalar(select(held)) else None
    rows = db.session.execute(
        select(Plan.id, Plan.state.in_(rules.ENDED).label("has_ended"))
        .where(Plan.year_id == year.id, THERE[kind])
        .order_by(Plan.id)
    ).all()
    ended = [row.id for row in rows if row.has_ended]
    held = why_held(ended)
    return Due(kind, year, [each for each in ended if each not in held], held, len(rows) - len(ended))


def named(plan_ids: Iterable[int]) -> list[Plan]:
    """These plans with their teachers, by name."""
    return list(
        db.session.scalars(
            select(Plan)
            .join(Plan.teacher)
            .where(Plan.id.in_(list(plan_ids)[:500]))
            .options(joinedload(Plan.teacher), joinedload(Plan.year))
            .order_by(Person.family_name, Person.given_name, Plan.id)
        )
    )


def lists() -> list[Disposition]:
    """All disposition lists, the latest first."""
    return list(db.session.scalars(select(Disposition).order_by(Disposition.id.desc())))


def list_of(number: int, *, lock: bool = False) -> Disposition:
    """One disposition list. Raises rules.HIDDEN."""
    found = db.session.get(Disposition, number, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise HIDDEN
    return found


def counted(disposition_id: int) -> list[tuple[str, str, Counter]]:
    """What is on a list: year, kind, and how many of each outcome ("" while they wait)."""
    rows = db.session.execute(
        select(SchoolYear.label, DispositionItem.kind, DispositionItem.outcome, func.count())
        .join(SchoolYear, SchoolYear.id == DispositionItem.year_id)
        .where(DispositionItem.disposition_id == disposition_id)
        .group_by(SchoolYear.label, SchoolYear.starts_on, DispositionItem.kind, DispositionItem.outcome)
        .order_by(SchoolYear.starts_on, DispositionItem.kind)
    )
    found: dict[tuple[str, str], Counter] = {}
    for label, kind, outcome, number in rows:
        found.setdefault((label, kind), Counter())[outcome] = number
    return [(label, kind, counts) for (label, kind), counts in found.items()]


def items(disposition_id: int, page: int) -> tuple[list[DispositionItem], int]:
    """A page of what is on a list, one by one, and how many there are in all."""
    chosen = DispositionItem.disposition_id == disposition_id
    total = db.session.scalar(select(func.count()).select_from(DispositionItem).where(chosen)) or 0
    rows = db.session.scalars(
        select(DispositionItem)
        .where(chosen)
        .options(joinedload(DispositionItem.plan).joinedload(Plan.teacher), joinedload(DispositionItem.year))
        .order_by(DispositionItem.id)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    return list(rows), total


def others_of_the_office(person_id: int) -> bool:
    """Whether somebody else of the office is there to look a second time."""
    return bool(
        db.session.scalar(select(exists().where(Person.is_office, Person.is_active, Person.id != person_id)))
    )


def acts(page: int) -> tuple[list[RecordAct], int]:
    """A page of what was done with records, the latest first, and how many in all."""
    total = db.session.scalar(select(func.count()).select_from(RecordAct)) or 0
    rows = db.session.scalars(
        select(RecordAct)
        .options(joinedload(RecordAct.person))
        .order_by(RecordAct.id.desc())
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    return list(rows), total


def key_of(disposition_id: int) -> str:
    """By what the job of a list is known."""
    return f"dispose-{disposition_id}"


def job_of(made: Disposition) -> Job | None:
    """The job that carries out a list, for its progress."""
    return db.session.scalar(select(Job).where(Job.key == key_of(made.id)))


def has_stopped(made: Disposition) -> bool:
    """Whether a list was confirmed and not gone through, and nobody is at it any more."""
    if not made.confirmed_at or made.done_at:
        return False
    at_it = exists().where(Job.key == key_of(made.id), Job.state != "failed")
    return not db.session.scalar(select(at_it))


def plans_of(person_id: int) -> list[Plan]:
    """All plans of a teacher, the earliest first."""
    return list(
        db.session.scalars(
            select(Plan)
            .join(Plan.year)
            .where(Plan.teacher_id == person_id)
            .order_by(SchoolYear.starts_on, Plan.id)
        )
    )


def sites() -> list[Site]:
    """All sites by name, those that are closed too."""
    return list(db.session.scalars(select(Site).order_by(Site.name)))


def years() -> list[SchoolYear]:
    """All school years, the latest first."""
    return list(db.session.scalars(select(SchoolYear).order_by(SchoolYear.starts_on.desc())))


def people_named(words: str) -> list[Person]:
    """Everybody, also who left, with this e-mail address or whole name; at most eleven."""
    words = " ".join(words.lower().split())
    whole = func.lower(func.trim(Person.given_name + " " + Person.family_name))
    return list(
        db.session.scalars(
            select(Person).where(or_(Person.email == words, whole == words)).order_by(Person.id).limit(11)
        )
    )


def plan_of(number: int) -> Plan | None:
    """A plan by its number; None when there is none."""
    return db.session.get(Plan, number)


def latest_export() -> Job | None:
    """The job of the last export of everything that somebody asked for on a page."""
    return db.session.scalar(select(Job).where(Job.kind == "export_all").order_by(Job.id.desc()).limit(1))


def is_exporting() -> bool:
    """Whether an export of everything is waiting or under way."""
    return bool(
        db.session.scalar(
            select(exists().where(Job.kind == "export_all", Job.state.in_(("queued", "running"))))
        )
    )
