"""Questions at the close of a year: which plans are open, with whom they wait since when, how far the ending is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import aliased

from plf import rules
from plf.extensions import db
from plf.models import HistoryLine, Job, Notice, Person, Plan, SchoolYear, Site
from plf.rules import Case, Role

ON_A_PAGE = 60


@dataclass(frozen=True)
class Filter:
    """What the closing list is narrowed to: a state, a site, and which page."""

    stage: str = ""
    site_id: int | None = None
    page: int = 1


@dataclass(frozen=True)
class OpenLine:
    """One open plan on the closing list.

    waits_for   the name of who has to act, or "the office"; empty when nobody has to now
    can_remind  that somebody can be told
    since       since when it is in its state, or paused
    missing     whose signature is missing, "evaluator" or "teacher", where that is what it waits for
    not_signed  the evaluator noted that the teacher does not sign
    is_mine     it is the own plan of the person who asks: somebody else of the office ends it
    """

    plan_id: int
    teacher_id: int
    teacher: str
    has_left: bool
    site: str
    title: str
    waits_for: str
    can_remind: bool
    since: datetime
    missing: str
    not_signed: bool
    is_paused: bool
    is_mine: bool


def lines(year: SchoolYear, narrowed: Filter, person: Person) -> tuple[list[OpenLine], int]:
    """A page of the open plans of a year, for `person` of the office, and how many there are in all."""
    chosen = _chosen(year, narrowed)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    teacher, evaluator = aliased(Person), aliased(Person)
    noted = exists().where(
        HistoryLine.plan_id == Plan.id,
        HistoryLine.action == "note_not_signed",
        HistoryLine.at >= Plan.state_since,
    )
    rows = db.session.execute(
        select(
            Plan.id,
            Plan.state,
            Plan.state_since,
            Plan.paused_at,
            Plan.teacher_id,
            Plan.evaluator_id,
            teacher.given_name,
            teacher.family_name,
            teacher.is_active,
            evaluator.given_name.label("evaluator_given"),
            evaluator.family_name.label("evaluator_family"),
            Site.name.label("site"),
            noted.label("noted"),
        )
        .join(teacher, teacher.id == Plan.teacher_id)
        .outerjoin(evaluator, evaluator.id == Plan.evaluator_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .where(Plan.id.in_(_page_of(chosen, narrowed.page)))
        .order_by(Plan.id)
    )
    return [_line(row, person) for row in rows], total


def counts(year: SchoolYear, site_id: int | None = None) -> dict[str, int]:
    """How many plans of a year are open, by state."""
    chosen = _chosen(year, Filter(site_id=site_id)).subquery()
    statement = select(Plan.state, func.count()).join(chosen, chosen.c.id == Plan.id).group_by(Plan.state)
    return dict(db.session.execute(statement).all())


def ids(year: SchoolYear, narrowed: Filter, *, by: Person) -> list[int]:
    """The ids of all open plans of a year that fit, on whatever page; without one's own."""
    return list(db.session.scalars(_chosen(year, narrowed).where(Plan.teacher_id != by.id)))


def still_open(plan_ids: Iterable[int], year: SchoolYear, *, by: Person) -> list[int]:
    """Those of the plans that are open, of this year, and not of the person's own."""
    wanted = set(plan_ids)
    return [plan_id for plan_id in ids(year, Filter(), by=by) if plan_id in wanted]


def named(plan_ids: Iterable[int], most: int) -> list[tuple[str, str]]:
    """The first so many of these plans: teacher's name and title of the state, by id."""
    rows = db.session.execute(
        select(Person.given_name, Person.family_name, Plan.state)
        .join(Plan, Plan.teacher_id == Person.id)
        .where(Plan.id.in_(sorted(plan_ids)[:most]))
        .order_by(Plan.id)
    )
    return [(f"{row.given_name} {row.family_name}".strip(), rules.STATES[row.state].title) for row in rows]


def was_reminded(plan: Plan, *, since: datetime) -> bool:
    """Whether the office has reminded anybody of this plan since a moment (UTC)."""
    reminded = exists().where(
        Notice.plan_id == plan.id, Notice.kind == "office_reminds", Notice.made_at >= since
    )
    return bool(db.session.scalar(select(reminded)))


def key_of_ending(year_id: int) -> str:
    """What the keys of the jobs begin with that end many plans of a year."""
    return f"ending {year_id} "


STAGES = {"queued": "under way", "running": "under way", "done": "done", "failed": "failed"}


@dataclass(frozen=True)
class Ending:
    """How far the ending of many plans is. `stage`: "under way", "done" or "failed"; `left`: which were left, and why."""

    done: int
    total: int
    stage: str
    left: tuple[str, ...] = ()


def was_ended_by(job: Job, plan_id: int) -> bool:
    """Whether the plan has been ended unfinished since the job was made: by the job itself, before it was stopped."""
    ended = exists().where(
        HistoryLine.plan_id == plan_id, HistoryLine.action == "end_unfinished", HistoryLine.at >= job.made_at
    )
    return bool(db.session.scalar(select(ended)))


def latest_ending(year_id: int) -> Ending | None:
    """The last ending of many plans of a year, done or not; None when there was none lately."""
    job = db.session.scalar(
        select(Job)
        .where(Job.key.startswith(key_of_ending(year_id), autoescape=True))
        .order_by(Job.id.desc())
        .limit(1)
    )
    if job is None:
        return None
    left = tuple(job.payload.get("left", {}).values())
    return Ending(job.steps_done, len(job.payload["plans"]), STAGES[job.state], left)


def _chosen(year: SchoolYear, narrowed: Filter) -> Select:
    states = [narrowed.stage] if narrowed.stage else rules.OPEN
    statement = select(Plan.id).where(Plan.year_id == year.id, Plan.state.in_(states)).order_by(Plan.id)
    return statement.where(Plan.site_id == narrowed.site_id) if narrowed.site_id else statement


def _page_of(chosen: Select, page: int) -> Select:
    return chosen.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)


def _line(row: Row, person: Person) -> OpenLine:
    state = rules.STATES[row.state]
    paused = row.paused_at is not None
    turn = rules.turn(Case(state=row.state, paused=paused, has_evaluator=row.evaluator_id is not None))
    teacher = f"{row.given_name} {row.family_name}".strip()
    evaluator = f"{row.evaluator_given or ''} {row.evaluator_family or ''}".strip()
    signs = state.turn if state.action.startswith("sign_") else None
    return OpenLine(
        plan_id=row.id,
        teacher_id=row.teacher_id,
        teacher=teacher,
        has_left=not row.is_active,
        site=row.site or "",
        title=state.title,
        can_remind=turn == Role.EVALUATOR or (turn == Role.TEACHER and row.is_active),
        waits_for={Role.TEACHER: teacher, Role.EVALUATOR: evaluator, Role.OFFICE: "the office"}.get(turn, ""),
        since=row.paused_at or row.state_since,
        missing=str(signs) if signs else "",
        not_signed=row.noted,
        is_paused=paused,
        is_mine=row.teacher_id == person.id,
    )
