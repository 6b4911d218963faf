"""The sample district at the size of a real one, to measure with: thousands of teachers, each with one plan.

Each plan is a copy of one that the story told by real steps, row by row, with its own people and site, frozen,
signed and chained anew. So it has the shape of a real plan, whatever columns and steps there are.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from plf import contents, history
from plf.extensions import db
from plf.models import (
    Comment,
    CommentRequest,
    Conference,
    Draft,
    Evidence,
    HistoryLine,
    JournalEntry,
    Meeting,
    Notice,
    Pairing,
    Person,
    Placement,
    Plan,
    PlanSpan,
    Reason,
    Revision,
    SchoolYear,
    Signature,
    Site,
    SiteLeadership,
    SupportNote,
)
from plf.sample.names import FAMILY, GIVEN, site_names

Row = dict[str, Any]

TEACHERS_OF_AN_EVALUATOR = 33
AT_ONCE = 1000

# Of a hundred plans, how many are in which state: late in fall, and in the weeks before checkpoint forms are due.
SEASONS = {
    "fall": {
        "assigned": 12,
        "drafted": 20,
        "submitted": 10,
        "returned": 4,
        "reviewed": 4,
        "evaluator_signed": 8,
        "active": 42,
    },
    "spring": {
        "assigned": 2,
        "drafted": 3,
        "submitted": 2,
        "returned": 1,
        "reviewed": 1,
        "evaluator_signed": 3,
        "active": 22,
        "checkpoint_drafted": 24,
        "checkpoint_submitted": 16,
        "checkpoint_returned": 3,
        "conferenced": 4,
        "checkpoint_evaluator_signed": 7,
        "closed": 8,
        "continued": 4,
    },
}

# What belongs to a plan and is copied with it, in the order in which it is written: each table, and what orders
# its rows. The first ones are pointed to, so that their numbers are given here; the others count by themselves.
POINTED_TO = {
    Revision: Revision.id,
    HistoryLine: HistoryLine.number,
    JournalEntry: JournalEntry.id,
    SupportNote: SupportNote.id,
}
OTHERS = {
    Signature: Signature.id,
    Comment: Comment.id,
    Draft: Draft.kind,
    Conference: Conference.plan_id,
    Reason: Reason.history_id,
    Evidence: Evidence.id,
    Notice: Notice.id,
    PlanSpan: PlanSpan.id,
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
    rows: dict[Any, list[Row]]


def grow(
    *,
    teachers: int,
    sites: int,
    first_day: date,
    at: datetime,
    password_hash: str,
    season: str = "fall",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Add sites and people until there are so many, each new teacher with a plan of the open year.

    `first_day` is when the pairings begin, `season` one of SEASONS. Call it inside `writing()`. `progress` is told
    plans done and to do.
    """
    chance = random.Random(2957)  # noqa: S311 - made-up people, and the same ones every time
    session = db.session()
    stories = _stories()
    new_sites = _add_sites(session, sites - session.scalar(select(func.count()).select_from(Site)))
    here = session.scalar(select(func.count()).select_from(Person).where(Person.staff_kind == "teacher"))
    todo = max(teachers - here, 0)
    places = new_sites or list(session.execute(select(Site.id, Site.name)).tuples())
    mix = SEASONS[season]
    states = chance.choices(list(mix), list(mix.values()), k=todo)
    people = _add_people(session, states, places, stories, chance, first_day, at, password_hash)
    numbers = {table: count(_next_id(session, table)) for table in (Plan, *POINTED_TO)}
    for done in range(0, todo, AT_ONCE):
        copies = Copies(numbers)
        for told, teacher, evaluator, site in islice(people, AT_ONCE):
            copies.add(told, teacher, evaluator, site, earlier=timedelta(minutes=chance.randrange(240)))
        copies.insert(session)
        progress(min(done + AT_ONCE, todo), todo)
    _count_on(session)


class Copies:
    """Rows of some plans, made in Python and written many at once."""

    def __init__(self, numbers: dict[Any, count]) -> None:
        self.numbers = numbers
        self.rows: dict[Any, list[Row]] = {table: [] for table in (Plan, *POINTED_TO, *OTHERS)}
        self.current: list[Row] = []

    def add(
        self, told: Told, teacher: Someone, evaluator: Someone, site: tuple[int, str], *, earlier: timedelta
    ) -> None:
        """A copy of `told` for another teacher, evaluator and site, everything some minutes `earlier`."""
        plan_id = next(self.numbers[Plan])
        people = {told.teacher.id: teacher.id, told.evaluator.id: evaluator.id}
        hashes: dict[str, str] = {}
        # The number of each row that is pointed to, and that of its copy.
        copied = {
            table: {None: None} | {row["id"]: next(self.numbers[table]) for row in told.rows[table]}
            for table in POINTED_TO
        }

        def copy(table: Any, row: Row, **changed: Any) -> Row:
            if table in POINTED_TO:
                changed["id"] = copied[table][row["id"]]
            for column, pointed_to in POINTERS.items():
                if column in row:
                    changed[column] = copied[pointed_to][row[column]]
            if "plan_id" in row:
                changed["plan_id"] = plan_id
            new = {name: _moved(name, value, people, earlier) for name, value in row.items()} | changed
            self.rows[table].append(new)
            return new

        for row in told.rows[Revision]:
            frozen = contents.canonical(_frozen_for(row["frozen"], plan_id, teacher, evaluator, site, hashes))
            hashes[row["sha256"]] = sha256 = contents.fingerprint(frozen)
            copy(Revision, row, frozen=frozen, sha256=sha256)
        for row in told.rows[Signature]:
            statement = row["statement"].replace(told.teacher.name, teacher.name)
            who = teacher if row["role"] == "teacher" else evaluator
            agreed = _agreed_by(row["agreed"], plan_id, who, statement, hashes, earlier)
            hashes[row["sha256"]] = sha256 = contents.fingerprint(agreed)
            copy(Signature, row, statement=statement, agreed=agreed, sha256=sha256)
        self._copy_history(told, copy, hashes)
        for row in told.rows[Draft]:
            copy(Draft, row, page=f"sample {plan_id}")
        for row in told.rows[PlanSpan]:
            copy(PlanSpan, row, site_id=site[0])
        for number, row in enumerate(told.rows[Notice]):
            copy(Notice, row, key=f"sample {plan_id} {number}")
        for table in (JournalEntry, SupportNote, Comment, Conference, Reason, Evidence):
            for row in told.rows[table]:
                copy(table, row)
        plan = {name: _moved(name, value, people, earlier) for name, value in told.plan.items()}
        pointing = {name: copied[Revision][told.plan[name]] for name in POINTING}
        self.rows[Plan].append(plan | {"id": plan_id, "site_id": site[0]} | dict.fromkeys(POINTING))
        self.current.append({"this": plan_id} | {f"new_{name}": number for name, number in pointing.items()})

    def _copy_history(self, told: Told, copy: Callable[..., Row], hashes: dict[str, str]) -> None:
        before = history.FIRST
        for row in told.rows[HistoryLine]:
            facts = {name: hashes.get(value, value) for name, value in row["facts"].items()}
            line = copy(HistoryLine, row, facts=facts, before_hash=before)
            line["hash"] = before = history._hash(SimpleNamespace(**line))

    def insert(self, session: Session) -> None:
        """Write them. A plan points to its revisions, and they to it: so that comes last."""
        for table, rows in self.rows.items():
            if rows:
                session.execute(insert(table.__table__), rows)
        plan = Plan.__table__
        pointing = update(plan).where(plan.c.id == bindparam("this"))
        pointing = pointing.values({name: bindparam(f"new_{name}") for name in POINTING})
        session.connection().execute(pointing, [row for row in self.current if row["new_revision_id"]])


def _moved(name: str, value: Any, people: dict[int, int], earlier: timedelta) -> Any:
    if isinstance(value, datetime):
        return value - earlier
    return people.get(value, value) if name in PEOPLE_COLUMNS else value


PEOPLE_COLUMNS = {"teacher_id", "evaluator_id", "person_id", "frozen_by_id", "by_id"}
POINTING = ("revision_id", "in_force_id", "checkpoint_revision_id")
POINTERS = {
    "revision_id": Revision,
    "history_id": HistoryLine,
    "entry_id": JournalEntry,
    "answers_id": SupportNote,
}


def _frozen_for(
    frozen: Row,
    plan_id: int,
    teacher: Someone,
    evaluator: Someone,
    site: tuple[int, str],
    hashes: dict[str, str],
) -> Row:
    new = frozen | {
        "plan": plan_id,
        "teacher": frozen["teacher"] | {"name": teacher.name, "site": site[1]},
        "evaluator": {"name": evaluator.name},
    }
    if "looks_back_on" in frozen:
        signed = frozen["looks_back_on"]
        new["looks_back_on"] = signed | {"sha256": hashes[signed["sha256"]]}
    return new


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
    """The open year's plans of the story that concern nobody but teacher and evaluator, by state.

    Without those that are tied to others (a meeting, another year) or go another way than most (amended).
    """
    stories: dict[str, list[Told]] = {}
    tied = {
        *db.session.scalars(select(CommentRequest.plan_id)),
        *db.session.scalars(select(Meeting.plan_id)),
        *db.session.scalars(select(Plan.id).where(Plan.continues_id.is_not(None))),
        *db.session.scalars(select(HistoryLine.plan_id).where(HistoryLine.action == "amend")),
    }
    teachers = select(Plan).join(Plan.teacher).join(Plan.year)
    for plan in db.session.scalars(
        teachers.where(Person.staff_kind == "teacher", SchoolYear.status == "open").order_by(Plan.id)
    ):
        if plan.evaluator_id and plan.id not in tied:
            told = _told(plan)
            if _involved(told) <= {plan.teacher_id, plan.evaluator_id}:
                stories.setdefault(plan.state, []).append(told)
    return stories


def _involved(told: Told) -> set[int]:
    tables = (HistoryLine, Signature, Comment, SupportNote)
    return {row["person_id"] for table in tables for row in told.rows[table]}


def _told(plan: Plan) -> Told:
    found = {table: _rows_of(plan, table, order) for table, order in (POINTED_TO | OTHERS).items()}
    for row in found[Revision]:
        row["frozen"] = json.loads(row["frozen"])
    for row in found[Signature]:
        row["agreed"] = json.loads(row["agreed"])
    both = (plan.teacher_id, plan.evaluator_id)  # the office and deputies are told of their own plans alone
    found[Notice] = [row for row in found[Notice] if row["person_id"] in both]
    return Told(
        plan=dict(db.session.execute(select(Plan.__table__).where(Plan.id == plan.id)).mappings().one()),
        teacher=Someone(plan.teacher.id, plan.teacher.name),
        evaluator=Someone(plan.evaluator.id, plan.evaluator.name),
        position=plan.teacher.position,
        rows=found,
    )


def _rows_of(plan: Plan, table: Any, order: Any) -> list[Row]:
    statement = select(table.__table__).order_by(order)
    if table is Evidence:
        statement = statement.join(JournalEntry).where(JournalEntry.plan_id == plan.id)
    else:
        statement = statement.where(table.plan_id == plan.id)
    rows = [dict(row) for row in db.session.execute(statement).mappings()]
    if table not in POINTED_TO:
        for row in rows:
            row.pop("id", None)
    return rows


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
    states: list[str],
    places: list[tuple[int, str]],
    stories: dict[str, list[Told]],
    chance: random.Random,
    first_day: date,
    at: datetime,
    password_hash: str,
):
    """Write the new people, paired and with their site's leader; yields who gets a copy of which plan."""
    maker = _People(_next_id(session, Person), chance, first_day, at, password_hash)
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
    placed = (Placement, maker.placements)
    for table, rows in ((Person, maker.rows), placed, (Pairing, pairings), (SiteLeadership, leaders)):
        for start in range(0, len(rows), AT_ONCE):
            session.execute(insert(table.__table__), rows[start : start + AT_ONCE])
    return iter(given)


class _People:
    def __init__(
        self, first: int, chance: random.Random, first_day: date, at: datetime, password_hash: str
    ) -> None:
        self.next, self.chance, self.first_day = first, chance, first_day
        self.at, self.password_hash = at, password_hash
        self.given, self.family = GIVEN.split(), FAMILY.split()
        self.rows: list[Row] = []
        self.placements: list[Row] = []

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
        placed = {"site_id": site_id, "staff_kind": staff_kind, "starts_on": self.first_day}
        self.placements.append({"person_id": self.next, **placed})
        self.next += 1
        return Someone(self.next - 1, f"{given} {family}")


def _next_id(session: Session, table: Any) -> int:
    return (session.scalar(select(func.max(table.id))) or 0) + 1


def _count_on(session: Session) -> None:
    """PostgreSQL counts on after the numbers that we gave ourselves."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in (Site, Person, Plan, *POINTED_TO):
        name = table.__tablename__
        session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": name, "last": _next_id(session, table) - 1},
        )
