"""Questions about exemplars: which one this person meets and as what, its text in sections, and the library's own.

What staff read asks `published` and `read`, which know nothing of where an exemplar came from. Everything else here is
for its teacher and for the office, while they work on it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from plf import contents, rules
from plf.exemplars import identifying
from plf.exemplars.contents import SECTIONS, Shown
from plf.exemplars.identifying import COLLEAGUE, EVALUATOR, TEACHER, Finding, Roster, Someone
from plf.extensions import db
from plf.models import (
    IN_LIBRARY,
    Exemplar,
    ExemplarConsent,
    ExemplarEvent,
    ExemplarReplacement,
    ExemplarSource,
    Indicator,
    Person,
    Plan,
    Revision,
    Rubric,
    Site,
    Tombstone,
)
from plf.people.queries import district
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import HIDDEN, ExemplarCase, ExemplarRole, Refusal

# Of words that were found so many characters are kept; only an address on the web is ever longer.
LONGEST_FOUND = 200

# What the library reads


def published() -> Select[tuple[Exemplar]]:
    """Every exemplar of the library, by title: what lists, searches and counts start from.

    The order knows nothing of the plans they came from.
    """
    return select(Exemplar).where(IN_LIBRARY).order_by(Exemplar.title, Exemplar.id)


def read(exemplar_id: int) -> Exemplar:
    """A published exemplar, as all staff read it.

    Raises a Refusal: 410 with a sentence for one that was withdrawn, HIDDEN (404) for any other.
    """
    found = db.session.get(Exemplar, exemplar_id)
    if found is None:
        raise HIDDEN
    case = ExemplarCase(state=found.state, was_shown=found.published_at is not None)
    refusal = rules.exemplar_refusal("read", [ExemplarRole.STAFF], case)
    if refusal:
        raise refusal
    return found


@dataclass(frozen=True)
class Sections:
    """An exemplar's text ready to be shown or printed, as plf.contents.frozen_sections gives it.

    `checkpoint` is empty where there is none.
    """

    plan: list[dict[str, Any]]
    checkpoint: list[dict[str, Any]]


def sections(exemplar: Exemplar | Shown) -> Sections:
    """The text of an exemplar, and of its checkpoint, in sections with labels."""
    rubric = {each["number"]: each for each in exemplar.indicators}
    checkpoint = exemplar.checkpoint
    return Sections(
        contents.frozen_sections(contents.completed(exemplar.text), rubric),
        contents.frozen_sections(checkpoint, rubric, "checkpoint") if checkpoint else [],
    )


# What its teacher and the office meet


@dataclass(frozen=True)
class SeenExemplar:
    """An exemplar as one person meets it: what they are to it, and the facts that the rules look at.

    `exemplar` None: there is none of `plan` yet. `plan` is where it comes from, None where the office wrote it.
    """

    exemplar: Exemplar | None
    person: Person
    roles: frozenset[ExemplarRole]
    case: ExemplarCase
    plan: Plan | None = None

    def refusal(self, action: str) -> Refusal | None:
        """Why this person may not take an action of rules.EXEMPLAR_RULES now; None if they may."""
        return rules.exemplar_refusal(action, self.roles, self.case)

    def may(self, action: str) -> bool:
        """Whether this person may take an action of rules.EXEMPLAR_RULES now."""
        return self.refusal(action) is None

    def require(self, action: str) -> None:
        """Raise the Refusal of an action, if there is one."""
        refusal = self.refusal(action)
        if refusal:
            raise refusal

    def after(self, action: str) -> str:
        """The state that an action leads to. Raises its Refusal."""
        return rules.exemplar_after(action, self.roles, self.case)

    @property
    def role(self) -> ExemplarRole:
        """The one role in which this person acts and is named."""
        order = (ExemplarRole.TEACHER, ExemplarRole.OFFICE, ExemplarRole.STAFF)
        return next(role for role in order if role in self.roles)

    @property
    def names_its_teacher(self) -> bool:
        """Whether this person is told whose it is: the teacher, and the office while consent is asked and decided."""
        return self.plan is not None and (
            self.role == ExemplarRole.TEACHER or rules.exemplar_is_in_the_making(self.case)
        )

    @cached_property
    def roster(self) -> Roster:
        """Whom and what to look for in its text, read once."""
        return roster(self.plan)

    @cached_property
    def shown(self) -> Shown:
        """What would be shown of it now. Only where there is one."""
        return shown(self.exemplar)

    @cached_property
    def findings(self) -> list[Finding]:
        """The words in it that may tell whose plan it was, and that nobody decided to leave as they are."""
        kept = {each.found for each in self.decided if each.chosen == each.found}
        return [
            each
            for each in identifying.find(self.shown.strings(), self.roster)
            if each.found[:LONGEST_FOUND] not in kept
        ]

    @cached_property
    def decided(self) -> list[ExemplarReplacement]:
        """What was decided about words that were found, in the order in which it was, with who decided."""
        return list(
            db.session.scalars(
                select(ExemplarReplacement)
                .where(ExemplarReplacement.exemplar_id == self.exemplar.id)
                .options(joinedload(ExemplarReplacement.by))
                .order_by(ExemplarReplacement.id)
            )
        )


def find(exemplar_id: int, person: Person, *, lock: bool = False) -> SeenExemplar:
    """An exemplar as its teacher or the office meets it, whatever became of it; `lock` it before changing it.

    Raises HIDDEN (404) when there is none, or when this person is neither; rules.GONE when its text went by rule.
    """
    statement = select(Exemplar).where(Exemplar.id == exemplar_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    exemplar = db.session.scalar(statement)
    if exemplar is None:
        raise HIDDEN
    source = db.session.scalar(
        select(ExemplarSource)
        .join(ExemplarSource.plan)
        .where(ExemplarSource.exemplar_id == exemplar_id)
        .options(
            contains_eager(ExemplarSource.plan).options(
                joinedload(Plan.teacher), joinedload(Plan.evaluator), joinedload(Plan.site)
            )
        )
        .execution_options(populate_existing=lock)
    )
    plan = source.plan if source else None
    case = ExemplarCase(
        state=exemplar.state,
        offered=bool(source and source.offered_at),
        by_office=exemplar.by_office,
        agreed=_standing_consent(exemplar) is not None,
        taken_back=_taken_back(exemplar),
        was_shown=exemplar.published_at is not None,
        signed=plan is not None and plan.in_force_id is not None,
    )
    seen = SeenExemplar(exemplar, person, _roles(plan, person), case, plan)
    if seen.role == ExemplarRole.STAFF:
        raise HIDDEN
    if not exemplar.text and _is_gone(exemplar.id):
        raise rules.GONE
    return seen


def of_plan(seen: SeenPlan, *, lock: bool = False) -> SeenExemplar:
    """The exemplar of a plan, made or not, as this person meets it: `exemplar` is None before it is offered or asked for.

    Raises HIDDEN (404) for whoever is neither the plan's teacher nor of the office. With `lock`, lock the plan first.
    """
    exemplar_id = db.session.scalar(
        select(ExemplarSource.exemplar_id).where(ExemplarSource.plan_id == seen.plan.id)
    )
    roles = _roles(seen.plan, seen.person)
    if roles == {ExemplarRole.STAFF}:
        raise HIDDEN
    if exemplar_id is not None:
        return find(exemplar_id, seen.person, lock=lock)
    case = ExemplarCase(state=None, offered=False, signed=rules.is_signed(seen.case, "plan"))
    return SeenExemplar(None, seen.person, roles, case, seen.plan)


def _roles(plan: Plan | None, person: Person) -> frozenset[ExemplarRole]:
    # Whose plan it is, is only its teacher: nobody of the office decides about their own.
    if plan is not None and plan.teacher_id == person.id:
        return frozenset({ExemplarRole.STAFF, ExemplarRole.TEACHER})
    return frozenset({ExemplarRole.STAFF, *([ExemplarRole.OFFICE] if person.is_office else [])})


def _standing_consent(exemplar: Exemplar) -> ExemplarConsent | None:
    return db.session.scalar(
        select(ExemplarConsent).where(
            ExemplarConsent.exemplar_id == exemplar.id,
            ExemplarConsent.sha256 == exemplar.sha256,
            ExemplarConsent.withdrawn_at.is_(None),
        )
    )


def standing_consents(exemplar: Exemplar) -> list[ExemplarConsent]:
    """Every yes to a text of this exemplar that was not taken back."""
    return list(
        db.session.scalars(
            select(ExemplarConsent)
            .where(ExemplarConsent.exemplar_id == exemplar.id, ExemplarConsent.withdrawn_at.is_(None))
            .order_by(ExemplarConsent.id)
        )
    )


def _taken_back(exemplar: Exemplar) -> bool:
    by = db.session.scalar(
        select(ExemplarEvent.role)
        .where(ExemplarEvent.exemplar_id == exemplar.id, ExemplarEvent.action == "withdraw")
        .order_by(ExemplarEvent.id.desc())
        .limit(1)
    )
    return by == ExemplarRole.TEACHER


def shown(exemplar: Exemplar) -> Shown:
    """Everything that is shown of an exemplar but the notes, as data."""
    return Shown(
        title=exemplar.title,
        summary=exemplar.summary,
        staff_kind=exemplar.staff_kind,
        subject=exemplar.subject,
        grade_band=exemplar.grade_band,
        indicators=exemplar.indicators,
        text=exemplar.text,
        checkpoint=exemplar.checkpoint,
    )


def signed_text(plan: Plan) -> Shown:
    """The text of a plan that both signed, and of its checkpoint where both signed that too, as it was frozen."""
    frozen = plans.in_force(plan)
    checkpoint = None
    if rules.is_signed(rules.Case(state=plan.state), "checkpoint"):
        revision = db.session.get(Revision, plan.checkpoint_revision_id)
        checkpoint = contents.thawed(json.loads(revision.frozen))
    chosen = next(
        each["value"]
        for section in frozen["sections"]
        for each in section["fields"]
        if each["kind"] == "indicators"
    )
    return Shown(
        staff_kind=plan.rubric.staff_kind,
        indicators=chosen,
        text=contents.thawed(frozen),
        checkpoint=checkpoint,
    )


def indicators(staff_kind: str) -> dict[str, dict[str, str]]:
    """The indicators of the rubric in use for a kind of staff: number → {"number", "title", "domain"}, in its order."""
    rows = db.session.execute(
        select(Indicator.number, Indicator.title, Indicator.domain)
        .join(Indicator.rubric)
        .where(Rubric.staff_kind == staff_kind, Rubric.is_current)
        .order_by(Rubric.id, Indicator.position)
    )
    return {row.number: {"number": row.number, "title": row.title, "domain": row.domain} for row in rows}


def roster(plan: Plan | None) -> Roster:
    """Whom and what to look for: everybody of the district, its sites and its name; of a plan, who is near its teacher."""
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name, Person.main_site_id).order_by(Person.id)
    )
    roles = {plan.evaluator_id: EVALUATOR, plan.teacher_id: TEACHER} if plan else {}
    site = plan.site_id if plan else None
    people = [
        Someone(
            row.given_name,
            row.family_name,
            roles.get(row.id, COLLEAGUE),
            site is not None and row.main_site_id == site,
        )
        for row in rows
    ]
    return Roster(people, list(db.session.scalars(select(Site.name).order_by(Site.name))), district().name)


def names_in_notes(seen: SeenExemplar, notes: dict[str, str]) -> list[tuple[str, str]]:
    """Where notes of the office name somebody or a place for sure: (section, the words), in order."""
    return [
        (section, each.found)
        for section in SECTIONS
        for each in identifying.find([notes.get(section, "")], seen.roster)
        if each.is_sure
    ]


def events(exemplar: Exemplar) -> list[ExemplarEvent]:
    """What happened to an exemplar, latest first, with who did it. For its teacher and the office alone."""
    return list(
        db.session.scalars(
            select(ExemplarEvent)
            .where(ExemplarEvent.exemplar_id == exemplar.id)
            .options(joinedload(ExemplarEvent.person))
            .order_by(ExemplarEvent.id.desc())
        )
    )


OFFICE_PAGE = 100


def for_the_office(page: int | None = None) -> list[tuple[Exemplar, bool]]:
    """Every exemplar, by state and title, with whether its teacher has said yes to the text as it is now.

    It does not say whose they are, and its order tells nothing of it. `page` (from 1): so many of them; None: all.
    """
    agreed = (
        select(ExemplarConsent.id)
        .where(
            ExemplarConsent.exemplar_id == Exemplar.id,
            ExemplarConsent.sha256 == Exemplar.sha256,
            ExemplarConsent.withdrawn_at.is_(None),
        )
        .exists()
    )
    order = case({state: number for number, state in enumerate(rules.EXEMPLAR_STATES)}, value=Exemplar.state)
    statement = (
        select(Exemplar, agreed)
        .order_by(order, func.lower(Exemplar.title), Exemplar.id)
        .options(defer(Exemplar.text), defer(Exemplar.checkpoint), defer(Exemplar.notes))
    )
    if page is not None:
        statement = statement.limit(OFFICE_PAGE).offset((page - 1) * OFFICE_PAGE)
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def office_pages() -> int:
    """How many pages there are for the office, at least one."""
    return max(1, -(-(db.session.scalar(select(func.count()).select_from(Exemplar)) or 0) // OFFICE_PAGE))


def office_people() -> list[Person]:
    """Everybody of the office who is here."""
    return list(db.session.scalars(select(Person).where(Person.is_office, Person.is_active)))


def seen_plan(seen: SeenExemplar, *, on: date) -> SeenPlan:
    """The plan that an exemplar comes from, as this person meets it on a day of the district's calendar."""
    return plans.find(seen.plan.id, seen.person, on=on)


# Stand for the beginning and the end of a mark, until the text is HTML. Nobody types them.
MARK, UNMARK = "\ue000", "\ue001"


def marked(seen: SeenExemplar) -> Sections:
    """Its text in sections, with MARK and UNMARK around the words that wait for a decision."""
    open_ones = {each.found for each in seen.findings}

    def mark(text: str) -> str:
        plain = text.replace(MARK, "").replace(UNMARK, "")
        pieces, at = [], 0
        for span in identifying.spans(plain, seen.roster):
            if span.found in open_ones:
                pieces += [plain[at : span.start], MARK, plain[span.start : span.end], UNMARK]
                at = span.end
        return "".join([*pieces, plain[at:]])

    return sections(seen.shown.with_words(mark))


# Its text has not gone by the rules of retention.
IS_THERE = ~exists().where(Tombstone.what == "exemplar", Tombstone.row_id == Exemplar.id)


def _is_gone(exemplar_id: int) -> bool:
    return db.session.scalar(select(Exemplar.id).where(Exemplar.id == exemplar_id, IS_THERE)) is None


def unpublished_of(plan_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that there is a text taken from this plan which is not in the library and has not gone by rule."""
    return exists().where(
        ExemplarSource.plan_id == plan_id,
        Exemplar.id == ExemplarSource.exemplar_id,
        ~IN_LIBRARY,
        IS_THERE,
    )
