"""The sample district at the size of a real one, to measure with: thousands of teachers, each with one plan.

Each plan is a copy of one that the story told by real steps, row by row, with its own people and site, frozen,
signed and chained anew. So it has the shape of a real plan, whatever columns and steps there are.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from plf import contents, history
from plf.extensions import db
from plf.models import (
    Comment,
    CommentRequest,
    Draft,
    HistoryLine,
    Meeting,
    Pairing,
    Person,
    Plan,
    Revision,
    Signature,
    Site,
    SiteLeadership,
)
from plf.sample.names import FAMILY, GIVEN, site_names

Row = dict[str, Any]

TEACHERS_OF_AN_EVALUATOR = 33
AT_ONCE = 1000

# Of a hundred plans in late fall.
MIX = {
    "assigned": 12,
    "drafted": 20,
    "submitted": 10,
    "returned": 4,
    "reviewed": 4,
    "evaluator_signed": 8,
    "active": 42,
}


@dataclass(frozen=True)
class Someone:
    """A person in what is frozen and signed: by number and name."""

    id: int
    name: str


@dataclass
class Told:
    """A plan of the story with all its rows, to be copied; frozen and signed texts as dictionaries."""

    plan: Row
    teacher: Someone
    evaluator: Someone
    position: str
    draft: Row
    revisions: list[Row] = field(default_factory=list)
    signatures: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)


def grow(
    *,
    teachers: int,
    sites: int,
    first_day: date,
    at: datetime,
    password_hash: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Add sites and people until there are so many, each new teacher with a plan of the open year.

    `first_day` is when the pairings begin. Call it inside `writing()`. `progress` is told plans done and to do.
    """
    chance = random.Random(2957)  # noqa: S311 - made-up people, and the same ones every time
    session = db.session()
    stories = _stories()
    new_sites = _add_sites(session, sites - session.scalar(select(func.count()).select_from(Site)))
    here = session.scalar(select(func.count()).select_from(Person).where(Person.staff_kind == "teacher"))
    todo = max(teachers - here, 0)
    places = new_sites or list(session.execute(select(Site.id, Site.name)).tuples())
    people = _add_people(session, todo, places, stories, chance, first_day, at, password_hash)
    next_plan, next_revision = _next_id(session, Plan), _next_id(session, Revision)
    for done in range(0, todo, AT_ONCE):
        copies = Copies(next_plan, next_revision)
        for told, teacher, evaluator, site in islice(people, AT_ONCE):
            copies.add(told, teacher, evaluator, site, earlier=timedelta(minutes=chance.randrange(240)))
        copies.insert(session)
        next_plan, next_revision = copies.next_plan, copies.next_revision
        progress(min(done + AT_ONCE, todo), todo)
    _count_on(session)


class Copies:
    """Rows of some plans, made in Python and written many at once."""

    def __init__(self, next_plan: int, next_revision: int) -> None:
        self.next_plan, self.next_revision = next_plan, next_revision
        self.rows: dict[Any, list[Row]] = {
            table: [] for table in (Plan, Draft, Revision, Signature, Comment, HistoryLine)
        }
        self.current: list[Row] = []

    def add(
        self, told: Told, teacher: Someone, evaluator: Someone, site: tuple[int, str], *, earlier: timedelta
    ) -> None:
        """A copy of `told` for another teacher, evaluator and site, everything some minutes `earlier`."""
        plan_id, self.next_plan = self.next_plan, self.next_plan + 1
        people = {told.teacher.id: teacher.id, told.evaluator.id: evaluator.id}
        hashes: dict[str, str] = {}
        numbers: dict[int | None, int | None] = {None: None}

        def copy(table: Any, row: Row, **changed: Any) -> Row:
            changed["plan_id"] = plan_id
            new = {name: _moved(name, value, people, earlier) for name, value in row.items()} | changed
            self.rows[table].append(new)
            return new

        for row in told.revisions:
            numbers[row["id"]], self.next_revision = self.next_revision, self.next_revision + 1
            frozen = contents.canonical(_frozen_for(row["frozen"], plan_id, teacher, evaluator, site))
            hashes[row["sha256"]] = sha256 = contents.fingerprint(frozen)
            copy(Revision, row, id=numbers[row["id"]], frozen=frozen, sha256=sha256)
        for row in told.signatures:
            statement = row["statement"].replace(told.teacher.name, teacher.name)
            who = teacher if row["role"] == "teacher" else evaluator
            agreed = _agreed_by(row["agreed"], plan_id, who, statement, hashes, earlier)
            hashes[row["sha256"]] = sha256 = contents.fingerprint(agreed)
            revision = numbers[row["revision_id"]]
            copy(Signature, row, revision_id=revision, statement=statement, agreed=agreed, sha256=sha256)
        for row in told.comments:
            copy(Comment, row, revision_id=numbers[row["revision_id"]])
        copy(Draft, told.draft, page=f"sample {plan_id}")
        self._copy_history(told, copy, hashes)
        plan = {name: _moved(name, value, people, earlier) for name, value in told.plan.items()}
        self.rows[Plan].append(
            plan | {"id": plan_id, "site_id": site[0], "revision_id": None, "in_force_id": None}
        )
        self.current.append(
            {
                "this": plan_id,
                "current": numbers[told.plan["revision_id"]],
                "in_force": numbers[told.plan["in_force_id"]],
            }
        )

    def _copy_history(self, told: Told, copy: Callable[..., Row], hashes: dict[str, str]) -> None:
        before = history.FIRST
        for row in told.history:
            facts = {name: hashes.get(value, value) for name, value in row["facts"].items()}
            if "superseded" in facts:  # the beginning of a fingerprint
                facts["superseded"] = next(
                    (new[:16] for old, new in hashes.items() if old[:16] == facts["superseded"]), ""
                )
            line = copy(HistoryLine, row, facts=facts, before_hash=before)
            line["hash"] = before = history._hash(SimpleNamespace(**line))

    def insert(self, session: Session) -> None:
        """Write them. A plan points to its revisions, and they to it: so that comes last."""
        for table, rows in self.rows.items():
            if rows:
                session.execute(insert(table.__table__), rows)
        plan = Plan.__table__
        pointing = update(plan).where(plan.c.id == bindparam("this"))
        pointing = pointing.values(revision_id=bindparam("current"), in_force_id=bindparam("in_force"))
        session.connection().execute(pointing, [row for row in self.current if row["current"]])


def _moved(name: str, value: Any, people: dict[int, int], earlier: timedelta) -> Any:
    if isinstance(value, datetime):
        return value - earlier
    return people.get(value, value) if name in PEOPLE_COLUMNS else value


PEOPLE_COLUMNS = {"teacher_id", "evaluator_id", "person_id", "frozen_by_id"}


def _frozen_for(
    frozen: Row, plan_id: int, teacher: Someone, evaluator: Someone, site: tuple[int, str]
) -> Row:
    return frozen | {
        "plan": plan_id,
        "teacher": frozen["teacher"] | {"name": teacher.name, "site": site[1]},
        "evaluator": {"name": evaluator.name},
    }


def _agreed_by(
    agreed: Row, plan_id: int, who: Someone, statement: str, hashes: dict[str, str], earlier: timedelta
) -> str:
    new = {
        name: hashes.get(value, value) if isinstance(value, str) else value for name, value in agreed.items()
    }
    for moment in ("signed_at", "proved_at"):
        new[moment] = (datetime.fromisoformat(agreed[moment]) - earlier).isoformat(timespec="seconds")
    new |= {"plan": plan_id, "person": {"id": who.id, "name": who.name}, "statement": statement}
    return contents.canonical(new)


def _stories() -> dict[str, list[Told]]:
    """The plans of the story that concern nobody but teacher and evaluator, by state."""
    stories: dict[str, list[Told]] = {}
    others = {
        *db.session.scalars(select(CommentRequest.plan_id)),
        *db.session.scalars(select(Meeting.plan_id)),
    }
    for plan in db.session.scalars(select(Plan).join(Plan.teacher).where(Person.staff_kind == "teacher")):
        if plan.evaluator_id and plan.id not in others:
            told = _told(plan)
            involved = {row["person_id"] for row in (*told.history, *told.signatures, *told.comments)}
            if involved <= {plan.teacher_id, plan.evaluator_id}:
                stories.setdefault(plan.state, []).append(told)
    return stories


def _told(plan: Plan) -> Told:
    def rows(table: Any, order: Any) -> list[Row]:
        found = db.session.execute(select(table.__table__).where(table.plan_id == plan.id).order_by(order))
        kept = [dict(row) for row in found.mappings()]
        for row in kept:
            if table is not Revision:
                row.pop("id", None)
        return kept

    revisions, signatures = rows(Revision, Revision.number), rows(Signature, Signature.id)
    for row in revisions:
        row["frozen"] = json.loads(row["frozen"])
    for row in signatures:
        row["agreed"] = json.loads(row["agreed"])
    return Told(
        plan=dict(db.session.execute(select(Plan.__table__).where(Plan.id == plan.id)).mappings().one()),
        teacher=Someone(plan.teacher.id, plan.teacher.name),
        evaluator=Someone(plan.evaluator.id, plan.evaluator.name),
        position=plan.teacher.position,
        draft=rows(Draft, Draft.plan_id)[0],
        revisions=revisions,
        signatures=signatures,
        comments=rows(Comment, Comment.id),
        history=rows(HistoryLine, HistoryLine.number),
    )


def _add_sites(session: Session, count: int) -> list[tuple[int, str]]:
    if count <= 0:
        return []
    first = _next_id(session, Site)
    new = list(enumerate(islice(site_names(), count), start=first))
    session.execute(
        insert(Site.__table__), [{"id": number, "name": name, "is_active": True} for number, name in new]
    )
    return new


def _add_people(
    session: Session,
    teachers: int,
    places: list[tuple[int, str]],
    stories: dict[str, list[Told]],
    chance: random.Random,
    first_day: date,
    at: datetime,
    password_hash: str,
):
    """Write the new people, paired and with their site's leader; yields who gets a copy of which plan."""
    maker = _People(_next_id(session, Person), chance, at, password_hash)
    states = chance.choices(list(MIX), list(MIX.values()), k=teachers)
    evaluators: dict[int, Someone] = {}
    pairings, leaders, given = [], [], []
    for number, state in enumerate(states):
        site = places[number % len(places)]
        if (number // len(places)) % TEACHERS_OF_AN_EVALUATOR == 0:
            is_first = site[0] not in evaluators
            evaluators[site[0]] = maker.make(
                "Principal" if is_first else "Assistant principal", "leader", site[0]
            )
            if is_first:
                leaders.append(
                    {"person_id": evaluators[site[0]].id, "site_id": site[0], "starts_on": first_day}
                )
        told = chance.choice(stories[state])
        teacher, evaluator = maker.make(told.position, "teacher", site[0]), evaluators[site[0]]
        pairings.append({"teacher_id": teacher.id, "evaluator_id": evaluator.id, "starts_on": first_day})
        given.append((told, teacher, evaluator, site))
    for table, rows in ((Person, maker.rows), (Pairing, pairings), (SiteLeadership, leaders)):
        for start in range(0, len(rows), AT_ONCE):
            session.execute(insert(table.__table__), rows[start : start + AT_ONCE])
    return iter(given)


class _People:
    def __init__(self, first: int, chance: random.Random, at: datetime, password_hash: str) -> None:
        self.next, self.chance, self.at, self.password_hash = first, chance, at, password_hash
        self.given, self.family = GIVEN.split(), FAMILY.split()
        self.rows: list[Row] = []

    def make(self, position: str, staff_kind: str, site_id: int) -> Someone:
        given, family = self.chance.choice(self.given), self.chance.choice(self.family)
        self.rows.append(
            {
                "id": self.next,
                "given_name": given,
                "family_name": family,
                "email": f"{given}.{family}.{self.next}@example.org".lower(),
                "position": position,
                "staff_kind": staff_kind,
                "is_office": False,
                "active": True,
                "main_site_id": site_id,
                "password_hash": self.password_hash,
                "created_at": self.at,
            }
        )
        self.next += 1
        return Someone(self.next - 1, f"{given} {family}")


def _next_id(session: Session, table: Any) -> int:
    return (session.scalar(select(func.max(table.id))) or 0) + 1


def _count_on(session: Session) -> None:
    """PostgreSQL counts on after the numbers that we gave ourselves."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in (Site, Person, Plan, Revision):
        name = table.__tablename__
        session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": name, "last": _next_id(session, table) - 1},
        )
