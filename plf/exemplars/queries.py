"""Questions about exemplars: which one this person meets and as what, its text in sections, and the library's own.

What staff read asks `published` and `read`, which know nothing of where an exemplar came from.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from plf import contents, rules
from plf.extensions import db
from plf.models import IN_LIBRARY, Exemplar
from plf.rules import HIDDEN, ExemplarCase, ExemplarRole


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


def sections(exemplar: Exemplar) -> Sections:
    """The text of an exemplar, and of its checkpoint, in sections with labels."""
    rubric = {each["number"]: each for each in exemplar.indicators}
    return Sections(
        contents.frozen_sections(contents.completed(exemplar.text), rubric),
        contents.frozen_sections(exemplar.checkpoint, rubric, "checkpoint") if exemplar.checkpoint else [],
    )
