"""Which text of an action plan is printed, and what is said of it on the paper."""

from typing import Any

from plf.action_plans import queries as action_plans
from plf.action_plans.contents import Text
from plf.action_plans.queries import SeenActionPlan
from plf.editions import queries as editions
from plf.editions.shown import for_public
from plf.models import ActionEdition
from plf.people.queries import district, today_here
from plf.table_prints.papers import Standing


def to_print(seen: SeenActionPlan, number: int | None) -> tuple[Text, Standing]:
    """An edition, or (None) the working copy of today, for its people.

    Raises HIDDEN (404) for an edition that there is not, and the Refusal (403) of "read_working_copy".
    """
    if number is None:
        seen.require("read_working_copy")
        return action_plans.as_text(seen.plan), _standing(seen.plan.id)
    edition = editions.edition_of(seen.plan.id, number)
    return editions.text_of(edition), _standing(seen.plan.id, edition)


def to_print_of_board(code: str, number: int) -> tuple[Text, Standing]:
    """An edition as its public address shows it. Raises HIDDEN (404) where that is not open."""
    plan, edition = editions.on_board(code, number)
    return for_public(editions.text_of(edition), plan.public_shows), _standing(plan.id, edition)


def _standing(plan_id: int, edition: ActionEdition | None = None) -> Standing:
    known = [
        each for each in editions.editions_of(plan_id) if edition is None or each.number <= edition.number
    ]
    of_edition: dict[str, Any] = {}
    if edition:
        of_edition = {
            "number": edition.number,
            "adopted_on": edition.adopted_on,
            "note": edition.note,
            "sha256": edition.sha256,
        }
    return Standing(
        district().name, today_here(), adopted=[each.adopted_on for each in reversed(known)], **of_edition
    )
