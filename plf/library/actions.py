"""Changes around the library: what is found in it, people's folders, and taking sections of an exemplar into a plan."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from plf import rules
from plf.exemplars import queries as exemplars
from plf.extensions import db
from plf.library import catalog, queries, words
from plf.library.taking import Offer
from plf.models import IN_LIBRARY, Exemplar, ExemplarWords, FolderPage, LibraryEdition, Person, PlanOrigin
from plf.plans import actions as plans
from plf.plans.queries import SeenPlan
from plf.rules import ExemplarCase, ExemplarRole, Refusal, not_ready

MOST_IN_FOLDER = 12


def follow(exemplar: Exemplar) -> None:
    """Let the library know what became of an exemplar: from here on it is found as it is now, or not at all."""
    kept = db.session.get(ExemplarWords, exemplar.id)
    if not _is_read(exemplar):
        if kept:
            db.session.delete(kept)
    elif kept:
        kept.words = _words(exemplar)
    else:
        db.session.add(ExemplarWords(exemplar_id=exemplar.id, words=_words(exemplar)))
    _mark_anew()


def index_all() -> int:
    """Write the words of every exemplar in the library anew; returns how many there are."""
    db.session.flush()
    count = 0
    for exemplar in db.session.scalars(select(Exemplar).where(IN_LIBRARY).execution_options(yield_per=200)):
        db.session.merge(ExemplarWords(exemplar_id=exemplar.id, words=_words(exemplar)))
        count += 1
    _mark_anew()
    return count


def _is_read(exemplar: Exemplar) -> bool:
    case = ExemplarCase(state=exemplar.state)
    return rules.exemplar_refusal("read", [ExemplarRole.STAFF], case) is None


def _words(exemplar: Exemplar) -> str:
    filed = [card for cards in catalog.cards(exemplar).values() for card in cards]
    texts = [*exemplars.shown(exemplar).strings(), *exemplar.notes.values()]
    return words.written(exemplar.title, "\n".join([exemplar.summary, *filed]), "\n".join(texts))


def _mark_anew() -> None:
    db.session.flush()
    db.session.execute(
        update(LibraryEdition).where(LibraryEdition.id == 1).values(mark=secrets.token_urlsafe(12))
    )


def put_in_folder(person: Person, exemplar_id: int, *, at: datetime) -> None:
    """Put an exemplar into a person's folder; one that is there stays.

    Raises a Refusal: 410 or 404 as for reading it, 409 when the folder is full.
    """
    exemplar = exemplars.read(exemplar_id)
    if queries.is_in_folder(person, exemplar.id):
        return
    if len(queries.folder(person)) >= MOST_IN_FOLDER:
        raise Refusal(
            409,
            f"Your folder holds {MOST_IN_FOLDER} exemplars, and no more go into it. Print it, or take one out first.",
        )
    db.session.add(FolderPage(person_id=person.id, exemplar_id=exemplar.id, at=at))


def take_out_of_folder(person: Person, exemplar_id: int) -> None:
    """Take an exemplar out of a person's folder, whatever became of it."""
    kept = db.session.get(FolderPage, (person.id, exemplar_id))
    if kept:
        db.session.delete(kept)


def take(
    own: SeenPlan, exemplar_id: int, sections: Collection[str], *, at: datetime, seen_version: int
) -> list[Offer]:
    """Take sections of an exemplar into one's own plan, in the place of what stands there; returns what was taken.

    `seen_version`: of the draft, as the person saw it beside the exemplar. The plan remembers where it began.
    Raises a Refusal: 410 when the exemplar was withdrawn meanwhile, 422 when nothing was chosen, or as
    plans.actions.save_draft does (Conflict: the plan was changed meanwhile).
    """
    exemplar = exemplars.read(exemplar_id)
    refused = queries.why_not(own)
    if refused:
        raise refused
    taken = [each for each in queries.offered(own, exemplar) if each.name in sections]
    if not taken:
        raise not_ready("Choose at least one section to take into your plan.", "take")
    text = {name: value for each in taken for name, value in each.takes.items()}
    plans.save_draft(own, text, at=at, seen_version=seen_version)
    _remember(own, exemplar, [each.name for each in taken], at=at)
    return taken


def _remember(own: SeenPlan, exemplar: Exemplar, sections: list[str], *, at: datetime) -> None:
    origin = db.session.get(PlanOrigin, (own.plan.id, exemplar.id))
    if origin is None:
        origin = PlanOrigin(plan_id=own.plan.id, exemplar_id=exemplar.id, sections="", at=at)
        db.session.add(origin)
    origin.sections = " ".join(dict.fromkeys([*origin.sections.split(), *sections]))
    origin.at = at
