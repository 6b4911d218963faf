"""Questions about the three questions: who may still answer them, and what the office sees of the answers."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, literal, or_, select

from plf import rules
from plf.database import fixed, one_of
from plf.extensions import db
from plf.models import NOT_WITHDRAWN, FeedbackAnswer, FeedbackGiven, Plan, SchoolYear
from plf.plans.queries import SeenPlan

ROLES = ("teacher", "evaluator")
TOGETHER = 5  # answers are shown in groups of so many, never one by one


def to_answer(person_id: int, year_id: int) -> list[str]:
    """The roles in which this person may answer for this year and has not yet. At most two; one query."""
    row = db.session.execute(_TO_ANSWER, {"me": person_id, "year": year_id}).one()
    return [role for role in ROLES if row._mapping[role]]


def is_asked_about(seen: SeenPlan) -> bool:
    """Whether this person may still answer for the year of this plan, which has ended. No query before that."""
    role = str(seen.role)
    return not seen.is_open and role in ROLES and role in to_answer(seen.person.id, seen.plan.year_id)


def has_given(person_id: int, year_id: int) -> bool:
    """Whether this person has answered for this year in any role."""
    given = FeedbackGiven.person_id == person_id, FeedbackGiven.year_id == year_id
    return db.session.scalar(select(select(FeedbackGiven.role).where(*given).exists()))


@dataclass(frozen=True)
class Results:
    """What the office sees of one role's answers.

    given   how many answered
    shown   how many of them are shown; the others wait until they are five together
    counts  question → choice → how many, of those that are shown
    texts   what they wrote, in an order that says nothing
    """

    role: str
    given: int
    shown: int
    counts: dict[str, Counter[int]]
    texts: list[str]


def results(year: SchoolYear, role: str) -> Results:
    """The answers of a year in one role, as far as they are shown. Those that wait are only counted."""
    of_these = and_(FeedbackAnswer.year_id == year.id, FeedbackAnswer.role == role)
    given = db.session.scalar(select(func.count()).select_from(FeedbackAnswer).where(of_these))
    rows = db.session.execute(
        select(FeedbackAnswer.grew, FeedbackAnswer.worth, FeedbackAnswer.supported, FeedbackAnswer.text)
        .where(of_these, FeedbackAnswer.is_shown)
        .order_by(FeedbackAnswer.id)  # random numbers: an order that stays the same and says nothing
    ).all()
    return Results(
        role=role,
        given=given or 0,
        shown=len(rows),
        counts={
            "grew": Counter(row.grew for row in rows),
            "worth": Counter(row.worth for row in rows),
            "supported": Counter(row.supported for row in rows),
        },
        texts=[row.text for row in rows if row.text],
    )


# Put together once: asked on every visit to the first page. Parameters: the person and the year.
_ME, _YEAR = bindparam("me", type_=Integer), bindparam("year", type_=Integer)


def _may_answer(role: str) -> ColumnElement[bool]:
    theirs = Plan.teacher_id if role == "teacher" else Plan.evaluator_id
    # Withdrawn ones are not completed either; saying so lets the database find the plan by its teacher.
    ended = select(Plan.id).where(
        theirs == _ME, Plan.year_id == _YEAR, Plan.state.in_(one_of(rules.COMPLETED)), NOT_WITHDRAWN
    )
    given = select(literal(1)).where(
        FeedbackGiven.person_id == _ME, FeedbackGiven.year_id == _YEAR, FeedbackGiven.role == fixed(role)
    )
    return and_(ended.exists(), ~given.exists())


_TO_ANSWER = select(*(_may_answer(role).label(role) for role in ROLES))

# For the first page's one question about what there is, with the same parameters.
IS_ASKED = or_(*(_may_answer(role) for role in ROLES))
