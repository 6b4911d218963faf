"""Questions about rubrics and the kinds of staff they are for."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from plf.extensions import db
from plf.models import Indicator, Rubric

# Every district has these; others come with a rubric of their own.
ALWAYS = ("teacher", "leader")


def rubrics() -> list[tuple[Rubric, int]]:
    """Every rubric with the number of its indicators: by kind of staff, those in use first."""
    count = select(func.count()).where(Indicator.rubric_id == Rubric.id).scalar_subquery()
    rows = db.session.execute(
        select(Rubric, count).order_by(Rubric.staff_kind, Rubric.is_current.desc(), Rubric.name)
    )
    return [(rubric, number) for rubric, number in rows]


def rubric_with_indicators(rubric_id: int) -> Rubric | None:
    """One rubric with its indicators loaded."""
    return db.session.scalar(
        select(Rubric).where(Rubric.id == rubric_id).options(selectinload(Rubric.indicators))
    )


def staff_kinds(keep: str = "") -> list[tuple[str, str]]:
    """The kinds of staff as choices of a form: (name, label); last, an empty one for those without a plan.

    `keep`: one to offer though no rubric is for it.
    """
    known = db.session.scalars(select(Rubric.staff_kind).distinct().order_by(Rubric.staff_kind))
    kinds = dict.fromkeys([*ALWAYS, *known, *([keep] if keep else [])])
    return [*((kind, kind.capitalize()) for kind in kinds), ("", "Other – no plan of their own")]
