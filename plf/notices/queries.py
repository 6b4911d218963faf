"""Questions about notices: who has to be told, what waits for a letter, and how each one reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from plf import rules
from plf.database import one_of
from plf.extensions import db
from plf.formats import day as long_day
from plf.meetings.queries import MEETINGS
from plf.models import (
    ActionEdition,
    ActionEditor,
    ActionPlan,
    ActionRow,
    ActionTeamMember,
    CommentRequest,
    Deputy,
    Job,
    Notice,
    NoticeText,
    Pairing,
    Person,
    Plan,
    Reminded,
    SchoolYear,
    Signature,
    SiteLeadership,
    Volunteer,
)
from plf.notices import kinds
from plf.notices.kinds import KINDS
from plf.people.queries import district, holds_on
from plf.plans.queries import NEXT_PAGE, SeenPlan, next_date
from plf.rules import Case, Role

ON_A_PAGE = 40
_last = aliased(Signature)
_reader = aliased(Person)

# Where a notice leads that asks for no step of the table.
PLACES = {
    "ask_for_comments": ("comments.comments_page", ""),
    "ask_for_support": ("support.show", ""),
    "answer_support": ("support.show", ""),
    "reply_to_support": ("support.show", ""),
    "support": ("support.show", ""),
    **{kind: ("exemplars.of_plan", "") for kind in KINDS if kind.startswith("exemplar_")},
    **{f"{kind}_{what}": ("plans.show", "meeting") for kind in MEETINGS for what in ("booked", "moved")},
}

# What only teacher and evaluator read: whoever the plan is otherwise the business of is not told of it.
BETWEEN_THE_TWO = tuple(kind for kind, (page, _) in PLACES.items() if page == "support.show")


# Who has to act, and who has to know


def case_after(seen: SeenPlan, action: str) -> Case:
    """The facts about a plan once the step `action` was taken."""
    plan = seen.plan
    paused = {"pause": True, "resume": False}.get(action, plan.paused_at is not None)
    return replace(
        seen.case,
        state=plan.state,
        paused=paused,
        has_evaluator=plan.evaluator_id is not None,
        in_force=plan.in_force_id is not None,
    )


def must_act(case: Case) -> Role | None:
    """Who has to do something by the plan's next day: whose turn it is, or the teacher while the checkpoint is to come."""
    to_come = rules.may("write_checkpoint", [Role.TEACHER], case)
    return rules.turn(case) or (Role.TEACHER if to_come else None)


@dataclass(frozen=True)
class Concerned:
    """The people that a plan is the business of, each with whether they prefer a digest: by number."""

    teacher: dict[int, bool]
    evaluator: dict[int, bool]
    deputies: dict[int, bool]
    office: dict[int, bool]

    def acting(self, turn: Role | None) -> dict[int, bool]:
        """Those who can act when it is this role's turn: for the evaluator also who stands in for them."""
        if turn == Role.EVALUATOR:
            return {**self.deputies, **self.evaluator}
        return self.knowing((turn,)) if turn else {}

    def knowing(self, roles: Iterable[Role]) -> dict[int, bool]:
        """Those who are told because they are this to the plan."""
        found = {Role.TEACHER: self.teacher, Role.EVALUATOR: self.evaluator, Role.OFFICE: self.office}
        return {number: digest for role in roles for number, digest in found.get(role, {}).items()}


def concerned(plan: Plan, roles: set[Role | None], *, on: date) -> Concerned:
    """The active people who are one of these roles to the plan on a day; deputies with the evaluator. One query."""
    teacher = {plan.teacher_id: plan.teacher.mail_digest} if plan.teacher.is_active else {}
    evaluators: list[ColumnElement[bool]] = []
    stands_in = exists().where(
        Deputy.deputy_id == Person.id, Deputy.evaluator_id == plan.evaluator_id, holds_on(Deputy, on)
    )
    if Role.EVALUATOR in roles and plan.evaluator_id is not None:
        evaluators = [Person.id == plan.evaluator_id, stands_in]
    if Role.OFFICE in roles:
        evaluators.append(Person.is_office)
    if not evaluators:
        return Concerned(teacher, {}, {}, {})
    rows = db.session.execute(
        select(Person.id, Person.mail_digest, Person.is_office, stands_in.label("stands_in")).where(
            Person.is_active, Person.id != plan.teacher_id, or_(*evaluators)
        )
    ).all()
    return Concerned(
        teacher,
        {row.id: row.mail_digest for row in rows if row.id == plan.evaluator_id},
        {row.id: row.mail_digest for row in rows if row.stands_in},
        {row.id: row.mail_digest for row in rows if row.is_office},
    )


def who_signed(plan: Plan, *, on: date) -> dict[int, bool]:
    """Who gave the last signature for the evaluator, if they are the evaluator or a deputy on a day: by number."""
    row = db.session.execute(
        select(Person.id, Person.mail_digest)
        .join(Signature, Signature.person_id == Person.id)
        .where(
            Signature.plan_id == plan.id,
            Signature.role == "evaluator",
            Person.is_active,
            or_(
                Person.id == plan.evaluator_id,
                exists().where(
                    Deputy.deputy_id == Person.id,
                    Deputy.evaluator_id == plan.evaluator_id,
                    holds_on(Deputy, on),
                ),
            ),
            Signature.id
            == select(func.max(_last.id))
            .where(_last.plan_id == plan.id, _last.role == "evaluator")
            .scalar_subquery(),
        )
    ).first()
    return {row.id: row.mail_digest} if row else {}


def who_assigns(teacher_id: int, *, on: date) -> dict[int, bool]:
    """Who could assign a plan to somebody on a day: their evaluator, and the office; by number, as in `digest_of`."""
    paired = exists().where(
        Pairing.teacher_id == teacher_id, Pairing.evaluator_id == Person.id, holds_on(Pairing, on)
    )
    rows = db.session.execute(
        select(Person.id, Person.mail_digest).where(
            Person.is_active, Person.id != teacher_id, or_(Person.is_office, paired)
        )
    )
    return {row.id: row.mail_digest for row in rows}


def digest_of(person_ids: Iterable[int]) -> dict[int, bool]:
    """Of these people, those who are active, and whether they prefer a digest."""
    wanted, found = list(person_ids), {}
    for start in range(0, len(wanted), 500):
        rows = db.session.execute(
            select(Person.id, Person.mail_digest).where(
                Person.is_active, Person.id.in_(wanted[start : start + 500])
            )
        )
        found |= {row.id: row.mail_digest for row in rows}
    return found


def people(numbers: Iterable[int]) -> dict[int, Person]:
    """The active people with these numbers."""
    rows = db.session.scalars(select(Person).where(Person.id.in_(list(numbers)), Person.is_active))
    return {person.id: person for person in rows}


def invited(plan_id: int, mark: str) -> dict[int, Person]:
    """The active people who were told of a plan's meeting: their notices' keys begin with `mark`."""
    told = select(Notice.person_id).where(Notice.plan_id == plan_id, Notice.key.startswith(mark))
    rows = db.session.scalars(select(Person).where(Person.id.in_(told), Person.is_active))
    return {person.id: person for person in rows}


# Reminders


class WithADay(NamedTuple):
    """An open plan with the day that it has to meet next, and who has to act until then."""

    plan_id: int
    teacher_id: int
    evaluator_id: int | None
    must: Role
    due_on: date
    state_since: datetime


def last_reminded() -> date | None:
    """The last day on which it was worked out whom to remind."""
    return db.session.scalar(select(func.max(Reminded.day)))


def reminding() -> bool:
    """Whether it is being worked out just now."""
    in_hand = exists().where(Job.kind == "remind", Job.state.in_(("queued", "running")))
    return bool(db.session.scalar(select(in_hand)))


def plans_with_a_day(after: int, *, on: date, most: int) -> tuple[list[WithADay], int | None]:
    """Of the next `most` plans by number those that somebody can be late with, and the last number; None at the end.

    Open, not paused, and in a school year not over on a day: after its last day nobody is at school, and what is
    open then stands on the office's closing list.
    """
    plans = db.session.scalars(
        select(Plan)
        .join(Plan.year)
        .where(
            Plan.id > after, Plan.state.in_(rules.OPEN), Plan.paused_at.is_(None), SchoolYear.ends_on >= on
        )
        .options(contains_eager(Plan.year))
        .order_by(Plan.id)
        .limit(most)
    ).all()
    found = []
    for plan in plans:
        case = Case(
            state=plan.state,
            has_evaluator=plan.evaluator_id is not None,
            in_force=plan.in_force_id is not None,
        )
        day, must = next_date(plan, case), must_act(case)
        if day and must:
            found.append(WithADay(plan.id, plan.teacher_id, plan.evaluator_id, must, day, plan.state_since))
    return found, plans[-1].id if plans else None


def who_must(plans: list[WithADay], *, on: date) -> dict[int, dict[int, bool]]:
    """For each plan the people who have to act on a day, by number, with whether they prefer a digest."""
    evaluators = {each.evaluator_id for each in plans if each.must == Role.EVALUATOR}
    deputies: dict[int, set[int]] = {}
    rows = db.session.execute(
        select(Deputy.evaluator_id, Deputy.deputy_id).where(
            Deputy.evaluator_id.in_(evaluators), holds_on(Deputy, on)
        )
    )
    for row in rows:
        deputies.setdefault(row.evaluator_id, set()).add(row.deputy_id)
    office: set[int] = set()
    if any(each.must == Role.OFFICE for each in plans):
        office = set(db.session.scalars(select(Person.id).where(Person.is_office, Person.is_active)))
    acting = {
        each.plan_id: {
            Role.TEACHER: {each.teacher_id},
            Role.EVALUATOR: {each.evaluator_id, *deputies.get(each.evaluator_id, ())} - {each.teacher_id},
            Role.OFFICE: office - {each.teacher_id},
        }[each.must]
        for each in plans
    }
    prefer = digest_of({number for numbers in acting.values() for number in numbers})
    return {
        plan_id: {number: prefer[number] for number in sorted(numbers) if number in prefer}
        for plan_id, numbers in acting.items()
    }


# Letters


def something_waits() -> bool:
    """Whether any notice waits for a letter."""
    return bool(db.session.scalar(select(exists().where(_WAITS))))


def letters_to_be(
    *, reminders: bool, digests_before: datetime | None, most: int
) -> list[tuple[int, list[int]]]:
    """What waits, one letter for each person: their number, and those of the notices, the lowest first.

    `reminders`: those of today are all written, and go too. Digests take what was told before `digests_before`,
    and reminders; None: no digest goes out now.
    """
    is_reminder = Notice.kind.in_(kinds.REMINDERS)
    now_due = Notice.by_mail == "soon"
    if not reminders:
        now_due = and_(now_due, ~is_reminder)
    if digests_before:
        now_due = or_(now_due, Notice.made_at < digests_before, is_reminder)
    some = select(Notice.person_id).where(_WAITS, now_due).distinct().limit(most)
    # Two workers at the same minute: what one has in hand the other passes over, so that no notice changes its letter.
    rows = db.session.execute(
        select(Notice.person_id, Notice.id)
        .where(_WAITS, now_due, Notice.person_id.in_(some))
        .order_by(Notice.id)
        .with_for_update(skip_locked=True)
    )
    letters: dict[int, list[int]] = {}
    for row in rows:
        letters.setdefault(row.person_id, []).append(row.id)
    return list(letters.items())


_WAITS = and_(Notice.letter.is_(None), Notice.by_mail != "none")


# How they read


@dataclass(frozen=True)
class Told:
    """A notice as one reads it: the sentence, the whole text of its mail, and where it leads, here and from a mail."""

    notice: Notice
    sentence: str
    text: str
    address: str
    link: str
    is_new: bool
    is_open: bool


def letter(number: int, *, on: date) -> list[Told]:
    """What a letter says: its notices that still have something to say to its reader on a day, the oldest first.

    Whoever the plan is not the business of any more is told nothing of it, and nobody is reminded of what was done
    in the moment in which the reminder was written.
    """
    rows = db.session.scalars(
        _notices()
        .where(Notice.letter == number, Notice.settled_at.is_(None), _knows_of_it(Notice.person_id, on))
        .order_by(Notice.id)
    )
    words = texts()
    return [_told(notice, words) for notice in rows if not _is_overtaken(notice)]


def _is_overtaken(notice: Notice) -> bool:
    # What is asked of a row's people is settled with the update itself.
    if notice.kind not in kinds.REMINDERS or notice.plan_id is None:
        return False
    return _must_now(notice) is None or notice.due_on != next_date(notice.plan, _case_of(notice.plan))


def of_meeting(key: str, *, when: str, place: str) -> Told | None:
    """The notice of a meeting by its key, as its reader reads it."""
    notice = db.session.scalar(_notices().where(Notice.key == key))
    return _told(notice, texts(), when=when, place=place) if notice else None


def mine(person: Person, *, on: date, page: int = 1) -> tuple[list[Told], int]:
    """A page of the person's notices, newest first, and how many pages there are. Pages count from 1.

    Only of plans and action plans that are their business on the day `on`.
    """
    theirs = (Notice.person_id == person.id, _knows_of_it(Notice.person_id, on))
    total = db.session.scalar(select(func.count()).select_from(Notice).outerjoin(Notice.plan).where(*theirs))
    rows = db.session.scalars(
        _notices()
        .where(*theirs)
        .order_by(Notice.made_at.desc(), Notice.id.desc())
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    words = texts()
    return [_told(notice, words) for notice in rows], max(-(-(total or 0) // ON_A_PAGE), 1)


def texts() -> dict[str, tuple[str, str]]:
    """Subject and body of every kind: the office's words where it wrote some."""
    own = db.session.execute(select(NoticeText.kind, NoticeText.subject, NoticeText.body))
    return {name: (kind.subject, kind.body) for name, kind in KINDS.items()} | {
        row.kind: (row.subject, row.body) for row in own
    }


def whole_address(endpoint: str, **values) -> str:
    """The address of a page as it stands in a mail."""
    return current_app.config["BASE_URL"] + _path(endpoint, **values)


def _notices() -> Select:
    return (
        select(Notice)
        .outerjoin(Notice.plan)
        .options(
            contains_eager(Notice.plan).options(
                joinedload(Plan.teacher), joinedload(Plan.evaluator), joinedload(Plan.year)
            ),
            joinedload(Notice.action_plan),
            joinedload(Notice.volunteer).joinedload(Volunteer.year),
            joinedload(Notice.ask),
            joinedload(Notice.person),
            joinedload(Notice.by),
        )
    )


def _knows_of_it(person_id: ColumnElement[int], on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """That the notice's plan or action plan is this person's business on a day."""
    return or_(
        and_(Notice.plan_id.is_not(None), _knows_of_plan(person_id, on)),
        and_(Notice.action_plan_id.is_not(None), _knows_of_table(person_id)),
        and_(Notice.volunteer_id.is_not(None), _assigns(person_id, on)),
    )


def _assigns(person_id: ColumnElement[int], on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """That this person could assign a plan to who would like to take part: of the office, or paired with them."""
    return or_(
        exists().where(_reader.id == person_id, _reader.is_office),
        exists().where(
            Pairing.teacher_id == Notice.by_id, Pairing.evaluator_id == person_id, holds_on(Pairing, on)
        ),
    )


def _knows_of_table(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That the notice's action plan is this person's business, as `action_plans.queries.find` has it."""
    here = Notice.action_plan_id
    return and_(
        exists().where(ActionPlan.id == here, ActionPlan.removed_at.is_(None)),
        or_(
            exists().where(ActionEdition.action_plan_id == here),
            exists().where(_reader.id == person_id, _reader.is_office),
            exists().where(ActionEditor.action_plan_id == here, ActionEditor.person_id == person_id),
            _carries_a_row(person_id),
        ),
    )


def _carries_a_row(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """That this person owns a row of the notice's action plan, or is on the team of one."""
    # Said by hand: two levels down, the notice would be any notice.
    on_team = (
        exists()
        .where(ActionTeamMember.row_id == ActionRow.id, ActionTeamMember.person_id == person_id)
        .correlate(ActionRow, Notice)
    )
    return exists().where(
        ActionRow.action_plan_id == Notice.action_plan_id,
        ActionRow.deleted_at.is_(None),
        or_(ActionRow.owner_id == person_id, on_team),
    )


def _knows_of_plan(person_id: ColumnElement[int], on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """That the joined plan is this person's business on a day, as `plans.queries.find` has it."""
    reader = aliased(Person)
    others = or_(
        exists().where(reader.id == person_id, reader.is_office),
        exists().where(
            SiteLeadership.site_id == Plan.site_id,
            SiteLeadership.person_id == person_id,
            holds_on(SiteLeadership, on),
        ),
        exists().where(
            CommentRequest.plan_id == Plan.id,
            CommentRequest.person_id == person_id,
            CommentRequest.ended_at.is_(None),
        ),
    )
    return or_(
        Plan.teacher_id == person_id,
        Plan.evaluator_id == person_id,
        exists().where(
            Deputy.evaluator_id == Plan.evaluator_id, Deputy.deputy_id == person_id, holds_on(Deputy, on)
        ),
        and_(Notice.kind.not_in(one_of(BETWEEN_THE_TWO)), others),
    )


# How many notices of `me` are new and about their business on `day`: within a question that the first page asks anyway.
UNREAD = (
    select(func.count())
    .select_from(Notice)
    .outerjoin(Notice.plan)
    .where(
        Notice.person_id == bindparam("me", type_=Integer),
        Notice.read_at.is_(None),
        Notice.settled_at.is_(None),
        _knows_of_it(Notice.person_id, bindparam("day", type_=Date)),
    )
    .scalar_subquery()
)

# By when `me` is asked for updates of rows, the next day first; None when nothing waits. Of the first page as well.
UPDATES_DUE = (
    select(func.min(Notice.due_on))
    .where(
        Notice.person_id == bindparam("me", type_=Integer),
        Notice.ask_id.is_not(None),
        Notice.is_to_do,
        Notice.settled_at.is_(None),
        _carries_a_row(Notice.person_id),
    )
    .scalar_subquery()
)


def _told(notice: Notice, words: dict[str, tuple[str, str]], **more: str) -> Told:
    subject, body = words.get(notice.kind) or words["turn"]
    address = address_of(notice)
    link = current_app.config["BASE_URL"] + address
    values = values_of(notice) | {"plan_link": link, **more}
    return Told(
        notice,
        sentence=kinds.fill(subject, values),
        text=kinds.fill(body, values),
        address=address,
        link=link,
        is_new=notice.read_at is None and notice.settled_at is None,
        is_open=notice.is_to_do and notice.settled_at is None,
    )


def values_of(notice: Notice) -> dict[str, str]:
    """What the placeholders of a notice's text stand for; those that have nothing to say are left out."""
    here = district()
    values = {
        "name": notice.person.given_name,
        "who": notice.by.name if notice.by else "",
        "due": long_day(notice.due_on) if notice.due_on else "",
        "district": here.name if here else "",
        **_values_of_what(notice),
    }
    return {name: value for name, value in values.items() if value}


def _values_of_what(notice: Notice) -> dict[str, str]:
    if notice.volunteer:
        return {"teacher": notice.by.name, "year": notice.volunteer.year.label}
    return _values_of_plan(notice) if notice.plan else _values_of_table(notice)


def _values_of_table(notice: Notice) -> dict[str, str]:
    return {"action_plan": notice.action_plan.title, "line": notice.ask.note if notice.ask else ""}


def _values_of_plan(notice: Notice) -> dict[str, str]:
    plan = notice.plan
    theirs = plan.teacher_id == notice.person_id
    return {
        "teacher": plan.teacher.name,
        "the_plan": "your plan" if theirs else f"the plan of {plan.teacher.name}",
        "evaluator": plan.evaluator.name if plan.evaluator else "",
        "year": plan.year.label,
        "to_do": _to_do(notice),
    }


def address_of(notice: Notice) -> str:
    """Where a notice leads: the page on which its reader takes the next step, else the place it tells of."""
    if notice.volunteer:
        return _path("assignments.choose")
    if notice.plan is None:
        return _address_in_table(notice)
    plan, must = notice.plan, _must_now(notice)
    if must == Role.OFFICE:
        return _path("people.person_page", person_id=plan.teacher_id)
    if must:
        endpoint, kind = NEXT_PAGE[rules.STATES[plan.state].action or "submit_checkpoint"]
        return _path(endpoint, plan_id=plan.id, kind=kind)
    endpoint, anchor = PLACES.get(notice.kind, ("plans.show", ""))
    return _path(endpoint, plan_id=plan.id) + (f"#{anchor}" if anchor else "")


def _address_in_table(notice: Notice) -> str:
    if notice.kind == "row_comment_answered":
        return _path("row_comments.every", plan_id=notice.action_plan_id)
    if notice.ask_id and notice.settled_at is None:
        return _path("row_updates.mine") + f"#ask_{notice.ask_id}"
    if notice.row_id:
        return _path("row_updates.of_row", plan_id=notice.action_plan_id, row_id=notice.row_id)
    return _path("row_updates.mine")


def _to_do(notice: Notice) -> str:
    must = _must_now(notice)
    if must == Role.OFFICE:
        return "name an evaluator"
    return (
        (rules.STATES[notice.plan.state].to_do or "fill in the checkpoint form and submit it") if must else ""
    )


def _must_now(notice: Notice) -> Role | None:
    """The role in which the reader has to act now, if this notice is about that."""
    if not notice.is_to_do or notice.settled_at is not None:
        return None
    plan = notice.plan
    must = must_act(_case_of(plan))
    is_teacher = plan.teacher_id == notice.person_id
    return must if must and (must == Role.TEACHER) == is_teacher else None


def _case_of(plan: Plan) -> Case:
    return Case(
        state=plan.state,
        paused=plan.paused_at is not None,
        has_evaluator=plan.evaluator_id is not None,
        in_force=plan.in_force_id is not None,
    )


def _path(endpoint: str, **values) -> str:
    # Not url_for: the worker sends without a request.
    return current_app.url_map.bind("localhost").build(endpoint, values)
