"""Changes to rubrics. Indicators are never changed once they are in: plans were written to them."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from plf.extensions import db
from plf.models import Indicator, Rubric
from plf.rubrics.table import Row
from plf.rules import not_ready


def add(name: str, *, staff_kind: str, is_current: bool, rows: Iterable[Row]) -> Rubric:
    """A new rubric with its indicators in the order of `rows`; in use at once when `is_current`.

    Raises Refusal (422) when another has the name.
    """
    if db.session.scalar(select(Rubric.id).where(func.lower(Rubric.name) == name.lower())):
        raise not_ready("There is a rubric with this name already. Add the year to the name.", "name")
    rubric = Rubric(name=name, staff_kind=staff_kind, is_current=False)
    db.session.add(rubric)
    rubric.indicators = [
        Indicator(
            position=position, domain=row.domain, weight=row.weight, number=row.number, title=row.indicator
        )
        for position, row in enumerate(rows)
    ]
    db.session.flush()
    if is_current:
        use(rubric)
    return rubric


def use(rubric: Rubric) -> None:
    """Make it the one in use for its kind of staff, for plans assigned from now on."""
    db.session.execute(
        update(Rubric)
        .where(Rubric.staff_kind == rubric.staff_kind, Rubric.id != rubric.id)
        .values(is_current=False)
    )
    rubric.is_current = True
    db.session.flush()
