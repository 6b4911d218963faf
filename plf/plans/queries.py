"""Questions about plans. Each starts from what the person who asks may see."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from plf import contents, rules
from plf.database import fixed, one_of, read_columns
from plf.editions import queries as editions
from plf.extensions import db
from plf.models import (
    NOT_WITHDRAWN,
    Comment,
    CommentRequest,
    Conference,
    Deputy,
    Document,
    Draft,
    HandOver,
    Indicator,
    JournalEntry,
    Meeting,
    Person,
    Plan,
    PlanOrigin,
    PlanView,
    Revision,
    SchoolYear,
    Signature,
    SiteLeadership,
    SupportNote,
    Tombstone,
    not_withdrawn,
)
from plf.people.queries import district
from plf.rules import Case, Refusal, Role, Round, Sees


@dataclass
class SeenPlan:
    """A plan as one person meets it: the plan, what they are to it, and the facts the rules look at.

    `saved_at`: when its draft was last saved; `was_viewed`: somebody other than its teacher and evaluator read it.
    `has`: which of BESIDE there are at all, so that its page asks for nothing that is not there.
    """

    plan: Plan
    person: Person
    roles: frozenset[Role]
    case: Case
    deputy_for: Person | None = None
    saved_at: datetime | None = None
    was_viewed: bool = False
    has: frozenset[str] = frozenset()
    _refusals: dict[str, Refusal | None] = field(default_factory=dict)

    def refusal(self, action: str) -> Refusal | None:
        """Why this person may not take `action` now; None if they may."""
        if action not in self._refusals:
            refused = rules.refusal(action, self.roles, self.case)
            is_own = Role.TEACHER in self.roles and self.person.is_office
            if refused and refused.status == 403 and is_own and rules.is_of_the_office(action):
                refused = rules.own_plan(action)
            self._refusals[action] = refused
        return self._refusals[action]

    def may(self, action: str) -> bool:
        """Whether this person may take `action` now."""
        return self.refusal(action) is None

    def is_theirs(self, action: str) -> bool:
        """Whether `action` is this person's at all, now or at another time: worth a greyed button."""
        refusal = self.refusal(action)
        return refusal is None or refusal.status not in (403, 404)

    def require(self, action: str) -> None:
        """Raise the refusal of `action`, if there is one."""
        refusal = self.refusal(action)
        if refusal:
            raise refusal

    @cached_property
    def sees(self) -> Sees:
        """What this person may read."""
        return rules.sees(self.roles, self.case)

    @property
    def role(self) -> Role:
        """The one role in which this person acts and is named, the closest to the plan first."""
        order = (Role.TEACHER, Role.EVALUATOR, Role.DEPUTY, Role.OFFICE, Role.COLLEAGUE, Role.SITE_LEADER)
        return next(role for role in order if role in self.roles)

    @property
    def next_date(self) -> date | None:
        """The day of the district's calendar that the plan has to meet next; None when it has ended or is paused."""
        return next_date(self.plan, self.case)

    @property
    def is_open(self) -> bool:
        """Whether the plan has not ended."""
        return rules.is_open(self.case)

    @property
    def round(self) -> Round:
        """The round that the plan is in: its own until both have signed it, then the checkpoint's."""
        return rules.round_of(self.plan.state)

    @property
    def turn(self) -> Role | None:
        """Whose turn it is."""
        return rules.turn(self.case)

    @property
    def is_my_turn(self) -> bool:
        """Whether it is this person's turn (a deputy's when it is the evaluator's)."""
        turn = self.turn
        return turn in self.roles or (turn == Role.EVALUATOR and Role.DEPUTY in self.roles)


def next_date(plan: Plan, case: Case) -> date | None:
    """The day of the district's calendar that the plan has to meet next; None when it has ended or is paused."""
    if case.paused:
        return None
    return rules.next_date(
        case.state,
        agreed_by=rules.agreed_by(own=plan.agreed_by, year=plan.year.plans_agreed_by),
        checkpoint_on=plan.checkpoint_on,
        conferences_by=plan.year.conferences_by,
        in_force=case.in_force,
    )


def _was_asked(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(
        CommentRequest.plan_id == Plan.id,
        CommentRequest.person_id == person_id,
        CommentRequest.ended_at.is_(None),
    )


# The text that is written now, or was written last.
_KIND_WRITTEN = case(
    (Plan.state.in_(one_of(rules.CHECKPOINT_BEGUN)), fixed("checkpoint")), else_=fixed("plan")
)


def _readable(kind: str) -> ColumnElement[bool]:
    return exists().where(
        Revision.plan_id == Plan.id, Revision.kind == fixed(kind), Revision.recalled_at.is_(None)
    )


BESIDE = {
    "comments": exists().where(Comment.plan_id == Plan.id),
    "meeting": exists().where(Meeting.plan_id == Plan.id, Meeting.cancelled_at.is_(None)),
    "hand_over": exists().where(
        HandOver.plan_id == Plan.id, HandOver.done_at.is_(None), HandOver.cancelled_at.is_(None)
    ),
    # In the very words of the index of open asks.
    "asks": exists().where(
        SupportNote.plan_id == Plan.id,
        SupportNote.kind == fixed("ask"),
        SupportNote.settled == fixed(""),
    ),
    "journal": exists().where(JournalEntry.plan_id == Plan.id, JournalEntry.is_private.is_(False)),
    "origins": exists().where(PlanOrigin.plan_id == Plan.id),
    # Signed by both, and the copy that is kept is still being made.
    "copy_to_come": exists().where(
        Signature.plan_id == Plan.id,
        Signature.role == fixed("teacher"),
        ~exists().where(Document.revision_id == Signature.revision_id),
    ),
}


def _statement_of_find() -> Select:
    """One plan with everything that `find` looks at. Parameters: plan, person, day."""
    person, day = bindparam("person", type_=Integer), bindparam("day", type_=Date)
    stand_in, evaluator, teacher, other = aliased(Deputy), aliased(Person), aliased(Person), aliased(Plan)
    leads_site = exists().where(
        SiteLeadership.person_id == person,
        SiteLeadership.site_id == Plan.site_id,
        SiteLeadership.starts_on <= day,
        or_(SiteLeadership.ends_on.is_(None), SiteLeadership.ends_on >= day),
    )
    # A teacher signs last, and never before the evaluator did.
    both_ever_signed = exists().where(Signature.plan_id == Plan.id, Signature.role == fixed("teacher"))
    another_open = exists().where(
        other.teacher_id == Plan.teacher_id,
        other.year_id == Plan.year_id,
        other.id != Plan.id,
        not_withdrawn(other),  # no open one is; in these words the index of teacher and year knows it
        other.state.in_(one_of(rules.OPEN)),
    )
    texts_gone = exists().where(
        Tombstone.plan_id == Plan.id, Tombstone.kind.in_(one_of(("signed", "unsigned", "drafts")))
    )
    return (
        select(
            Plan,
            stand_in.id.label("deputy"),
            leads_site.label("leads_site"),
            _was_asked(person).label("was_asked"),
            _was_asked(Plan.evaluator_id).label("shared"),
            both_ever_signed.label("both_ever_signed"),
            _readable("plan").label("readable"),
            _readable("checkpoint").label("checkpoint_readable"),
            Conference.decision,
            another_open.label("another_open"),
            texts_gone.label("texts_gone"),
            Draft.saved_at,
            exists().where(PlanView.plan_id == Plan.id).label("was_viewed"),
            *(there_is.label(f"has_{name}") for name, there_is in BESIDE.items()),
        )
        .join(Plan.year)
        .outerjoin(Conference, Conference.plan_id == Plan.id)
        .outerjoin(Draft, and_(Draft.plan_id == Plan.id, Draft.kind == _KIND_WRITTEN))
        .join(teacher, Plan.teacher_id == teacher.id)
        .outerjoin(evaluator, Plan.evaluator_id == evaluator.id)
        .outerjoin(
            stand_in,
            and_(
                stand_in.evaluator_id == Plan.evaluator_id,
                stand_in.deputy_id == person,
                stand_in.starts_on <= day,
                stand_in.ends_on >= day,
            ),
        )
        .options(
            contains_eager(Plan.year),
            contains_eager(Plan.teacher.of_type(teacher)),
            contains_eager(Plan.evaluator.of_type(evaluator)),
            joinedload(Plan.site),
            joinedload(Plan.rubric),
        )
    )


AT_ONCE = 500  # plans in one query: far fewer than a statement may have parameters

# Built once: putting it together takes longer than asking it, and every page of a plan asks it.
_FOUND = _statement_of_find()
_FOUND_BY_ID = _FOUND.where(Plan.id == bindparam("plan"))
_FOUND_LOCKED = _FOUND_BY_ID.with_for_update(of=Plan).execution_options(populate_existing=True)
_FOUND_MANY = _FOUND.where(Plan.id.in_(bindparam("plans", expanding=True)))
_FOUND_OF_TEACHER = _FOUND.where(
    Plan.teacher_id == bindparam("person"), Plan.year_id == bindparam("year"), NOT_WITHDRAWN
)


def find(plan_id: int, person: Person, *, on: date, lock: bool = False) -> SeenPlan:
    """The plan as `person` meets it on the day `on` (the district's calendar).

    `lock` takes the row for this transaction (inside `writing()`). One query.
    Raises rules.HIDDEN (404) when there is no such plan or it is not theirs to know of.
    """
    statement = _FOUND_LOCKED if lock else _FOUND_BY_ID
    row = db.session.execute(statement, {"plan": plan_id, "person": person.id, "day": on}).first()
    if row is None:
        raise rules.HIDDEN
    seen = _seen(row, person)
    if not seen.roles:
        raise rules.HIDDEN
    return seen


def find_all(plan_ids: Sequence[int], person: Person, *, on: date) -> list[SeenPlan]:
    """Of these plans those that are theirs to know of, each as `find` finds it, in no order. Some hundreds in a query."""
    found: dict[int, SeenPlan] = {}
    for start in range(0, len(plan_ids), AT_ONCE):
        asked = {"plans": plan_ids[start : start + AT_ONCE], "person": person.id, "day": on}
        for row in db.session.execute(_FOUND_MANY, asked):
            found.setdefault(row.Plan.id, _seen(row, person))
    return [seen for seen in found.values() if seen.roles]


def find_as(role: Role, plan_id: int, person: Person, *, on: date) -> SeenPlan:
    """The plan, locked, as `person` meets it in the one `role` in which they decided what is carried out now.

    For jobs: a decision stands, whatever its maker has become meanwhile. Call it inside `writing()`. Raises
    rules.HIDDEN (404) when there is no such plan.
    """
    row = db.session.execute(_FOUND_LOCKED, {"plan": plan_id, "person": person.id, "day": on}).first()
    if row is None:
        raise rules.HIDDEN
    return replace(_seen(row, person), roles=frozenset({role}), deputy_for=None)


def own_plan(person: Person, year: SchoolYear, *, on: date) -> SeenPlan | None:
    """The person's own plan of that year as they meet it on the day `on`, withdrawn ones aside. One query."""
    row = db.session.execute(_FOUND_OF_TEACHER, {"person": person.id, "day": on, "year": year.id}).first()
    return _seen(row, person) if row else None


def _seen(row: Row, person: Person) -> SeenPlan:
    plan = row.Plan
    roles = _roles(plan, person, row.deputy is not None, row.leads_site, row.was_asked)
    case = Case(
        state=plan.state,
        paused=plan.paused_at is not None,
        year_open=plan.year.is_open,
        has_evaluator=plan.evaluator_id is not None,
        in_force=plan.in_force_id is not None,
        both_ever_signed=row.both_ever_signed,
        shared_with_evaluator=row.shared,
        readable_revision=row.readable,
        readable_checkpoint=row.checkpoint_readable,
        another_open=row.another_open,
        texts_gone=row.texts_gone,
        state_before=plan.state_before,
        decision=row.decision,
    )
    deputy_for = plan.evaluator if Role.DEPUTY in roles else None
    has = frozenset(name for name in BESIDE if getattr(row, f"has_{name}"))
    return SeenPlan(plan, person, roles, case, deputy_for, row.saved_at, row.was_viewed, has)


# The page on which each next step is taken, and of which text.
NEXT_PAGE = {
    "edit": ("plans.write", "plan"),
    "submit": ("plans.write", "plan"),
    "record_review_meeting": ("reviews.review", "plan"),
    "sign_as_evaluator": ("reviews.review", "plan"),
    "sign_as_teacher": ("signing.teacher_page", "plan"),
    "submit_checkpoint": ("plans.write", "checkpoint"),
    "record_final_conference": ("reviews.review", "checkpoint"),
    "sign_checkpoint_as_evaluator": ("reviews.review", "checkpoint"),
    "sign_checkpoint_as_teacher": ("signing.teacher_page", "checkpoint"),
}


def next_page(seen: SeenPlan) -> str | None:
    """The address of the page on which the next step is taken, if this person may take it."""
    action = rules.STATES[seen.plan.state].action
    return page_of_step(action, seen.plan.id) if action and seen.may(action) else None


def page_of_step(action: str, plan_id: int) -> str:
    """The address of the page on which the next step `action` is taken, whoever takes it."""
    endpoint, kind = NEXT_PAGE[action]
    return url_for(endpoint, plan_id=plan_id, kind=kind)


def _roles(plan: Plan, person: Person, is_deputy: bool, leads_site: bool, was_asked: bool) -> frozenset[Role]:
    if plan.teacher_id == person.id:
        return frozenset({Role.TEACHER})
    roles = {
        Role.EVALUATOR: plan.evaluator_id == person.id,
        Role.DEPUTY: is_deputy,
        Role.OFFICE: person.is_office,
        Role.SITE_LEADER: leads_site,
        Role.COLLEAGUE: was_asked and plan.evaluator_id != person.id,
    }
    return frozenset(role for role, holds in roles.items() if holds)


_INDICATORS = (
    select(Indicator.number, Indicator.title, Indicator.domain)
    .where(Indicator.rubric_id == bindparam("rubric"))
    .order_by(Indicator.position)
)


def rubric_of(plan: Plan) -> dict[str, dict[str, str]]:
    """The indicators that the plan can choose from: number → {"title", "domain"}, in the rubric's order."""
    rows = read_columns(_INDICATORS, {"rubric": plan.rubric_id})
    return {row.number: {"title": row.title, "domain": row.domain} for row in rows}


def domains_of(rubric: dict[str, dict[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """A rubric by domain, in its order: (domain, [(number, title), …])."""
    domains: dict[str, list[tuple[str, str]]] = {}
    for number, one in rubric.items():
        domains.setdefault(one["domain"], []).append((number, one["title"]))
    return list(domains.items())


def outcomes_to_choose(text: Mapping[str, Any]) -> list[tuple[str, list[dict[str, str]]]]:
    """Outcomes of the district's action plans by their title, with those that `text` names and that are in none now."""
    known = {one["row"]: one for one in [*editions.outcomes(), *text["serves"]]}
    titles: dict[str, list[dict[str, str]]] = {}
    for one in known.values():
        titles.setdefault(one["domain"], []).append(one)
    return list(titles.items())


def draft_of(plan: Plan, kind: str = "plan") -> Draft:
    """The draft of the plan, or of its checkpoint; an empty one that is not in the database before the first save."""
    draft = db.session.get(Draft, (plan.id, kind))
    return draft or Draft(plan_id=plan.id, kind=kind, text={}, version=0, page="", sequence=0)


@dataclass(frozen=True)
class Reading:
    """The text that a person reads: `frozen` as in a revision, or None when it is not theirs to read.

    revision     the revision it is, or None for the draft as it stands
    is_draft     it is the teacher's text as it stands now
    is_gone      it was theirs to read, and went by the rules of retention
    """

    frozen: dict[str, Any] | None
    revision: Revision | None = None
    is_draft: bool = False
    is_gone: bool = False


def reading(seen: SeenPlan, kind: str = "plan", *, latest: Mapping[str, Revision] | None = None) -> Reading:
    """The text of `kind` that this person may read now: the draft while it is written, else the last revision.

    The teacher and those they share the draft with read it as it stands while the teacher may edit it;
    everybody else, and everybody afterwards, reads the last revision that was not recalled. The draft of a
    checkpoint is the teacher's alone. `latest`: as `latest_revisions` found them, where both texts are read.
    """
    plan = seen.plan
    if kind == "plan":
        drafts, frozen = seen.sees.draft, seen.sees.frozen
    else:
        drafts, frozen = Role.TEACHER in seen.roles, seen.sees.checkpoint
    if drafts and rules.is_writing(seen.case, kind):
        return Reading(preview(seen, kind), None, True)
    revision = None
    if frozen:
        revision = latest_revision(plan, kind) if latest is None else latest.get(kind)
    if drafts and _stands_beyond(seen, kind, revision):
        return Reading(preview(seen, kind), None, True)
    if revision and revision.is_gone:
        return Reading(None, is_gone=True)
    return Reading(json.loads(revision.frozen), revision) if revision else Reading(None)


def _stands_beyond(seen: SeenPlan, kind: str, revision: Revision | None) -> bool:
    """Whether something was typed that no revision holds: of a plan that ended on the way its teacher reads that."""
    if revision and (seen.is_open or rules.is_signed(seen.case, kind)):
        return False
    saved_at = draft_of(seen.plan, kind).saved_at
    return saved_at is not None and (revision is None or saved_at > revision.frozen_at)


_LATEST_REVISION = (
    select(Revision)
    .where(
        Revision.plan_id == bindparam("plan"),
        Revision.kind == bindparam("kind"),
        Revision.recalled_at.is_(None),
    )
    .order_by(Revision.number.desc())
    .limit(fixed(1))
)


def latest_revision(plan: Plan, kind: str = "plan") -> Revision | None:
    """The last revision of `kind` that was not recalled."""
    return db.session.scalar(_LATEST_REVISION, {"plan": plan.id, "kind": kind})


_newer = aliased(Revision)
_LATEST_REVISIONS = select(Revision).where(
    Revision.plan_id == bindparam("plan"),
    Revision.recalled_at.is_(None),
    ~exists().where(
        _newer.plan_id == Revision.plan_id,
        _newer.kind == Revision.kind,
        _newer.number > Revision.number,
        _newer.recalled_at.is_(None),
    ),
)


def latest_revisions(plan: Plan) -> dict[str, Revision]:
    """The last revision that was not recalled of each kind that there is one of. One query."""
    return {each.kind: each for each in db.session.scalars(_LATEST_REVISIONS, {"plan": plan.id})}


def current_revision_id(plan: Plan, kind: str) -> int | None:
    """The id of the revision that would be signed now."""
    return plan.revision_id if kind == "plan" else plan.checkpoint_revision_id


def revisions(seen: SeenPlan, kind: str = "plan") -> list[Revision]:
    """The revisions of `kind` that this person may read, latest first. The teacher sees recalled ones too."""
    if not (seen.sees.frozen if kind == "plan" else seen.sees.checkpoint):
        return []
    statement = (
        select(Revision)
        .where(Revision.plan_id == seen.plan.id, Revision.kind == kind)
        .order_by(Revision.number.desc())
    )
    if Role.TEACHER not in seen.roles:
        statement = statement.where(Revision.recalled_at.is_(None))
    return list(db.session.scalars(statement))


def revision(seen: SeenPlan, number: int, kind: str = "plan") -> Revision:
    """One revision that this person may read. Raises rules.HIDDEN, and rules.GONE when its text went by rule."""
    found = next((each for each in revisions(seen, kind) if each.number == number), None)
    if found is None:
        raise rules.HIDDEN
    if found.is_gone:
        raise rules.GONE
    return found


def in_force(plan: Plan) -> dict[str, Any]:
    """The frozen text of the plan that both signed. There has to be one. Raises rules.GONE when it went by rule."""
    if plan.in_force.is_gone:
        raise rules.GONE
    return json.loads(plan.in_force.frozen)


def text_of(plan: Plan, kind: str = "plan") -> dict[str, Any]:
    """The text of `kind` as it stands in the form: of a checkpoint with a row for each action step in force."""
    draft = draft_of(plan, kind)
    if kind == "checkpoint":
        return contents.answering(draft.text, contents.steps_of(in_force(plan)))
    return contents.completed(draft.text)


def preview(seen: SeenPlan, kind: str = "plan") -> dict[str, Any]:
    """The draft as it would be frozen now, with number 0."""
    return as_frozen(seen.plan, text_of(seen.plan, kind), rubric_of(seen.plan), number=0, kind=kind)


def as_frozen(
    plan: Plan,
    text: dict[str, Any],
    rubric: dict[str, dict[str, str]],
    *,
    number: int,
    kind: str = "plan",
) -> dict[str, Any]:
    """Everything that a revision freezes: who, where, which year, and the text with its labels.

    A checkpoint also holds the goal that it looks back on and the fingerprint of the plan in force, so that its
    print can be read by itself.
    """
    frozen = {
        "schema": contents.SCHEMA,
        "kind": kind,
        "district": district().name,
        "year": plan.year.label,
        "revision": number,
        "plan": plan.id,
        "teacher": {
            "name": plan.teacher.name,
            "position": plan.teacher.position,
            "site": plan.site.name if plan.site else "",
        },
        "evaluator": {"name": plan.evaluator.name} if plan.evaluator else None,
        "rubric": plan.rubric.name,
        "sections": contents.frozen_sections(text, rubric, kind),
    }
    if kind == "checkpoint":
        signed = db.session.get(Revision, plan.in_force_id)
        goal = contents.thawed(json.loads(signed.frozen))
        frozen["looks_back_on"] = {
            "revision": signed.number,
            "sha256": signed.sha256,
            **{name: goal[name] for name in ("area", "statement", "measure")},
        }
    return frozen


_SIGNATURES = (
    select(Signature)
    .where(Signature.plan_id == bindparam("plan"))
    .options(
        joinedload(Signature.person),
        joinedload(Signature.deputy_for),
        joinedload(Signature.revision).load_only(Revision.kind, Revision.number),  # its text is long
    )
    .order_by(Signature.id)
)


def signatures(plan: Plan, *, revision_id: int | None = None) -> list[Signature]:
    """The signatures of a plan in the order they were given, superseded ones too, people loaded."""
    statement = _SIGNATURES
    if revision_id is not None:
        statement = statement.where(Signature.revision_id == revision_id)
    return list(db.session.scalars(statement, {"plan": plan.id}))


def standing_signature(plan: Plan, role: str, kind: str = "plan") -> Signature | None:
    """The signature of `role` on the current revision of `kind` that was not superseded."""
    return db.session.scalar(
        select(Signature).where(
            Signature.revision_id == current_revision_id(plan, kind),
            Signature.role == role,
            Signature.superseded_at.is_(None),
        )
    )


def conference_of(plan: Plan) -> Conference | None:
    """What was recorded of the final conference, if it was."""
    return db.session.get(Conference, plan.id)


def plan_of(teacher_id: int, year: SchoolYear) -> Plan | None:
    """The teacher's plan of that year, withdrawn ones aside."""
    return db.session.scalar(
        select(Plan).where(Plan.teacher_id == teacher_id, Plan.year_id == year.id, NOT_WITHDRAWN)
    )


_VIEWS = (
    select(PlanView)
    .where(PlanView.plan_id == bindparam("plan"))
    .options(joinedload(PlanView.person))
    .order_by(PlanView.id.desc())
)


def views(plan: Plan) -> list[PlanView]:
    """Who other than its teacher and evaluator has read the plan's text, latest first."""
    return list(db.session.scalars(_VIEWS, {"plan": plan.id}))


# In which ways a text is read, as the teacher is told.
VIEWED = {
    "page": "on a page",
    "print": "as a PDF",
    "scan": "the scan of the paper",
    "packet": "in a packet",
    "exemplar": "while working on an exemplar",
    "public": "for a public-records request",
    "export": "in an export of everything",
}


def viewed_since(plan_ids: Sequence[int], person_id: int, since: datetime, *, how: str = "page") -> set[int]:
    """Which of these plans this person has viewed the text of after `since`, in this way (of VIEWED)."""
    return set(
        db.session.scalars(
            select(PlanView.plan_id).where(
                PlanView.plan_id.in_(plan_ids),
                PlanView.person_id == person_id,
                PlanView.at > since,
                PlanView.how == how,
            )
        )
    )
